"""Types that msgspec hands on: unions whose variants have to be tried, and values with a check besides their type.

For type checkers each is the type, or the union of the types, that it reads, and what it reads is one of those: nothing
is wrapped.
"""

from __future__ import annotations

from functools import cache, partial
from itertools import islice
from threading import local
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeAlias, TypeVar

import msgspec

from ._checks import DISTINCT, Check, check_of
from ._decoders import dec_hook, plain
from ._errors import MISSING, MOST, Problem
from ._extract_unknown import type_info
from ._fallback import converted
from ._json_values import is_array, is_object
from ._model import Model, UnknownVariant
from ._once import of_copy, once
from ._problems import all_problems

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_T = TypeVar("_T")

_just: Final = local()


class _HookType(type):
    """The type of hooks. msgspec asks whether what a hook has just read is an instance of it: it is."""

    def __instancecheck__(cls, value: object) -> bool:
        read = _just.__dict__.pop("read", None)
        return read is not None and read[0] is value


class _Read:
    """A value that is read already, in the place of what it was read from."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value


class Hook(metaclass=_HookType):
    """The base of hooks: classes, since msgspec knows custom types by their class."""

    exactly_one: ClassVar[bool]
    unknown: ClassVar[type[UnknownVariant] | None]

    @classmethod
    def kinds(cls) -> tuple[Any, ...]:
        """Return the types that are tried, in order."""
        raise NotImplementedError

    @classmethod
    def check(cls) -> Check | None:
        """Return what a value has to satisfy besides."""
        raise NotImplementedError

    @classmethod
    def decode(cls, raw: Any) -> Any:
        """Return what a value is read as that holds nothing unknown. Raises ValueError if it is none."""
        value = raw.value if type(raw) is _Read else cls._known(raw)
        _just.read = (value,)
        return value

    @classmethod
    def extract(cls, raw: Any, *, strict: bool) -> Any:
        """Return what stands for a value in a document that will be converted: itself, if it can't be read."""
        try:
            return _Read(cls.read(raw, strict=strict))
        except ValueError:
            return raw

    @classmethod
    def problems(cls, raw: Any, path: tuple[str | int, ...], *, strict: bool) -> Iterator[Problem]:
        """Yield what keeps a value from being read."""
        for problem in _problems(cls, raw, strict=strict):
            yield problem._replace(location=(*path, *problem.location))

    @classmethod
    def read(cls, raw: Any, *, strict: bool) -> Any:
        """Return what a value is read as. Of several types, by the letter first, that with the least unknown in it."""
        known = cls.found(raw, strict=True)
        found = known or ([] if strict else cls.found(raw, strict=False) or cls._unknown_variant(raw))
        fewest = min((count for count, _ in found), default=0)
        best = [value for count, value in found if count == fewest]
        clear = len(known if strict else best) == 1 or not (known and cls.exactly_one)
        check = cls.check()
        if not best or not clear or (check and not check.satisfied(raw, strict=strict)):
            raise ValueError(cls._expected())
        return best[0]

    @classmethod
    def _known(cls, raw: Any) -> Any:
        """Return what a value is read as by the closed decoders, if it is the same by the letter."""
        found = [(kind, value) for kind in cls.kinds() for value in _closed(kind, raw)]
        check = cls.check()
        if not found or (cls.exactly_one and len(found) > 1) or (check and not check.satisfied(raw, strict=True)):
            raise ValueError(cls._expected())
        if cls.exactly_one:
            others = (kind for kind in cls.kinds() if kind is not found[0][0])
            if any(_values(kind, raw, strict=True) for kind in others):
                raise ValueError(cls._expected())
        return found[0][1]

    @classmethod
    def found(cls, raw: Any, *, strict: bool) -> list[tuple[int, Any]]:
        """Return what a value can be read as, each with the number of unknown members in it."""
        return [(_unknown_in(value), value) for kind in cls.kinds() for value in _values(kind, raw, strict=strict)]

    @classmethod
    def _unknown_variant(cls, raw: Any) -> list[tuple[int, Any]]:
        if cls.unknown is None or not is_object(raw):
            return []
        field = str(cls.unknown.__struct_config__.tag_field)
        tag = raw.get(field)
        is_new = isinstance(tag, str) and tag not in {
            config.tag for config in cls._configs() if config.tag_field == field
        }
        return [(0, cls.unknown.of(raw))] if is_new else []

    @classmethod
    def _configs(cls) -> Iterator[Any]:
        for kind in cls.kinds():
            inner: tuple[Any, ...] = kind.kinds() if isinstance(kind, type(Hook)) else (kind,)
            for each in inner:
                if hasattr(each, "__struct_config__"):
                    yield each.__struct_config__

    @classmethod
    def _expected(cls) -> str:
        if len(cls.kinds()) == 1:
            return f"what the schema asks of {cls.__name__}"
        return f"{'exactly one' if cls.exactly_one else 'one'} of the variants of {cls.__name__}"


def hooked(
    name: str,
    kinds: Callable[[], tuple[Any, ...]],
    *,
    exactly_one: bool = False,
    checked: bool = False,
    unknown: type[UnknownVariant] | None = None,
) -> Any:
    """Return the type of values that are read as one of several types, and may have to satisfy a component's check."""
    check = (lambda: check_of(name)) if checked else _no_check
    return _hook(name, cache(kinds), check, exactly_one=exactly_one, unknown=unknown)


def _hook(
    name: str,
    kinds: Callable[[], tuple[Any, ...]],
    check: Callable[[], Check | None],
    *,
    exactly_one: bool = False,
    unknown: type[UnknownVariant] | None = None,
) -> Any:
    members = {
        "kinds": staticmethod(kinds),
        "check": staticmethod(check),
        "exactly_one": exactly_one,
        "unknown": unknown,
    }
    return _HookType(name, (Hook,), members)


def _no_check() -> None:
    return None


@cache
def checked(model: type[Model]) -> Any:
    """Return the type of instances of a model that satisfy its check."""
    return _hook(model.__name__, lambda: (model,), lambda: check_of(model.__name__))


@cache
def _distinct(kind: Any) -> Any:
    return _hook("a list", lambda: (kind,), lambda: DISTINCT)


if TYPE_CHECKING:
    Checked: TypeAlias = _T
    Unique: TypeAlias = _T
else:

    class Checked:
        """`Checked[Model]`: the model itself, which has to satisfy a check besides."""

        def __class_getitem__(cls, model: type[Model]) -> Any:
            return checked(model)

    class Unique:
        """`Unique[list[…]]`: a list whose items differ."""

        def __class_getitem__(cls, kind: Any) -> Any:
            return _distinct(kind)


@once
def _closed(kind: Any, raw: Any) -> list[Any]:
    """Return what the closed decoder makes of a value, if it takes it."""
    try:
        return [msgspec.convert(raw, plain(kind), dec_hook=dec_hook)]
    except msgspec.ValidationError:
        return []


@once
def _values(kind: Any, raw: Any, *, strict: bool) -> list[Any]:
    """Return what a value is read as, if it is of a type: with numbers as they stand, else with 1.0 as 1."""
    for whole in (False, True):
        try:
            read = partial(converted, plain(kind), strict=strict, whole=whole)
            return [of_copy(read, raw)]
        except msgspec.ValidationError:
            pass
    return []


@once
def _problems(hook: type[Hook], raw: Any, *, strict: bool) -> list[Problem]:
    """Return what keeps a value from being read as a hook's, with places in the value."""
    if not hook.found(raw, strict=strict):
        findings = (list(islice(all_problems(type_info(kind), raw, strict=strict), MOST)) for kind in hook.kinds())
        return min(findings, key=_distance)
    check = hook.check()
    found = [] if check is None else list(check.problems(raw, (), strict=strict))
    try:
        hook.read(raw, strict=strict)
    except ValueError as error:
        return found or [Problem((), str(error), "what several of them accept")]
    return []


def _distance(problems: list[Problem]) -> int:
    """Say how far a value is from a type: what is missing shows that another one was meant."""
    return sum(2 if problem.got == MISSING else 1 for problem in problems)


def _unknown_in(value: Any) -> int:
    """Count what no schema names."""
    if isinstance(value, Model):
        return len(value.unknown())
    if is_object(value):
        return sum(map(_unknown_in, value.values()))
    return sum(map(_unknown_in, value)) if is_array(value) else 0
