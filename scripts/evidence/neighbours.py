"""The other places that a schema is a part of: what is added to it must fit there too."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from scripts.base.errors import PipelineError
from scripts.documents import pointers
from scripts.evidence.member_names import names_in

if TYPE_CHECKING:
    from scripts.base.json_types import Schema
    from scripts.evidence.placing import Places
    from scripts.evidence.schema_places import Place


class Neighbour:
    """A place that a schema is a part of, through references, `allOf` or a union."""

    def __init__(self, place: Place, pointer: str) -> None:
        self.owner = place.owner
        self._place = place
        self._pointer = pointer

    def lists(self, name: str) -> bool:
        """Whether another part than the schema itself says what stands at a name."""
        return any(_says(part, name, self._pointer) for part in _parts(self._place))


class Neighbours:
    """The places of a whole document, by the schemas that they are made of."""

    def __init__(self, places: Places, document: Schema) -> None:
        for name in document["components"]["schemas"]:
            with suppress(PipelineError):  # what no payload is compared with may be broken
                places.at(pointers.join("components", "schemas", name))
        self._by_holder: dict[str, dict[str, Place]] = {}
        for place in list(places):
            for part in _parts(place):
                for pointer, _ in part.holders:
                    self._by_holder.setdefault(pointer, {})[place.pointer] = place

    def of(self, pointer: str) -> list[Neighbour]:
        """The places that the schema at a pointer is a part of."""
        return [Neighbour(place, pointer) for place in self._by_holder[pointer].values()]


def _parts(place: Place) -> list[Place]:
    """The place and the variants of its unions, and of theirs."""
    found = {place.pointer: place}
    waiting = [place]
    while waiting:
        for union in waiting.pop().unions:
            new = [variant for variant in union.variants if variant.pointer not in found]
            found.update((variant.pointer, variant) for variant in new)
            waiting += new
    return list(found.values())


def _says(part: Place, name: str, pointer: str) -> bool:
    others = [schema for holder, schema in part.holders if holder != pointer]
    return part.free or any("patternProperties" in schema or name in names_in(schema) for schema in others)
