"""Events of streams: objects of the schema that the document has of them, and those whose names it does not have."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from scripts.evidence.derived import Derived
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
    """What a schema says of events, and what there was beside."""

    name: str
    """The member that is the name of an event."""
    data: str
    """The one that is its data."""
    names: frozenset[str]
    """Those that the schema has."""
    others: Group = field(default_factory=lambda: Group("variant"))
    """Events with other names: no departure, since a package takes the events that it wants."""

    def whole(self, record: Payload, name: str) -> dict[str, Any]:
        """An event as an object."""
        if name not in self.names:
            seen = self.others.find(name, Room())
            seen.note(record.source.file)
            seen.show(record.source)
        return {self.name: name, self.data: record.value}


def events_of(document: Schema) -> StreamEvents | None:
    """The events of a document, if it has a schema of them."""
    for name, schema in schemas_of(document).items():
        match schema.get(X_EVENTS):
            case {"name": str(of_name), "data": str(of_data)}:
                places = Places(document)  # of its own: nobody looks for events that no root is
                (place,) = roots_of(places, [name])
                names = Derived(old=places.old).constants(place).get(of_name, frozenset())
                return StreamEvents(of_name, of_data, names)
            case _:
                pass
    return None
