"""What `python -m PACKAGE FILE… --json` counted of an archive, taken as if the archive itself had been read.

So people can send counts instead of payloads. What such a summary says is held against the same rules as a payload:
names that look like data are not kept, whoever wrote them down.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

from scripts.base.json_types import is_mapping
from scripts.evidence.ledger import Seen
from scripts.evidence.structure_seen import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.evidence.departures import Kind
    from scripts.evidence.ledger import Ledger
    from scripts.evidence.schema_places import Place
    from scripts.evidence.structure_seen import Room, Structure

FORMAT: Final = 1
_LONGEST: Final = 300  # characters of a place that a summary names

Way = tuple[tuple[str, str], ...]


class Entry(msgspec.Struct):
    """Something unknown: the way to it, how often it came, of what JSON types, and the first places that show it."""

    place: Way
    kind: str
    count: int
    types: dict[str, int]
    shown: list[str]


class Summary(msgspec.Struct):
    """What is taken of a summary."""

    model: str
    records: int
    known: int
    files: int
    unknown: list[Entry]


def is_summary(value: Any) -> bool:
    """Whether a payload is a summary."""
    return is_mapping(value) and value.get("summary") == FORMAT and "unknown" in value and "model" in value


def read(value: Any) -> Summary | None:
    """The summary in a payload; None if it is none after all."""
    try:
        return msgspec.convert(value, Summary)
    except msgspec.ValidationError:
        return None


def add(summary: Summary, root: Place, ledgers: list[Ledger]) -> int:
    """Count what a summary says of a root, and return how many of its places the schema does not have."""
    lost = 0
    for entry in (entry for entry in summary.unknown if entry.kind != "inside"):
        found = _thing(root, entry)
        if found is None:
            lost += 1
            continue
        kind, pointer, detail = found
        for ledger in ledgers:
            shown = [text[:_LONGEST] for text in entry.shown]
            seen = Seen(entry.count, max(1, summary.files), shown=shown)
            _fill(seen.structure, entry.place, summary.unknown, ledger.room)
            ledger.group(kind, pointer).find(detail, ledger.room).merge(seen, ledger.room)
    return lost


def _thing(root: Place, entry: Entry) -> tuple[Kind, str, str] | None:
    """The kind, the schema's pointer and the name of what an entry is about."""
    known = entry.place if entry.kind == "enum value" else entry.place[:-1]
    places = [root]
    for step, name in known:
        places = [below for place in places for below in _below(place, step, name)]
    parts = list(_with_variants(places))
    if entry.kind == "member":
        pointers = [part.owner for part in parts if part.judged]
        return ("member", pointers[0], entry.place[-1][1]) if pointers else None
    if entry.kind == "variant":
        pointers = [union.pointer for part in parts for union in part.unions if union.tag]
        return ("variant", pointers[0], entry.place[-1][1]) if pointers else None
    pointers = [values.pointer for part in parts for values in part.values if not values.constant]
    return ("value", pointers[0], "") if pointers else None  # which value it was a summary does not say


def _below(place: Place, step: str, name: str) -> Iterator[Place]:
    """The places that a step leads to."""
    for part in _with_variants([place]):
        if step == "in":
            yield from part.children.get(name, ())
        elif step == "items":
            yield from (items for _, _, items in part.items)
        elif step == "values" and part.others:
            yield from part.others(name) or ()
        elif step == "variant":
            yield from (union.mapping[name] for union in part.unions if name in union.mapping)


def _with_variants(places: list[Place]) -> Iterator[Place]:
    """The places and, where no tag tells them apart, the variants of their unions."""
    for place in places:
        yield place
        for union in place.unions:
            if union.tag is None:
                yield from _with_variants(union.variants)


def _fill(structure: Structure, place: Way, entries: list[Entry], room: Room) -> None:
    """Put together what stood at a place from the entries inside of it."""
    for entry in entries:
        if entry.place[: len(place)] == place:
            node: Structure | None = structure
            for step, name in entry.place[len(place) :]:
                node = node.inside(step, name, room) if node else None
            if node:
                node.kinds.update({kind: entry.types[kind] for kind in KINDS.values() if kind in entry.types})
