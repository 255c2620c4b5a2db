"""What the schema does not name: where objects keep it, and how it is written back."""

# Annotations are no texts here: those of `UnknownPart` would be looked up in the package, whose class it calls itself.
from collections.abc import Callable
from typing import Any, Final, Generic, Literal, NamedTuple, TypeVar

import msgspec

from ._errors import json_path

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


class Content(Extras[Any]):
    """All members of an object of unknown kind."""

    __slots__ = ()


def new_writer() -> Callable[[msgspec.Struct], bytes]:
    """Return what writes a model as JSON, in one thread at a time. Raises TypeError for what JSON does not have."""
    met: list[Extras[Any]] = []

    def mark(value: object) -> msgspec.Raw:
        if not isinstance(value, Extras):
            raise TypeError(f"objects of type {type(value).__name__} can't be written as JSON")
        met.append(value)  # pyright: ignore[reportUnknownArgumentType]
        return _MARKED

    encoder = msgspec.json.Encoder(enc_hook=mark)
    encode, encode_into = encoder.encode, encoder.encode_into
    # Buffers that are kept have grown to the size of a document: writing into them is faster than into new ones.
    text = bytearray(_BUFFER_BYTES)
    members = bytearray(_BUFFER_BYTES)

    def write(model: msgspec.Struct) -> bytes:
        encode_into(model, text)
        if not met:
            return b"" + text  # faster than bytes(text)
        if len(met) > 1:
            return _filled(bytes(text), met, encode)
        extras = met.pop()  # one, nearly always, so this is done in place and without calls
        encode_into(extras.values, members)
        if met:
            members[:] = _filled(bytes(members), met, encode)
        at = text.find(_MARK)
        start = at - _NAME_BYTES if extras.__class__ is Extras else _start_of_variant(text, at)
        text[start : at + 1] = members[1:-1]
        if len(members) > _BUFFER_BYTES:
            members.clear()
        return b"" + text

    return write


def _filled(text: bytes, met: list[Extras[Any]], encode: Callable[[object], bytes]) -> bytes:
    """Put the members of everything that was met where the marks are."""
    waiting = met.copy()
    met.clear()
    *parts, last = text.split(_MARK)
    pieces: list[bytes] = []
    for part, extras in zip(parts, waiting, strict=True):
        members = encode(extras.values)
        if met:
            members = _filled(members, met, encode)
        at = len(part)
        start = at - _NAME_BYTES if extras.__class__ is Extras else _start_of_variant(part, at)
        pieces += part[:start], members[1:-1]
    return b"".join([*pieces, last])


def _start_of_variant(text: bytes | bytearray, at: int) -> int:
    """Return where the tag begins that stands for all unknown variants, before the name and the mark, or the name."""
    name = at - _NAME_BYTES
    if text.endswith(b"{", 0, name):
        return name  # an `UnknownVariant` of no union, which has no tag
    return text.rindex(b'{"', 0, name - len(_TAG) - 1) + 1
