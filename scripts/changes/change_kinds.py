"""A change of the schema: where, what, and how much it asks of the users of the package."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from scripts.base.terminal import clipped, visible
from scripts.documents import pointers

Path = tuple[str | int, ...]

_LONGEST = 400  # characters of a pointer, or of what changed, that a report shows


class Kind(IntEnum):
    """How much a change asks of the users of the package."""

    DOCUMENTATION = 1
    """Words only."""
    ADDITIVE = 2
    """What loaded still loads, and code that was right still is."""
    BREAKING = 3
    """Something that loaded may be refused, or code that was right may be wrong."""


@dataclass(frozen=True)
class Change:
    """One change at one place of the schema. `what` is for people."""

    kind: Kind
    pointer: str
    what: str


def change(kind: Kind, path: Path, what: str) -> Change:
    """A change at a path. Both are made of upstream's text, and end in a terminal."""
    return Change(kind, clipped(visible(pointers.join(*path)), _LONGEST), clipped(visible(what), _LONGEST))
