"""What stood at one place of the payloads, without its values: JSON types with counts, members, items.

Memory is bounded: a place has as many names as `disclosure` allows, levels and places as a `Room` has.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from scripts.base.json_types import is_list, is_mapping
from scripts.evidence import disclosure

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scripts.base.json_types import Schema

KINDS: Final[dict[type, str]] = {
    str: "string",
    int: "integer",
    float: "number",
    bool: "boolean",
    list: "array",
    dict: "object",
    type(None): "null",
}
"""The JSON type of what a parser returns."""
_ORDER: Final = ("string", "integer", "number", "boolean", "array", "object")
_DEEPEST: Final = 20
_SHOWN_LEVELS: Final = 3
_SHOWN_NAMES: Final = 8


def kind_of(value: object) -> str:
    """The JSON type of a value; a number with a fraction, or written with one, is a `number`."""
    return KINDS[type(value)]


@dataclass
class Room:
    """How many more places can be kept."""

    places: int = 50_000


class Structure:
    """What stood at one place. Where there is no room for what is below, that can be anything."""

    __slots__ = ("_depth", "items", "keyed", "kinds", "members", "whole")

    def __init__(self, depth: int = 0) -> None:
        self._depth = depth
        self.kinds: Counter[str] = Counter()
        self.members: dict[str, Structure] = {}
        self.keyed: Structure | None = None
        """What stands at the keys, if the objects are maps."""
        self.items: Structure | None = None
        self.whole = True
        """Whether there was room for everything."""

    @property
    def count(self) -> int:
        """How many values stood here."""
        return self.kinds.total()

    def add(self, value: Any, room: Room) -> None:
        """Note one more value."""
        self.kinds[kind_of(value)] += 1
        if is_mapping(value):
            for name, child in value.items():
                if below := self._member(name, room):
                    below.add(child, room)
        elif is_list(value) and value and (below := self._items(room)):
            for child in value:
                below.add(child, room)

    def merge(self, other: Structure, room: Room) -> None:
        """Note everything that another place noted, which is as deep as this one."""
        self.kinds.update(other.kinds)
        self.whole = self.whole and other.whole
        if other.keyed is not None and (below := self._keys(room)):
            below.merge(other.keyed, room)
        for name, child in other.members.items():
            if below := self._member(name, room):
                below.merge(child, room)
        if other.items is not None and (below := self._items(room)):
            below.merge(other.items, room)

    def _new(self, room: Room) -> Structure | None:
        if self._depth >= _DEEPEST or room.places <= 0:
            self.whole = False
            return None
        room.places -= 1
        return Structure(self._depth + 1)

    def _items(self, room: Room) -> Structure | None:
        if self.items is None:
            self.items = self._new(room)
        return self.items

    def _member(self, name: str, room: Room) -> Structure | None:
        if self.keyed is not None:
            return self.keyed
        if found := self.members.get(name):
            return found
        if len(self.members) >= disclosure.MOST_NAMES or not disclosure.is_name(name):
            return self._keys(room)
        if new := self._new(room):
            self.members[name] = new
        return new

    def _keys(self, room: Room) -> Structure | None:
        """From now on the objects are maps, and no name of theirs is kept."""
        if self.keyed is not None:
            return self.keyed
        members, self.members = self.members, {}
        if keyed := self._new(room):
            self.keyed = keyed
            for child in members.values():
                keyed.merge(child, room)
        return keyed

    def inside(self, step: str, name: str, room: Room) -> Structure | None:
        """What stands at an item, or at a member of a name; None if there is no room."""
        return self._items(room) if step == "items" else self._member(name, room)

    def resolved(self) -> Structure:
        """The structure in which objects whose names do not recur are maps, at any depth."""
        room = Room()
        result = Structure()
        result.merge(self, room)
        result.resolve(room)
        return result

    def resolve(self, room: Room) -> None:
        """Make it so in place."""
        uses = sum(child.count for child in self.members.values())
        if disclosure.are_keys(len(self.members), uses, self.kinds["object"]):
            self._keys(room)
        # What stands at the keys of a map is one thing now, whose own names may turn out to be keys.
        for child in filter(None, (self.items, self.keyed, *self.members.values())):
            child.resolve(room)


def words(structure: Structure, levels: int = _SHOWN_LEVELS) -> str:
    """A resolved structure in a few words: `integer or null`, `object {id: string, …}`, `array of string`."""
    kinds = _ordered(structure.kinds)
    parts = [_worded(structure, kind, levels) for kind in kinds]
    if structure.kinds["null"]:
        parts.append("null")
    return " or ".join(parts) or "anything"


def _worded(structure: Structure, kind: str, levels: int) -> str:
    if kind == "array":
        return f"array of {words(structure.items, levels - 1)}" if structure.items and levels else "array"
    if kind != "object":
        return kind
    if structure.keyed:
        return f"map of {words(structure.keyed, levels - 1)}" if levels else "map"
    if not structure.members or not levels:
        return "object"
    shown = [f"{name}: {words(child, levels - 1)}" for name, child in list(structure.members.items())[:_SHOWN_NAMES]]
    return f"object {{{', '.join([*shown, '…'] if len(structure.members) > _SHOWN_NAMES else shown)}}}"


def _ordered(kinds: Iterable[str]) -> list[str]:
    """The kinds in the order in which they are shown, without null."""
    present = set(kinds)
    if "number" in present:
        present.discard("integer")  # every integer is a number
    return [kind for kind in _ORDER if kind in present]


def schema_of(structure: Structure, *, old: bool = False) -> Schema:
    """The schema of a resolved structure, in which nothing is required; `old` writes it as OpenAPI 3.0 does."""
    kinds = _ordered(structure.kinds)
    if not kinds or not structure.whole:
        return {}  # what was null whenever it came can be anything when it is not
    variants = [_typed(structure, kind, old=old) for kind in kinds]
    if structure.kinds["null"] and old:
        variants[0] = {**variants[0], "nullable": True}
    elif structure.kinds["null"]:
        variants.append({"type": "null"})
    return variants[0] if len(variants) == 1 else {"anyOf": variants}


def _typed(structure: Structure, kind: str, *, old: bool) -> Schema:
    if kind == "array":
        return {"type": "array", "items": schema_of(structure.items, old=old) if structure.items else {}}
    if kind == "object" and structure.keyed:
        return {"type": "object", "additionalProperties": schema_of(structure.keyed, old=old)}
    if kind == "object" and structure.members:
        members = {name: schema_of(child, old=old) for name, child in structure.members.items()}
        return {"type": "object", "properties": members}
    return {"type": kind}
