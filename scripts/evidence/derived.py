"""What follows from several places: the JSON types that one takes, values that nothing is to ask about, tags."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scripts.base.errors import Location, PipelineError
from scripts.base.json_types import is_list
from scripts.evidence.schema_places import ANY, Kinds, Place, Union
from scripts.evidence.structure_seen import KINDS, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scripts.base.json_types import Schema


class Derived:
    """Works it out, each thing once."""

    def __init__(self, *, old: bool) -> None:
        self._old = old
        self._kinds: dict[str, Kinds] = {}
        self._underway: set[str] = set()
        self._constants: dict[str, dict[str, frozenset[str]]] = {}

    def finish(self, place: Place) -> None:
        """Fill in what is derived."""
        place.kinds = self.kinds(place)
        place.plain = frozenset(each for each in KINDS if self._is_plain(place, each))
        for union in place.unions:
            self._tag(union)
            union.single = self._single(union)
        asked = not (place.values or place.judges)
        place.is_object = asked and not place.unions and "object" in place.kinds
        if asked and len(place.unions) == 1 and not (place.judged or place.free or place.required or place.items):
            place.only = place.unions[0] if self._takes_all(place) else None

    def kinds(self, place: Place) -> Kinds:
        """The JSON types that a place takes."""
        if place.pointer in self._underway:
            raise PipelineError("a cycle of references that ends nowhere", Location(pointer=place.pointer), "break it")
        if place.pointer not in self._kinds:
            self._underway.add(place.pointer)
            found = frozenset[str]() if place.never else ANY
            for _, schema in place.holders:
                found &= declared(schema, old=self._old)
            for values in place.values:
                found &= frozenset(kind for value in values.values for kind in _kinds_of(value))
            for union in place.unions:
                found &= frozenset[str]().union(*(self.kinds(variant) for variant in union.variants))
            self._kinds[place.pointer] = found
            self._underway.discard(place.pointer)
        return self._kinds[place.pointer]

    def _is_plain(self, place: Place, each: type) -> bool:
        kind = KINDS[each]
        if kind not in self.kinds(place) or place.values or place.judges.get(kind):
            return False
        if each is dict and (place.judged or place.free or place.required):
            return False
        if each is list and place.items:
            return False
        return all(self._is_plain_in(union, each) for union in place.unions)

    def _is_plain_in(self, union: Union, each: type) -> bool:
        taking = [variant for variant in union.variants if self._may_take(variant, KINDS[each])]
        plain = [variant for variant in taking if self._is_plain(variant, each)]
        return bool(plain) and (union.keyword == "anyOf" or len(taking) == 1)

    def _takes_all(self, place: Place) -> bool:
        """Whether what its union takes stands there, whatever else is said."""
        return all(self.kinds(variant) <= place.kinds for union in place.unions for variant in union.variants)

    def _single(self, union: Union) -> dict[type, Place]:
        found: dict[type, Place] = {}
        for each, kind in KINDS.items():
            taking = [variant for variant in union.variants if self._may_take(variant, kind)]
            if len(taking) == 1 and kind in self.kinds(taking[0]):
                found[each] = taking[0]
        return found

    def _may_take(self, place: Place, kind: str) -> bool:
        """A number that is whole is an integer."""
        return kind in self.kinds(place) or (kind == "number" and "integer" in self.kinds(place))

    def _tag(self, union: Union) -> None:
        objects = [variant for variant in union.variants if "object" in self.kinds(variant)]
        if len(objects) < 2:  # noqa: PLR2004 - one needs no tag
            return
        constants = [self.constants(variant) for variant in objects]
        names = [name for name in min(constants, key=len) if _tells_apart(each.get(name) for each in constants)]
        preferred = [name for name in (union.declared, "type") if name in names]
        union.tag = next(iter([*preferred, *names]), None)
        if union.tag is not None:
            union.mapping = {tag: each for each in objects for tag in self.constants(each)[union.tag]}

    def constants(self, place: Place) -> dict[str, frozenset[str]]:
        """The names that every object of a place must have, with the strings that can stand there."""
        if place.pointer not in self._constants:
            result: dict[str, frozenset[str]] = {}
            for union in place.unions:
                variants = [self.constants(each) for each in union.variants if "object" in self.kinds(each)]
                for name in variants[0] if variants else ():
                    if all(name in each for each in variants):
                        result[name] = frozenset[str]().union(*(each[name] for each in variants))
            for name in sorted(place.names):
                texts = [_texts(child) for child in place.children.get(name, ())]
                listed = [each for each in texts if each is not None]
                if listed:
                    result[name] = _shared(listed)
            self._constants[place.pointer] = result
        return self._constants[place.pointer]


def _texts(place: Place) -> frozenset[str] | None:
    """The strings that alone can stand at a place; None if others can."""
    if not place.values or not all(isinstance(value, str) for values in place.values for value in values.values):
        return None
    return _shared(frozenset(values.texts) for values in place.values)


def _shared(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    first, *others = sets
    return first.intersection(*others)


def _tells_apart(sets: Iterable[frozenset[str] | None]) -> bool:
    seen: set[str] = set()
    for each in sets:
        if not each or each & seen:
            return False
        seen |= each
    return True


def declared(schema: Schema, *, old: bool) -> Kinds:
    """The JSON types that `type` lists; a number can be an integer."""
    listed = schema.get("type")
    if listed is None:
        return ANY
    names = {name for name in (listed if is_list(listed) else [listed]) if isinstance(name, str)}
    if "number" in names:
        names.add("integer")
    if old and schema.get("nullable") is True:
        names.add("null")
    return frozenset(names)


def _kinds_of(value: Any) -> tuple[str, ...]:
    kind = kind_of(value)
    return ("integer", "number") if kind in {"integer", "number"} else (kind,)
