"""Server-sent events from bytes, by the rules of the WHATWG, but for the end: the last event needs no blank line.

And where another event's name comes before the blank line that a recorded stream lacks, an event begins.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_LONGEST_RETRY: Final = 18  # digits


class Frame(NamedTuple):
    """An event as it was sent."""

    line: int
    """Where it begins: the number of its first line, from 1."""
    name: str
    """Its name, empty if it has none."""
    data: bytes
    """Its lines of data, joined by line feeds; none if it was too large."""
    too_large: bool


class Framing:
    """Splits bytes, which come in pieces of any size, into events."""

    def __init__(self, limit: int) -> None:
        self.last_event_id = ""
        self.retry: int | None = None
        self._limit = limit
        self._line = 0
        self._rest: list[bytes] = []  # what came of the line that has not ended
        self._after_cr = False
        self._next_id = ""
        self._begin()

    def _begin(self) -> None:
        self._first = 0
        self._name = ""
        self._data: list[bytes] = []
        self._size = 0
        self._too_large = False

    def feed(self, data: bytes) -> Iterator[Frame]:
        """Yield the events that end in this piece."""
        if not data:
            return
        if self._after_cr:  # the line feed that belongs to it ends no other line
            data = data.removeprefix(b"\n")
        self._after_cr = data.endswith(b"\r")
        for line in data.splitlines(keepends=True):  # of bytes: at CR, LF and CRLF alone
            text = line.rstrip(b"\r\n")
            self._grow(len(text))
            if len(text) == len(line):
                self._keep(text)
            elif (frame := self._ended(text)) is not None:
                yield frame

    def close(self) -> Iterator[Frame]:
        """Yield the event that the end of the bytes ends."""
        ended = self._ended(b"") if self._rest else None
        yield from (frame for frame in (ended, self._dispatched()) if frame is not None)

    def _grow(self, size: int) -> None:
        self._size += size
        if self._size > self._limit:
            self._too_large = True
            self._data.clear()

    def _keep(self, text: bytes) -> None:
        if self._too_large:
            self._rest = [b"-"]  # as good as what is passed over
        else:
            self._rest.append(text)

    def _ended(self, text: bytes) -> Frame | None:
        if self._rest:
            text = b"".join([*self._rest, text])
            self._rest.clear()
        self._line += 1
        if self._line == 1:
            text = text.removeprefix(_BYTE_ORDER_MARK)
        return self._field(text) if text else self._dispatched()

    def _field(self, text: bytes) -> Frame | None:
        field, _, value = text.partition(b":")
        value = value.removeprefix(b" ")
        ended = None
        if field == b"event" and self._name and self._data:
            ended = self._dispatched()
            self._grow(len(text))
        if not field and not self._too_large:  # a comment, of which a quiet stream may have any number
            self._size -= len(text)
            return None
        self._first = self._first or self._line
        if self._too_large:
            return ended
        if field == b"data":
            self._data.append(value)
        elif field == b"event":
            self._name = value.decode(errors="replace")
        elif field == b"id" and b"\0" not in value:
            self._next_id = value.decode(errors="replace")
        elif field == b"retry" and value.isdigit() and len(value) <= _LONGEST_RETRY:
            self.retry = int(value)
        return ended

    def _dispatched(self) -> Frame | None:
        """Return the event that is over; None if it holds nothing."""
        frame = Frame(self._first, self._name, b"\n".join(self._data), self._too_large)
        is_event = self._too_large or bool(self._data)
        self.last_event_id = self._next_id
        self._begin()
        return frame if is_event else None
