"""What it means for a reader that the values of a place have another type.

Types are compared as type checkers and payloads see them: an alias is what it stands for, a union the set of what it
is one of, wherever null stands; a class is its name, and is compared by itself.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from scripts.base.json_types import is_list, is_mapping
from scripts.ir.records import (
    PYTHON_TYPES,
    Alias,
    AnyValue,
    Array,
    Bounds,
    Constant,
    Map,
    Nullable,
    Primitive,
    Raw,
    Reference,
    Union,
)
from scripts.schema.keywords import KEYWORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from scripts.ir.records import Named, Type

Found: TypeAlias = "tuple[str, str]"
"""The name of a rule, and what changed."""

Trail: TypeAlias = "tuple[tuple[str, str], ...]"
"""The pairs of names that are being compared: types can be recursive."""

NULL: Final = "null"
_KINDS: Final = {python: kind for kind, python in PYTHON_TYPES.items()}
_MODELS: Final = frozenset({"model", "tagged_model"})
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


def values(old: tuple[Raw, ...], new: tuple[Raw, ...]) -> Iterator[Found]:
    """The values of an enum that went and that came."""
    yield from (("enum-value-removed", f"value {shown_value(each)} removed") for each in old if not among(each, new))
    yield from (("enum-value-added", f"value {shown_value(each)} added") for each in new if not among(each, old))


def shown_value(value: Raw) -> str:
    """A value of the document as JSON."""
    return json.dumps(value.value, ensure_ascii=False)


@dataclass(frozen=True)
class Types:
    """Compares types, each in the package that it stands in."""

    old: Mapping[str, Named]
    new: Mapping[str, Named]

    def changes(self, old: Type, new: Type, part: str = "", trail: Trail = ()) -> Iterator[Found]:
        """What changed from one type to another. `part` says of what, if it is not the whole value."""
        one, other = _core(old), _core(new)
        if one is not None and one == other:  # compared by itself, where it is defined
            yield from _null(isinstance(old, Nullable), isinstance(new, Nullable), part)
            return
        if one and other:
            if (one, other) in trail:
                return
            trail = (*trail, (one, other))
        before, after = _by_key(_alternatives(old, self.old)), _by_key(_alternatives(new, self.new))
        yield from self._sets(before, after, part, trail)

    def defined(self, name: str) -> Iterator[Found]:
        """What changed of a union or an alias, where it is defined."""
        before, after = (_by_key(_defined(name, named)) for named in (self.old, self.new))
        yield from self._sets(before, after, "", ((name, name),))

    def _sets(self, old: dict[str, list[Type]], new: dict[str, list[Type]], part: str, trail: Trail) -> Iterator[Found]:
        shared = [key for key in old if key in new and key != NULL]
        if not shared and (old.keys() | new.keys()) - {NULL}:
            yield "type-changed", f"{part}was {_shown(old)}, is {_shown(new)}"
            return
        yield from _null(NULL in old, NULL in new, part)
        for key in old:
            if key != NULL and key not in new:
                yield "variant-removed", f"{part}{key} removed: is {_shown(new)}"
        for key in new:
            if key != NULL and key not in old:
                yield "variant-added", f"{part}{key} added: was {_shown(old)}"
        for key in shared:
            yield from self._variants(old[key], new[key], part, trail)

    def _variants(self, old: list[Type], new: list[Type], part: str, trail: Trail) -> Iterator[Found]:
        if len(old) == len(new) == 1:
            yield from self._one(old[0], new[0], part, trail)
        elif old != new:
            yield "type-changed", f"{part}other variants"

    def _one(self, old: Type, new: Type, part: str, trail: Trail) -> Iterator[Found]:
        match old, new:
            case (Primitive() | Constant() | Reference(kind="enum"), Primitive() | Constant() | Reference(kind="enum")):
                yield from _scalars(old, new, part)
            case (Array(), Array()):
                yield from _bounds(old.bounds, new.bounds, part)
                yield from self.changes(old.item, new.item, f"{part}each item: ", trail)
                yield from unlike(old, new, "item", "bounds")
            case (Map(), Map()):
                yield from _bounds(old.bounds, new.bounds, part)
                yield from _bounds(old.key_bounds, new.key_bounds, f"{part}each name: ")
                yield from self.changes(old.value, new.value, f"{part}each member: ", trail)
                yield from unlike(old, new, "value", "bounds", "key_bounds")
            case (Reference(kind=one), Reference(kind=other)) if {one, other} <= _MODELS:
                yield from unlike(old, new, "kind")
            case _:
                yield from unlike(old, new)


def _core(kind: Type) -> str | None:
    """The name that a type consists of, be it null or not."""
    while isinstance(kind, Nullable):
        kind = kind.value
    return kind.name if isinstance(kind, Reference) else None


def _by_key(kinds: Iterable[Type]) -> dict[str, list[Type]]:
    """Types by what tells them apart in JSON."""
    found: dict[str, list[Type]] = {}
    for each in kinds:
        found.setdefault(_key(each), []).append(each)
    return found


def _alternatives(kind: Type, named: Mapping[str, Named]) -> Iterator[Type]:
    """What a value is one of."""
    match kind:
        case Nullable(value=value):
            yield kind
            yield from _alternatives(value, named)
        case Reference(name=name, kind="alias" | "union"):
            yield from _defined(name, named)
        case _:
            yield kind


def _defined(name: str, named: Mapping[str, Named]) -> Iterator[Type]:
    match named[name]:
        case Alias(type=kind):
            yield from _alternatives(kind, named)
        case Union(variants=variants):
            for variant in variants:
                yield from _alternatives(variant.type, named)
        case _:
            return


def _key(kind: Type) -> str:
    match kind:
        case Nullable():
            return NULL
        case Primitive(name=name):
            return name
        case Constant(value=Raw(value=value)):
            return _KINDS.get(type(value).__name__, "constant")
        case Reference(kind="enum", base=base):
            return _KINDS[base]
        case Reference(name=name):
            return name
        case AnyValue():
            return "anything"
        case _:
            return type(kind).__name__.lower()


def _shown(group: Mapping[str, list[Type]]) -> str:
    return " or ".join(key for key in (*(key for key in group if key != NULL), *(key for key in group if key == NULL)))


def _null(old: bool, new: bool, part: str) -> Iterator[Found]:  # noqa: FBT001 - two sides of one thing
    if new and not old:
        yield "null-added", f"{part}can be null now"
    elif old and not new:
        yield "null-removed", f"{part}null is refused now"


def _scalars(old: Type, new: Type, part: str) -> Iterator[Found]:
    """A string, number or boolean of whatever values."""
    match old, new:
        case (Constant(), Constant()) if same(old.value.value, new.value.value):
            pass
        case (Constant(), _) | (_, Constant()):
            yield "constant-changed", f"{part}was {_value(old)}, is {_value(new)}"
        case (Reference(), Reference()):
            yield from ((rule, part + what) for rule, what in values(old.values, new.values))
        case (Reference(), _):
            yield "enum-removed", f"{part}was {_value(old)}, is any {_key(new)}"
        case (_, Reference()):
            yield "enum-added", f"{part}was any {_key(old)}, is {_value(new)}"
        case (Primitive(), Primitive()):
            if old.format != new.format:
                yield "format-changed", f"{part}format was {_format(old)}, is {_format(new)}"
            yield from unlike(old, new, "name", "bounds", "format")
        case _:
            yield from unlike(old, new)
    if not (isinstance(old, Constant) or isinstance(new, Constant)):
        yield from _bounds(_bounds_of(old), _bounds_of(new), part)


def _value(kind: Type) -> str:
    match kind:
        case Constant(value=value):
            return shown_value(value)
        case Reference(values=listed):
            return f"one of {', '.join(map(shown_value, listed))}"
        case _:
            return f"any {_key(kind)}"


def _format(kind: Primitive) -> str:
    return "none" if kind.format is None else kind.format.text


def _bounds_of(kind: Type) -> Bounds:
    """The values of an enum are known, others still load: it bounds nothing."""
    return kind.bounds if isinstance(kind, Primitive) else _NO_BOUNDS


def _bounds(old: Bounds, new: Bounds, part: str) -> Iterator[Found]:
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
