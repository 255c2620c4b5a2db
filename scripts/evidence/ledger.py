"""What was seen, counted: each thing that the schema does not say, with the files and lines that show it.

Memory is bounded by the schema, not by the payloads: a place has at most `disclosure.MOST_NAMES` names, tags and values
of its own; if there come more, they are counted together and forgotten.
"""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

from scripts.evidence import disclosure
from scripts.evidence.structure_seen import Room, Structure
from scripts.evidence.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Callable

    from scripts.evidence.departures import Event, Kind, Walk

_SHOWN: Final = 3  # places that show a thing
_LONGEST: Final = 200  # characters of a new value
_STRUCTURED: Final = frozenset({"member", "variant", "type", "untagged"})
"""The kinds of which it is kept what stood there."""


class Source(Protocol):
    """Where a payload was found; its text, a file with a line, is made only if it is shown."""

    @property
    def file(self) -> str:
        """The file."""
        ...


@dataclass
class Seen(Tally):
    """A thing that was seen, the first places that show it, and what stood there."""

    shown: list[str] = field(default_factory=list[str])
    structure: Structure = field(default_factory=Structure)

    def show(self, source: Source) -> None:
        """Note a place, if it is one of the first."""
        if len(self.shown) < _SHOWN and (text := str(source)) not in self.shown:
            self.shown.append(text)

    def merge(self, other: Seen, room: Room) -> None:
        """Take over what another one saw, in files that come after or are the same."""
        self.take_over(other)
        self.shown = list(dict.fromkeys([*self.shown, *other.shown]))[:_SHOWN]
        self.structure.merge(other.structure, room)


@dataclass
class Group:
    """All things of one kind at one place, by name, tag, value or keyword."""

    kind: Kind
    things: dict[str, Seen] = field(default_factory=dict[str, Seen])
    withheld: Seen | None = None
    """Those whose names, tags or values are not shown, together."""
    full: bool = False
    """Whether none is shown."""
    crowded: bool = False
    """Whether there were too many to be shown."""
    objects: Tally = field(default_factory=Tally)
    """The objects that had members that are not listed."""

    def find(self, detail: str, room: Room) -> Seen:
        """Return the thing of a name."""
        if found := self.things.get(detail):
            return found
        may_show = _MAY_SHOW.get(self.kind)
        if self.full or (may_show and not may_show(detail)):
            return self._withheld()
        if may_show and len(self.things) >= disclosure.MOST_NAMES:
            self.crowded = True
            return self.fill(room)
        self.things[detail] = Seen()
        return self.things[detail]

    def fill(self, room: Room) -> Seen:
        """Forget the names."""
        self.full = True
        things, self.things = self.things, {}
        for seen in things.values():
            self._withheld().merge(seen, room)
        return self._withheld()

    def resolved(self) -> Group:
        """The group without names, if these do not recur as those of members do."""
        uses = sum(seen.count for seen in self.things.values())
        result = deepcopy(self)
        if disclosure.are_keys(len(self.things), uses, self.objects.count):
            result.fill(Room())
        if result.withheld and self.objects.count:  # names were counted, of which an object can have several
            result.withheld.count = min(result.withheld.count, self.objects.count)
            result.withheld.files = min(result.withheld.files, self.objects.files)
        return result

    def _withheld(self) -> Seen:
        if self.withheld is None:
            self.withheld = Seen()
        return self.withheld


def _is_short(text: str) -> bool:
    return len(text) <= _LONGEST


_MAY_SHOW: Final[dict[str, Callable[[str], bool]]] = {
    "member": disclosure.is_name,
    "closed": disclosure.is_name,
    "variant": disclosure.is_constant,
    "value": _is_short,
}
"""What the payload itself names, and which of it may be shown; the rest is named by the schema."""


@dataclass
class Ledger:
    """What a number of payloads show together."""

    groups: dict[tuple[Kind, str], Group] = field(default_factory=dict[tuple["Kind", str], Group])
    room: Room = field(default_factory=Room)

    def note(self, walk: Walk, source: Source) -> None:
        """Count what one payload shows."""
        for event in walk.events:
            seen = self.group(event.kind, event.pointer).find(_detail(event), self.room)
            seen.note(source.file)
            seen.show(source)
            if event.kind in _STRUCTURED:
                seen.structure.add(event.value, self.room)
        for pointer in walk.extended:
            self.group("member", pointer).objects.note(source.file)

    def group(self, kind: Kind, pointer: str) -> Group:
        """The things of a kind at a place."""
        found = self.groups.get((kind, pointer))
        if found is None:
            found = self.groups[kind, pointer] = Group(kind)
        return found


def _detail(event: Event) -> str:
    return json.dumps(event.value) if event.kind == "value" else event.detail
