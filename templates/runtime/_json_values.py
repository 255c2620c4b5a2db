"""JSON values as parsers return them, in dictionaries and lists. Nothing else may come in, for it could not go out."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any, Final, TypeGuard

from ._errors import Problem, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

_SMALL: Final = 1 << 64
_LONG: Final = 14_000  # bits, some 4,200 digits; Python reads and writes 4,300


def is_object(value: object) -> TypeGuard[dict[str, Any]]:
    """Whether a value is a JSON object."""
    return isinstance(value, dict)


def is_array(value: object) -> TypeGuard[list[Any]]:
    """Whether a value is a JSON array."""
    return isinstance(value, list)


def is_plain(value: Any) -> bool:
    """Whether a value holds nothing but what JSON has. Every `from_dict` asks, so it calls others rarely."""
    if is_object(value):
        for name in value:
            if name.__class__ is not str or not (name.isascii() or _is_text(name)):
                return False
        members: Any = value.values()
    elif is_array(value):
        members = value
    else:
        return _is_scalar(value)
    for member in members:
        kind = member.__class__
        if kind is str:
            if not (member.isascii() or _is_text(member)):
                return False
        elif kind is dict or kind is list:
            if not is_plain(member):
                return False
        elif not (member is None or (kind is int and -_SMALL < member < _SMALL) or _is_scalar(member)):
            return False
    return True


def copied(value: Any) -> Any:
    """Copy dictionaries and lists; those of derived types become plain."""
    if is_object(value):
        return {name: copied(member) for name, member in value.items()}
    if is_array(value):
        return [copied(item) for item in value]
    return value


def not_json(value: Any, *location: str | int) -> Iterator[Problem]:
    """Yield a problem for each thing that JSON does not have."""
    if is_object(value):
        for name, member in value.items():
            if _is_name(name):
                yield from not_json(member, *location, name)
            else:
                yield Problem(location, "names that are strings", _shown_name(name))
    elif is_array(value):
        for index, item in enumerate(value):
            yield from not_json(item, *location, index)
    elif not _is_scalar(value):
        yield Problem(location, "a value that JSON has", _shown(value))


def _is_scalar(value: Any) -> bool:
    kind = value.__class__
    if kind is float:
        return isfinite(value)
    if kind is int:
        return value.bit_length() < _LONG or _is_writable(value)
    if kind is str:
        return _is_text(value)
    return kind is bool or value is None or ((is_object(value) or is_array(value)) and is_plain(value))


def _is_name(name: Any) -> bool:
    return type(name) is str and (name.isascii() or _is_text(name))


def _is_writable(number: int) -> bool:
    try:
        return bool(str(number))
    except ValueError:
        return False


def _is_text(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:  # half a surrogate pair
        return False
    return True


def _shown_name(name: Any) -> str:
    return _shown(name) if type(name) is str else _kind(name)


def _shown(value: Any) -> str:
    if type(value) is str:
        return f"{quoted(value)}, which is not Unicode"
    if type(value) is float:
        return str(value)
    return "too long an integer" if type(value) is int else _kind(value)


def _kind(value: object) -> str:
    return f"a Python {type(value).__name__}"
