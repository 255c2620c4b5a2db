"""What the schema does not name: where objects keep it, and how it is written back."""

from __future__ import annotations

from typing import Any, Final, Generic, Literal, NamedTuple, NoReturn, TypeVar

import msgspec

from ._errors import json_path

_T = TypeVar("_T")

SENTINEL: Final = "\ue000"
"""Encoded name of the field that holds what the schema does not name, and tag of an unknown variant.

A document that uses this name itself is still read and written whole: the field takes an `Extras` only, which
no JSON decodes to, so such a document takes the fallback.
"""

_SENTINEL_MEMBER: Final = b'"\xee\x80\x80":'
_SENTINEL_TAG: Final = b':"\xee\x80\x80",'
_SOME: Final = b","
_WHOLE: Final = b"{"
_MARK: Final = b"\x00"  # raw control characters never occur in JSON, so nothing in a document can look like this


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


class HasUnknownError(Exception):
    """What is written holds something that the schema does not name."""


def _refuse(value: object) -> NoReturn:
    raise HasUnknownError if isinstance(value, Extras) else _not_json(value)


write_known: Final = msgspec.json.Encoder(enc_hook=_refuse).encode_into
"""Write a model into a buffer. Raises HasUnknownError where `write_open` is needed."""


def write_open(model: msgspec.Struct) -> bytes:
    """Write a model that may hold what the schema does not name."""
    return _spliced(_encode(model))


def _write_extras(value: object) -> msgspec.Raw:
    if not isinstance(value, Extras):
        raise _not_json(value)
    members = _encode(value.values)[1:-1]  # pyright: ignore[reportUnknownMemberType]
    return msgspec.Raw(_MARK + (_WHOLE if isinstance(value, Content) else _SOME) + members)


_encode: Final = msgspec.json.Encoder(enc_hook=_write_extras).encode


def _not_json(value: object) -> TypeError:
    return TypeError(f"objects of type {type(value).__name__} can't be written as JSON")


def _spliced(data: bytes) -> bytes:
    """Let the members of each `Extras` stand in the object that holds it."""
    before, *others = data.split(_MARK)
    parts: list[bytes] = []
    for part in others:
        parts.append(_without_sentinel(before, whole=part.startswith(_WHOLE)))
        before = part[1:]
    return b"".join([*parts, before])


def _without_sentinel(part: bytes, *, whole: bool) -> bytes:
    """Cut the sentinel's name off the end, and before it the tag that stands for all unknown variants."""
    end = len(part) - len(_SENTINEL_MEMBER)
    if whole:
        end = part.rindex(b'{"', 0, end - len(_SENTINEL_TAG) - 1) + 1
    return part[:end]
