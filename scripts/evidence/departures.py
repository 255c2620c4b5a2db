"""What a payload can show that its schema does not say: the kinds, and what is noted while one payload is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, Protocol, TypeAlias

if TYPE_CHECKING:
    from scripts.evidence.tally import Tally

Kind: TypeAlias = Literal[
    "missing", "member", "closed", "value", "variant", "type", "constant", "bound", "untagged", "overlap", "never"
]
"""What was met:

* `missing`: a required name is not there,
* `member`: a name that the schema does not list, `closed`: one that it lists, but that a part of it forbids,
* `value`: a new value of an enum, `variant`: a new tag of a union,
* `type`, `constant`, `bound`: a value of another type, another constant, an assertion that does not hold,
* `untagged`: an object without the tag that tells a union's variants apart, or with one that can't be told,
* `overlap`: two variants of a `oneOf` accept the value, `never`: a value where none may be.
"""

BREACHES: Final[tuple[Kind, ...]] = ("type", "constant", "bound", "untagged", "overlap", "never")
"""What breaks the schema, missing names apart."""


class Event(NamedTuple):
    """One thing that one payload shows.

    `pointer` is the schema that would have to say otherwise. `detail` is the name, the keywords or the tag; `value`
    what stood there, which is never shown, only what it is made of.
    """

    kind: Kind
    pointer: str
    detail: str = ""
    value: Any = None


class Listing(Protocol):
    """A place whose objects are counted."""

    @property
    def tallies(self) -> tuple[Tally, ...]:
        """The counts of the schemas that list names there."""
        ...

    @property
    def unseen(self) -> list[set[str]]:
        """The names that each schema lists and no object had yet."""
        ...


class Walk:
    """What was met on the way through one payload: events, and every object of a place that lists names."""

    __slots__ = ("events", "extended", "objects")

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.objects: list[tuple[Listing, dict[str, Any]]] = []
        self.extended: list[str] = []
        """For each object with members that are not listed, the schema that would have to list them."""

    def add(self, other: Walk) -> None:
        """Take over what was met on a way that was only tried."""
        self.events += other.events
        self.objects += other.objects
        self.extended += other.extended

    def count(self, file: str) -> None:
        """Count the objects, and the names that they have."""
        for place, members in self.objects:
            for tally in place.tallies:
                tally.note(file)
            for unseen in place.unseen:
                if unseen:
                    unseen.difference_update(members)

    @property
    def is_valid(self) -> bool:
        """Whether a validator accepts the payload, as far as it was looked at."""
        return all(event.kind == "member" for event in self.events)

    @property
    def breaks(self) -> bool:
        """Whether the payload breaks the schema, and does not only extend it or lack something."""
        return any(event.kind in BREACHES for event in self.events)

    def cost(self, rest: int) -> tuple[bool, int, int]:
        """How far a value with so many new members is from the schema: what a validator accepts is nearer."""
        return not self.is_valid, len(self.events) + rest, sum(event.kind in BREACHES for event in self.events)
