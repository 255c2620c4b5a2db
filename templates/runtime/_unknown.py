"""What the schema does not name: where objects keep it, and how it is written back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Generic, Literal, NamedTuple, TypeAlias, TypeVar

import msgspec

from ._errors import json_path

if TYPE_CHECKING:
    from collections.abc import Callable

_T = TypeVar("_T")

SENTINEL: Final = "\ue000"
"""Encoded name of the field that holds what the schema does not name, and tag of an unknown variant.

A document that uses this name itself is still read and written whole: the field takes an `Extras` only, which
no JSON decodes to, so such a document takes the fallback.
"""

_NAME_BYTES: Final = len(b'"\xee\x80\x80":')
_TAG: Final = b':"\xee\x80\x80",'
_MARK: Final = b"\0"  # raw control characters never occur in JSON, so nothing in a document can look like this
_MARKED: Final = msgspec.Raw(_MARK)
_BUFFER_BYTES: Final = 4096


class UnknownPart(NamedTuple):
    """One thing in a model that its schema does not name."""

    location: tuple[str | int, ...]
    """Where: the names and indices on the way from the root, such as `("step_details", "tool_calls", 2)`."""
    value: Any
    """What came, as a JSON value; a variant with all its members."""
    kind: Literal["member", "enum value", "variant"]
    """A `member` of an object, an `enum value`, or a `variant` of a union."""

    @property
    def path(self) -> str:
        """Where, as a JSON path such as `$.step_details.tool_calls[2]`."""
        return json_path(self.location)


class Extras(Generic[_T]):
    """Members of a JSON object that have no field of their own, in the order in which they came."""

    __slots__ = ("values",)
    __hash__ = None  # type: ignore[assignment]  # mutable

    values: dict[str, _T]

    def __init__(self, values: dict[str, _T]) -> None:
        self.values = values

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Extras):
            return NotImplemented
        return bool(self.values == other.values)  # pyright: ignore[reportUnknownMemberType]

    def __repr__(self) -> str:
        return repr(self.values)


class Content(Extras[Any]):
    """All members of an object of unknown kind."""

    __slots__ = ()


def write(model: msgspec.Struct) -> bytes:
    """Write a model as JSON. Raises TypeError for what JSON does not have."""
    try:
        writer = _writers.pop()  # one step for the interpreter, so no other thread has this one
    except IndexError:
        writer = _new_writer()
    encode_into, encode, buffer, met = writer
    encode_into(model, buffer)
    text = b"" + buffer  # faster than bytes(buffer)
    if met:
        text = _filled(text, met, encode)
    _writers.append(writer)
    return text


def _new_writer() -> _Writer:
    met: list[Extras[Any]] = []

    def mark(value: object) -> msgspec.Raw:
        if not isinstance(value, Extras):
            raise TypeError(f"objects of type {type(value).__name__} can't be written as JSON")
        met.append(value)  # pyright: ignore[reportUnknownArgumentType]
        return _MARKED

    encoder = msgspec.json.Encoder(enc_hook=mark)
    return encoder.encode_into, encoder.encode, bytearray(_BUFFER_BYTES), met


def _filled(text: bytes, met: list[Extras[Any]], encode: Callable[[object], bytes]) -> bytes:
    """Put the members of what was met where the marks are."""
    if len(met) == 1:  # nearly always, and so without calls: they would take as long as the work
        extras = met.pop()
        members = encode(extras.values)
        if met:
            members = _filled(members, met, encode)
        before, _, after = text.partition(_MARK)
        end = -_NAME_BYTES if extras.__class__ is Extras else _end_of_variant(before)
        return before[:end] + members[1:-1] + after
    waiting = met.copy()
    met.clear()
    *parts, last = text.split(_MARK)
    pieces: list[bytes] = []
    for part, extras in zip(parts, waiting, strict=True):
        met.append(extras)
        pieces.append(_filled(part + _MARK, met, encode))
    return b"".join([*pieces, last])


def _end_of_variant(before: bytes) -> int:
    """Return where the tag begins that stands for all unknown variants, before the name and the mark."""
    return before.rindex(b'{"', 0, -_NAME_BYTES - len(_TAG) - 1) + 1


_Writer: TypeAlias = (
    "tuple[Callable[[object, bytearray], None], Callable[[object], bytes], bytearray, list[Extras[Any]]]"
)
"""What writes into a buffer and leaves a mark for each `Extras`, what returns bytes, the buffer, what was met.

A buffer that is kept has grown to the size of a document: writing into it is faster than into a new one.
"""
_writers: Final[list[_Writer]] = []
