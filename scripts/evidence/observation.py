"""Traffic compared with a schema, payload by payload."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from scripts.evidence import summaries
from scripts.evidence.departures import Walk
from scripts.evidence.ledger import Ledger
from scripts.evidence.placing import Places
from scripts.evidence.roots import AtPath, ByConstants, roots_of
from scripts.evidence.spots import Unreadable
from scripts.evidence.stream_events import events_of
from scripts.evidence.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scripts.base.json_types import Schema
    from scripts.evidence.ledger import Source
    from scripts.evidence.schema_places import Place
    from scripts.evidence.spots import Payload, Record

_SHOWN: Final = 10
_STEP: Final = 500  # records between two looks at the progress


@dataclass
class Faults(Tally):
    """What could not be read: how much, and where the first of it is, with the reason."""

    shown: list[str] = field(default_factory=list[str])

    def add(self, fault: Unreadable) -> None:
        """Count one."""
        self.note(fault.source.file)
        if len(self.shown) < _SHOWN:
            self.shown.append(f"{fault.source}: {fault.reason}")


class Observation:
    """What payloads show of a document's schemas.

    `roots` are names of component schemas; without `at` their instances are found by their constants. `everything` is
    what all payloads show, `sound` what those show that do not break the schema: what breaks it anyway is no evidence
    of how it should be extended. Raises `PipelineError` for a schema that can't be compared with.
    """

    def __init__(self, document: Schema, roots: list[str], *, at: str | None = None) -> None:
        self.document = document
        self.places = Places(document)
        self.roots = roots_of(self.places, roots)
        self._finder = AtPath(self.roots[0], at) if at else ByConstants(self.roots, self.places.derived)
        self.events = None if at else events_of(document)
        self.everything = Ledger()
        self.sound = Ledger()
        self.found: dict[str, Tally] = {root.pointer: Tally() for root in self.roots}
        self.known = dict.fromkeys(self.found, 0)
        """How many instances of each hold nothing that the schema does not say."""
        self.broken = 0
        """How many break the schema."""
        self.files = Tally()
        self.faults = Faults()
        self.summarised = False
        """Whether some of it was counted by somebody else, who does not say what is never there."""

    def read(self, records: Iterable[Record]) -> Iterator[int]:
        """Add every instance in some traffic, and yield now and then how much was read."""
        for number, record in enumerate(records, 1):
            self.files.note(record.source.file)
            if isinstance(record, Unreadable):
                self.faults.add(record)
                continue
            if summaries.is_summary(record.value):
                self._summarise(record)
                continue
            for instance in self._finder.find(self._whole(record)):
                self.add(instance.place, instance.value, record.source.at(instance.path))
            if not number % _STEP:
                yield number

    def _whole(self, record: Payload) -> Any:
        """A payload; of a stream the event, if the document says that events are objects."""
        if record.event is None or self.events is None:
            return record.value
        return self.events.whole(record, record.event)

    def _summarise(self, record: Payload) -> None:
        """Add what somebody else counted."""
        summary = summaries.read(record.value)
        root = next((root for root in self.roots if summary and root.pointer.endswith(f"/{summary.model}")), None)
        if summary is None or root is None:
            self.faults.add(Unreadable(record.source, "a summary of something else"))
            return
        for tally in (self.found[root.pointer], *root.tallies):
            tally.count += summary.records
            tally.files += summary.files
        self.known[root.pointer] += summary.known
        self.summarised = True
        if lost := summaries.add(summary, root, [self.everything, self.sound]):
            self.faults.add(Unreadable(record.source, f"{lost} places of a summary are not in the schema"))

    def objects(self, pointer: str) -> Tally | None:
        """How many objects the schema at a pointer has listed names of, if that is known: a summary counts roots."""
        tally = self.places.tallies.get(pointer)
        counted = not self.summarised or any(tally is each for root in self.roots for each in root.tallies)
        return tally if counted else None

    @property
    def count(self) -> int:
        """How many instances there were."""
        return sum(tally.count for tally in self.found.values())

    def add(self, root: Place, value: Any, source: Source) -> None:
        """Add one instance of a root."""
        walk = Walk()
        root.visit(value, walk)
        self.found[root.pointer].note(source.file)
        walk.count(source.file)
        if not walk.events:
            self.known[root.pointer] += 1
            return
        self.everything.note(walk, source)
        if walk.breaks:
            self.broken += 1
        else:
            self.sound.note(walk, source)
