"""A change of the schema: where, what, and how much it asks of the users of the package."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from scripts.reading import pointers

Path = tuple[str | int, ...]


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
    """A change at a path."""
    return Change(kind, pointers.join(*path), what)
