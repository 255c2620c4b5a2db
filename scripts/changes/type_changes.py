"""What it means for a reader that the values of a place have another type.

Types are compared as type checkers and payloads see them: an alias is what it stands for, a union the set of what it
is one of, wherever null stands; a class is its name, and is compared by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from scripts.changes.value_changes import NULL, among, bounds, key_of, same, scalars, unlike
from scripts.ir.records import Alias, Array, Constant, Map, Model, Nullable, Primitive, Reference, Set, Union

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from scripts.changes.value_changes import Found
    from scripts.ir.records import Named, Type

Trail: TypeAlias = "tuple[tuple[str, str], ...]"
"""The pairs of names that are being compared: types can be recursive."""

_MODELS: Final = frozenset({"model", "tagged_model", "checked_model"})


@dataclass(frozen=True)
class Types:
    """Compares types, each in the package that it stands in."""

    old: Mapping[str, Named]
    new: Mapping[str, Named]
    sent: bool = False
    """Whether values are given, not read: what a name means that is no class is then compared where it is used."""

    def changes(self, old: Type, new: Type, part: str = "", trail: Trail = ()) -> Iterator[Found]:
        """What changed from one type to another. `part` says of what, if it is not the whole value."""
        one, other = _core(old), _core(new)
        if one is not None and one == other and self._stands_alone(one):
            yield from _null(isinstance(old, Nullable), isinstance(new, Nullable), part)
            return
        if one and other:
            if (one, other) in trail:
                return
            trail = (*trail, (one, other))
        if self.sent and other and one is None and isinstance(_bare(old), Array | Map | Set):
            yield "type-changed", f"{part}any sequence or mapping was taken, {other} is not any"
        yield from self._checks([old], [new], part)
        before, after = _by_key(_alternatives(old, self.old)), _by_key(_alternatives(new, self.new))
        yield from self._sets(before, after, part, trail)

    def _stands_alone(self, name: str) -> bool:
        """Whether what has a name is compared by itself, where it is defined."""
        return not self.sent or isinstance(self.old[name], Model)

    def _inside(self, old: Type, new: Type, part: str, trail: Trail) -> Iterator[Found]:
        """What changed in a list or dictionary. One that is given under a name is no list of anything wider."""
        for rule, what in self.changes(old, new, part, trail):
            is_other = self.sent and trail and rule in {"variant-added", "null-added"}
            yield "type-changed" if is_other else rule, what

    def either(self, old: Iterable[Type | None], new: Iterable[Type | None], part: str) -> Iterator[Found]:
        """What changed of a value that is one of several types, None among them."""
        before, after = list(old), list(new)
        if len(before) == len(after) == 1 and before[0] is not None and after[0] is not None:
            yield from self.changes(before[0], after[0], part)
            return
        yield from self._checks(before, after, part)
        yield from self._sets(_any_of(before, self.old), _any_of(after, self.new), part, ())

    def defined(self, name: str) -> Iterator[Found]:
        """What changed of a union or an alias, where it is defined."""
        kinds = [Reference(name, "alias")]
        yield from self._checks(kinds, kinds, "")
        before, after = (_by_key(_defined(name, named)) for named in (self.old, self.new))
        yield from self._sets(before, after, "", ())

    def _checks(self, old: Iterable[Type | None], new: Iterable[Type | None], part: str) -> Iterator[Found]:
        """Whether what no type can say is said otherwise of a value."""
        before, after = list(_checks(old, self.old, set())), list(_checks(new, self.new, set()))
        if not same(before, after):
            yield "check-changed", f"{part}{'something else' if after else 'nothing'} is checked besides"

    def _sets(self, old: dict[str, list[Type]], new: dict[str, list[Type]], part: str, trail: Trail) -> Iterator[Found]:
        if self.sent and "integer" in old.keys() - new.keys() and _is_any_number(new):
            old = {key: kinds for key, kinds in old.items() if key != "integer"}
            if "number" not in old:
                yield "variant-added", f"{part}any number is taken, was integer"
                old["number"] = new["number"]
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
                takes = self.sent and _takes(new, old)
                yield from (("variant-added" if takes else rule, what) for rule, what in scalars(old, new, part))
            case (Array() | Set(), Array() | Set()) if Set in {type(old), type(new)}:
                if type(old) is not type(new):
                    yield (
                        "check-changed",
                        f"{part}items must differ" if isinstance(new, Set) else f"{part}items may recur",
                    )
                yield from self._one(_list(old), _list(new), part, trail)
            case (Array(), Array()):
                yield from bounds(old.bounds, new.bounds, part)
                yield from self._inside(old.item, new.item, f"{part}each item: ", trail)
                yield from unlike(old, new, "item", "bounds")
            case (Map(), Map()):
                yield from bounds(old.bounds, new.bounds, part)
                yield from bounds(old.key_bounds, new.key_bounds, f"{part}each name: ")
                yield from self._inside(old.value, new.value, f"{part}each member: ", trail)
                yield from unlike(old, new, "value", "bounds", "key_bounds")
            case (Reference(kind=one), Reference(kind=other)) if {one, other} <= _MODELS:
                yield from unlike(old, new, "kind")
            case _:
                yield from unlike(old, new)


def _takes(kind: Type, constant: Type) -> bool:
    """Whether a type takes what has always been the same value."""
    if not isinstance(constant, Constant):
        return False
    return isinstance(kind, Primitive) or (isinstance(kind, Reference) and among(constant.value, kind.values))


def _is_any_number(group: Mapping[str, list[Type]]) -> bool:
    """Whether any number is among some types: it takes integers, too."""
    return any(isinstance(each, Primitive) for each in group.get("number", ()))


def _core(kind: Type | None) -> str | None:
    """The name that a type consists of, be it null or not."""
    kind = _bare(kind)
    return kind.name if isinstance(kind, Reference) else None


def _bare(kind: Type | None) -> Type | None:
    while isinstance(kind, Nullable):
        kind = kind.value
    return kind


def _by_key(kinds: Iterable[Type]) -> dict[str, list[Type]]:
    """Types by what tells them apart in JSON, each once."""
    found: dict[str, list[Type]] = {}
    for each in kinds:
        group = found.setdefault(key_of(each), [])
        if each not in group:
            group.append(each)
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
    """What a value of an alias or a union is one of."""
    item = named[name]
    for kind in item.known_types if isinstance(item, Alias | Union) else ():
        yield from _alternatives(kind, named)


def _list(kind: Type) -> Type:
    return kind.list if isinstance(kind, Set) else kind


def have_one_name(old: Type | None, new: Type | None) -> bool:
    """Whether two types have the same name: then what changed is told where it is defined."""
    return _core(old) == _core(new) is not None


def look_alike(union: Union, named: Mapping[str, Named]) -> list[Type]:
    """The variants of which a value can fit several: objects, if there are some, and lists."""
    found = [each for variant in union.known_types for each in _alternatives(variant, named)]
    lists = [each for each in found if isinstance(each, Array | Set)]
    objects = [
        each for each in found if isinstance(each, Map) or (isinstance(each, Reference) and each.kind in _MODELS)
    ]
    return [each for group in (objects, lists) if len(group) > 1 for each in group]


def _any_of(kinds: Iterable[Type | None], named: Mapping[str, Named]) -> dict[str, list[Type]]:
    """What several types are altogether, by what tells them apart; None is what null is."""
    found = [each for kind in kinds if kind is not None for each in _alternatives(kind, named)]
    return {**_by_key(found), **({NULL: []} if None in kinds else {})}


def _checks(kinds: Iterable[Type | None], named: Mapping[str, Named], seen: set[str]) -> Iterator[Any]:
    """What is checked besides of a value of several types, and whether exactly one of them has to fit."""
    for kind in kinds:
        core = _core(kind)
        item = named.get(core) if core is not None and core not in seen else None
        if isinstance(item, Alias | Union):
            seen.add(item.name)
            if item.hook and (item.hook.check or item.hook.exactly_one):
                yield [item.hook.exactly_one, item.hook.check.value if item.hook.check else None]
            yield from _checks(item.known_types, named, seen)


def _shown(group: Mapping[str, list[Type]]) -> str:
    return " or ".join(sorted(group, key=lambda key: key == NULL))


def _null(old: bool, new: bool, part: str) -> Iterator[Found]:  # noqa: FBT001 - two sides of one thing
    if new and not old:
        yield "null-added", f"{part}can be null now"
    elif old and not new:
        yield "null-removed", f"{part}null is refused now"
