"""What it means for a reader that a value is another one: strings, numbers, booleans, their bounds, and enums."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from scripts.base.json_types import is_list, is_mapping, json_text
from scripts.ir.records import PYTHON_TYPES, AnyValue, Bounds, Constant, Nullable, Primitive, Raw, Reference, Set
from scripts.schema.keywords import KEYWORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scripts.ir.records import Type

Found: TypeAlias = "tuple[str, str]"
"""The name of a rule, and what changed."""

NULL: Final = "null"
_KINDS: Final = {python: kind for kind, python in PYTHON_TYPES.items()}
_NO_BOUNDS: Final = Bounds({})


def same(old: Any, new: Any) -> bool:
    """Whether two values of JSON are the same: `1` is `1.0`, and `true` is not."""
    if is_mapping(old) and is_mapping(new):
        return old.keys() == new.keys() and all(same(old[name], new[name]) for name in old)
    if is_list(old) and is_list(new):
        return len(old) == len(new) and all(map(same, old, new))
    return isinstance(old, bool) == isinstance(new, bool) and bool(old == new)


def among(value: Raw, values: tuple[Raw, ...]) -> bool:
    """Whether a value is one of these."""
    return any(same(value.value, each.value) for each in values)


def unlike(old: Any, new: Any, *judged: str) -> Iterator[Found]:
    """What no rule knows: the fields of two records, but for those that rules judge."""
    names = [field.name for field in fields(old) if field.name not in judged] if type(old) is type(new) else ["kind"]
    for name in names:
        if type(old) is not type(new) or getattr(old, name) != getattr(new, name):
            yield "not-understood", f"another {name}"


def order(old: Iterable[Any], new: Iterable[Any], what: str = "another order") -> Iterator[Found]:
    """Whether those that are on both sides stand in another order."""
    before, after = list(old), list(new)
    if [each for each in before if each in after] != [each for each in after if each in before]:
        yield "order-changed", what


def values(old: tuple[Raw, ...], new: tuple[Raw, ...]) -> Iterator[Found]:
    """The values of an enum that went and that came."""
    yield from (("enum-value-removed", f"value {shown_value(each)} removed") for each in old if not among(each, new))
    yield from (("enum-value-added", f"value {shown_value(each)} added") for each in new if not among(each, old))


def shown_value(value: Raw) -> str:
    """A value of the document as JSON."""
    return json_text(value.value)


def key_of(kind: Type) -> str:
    """What tells a type from others in JSON."""
    match kind:
        case Nullable():
            return NULL
        case Primitive(name=name):
            return name
        case Constant(value=Raw(value=value)):
            return _KINDS[type(value).__name__]
        case Reference(kind="enum", base=base):
            return _KINDS[base]
        case Reference(name=name):
            return name
        case AnyValue():
            return "anything"
        case Set(list=items):
            return key_of(items)
        case _:
            return type(kind).__name__.lower()


def scalars(old: Type, new: Type, part: str) -> Iterator[Found]:
    """A string, number or boolean of whatever values."""
    match old, new:
        case (Constant(), Constant()) if same(old.value.value, new.value.value):
            pass
        case (Constant(), _) | (_, Constant()):
            yield "constant-changed", f"{part}was {_value(old)}, is {_value(new)}"
        case (Reference(), Reference()):
            yield from ((rule, part + what) for rule, what in values(old.values, new.values))
        case (Reference(), _):
            yield "enum-removed", f"{part}was {_value(old)}, is any {key_of(new)}"
        case (Primitive(), Primitive()):
            if old.format != new.format:
                yield "format-changed", f"{part}format was {_format(old)}, is {_format(new)}"
            yield from unlike(old, new, "bounds", "format")
        case _:
            yield "enum-added", f"{part}was any {key_of(old)}, is {_value(new)}"
    if not (isinstance(old, Constant) or isinstance(new, Constant)):
        yield from bounds(_bounds_of(old), _bounds_of(new), part)


def _value(kind: Type) -> str:
    match kind:
        case Constant(value=value):
            return shown_value(value)
        case Reference(values=listed):
            return f"one of {', '.join(map(shown_value, listed))}"
        case _:
            return f"any {key_of(kind)}"


def _format(kind: Primitive) -> str:
    return "none" if kind.format is None else kind.format.text


def _bounds_of(kind: Type) -> Bounds:
    """The values of an enum are known, others still load: it bounds nothing."""
    return kind.bounds if isinstance(kind, Primitive) else _NO_BOUNDS


def bounds(old: Bounds, new: Bounds, part: str) -> Iterator[Found]:
    """What changed of the limits of a value."""
    for keyword in dict.fromkeys((*old.limits, *new.limits)):
        before, after = (bounds.limits.get(keyword) for bounds in (old, new))
        if before != after:
            what = f"{keyword} was {_limit(before)}, is {_limit(after)}"
            yield _bound_rule(keyword, before, after), part + what


def _limit(limit: Raw | None) -> str:
    return "none" if limit is None else shown_value(limit)


def _bound_rule(keyword: str, old: Raw | None, new: Raw | None) -> str:
    narrower = KEYWORDS[keyword].both
    if narrower not in (max, min):
        return "pattern-changed"
    if old is None or new is None:
        return "bound-loosened" if new is None else "bound-tightened"
    return "bound-tightened" if narrower(old.value, new.value) == new.value else "bound-loosened"
