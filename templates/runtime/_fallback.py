"""The fallback: taken when the closed decoder refuses, it keeps what is unknown and explains what is wrong.

The extractors move what is unknown in the parsed document to where the models have a place for it, msgspec converts,
and so validates, the whole, and the enum values that had to give way are put back.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, Final, TypeVar

import msgspec

from ._decoders import REFUSALS, dec_hook, decoder, insisted
from ._errors import MOST, Problem, ValidationError, shortened
from ._extract_unknown import extractor_of, type_info
from ._json_values import copied, is_array, is_object, not_json
from ._model import HIDDEN, Model, UnknownVariant, fields_of
from ._problems import all_problems
from ._shadows import learn, read_shadowed

if TYPE_CHECKING:
    from collections.abc import Callable

    from ._extract_unknown import Path, Restore
    from ._unknown import Extras

_M = TypeVar("_M", bound=Model)

_parsed: Final = msgspec.json.Decoder().decode
_MALFORMED: Final = "JSON is malformed: "
_OUT_OF_RANGE: Final = ("Number out of range", "Integer value out of range")
_TRUNCATED: Final = "Input data was truncated"
_BYTE_ORDER_MARK: Final = "\ufeff"
_TOO_DEEP: Final = Problem((), "a document of sensible depth", "one nested too deeply")


def read_json(model: type[_M], data: bytes | bytearray | memoryview | str, *, strict: bool, all_errors: bool) -> _M:
    """Read a document that the closed decoder has refused. Raises ValidationError."""
    if not strict and (built := read_shadowed(model, data)) is not None:
        return built  # type: ignore[no-any-return]
    try:
        built = _read(model, lambda: _parsed(data), strict=strict, all_errors=all_errors)
    except REFUSALS as error:
        problem = why_no_json(data, error)
    else:
        if not strict:
            learn(model, built)
        return built
    text = _without_mark(data)
    if text is None:
        raise ValidationError((problem,))
    return model.from_json(text, strict=strict, all_errors=all_errors)


def why_no_json(data: bytes | bytearray | memoryview | str, error: Exception) -> Problem:
    """Return what is wrong with data that msgspec refuses to parse."""
    if isinstance(error, RecursionError):
        return _TOO_DEEP
    if isinstance(error, UnicodeError):
        return Problem((), "JSON", _not_unicode(data))
    reason = str(error).removeprefix(_MALFORMED)
    if reason.partition(" - ")[0] in _OUT_OF_RANGE:
        return Problem((), "JSON", "a number out of range")
    return Problem((), "JSON", "truncated data" if reason == _TRUNCATED else reason)


def read_parsed(model: type[_M], value: Any, *, strict: bool, all_errors: bool) -> _M:
    """Read a parsed document, which stays as it is. Raises ValidationError."""
    try:
        problems = tuple(islice(not_json(value), MOST if all_errors else 1))
        if not problems:
            return _read(model, lambda: copied(value), strict=strict, all_errors=all_errors)
    except RecursionError:
        problems = (_TOO_DEEP,)
    raise ValidationError(problems)


def check(model: Model, *, strict: bool) -> None:
    """Raise ValidationError with everything that is wrong with a model built or changed in code."""
    try:
        value = _as_written(model)
    except RecursionError:
        raise ValidationError((_TOO_DEEP,)) from None
    read_parsed(type(model), value, strict=strict, all_errors=True)


def _read(model: type[_M], fresh: Callable[[], Any], *, strict: bool, all_errors: bool) -> _M:
    """Try with numbers as they stand, then with 1.0 as 1, then explain: each a new value, for extractors change it."""
    reason = ""
    decoder(model)
    for whole in (False, True):
        try:
            return converted(insisted(model), fresh(), strict=strict, whole=whole)  # type: ignore[no-any-return]
        except msgspec.ValidationError as error:
            reason = str(error)
    try:
        found = all_problems(type_info(insisted(model) if model.__check__ else model), fresh(), strict=strict)
        problems = tuple(islice(found, MOST if all_errors else 1))
    except RecursionError:
        problems = ()
    raise ValidationError(problems or (Problem((), "a document of the schema", shortened(reason)),))


def converted(kind: Any, value: Any, *, strict: bool, whole: bool) -> Any:
    """Convert a parsed value to a type, keeping what is unknown in it; the value is changed.

    Raises msgspec.ValidationError.
    """
    holder = [value]
    restore: Restore = []
    extractor = extractor_of(kind, strict=strict, whole=whole)
    if extractor is not None:
        extractor(holder, 0, None, restore)
    built = msgspec.convert(holder[0], kind, dec_hook=dec_hook)
    for path, unknown in restore:
        if path is not None and path[0] is None:
            return unknown
        _put_back(built, path, unknown)
    return built


def _as_written(value: Any) -> Any:
    """Return what a value is written as, but with nothing made into something that JSON has."""
    if isinstance(value, Model):
        tag = value.__struct_config__
        members = {tag.tag_field: tag.tag} if tag.tag_field is not None else {}
        for name, attribute in fields_of(type(value)).items():
            member = getattr(value, attribute)
            if member is not msgspec.UNSET:
                members[name] = _as_written(member)
        return {**members, **_as_written(dict(value.additional_properties))}
    if isinstance(value, UnknownVariant):
        return _as_written(value.content)
    if is_object(value):
        return {name: _as_written(member) for name, member in value.items()}
    return [_as_written(item) for item in value] if is_array(value) else value


def _without_mark(data: bytes | bytearray | memoryview | str) -> bytes | str | None:
    """Return what follows a byte order mark, which editors put before a text; None if there is none, or another."""
    mark = _BYTE_ORDER_MARK if isinstance(data, str) else _BYTE_ORDER_MARK.encode()
    text: Any = data if isinstance(data, str) else bytes(data)
    rest = text.removeprefix(mark)
    return None if len(rest) == len(text) or rest.startswith(mark) else rest


def _not_unicode(data: bytes | bytearray | memoryview | str) -> str:
    """Say where a text stops to be one: msgspec counts from the beginning of the string that it is in."""
    place = 0
    try:
        _ = data.encode() if isinstance(data, str) else bytes(data).decode()
    except (UnicodeDecodeError, UnicodeEncodeError) as error:
        place = error.start
    if isinstance(data, str):
        return f"half a surrogate pair (character {place})"
    return f"what is not UTF-8 (byte {place})"


def _put_back(built: Any, path: Path, value: Any) -> None:
    steps = _steps(path)
    for step in steps[:-1]:
        built = _member(built, step)
    attribute = _attribute(built, steps[-1])
    if attribute is not None:
        setattr(built, attribute, value)
    else:
        _members(built)[steps[-1]] = value


def _steps(path: Path) -> list[str | int]:
    steps: list[str | int] = []
    while path is not None:
        path, step = path
        steps.append(step)
    return steps[-2::-1]  # without the first, which leads to the root


def _member(built: Any, step: str | int) -> Any:
    attribute = _attribute(built, step)
    return _members(built)[step] if attribute is None else getattr(built, attribute)


def _attribute(built: Any, step: str | int) -> str | None:
    return fields_of(type(built)).get(str(step)) if isinstance(built, Model) else None


def _members(built: Any) -> Any:
    extra: Extras[Any] | None = getattr(built, HIDDEN) or None if isinstance(built, Model) else None
    return built if extra is None else extra.values
