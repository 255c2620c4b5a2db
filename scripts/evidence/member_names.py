"""What the holders of a place say of the names of members: which are listed or forbidden, and what stands at each."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from scripts.base.json_types import is_mapping
from scripts.evidence.schema_places import Place, Rest
from scripts.schema.walk import under

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scripts.base.json_types import Schema
    from scripts.evidence.lookup import Lookup

_MOST: Final = 1000  # names that are remembered, of those that patterns lead to
_COMPLETE: Final = Rest([], "")
_NAMING: Final = ("if", "then", "else", "dependentSchemas")


def read_names(place: Place, lookup: Lookup, place_at: Callable[[str], Place]) -> None:
    """Which places a name leads to: each holder has its say of what it lists, or else of what it doesn't."""
    holders = [_Names(pointer, schema, lookup, place_at) for pointer, schema in place.holders]
    listed = dict.fromkeys(name for each in holders for name in (*each.lists, *each.mentioned))
    place.children = {name: tuple(child for each in holders for child in each.of(name)) for name in listed}
    place.closers = [(each.pointer, each.knows) for each in holders if each.closed]
    place.closers += [(each.pointer, place.lists) for each in holders if each.sealed]
    place.open = any(each.open for each in holders)
    place.judged = bool(listed or place.closers) or any(each.patterns for each in holders)
    place.names = frozenset(name for _, name in place.required)
    place.free = any(each.free is not None for each in holders)
    place.complete = _COMPLETE if place.judged or place.free else None
    if place.free or not place.judged:
        place.others = _places_of(holders)
    elif any(each.patterns for each in holders):
        place.others = _places_by_pattern(holders)


class _Names:
    """What one holder says of names."""

    def __init__(self, pointer: str, schema: Schema, lookup: Lookup, place_at: Callable[[str], Place]) -> None:
        def below(*tokens: str) -> Place:
            return place_at(under(pointer, *tokens))

        named, patterns, free = (schema.get(key) for key in ("properties", "patternProperties", "additionalProperties"))
        self.pointer = pointer
        self.lists = {name: below("properties", name) for name in (named if is_mapping(named) else ())}
        self.patterns = [
            (lookup.judge({"pattern": each}, pointer), below("patternProperties", each))
            for each in (patterns if is_mapping(patterns) else ())
        ]
        self.free = below("additionalProperties") if is_mapping(free) else None
        self.open = free is True or schema.get("unevaluatedProperties", False) is not False
        self.closed = free is False
        self.sealed = schema.get("unevaluatedProperties") is False
        self.mentioned = set(_mentioned(schema))

    def of(self, name: str) -> tuple[Place, ...]:
        """The places that it sends the value of a name to."""
        found = [self.lists[name]] if name in self.lists else []
        found += [place for matches, place in self.patterns if matches(name)]
        return tuple(found) if found or self.free is None or name in self.lists else (self.free,)

    def knows(self, name: str) -> bool:
        """Whether it lists a name."""
        return name in self.lists or any(matches(name) for matches, _ in self.patterns)


def _places_of(holders: list[_Names]) -> Callable[[str], tuple[Place, ...]]:
    @lru_cache(_MOST)
    def places_of(name: str) -> tuple[Place, ...]:
        return tuple(child for each in holders for child in each.of(name))

    return places_of


def _places_by_pattern(holders: list[_Names]) -> Callable[[str], tuple[Place, ...] | None]:
    places_of = _places_of(holders)
    return lambda name: places_of(name) or None


def names_in(schema: Schema) -> list[str]:
    """The names that a schema lists itself, in conditions too."""
    named = schema.get("properties")
    return [*(named if is_mapping(named) else ()), *_mentioned(schema)]


def _mentioned(schema: Schema) -> Iterator[str]:
    for keyword in _NAMING:
        value = schema.get(keyword)
        inner = value.values() if keyword == "dependentSchemas" and is_mapping(value) else [value]
        for child in inner:
            if is_mapping(child) and is_mapping(child.get("properties")):
                yield from child["properties"]
