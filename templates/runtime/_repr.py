"""How models show themselves to people: in a REPL and in logs, with rich, in help()."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec

from ._json_values import is_array, is_object
from ._model import HIDDEN, Model, UnknownVariant

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from inspect import Signature

_WIDTH: Final = 80
_MOST_LINES: Final = 100
_MOST_MEMBERS: Final = 20  # of a list, or of a mapping
_DEEPEST: Final = 12  # where a model that holds itself ends, too
_LEAST_ROOM: Final = 20  # for a value, however deep it stands
_INDENT: Final = "    "
_CUT: Final = "…"


class _Parts(NamedTuple):
    """What a value with members is written as."""

    opening: str
    members: list[tuple[str, Any]]
    """What stands before each, and the member."""
    closing: str


class _More(int):
    """Stands for so many members that are not shown."""

    def __repr__(self) -> str:
        return f"{_CUT} {self:,} more"


def present(value: Model | UnknownVariant) -> Iterator[tuple[str, Any]]:
    """Yield the fields that are present, by name, then what the schema does not name."""
    if isinstance(value, UnknownVariant):
        yield "content", value.content
        return
    for name in value.__struct_fields__:
        member = getattr(value, name)
        if name != HIDDEN and member is not msgspec.UNSET:
            yield name, member
    if extra := dict(value.additional_properties):
        yield "additional_properties", extra


def text(value: Any) -> str:
    """Return what `repr` shows: one line if there is room, else a line for each member; what is very long is cut."""
    lines = list(islice(_lines("", value, "", 0), _MOST_LINES + 1))
    return "\n".join(lines if len(lines) <= _MOST_LINES else [*lines[:_MOST_LINES], _CUT])


def signature(model: Any, whole: Signature) -> Signature:
    """Return the signature of a class without the hidden field, with annotations as they stand in the code."""
    written: dict[str, str] = {}
    for base in reversed(model.__mro__):
        written.update(getattr(base, "__annotations__", {}))
    shown = [each for name, each in whole.parameters.items() if name != HIDDEN]
    return whole.replace(parameters=[each.replace(annotation=written[each.name]) for each in shown])


def _lines(before: str, value: Any, after: str, depth: int) -> Iterator[str]:
    margin = _INDENT * depth
    room = max(_WIDTH - len(margin) - len(before) - len(after), _LEAST_ROOM)
    parts = _parts(value, depth)
    line = _one_line(parts, value, room, depth)
    if line is None and parts is not None:
        yield f"{margin}{before}{parts.opening}"
        for name, member in parts.members:
            yield from _lines(name, member, ",", depth + 1)
        yield f"{margin}{parts.closing}{after}"
    else:
        yield f"{margin}{before}{line or _leaf(value)[: room - 1] + _CUT}{after}"


def _one_line(parts: _Parts | None, value: Any, room: int, depth: int) -> str | None:
    """Return a value in one line, or None if there is no room for it."""
    if parts is None:
        written = _leaf(value)
        return written if len(written) <= room else None
    pieces: list[str] = []
    room -= len(parts.opening) + len(parts.closing)
    for name, member in parts.members:
        piece = _one_line(_parts(member, depth + 1), member, room - len(name), depth + 1)
        if piece is None:
            return None
        pieces.append(name + piece)
        room -= len(name) + len(piece) + len(", ")
    return f"{parts.opening}{', '.join(pieces)}{parts.closing}"


def _leaf(value: Any) -> str:
    return repr(value[: _WIDTH + 1] if isinstance(value, str) else value)


def _parts(value: Any, depth: int) -> _Parts | None:
    if isinstance(value, Model):
        parts = _Parts(f"{type(value).__name__}(", [(f"{name}=", member) for name, member in present(value)], ")")
    elif isinstance(value, UnknownVariant):
        parts = _Parts(f"{type(value).__name__}(", [("", value.content)], ")")
    elif is_object(value):
        parts = _Parts("{", _some(((f"{name!r}: ", member) for name, member in value.items()), len(value)), "}")
    elif is_array(value):
        parts = _Parts("[", _some((("", item) for item in value), len(value)), "]")
    else:
        return None
    return parts._replace(members=[("", _More(len(parts.members)))]) if parts.members and depth > _DEEPEST else parts


def _some(members: Iterable[tuple[str, Any]], count: int) -> list[tuple[str, Any]]:
    some = list(islice(members, _MOST_MEMBERS))
    return [*some, ("", _More(count - len(some)))] if count > len(some) else some
