"""The places of a document, made from its schemas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.evidence.derived import Derived
from scripts.evidence.holders import Holders
from scripts.evidence.lookup import Lookup
from scripts.evidence.schema_places import Place
from scripts.evidence.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.base.json_types import Schema


class Places:
    """The places of one document, made when they are first needed."""

    def __init__(self, document: Schema) -> None:
        self.lookup = Lookup(document)
        self.old = self.lookup.old
        self.derived = Derived(old=self.old)
        self._known: dict[str, Place] = {}
        self._waiting: list[Place] = []
        self.tallies: dict[str, Tally] = {}
        """How many objects there were, by the pointer of the schema that lists names of theirs."""
        self.unseen: dict[str, set[str]] = {}
        """The names that no object had yet, by the same."""

    def at(self, pointer: str) -> Place:
        """The place of the schema at a pointer, with all that lies below. Raises `PipelineError`."""
        place = self._new(pointer)
        made: list[Place] = []
        while self._waiting:
            made.append(self._waiting.pop())
            Holders(made[-1], self.lookup, self._new).read()
            self._count(made[-1])
        for each in made:
            self.derived.finish(each)
        return place

    def __iter__(self) -> Iterator[Place]:
        return iter(self._known.values())

    def _new(self, pointer: str) -> Place:
        """The place of a schema, to be made ready before `at` returns."""
        if pointer not in self._known:
            self._known[pointer] = Place(pointer)
            self._waiting.append(self._known[pointer])
        return self._known[pointer]

    def _count(self, place: Place) -> None:
        """Let a place count its objects, and the names that they lack, with all others that the same schema lists."""
        listed = [pointer for pointer, schema in place.holders if schema.keys() & {"properties", "required"}]
        owner = [place.owner] if place.judged else list[str]()
        place.tallies = tuple(self.tallies.setdefault(each, Tally()) for each in dict.fromkeys(listed + owner))
        place.unseen = [
            self.unseen.setdefault(pointer, set(schema["properties"]))
            for pointer, schema in place.holders
            if schema.get("properties")
        ]
