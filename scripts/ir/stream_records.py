"""Records of the events of streams, and of what adds them up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scripts.ir.records import Raw


@dataclass(frozen=True)
class Event:
    """An event of a stream: the model of it, and what tells it from the others."""

    model: str
    name: Raw
    text: Raw | None
    """Its data, if that is always one text, which is sent without quotes."""
    end: str
    """What it says about the end of the stream: `finished`, `requires_action`, `cut` or `done`; nothing if empty."""


@dataclass(frozen=True)
class Kind:
    """A place whose objects tell their kind by a property: its name, and the values that the schema knows."""

    place: tuple[Raw, ...]
    property: Raw
    values: tuple[Raw, ...]


@dataclass(frozen=True)
class Accumulator:
    """What adds up the pieces of an object: the models of both, and which texts grow."""

    name: str
    partial: str
    list: str
    """The attribute that holds what it made."""
    whole: str
    piece: str
    id_json_name: Raw
    whole_id: str
    piece_id: str
    delta: str
    """The attribute of a piece that holds what it adds."""
    growing: tuple[tuple[Raw, ...], ...]
    kinds: tuple[Kind, ...]


@dataclass(frozen=True)
class Stream:
    """The events of a document, and what adds them up."""

    union: str
    unknown: str
    """The class of events that the schema does not name."""
    members: tuple[Raw, Raw]
    """What JSON calls an event's name and its data."""
    data: str
    """The attribute of an event that holds its data."""
    events: tuple[Event, ...]
    accumulators: tuple[Accumulator, ...]
    only: tuple[str, ...]
    """What nothing refers to but events, which is imported when streams are."""
    uses: tuple[str, ...]
    """What that refers to besides."""

    @property
    def defined(self) -> tuple[str, ...]:
        """The names of `streams` that are made of no component, sorted."""
        made = (name for each in self.accumulators for name in (each.name, each.partial))
        return tuple(sorted(("EventStream", "EventError", "StreamEnd", *made)))
