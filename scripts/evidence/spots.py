"""What is found in traffic, and where."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from scripts.evidence.lines import line_of

Path_ = tuple["str | int", ...]


class Spot(NamedTuple):
    """A line of a file."""

    file: str
    line: int

    def at(self, _: Path_) -> Spot:
        """Where a value inside of this one stands: on the same line."""
        return self

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True)
class Inside:
    """A value inside of a JSON document that stands on several lines. The line is looked up when it is shown."""

    file: str
    data: bytes
    path: Path_ = ()
    above: int = 0  # lines before the document

    def at(self, path: Path_) -> Inside:
        """Where a value inside of this one stands."""
        return replace(self, path=(*self.path, *path))

    def __str__(self) -> str:
        return f"{self.file}:{self.above + line_of(self.data.decode(), self.path)}"


@dataclass(frozen=True)
class Body:
    """A body that was sent in an entry of a HAR."""

    entry: Spot | Inside

    @property
    def file(self) -> str:
        """The HAR."""
        return self.entry.file

    def at(self, _: Path_) -> Body:
        """Where a value inside of it stands: in the same entry."""
        return self

    def __str__(self) -> str:
        return str(self.entry)


Source = Spot | Inside | Body


class Payload(NamedTuple):
    """A JSON value and where it was found; of a stream the data of an event, and what the event is called."""

    value: Any
    source: Source
    event: str | None = None


class Unreadable(NamedTuple):
    """Something that is not JSON, or not whole."""

    source: Source
    reason: str


Record = Payload | Unreadable
