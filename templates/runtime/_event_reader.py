"""Typed events from the bytes of a stream, whose network is anybody's: nothing is fetched or awaited here."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, Final, Generic, NamedTuple, TypeVar

import msgspec

from ._decoders import REFUSALS
from ._errors import Problem, ValidationError, quoted
from ._fallback import why_no_json
from ._framing import Frame, Framing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ._model import Model, UnknownVariant

_E = TypeVar("_E")

LARGEST: Final = 16_000_000
"""Bytes that an event may have, unless it is said otherwise."""

_NAMELESS: Final = "message"  # what the standard calls an event without a name


class EventError(NamedTuple):
    """An event that could not be read, in the place where the event would have been."""

    line: int
    """The line of the stream that it begins on, from 1."""
    event: str
    """Its name."""
    raw: bytes
    """Its data as it was sent; nothing if it was too large to keep."""
    error: ValidationError
    """What is wrong with it."""


class EventReader(Generic[_E]):
    """Turns the bytes of one stream, in pieces of any size, into events. It does no I/O, and one thread uses it.

    With `strict`, events that the schema does not name are refused, as is what `from_json(strict=True)` refuses in the
    others. `limit` is the number of bytes that an event may have; a larger one is not kept.
    """

    _variants: ClassVar[dict[str, type[Model]]]
    """The class of each event by its name."""
    _texts: ClassVar[dict[str, str]]
    """Of events whose data is one text and no JSON: the name by the text."""
    _unknown: ClassVar[type[UnknownVariant]]
    _members: ClassVar[tuple[str, str]]
    """What the schema calls an event's name and its data."""

    def __init__(self, *, strict: bool = False, limit: int = LARGEST) -> None:
        self._strict = strict
        self._limit = limit
        self._framing = Framing(limit)
        self._openings: dict[str, bytes] = {}

    @property
    def last_event_id(self) -> str:
        """The last `id` that came: what `Last-Event-ID` asks a server to go on after. Empty if none came."""
        return self._framing.last_event_id

    @property
    def retry(self) -> int | None:
        """How many milliseconds the server asks to wait before connecting again; None if it doesn't."""
        return self._framing.retry

    def feed(self, data: bytes | bytearray | memoryview) -> list[_E | EventError]:
        """Return the events that are whole with this piece, an `EventError` in the place of each that can't be read."""
        piece = data if isinstance(data, bytes) else bytes(memoryview(data))  # of a number, `bytes` makes zeros
        return list(map(self._event, self._framing.feed(piece)))

    def close(self) -> list[_E | EventError]:
        """Return the event that was not ended when the bytes did, if there is one: at the end of every stream."""
        return list(map(self._event, self._framing.close()))

    @classmethod
    def read(cls, source: Iterable[bytes], *, strict: bool = False, limit: int = LARGEST) -> Iterator[_E | EventError]:
        """Yield the events of a stream that is at hand: an open binary file, or any pieces of bytes.

        Raises whatever `source` raises.
        """
        reader = cls(strict=strict, limit=limit)
        for data in source:
            yield from reader.feed(data)
        yield from reader.close()

    def _event(self, frame: Frame) -> Any:
        name = frame.name or self._texts.get(frame.data.decode(errors="replace"), _NAMELESS)
        try:
            return self._read(name, frame)
        except ValidationError as error:
            return EventError(frame.line, name, frame.data, error)

    def _read(self, name: str, frame: Frame) -> Any:
        if frame.too_large:
            raise ValidationError((Problem((), f"an event of at most {self._limit:,} bytes", "a larger one"),))
        kind = self._variants.get(name)
        if kind is None:
            return self._kept(name, frame.data)
        if name in self._texts.values():
            data = msgspec.json.encode(frame.data.decode(errors="replace"))
        else:
            data = _one_value(frame.data)
        return kind.from_json(b"%b%b}" % (self._opening(name), data), strict=self._strict)

    def _opening(self, name: str) -> bytes:
        if name not in self._openings:
            members = (*self._members[:1], name, *self._members[1:])
            self._openings[name] = b"{%b:%b,%b:" % tuple(map(msgspec.json.encode, members))
        return self._openings[name]

    def _kept(self, name: str, data: bytes) -> UnknownVariant:
        name_member, data_member = self._members
        if self._strict:
            raise ValidationError((Problem((name_member,), "an event of the schema", quoted(name)),))
        return self._unknown.of({name_member: name, data_member: _value(data)})


def _one_value(data: bytes) -> bytes:
    """Return data that is one JSON value and nothing more, so that it can be put into an object."""
    try:
        _skipper()(data)
        if not data.isascii():
            data.decode()
    except REFUSALS:
        _value(data)
    return data


def _value(data: bytes) -> Any:
    try:
        return msgspec.json.decode(data)
    except REFUSALS as error:
        problem = why_no_json(data, error)
    raise ValidationError((problem,))


@cache
def _skipper() -> Callable[[bytes], Any]:
    return msgspec.json.Decoder(msgspec.Raw).decode
