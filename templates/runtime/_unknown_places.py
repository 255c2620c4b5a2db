"""Where an archive holds what its schema does not name: places, JSON types and counts, and nothing of the values.

Names are shown that look like a programmer's, where they recur as those of members do; others are the keys of maps, or
data. Memory is bounded: a place has so many names of its own, and there are so many places.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from ._json_values import is_array, is_object

if TYPE_CHECKING:
    from collections.abc import Iterator

Step: TypeAlias = tuple[str, str]
"""What leads to a place, and which: `in` a member that the schema names, the `variant` of a tag, `items` of a list,
`values` of a map; then a `member` that it does not name, or the `keys` of one."""
Place: TypeAlias = tuple[Step, ...]

MOST_NAMES: Final = 64
_MOST_PLACES: Final = 20_000
_DEEPEST: Final = 20
_SHOWN: Final = 3
_FEWEST_OBJECTS: Final = 4
_FEWEST_NAMES: Final = 8

_NAME: Final = re.compile(r"[A-Za-z_$@][A-Za-z0-9_.$:@/-]{0,63}")
_CONSTANT: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.:/-]{0,63}")
_NUMBER: Final = re.compile(r"[0-9]{4}")
_MIXED: Final = re.compile(r"(?:[0-9]+[A-Za-z]+){2}[0-9]")
_KINDS: Final[dict[type, str]] = {
    str: "string",
    int: "integer",
    float: "number",
    bool: "boolean",
    list: "array",
    dict: "object",
    type(None): "null",
}


def is_name(text: str) -> bool:
    """Whether it looks like the name of a member: ASCII, short, no number of four digits, not half of it digits."""
    if not _NAME.fullmatch(text) or _NUMBER.search(text) or _MIXED.search(text):
        return False
    return not ("@" in text[1:] or text.startswith("$$"))


def is_constant(text: str) -> bool:
    """Whether it looks like the tag of a variant."""
    return _CONSTANT.fullmatch(text) is not None


def label(place: Place) -> str:
    """Write a place as a reader of JSON sees it: `step_details.tool_calls[].region`."""
    words = {"items": "[]", "values": "{}", "keys": "{}", "variant": ""}
    return "".join(words.get(kind, f".{name}") for kind, name in place).removeprefix(".")


class Seen:
    """A thing that was seen: how often, what stood there, and the first places that show it."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        """`member`, `enum value` or `variant`; `inside` for what is inside of one of them."""
        self.count = 0
        self.types: Counter[str] = Counter()
        self.shown: list[str] = []

    def add(self, other: Seen) -> None:
        """Take over what another one saw."""
        self.count += other.count
        self.types.update(other.types)
        self.shown = list(dict.fromkeys([*self.shown, *other.shown]))[:_SHOWN]


class UnknownPlaces:
    """Collects the places. `shown` says where the record is that is being looked at."""

    def __init__(self) -> None:
        self.shown = ""
        self.count = 0
        """How often something was unknown."""
        self.seen: dict[Place, Seen] = {}
        self._names: dict[Place, set[str]] = {}
        self._objects: Counter[Place] = Counter()
        self._crowded: set[Place] = set()

    def members(self, place: Place, values: dict[str, Any]) -> None:
        """Note members that the schema of an object does not name."""
        self._members(place, values, "member")

    def variant(self, place: Place, tag: str | None, content: dict[str, Any]) -> None:
        """Note a variant that its union does not name; a tag that is no constant is not kept."""
        inner = (*place, ("variant", self._named(place, tag)))
        self._value(inner, content, "variant")

    def value(self, place: Place, value: Any) -> None:
        """Note that an enum does not name a value, which is not kept."""
        self._note(place, value, "enum value")

    def items(self) -> Iterator[tuple[Place, Seen]]:
        """Yield each place, and what was seen there, once it is known which names are the keys of maps."""
        found = self
        while keyed := found.maps():
            found = found.without_keys(keyed)  # what stood at the keys is one thing now, and may be a map itself
        yield from sorted(found.seen.items(), key=lambda item: (item[0][:-1], -item[1].count, item[0]))

    def maps(self) -> dict[Place, set[str]]:
        """Return the places whose names are keys, with these."""
        return {place: names for place, names in self._names.items() if self._is_map(place)}

    def _is_map(self, place: Place) -> bool:
        names = self._names[place]
        uses = sum(self.seen[each].count for name in names if (each := (*place, ("member", name))) in self.seen)
        few = self._objects[place] < _FEWEST_OBJECTS or len(names) < _FEWEST_NAMES
        return bool(names) and (place in self._crowded or not (few or uses >= 2 * len(names)))

    def without_keys(self, keyed: dict[Place, set[str]]) -> UnknownPlaces:
        """Return the same without the names at some places."""
        result = UnknownPlaces()
        for place, seen in self.seen.items():
            result.seen.setdefault(_moved(place, keyed), Seen(seen.kind)).add(seen)
        for place, names in self._names.items():
            result._names.setdefault(_moved(place, keyed), set[str]()).update(() if place in keyed else names)
        for place, count in self._objects.items():
            result._objects[_moved(place, keyed)] += count
        result._crowded = {_moved(place, keyed) for place in self._crowded}
        for place, names in result._names.items():
            if len(names) > MOST_NAMES:
                result._crowded.add(place)
        return result

    def _members(self, place: Place, values: dict[str, Any], kind: str) -> None:
        self._objects[place] += 1
        inside = kind == "inside"
        if inside and not all(map(is_name, values)):
            self._crowded.add(place)  # nothing names a member of this object, so it is a map
        for name, value in values.items():
            self._value((*place, self._step(place, name)), value, kind)

    def _step(self, place: Place, name: str) -> Step:
        if not is_name(name):
            return ("keys", "")
        return ("member", name) if self._named(place, name) else ("keys", "")

    def _named(self, place: Place, name: str | None) -> str:
        """Return the name if there is room for it at a place, else nothing."""
        names = self._names.setdefault(place, set())
        if name is None:
            return ""
        if name not in names and len(names) >= MOST_NAMES:
            self._crowded.add(place)
            return ""
        names.add(name)
        return name

    def _value(self, place: Place, value: Any, kind: str) -> None:
        if not self._note(place, value, kind) or len(place) > _DEEPEST:
            return
        if is_object(value):
            self._members(place, value, "inside")
        elif is_array(value):
            for item in value:
                self._value((*place, ("items", "")), item, "inside")

    def _note(self, place: Place, value: Any, kind: str) -> bool:
        self.count += 1
        seen = self.seen.get(place)
        if seen is None:
            if len(self.seen) >= _MOST_PLACES:
                return False
            seen = self.seen[place] = Seen(kind)
        seen.count += 1
        seen.types[_KINDS[type(value)]] += 1
        if len(seen.shown) < _SHOWN and self.shown not in seen.shown:
            seen.shown.append(self.shown)
        return True


def _moved(place: Place, keyed: dict[Place, set[str]]) -> Place:
    """Leave out names that are keys."""
    steps: list[Step] = []
    for index, (kind, name) in enumerate(place):
        is_key = kind in {"member", "variant"} and name in keyed.get(place[:index], ())
        steps.append(("keys" if kind == "member" else kind, "") if is_key else (kind, name))
    return tuple(steps)
