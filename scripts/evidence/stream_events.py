"""Events of streams: objects of the schema that the document has of them, and those whose names it does not have."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from scripts.evidence.ledger import Group
from scripts.evidence.placing import Places
from scripts.evidence.roots import roots_of
from scripts.evidence.structure_seen import Room
from scripts.schema.walk import X_EVENTS, schemas_of

if TYPE_CHECKING:
    from scripts.base.json_types import Schema
    from scripts.evidence.spots import Payload


@dataclass
class StreamEvents:
    """What the schema of a document's events says of them, and what there was beside."""

    document: Schema
    schema: str
    """The name of the schema."""
    name: str
    """The member that is the name of an event."""
    data: str
    """The one that is its data."""
    others: Group = field(default_factory=lambda: Group("variant"))
    """Events with other names: no departure, since a package takes the events that it wants."""

    def whole(self, record: Payload, name: str) -> dict[str, Any]:
        """An event as an object."""
        if name not in self._names:
            seen = self.others.find(name, Room())
            seen.note(record.source.file)
            seen.show(record.source)
        return {self.name: name, self.data: record.value}

    @cached_property
    def _names(self) -> frozenset[str]:
        """Those that the schema has; most traffic has no events, and is not made to wait for them."""
        places = Places(self.document)  # of its own: nobody looks for events that no root is
        (place,) = roots_of(places, [self.schema])
        return places.derived.constants(place).get(self.name, frozenset())


def events_of(document: Schema) -> StreamEvents | None:
    """The events of a document, if it has a schema of them."""
    for schema, value in schemas_of(document).items():
        match value.get(X_EVENTS):
            case {"name": str(name), "data": str(data)}:
                return StreamEvents(document, schema, name, data)
            case _:
                pass
    return None
