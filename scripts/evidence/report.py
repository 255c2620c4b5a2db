"""What was observed, as text for a terminal, as Markdown, and as JSON for other programs.

Nothing of a payload's values is in it: names of members and tags that `disclosure` lets through, counts and places; new
values of enums only on request.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from scripts.base.characters import exact
from scripts.base.terminal import many
from scripts.evidence import disclosure, wording
from scripts.evidence.structure_seen import words
from scripts.evidence.tally import Tally
from scripts.render.escape_markdown import cell, cell_code
from scripts.schema.walk import PREFIX

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.evidence.departures import Kind
    from scripts.evidence.ledger import Group, Seen
    from scripts.evidence.observation import Observation

_SECTIONS: Final[dict[str, tuple[Kind, ...]]] = {
    "required, but missing": ("missing",),
    "sent, but not named": ("member", "closed"),
    "new values": ("value",),
    "new variants": ("variant",),
    "departures": ("type", "constant", "bound", "untagged", "overlap", "never"),
}
_WHAT: Final[dict[Kind, str]] = {
    "closed": "forbidden by a part of the schema",
    "type": "another type",
    "constant": "another constant",
    "bound": "not satisfied",
    "untagged": "no tag that says what it is",
    "overlap": "two variants of oneOf accept it",
    "never": "a value where none may be",
}


@dataclass(frozen=True)
class Finding:
    """One thing that the schema does not say."""

    section: str
    kind: str
    pointer: str
    place: str
    """The pointer as a reader of payloads sees it, with the name or the keyword."""
    what: str
    count: int
    of: int | None
    """Of how many objects, where that is known."""
    files: int
    of_files: int | None
    shown: list[str]
    """The first places that show it: files with lines."""


@dataclass(frozen=True)
class Payloads:
    """The instances of a root."""

    count: int
    files: int
    known: int
    """How many hold nothing that the schema does not say."""


@dataclass(frozen=True)
class OtherEvent:
    """An event of a stream that the document's schema of events does not name, which is no finding."""

    name: str
    count: int
    files: int
    shown: list[str]


@dataclass(frozen=True)
class Report:
    """Everything that was observed."""

    payloads: dict[str, Payloads]
    """The instances by root."""
    files: int
    """How many were read."""
    findings: list[Finding]
    never_seen: list[str]
    other_events: list[OtherEvent]
    unreadable: int
    unreadable_shown: list[str]

    def as_json(self) -> dict[str, Any]:
        """For other programs."""
        return asdict(self)


def report(observation: Observation, *, values: bool = False) -> Report:
    """Put together what was observed; `values` shows new values of enums."""
    return Report(
        {
            wording.place(pointer): Payloads(tally.count, tally.files, observation.known[pointer])
            for pointer, tally in observation.found.items()
        },
        observation.files.files,
        list(_findings(observation, values=values)),
        [] if observation.summarised else list(_never_seen(observation)),
        list(_other_events(observation)),
        observation.faults.count,
        list(map(exact, observation.faults.shown)),
    )


def _findings(observation: Observation, *, values: bool) -> Iterator[Finding]:
    groups = {key: group.resolved() for key, group in observation.everything.groups.items()}
    order = {place.pointer: number for number, place in enumerate(observation.places)}
    for section, kinds in _SECTIONS.items():
        found = [key for key in groups if key[0] in kinds]
        for kind, pointer in sorted(found, key=lambda key: (order.get(key[1], len(order)), key[1], key[0])):
            of = observation.objects(pointer) if kind in {"missing", "member"} else None
            group = groups[kind, pointer]
            for detail, seen in sorted(group.things.items(), key=lambda item: (-item[1].count, item[0])):
                if not (kind == "closed" and ("member", pointer) in groups):
                    yield _finding(section, (kind, pointer), detail, seen, of, values=values)
            if group.withheld:
                yield _withheld(section, (kind, pointer), group, group.withheld, of)


def _finding(section: str, at: tuple[Kind, str], detail: str, seen: Seen, of: Tally | None, *, values: bool) -> Finding:
    kind, pointer = at
    place = wording.place(pointer)
    what = _WHAT.get(kind, "")
    if kind in {"missing", "member", "closed"}:
        place += f".{exact(detail)}"
    elif kind in {"bound", "constant"}:
        what = f"{exact(detail)}: {what}"
    elif kind == "variant":
        what = exact(detail)
    elif kind == "value":
        what = exact(detail) if values and detail else "a new value"
    if kind in {"member", "variant", "type"}:
        structure = words(seen.structure.resolved())
        what = f"{what}: {structure}" if what else structure
    return Finding(section, kind, pointer, place, what, *_counted(seen, of))


def _withheld(section: str, at: tuple[Kind, str], group: Group, seen: Seen, of: Tally | None) -> Finding:
    kind, pointer = at
    many = f"more than {disclosure.MOST_NAMES} " if group.crowded else ""
    what = {
        "variant": f"{many}tags that are no constants",
        "value": f"{many}values",
    }.get(kind, f"{many}names that look like keys: {words(seen.structure.resolved())}")
    return Finding(section, kind, pointer, wording.place(pointer), what, *_counted(seen, of))


def _counted(seen: Seen, of: Tally | None) -> tuple[int, int | None, int, int | None, list[str]]:
    total, files = (of.count, of.files) if of else (None, None)
    return seen.count, total, seen.files, files, list(map(exact, seen.shown))


def _never_seen(observation: Observation) -> Iterator[str]:
    for pointer, names in observation.places.unseen.items():
        if not observation.places.tallies[pointer].count:
            if "/" not in pointer.removeprefix(PREFIX):  # else it belongs to a name that was never seen either
                yield wording.place(pointer)
        else:
            yield from (f"{wording.place(pointer)}.{exact(name)}" for name in sorted(names))
    for place in observation.places:
        for values in place.values:
            if place.pointer == values.pointer:
                yield from (
                    f"{wording.place(place.pointer)} = {exact(text)}"
                    for text in sorted(values.texts - values.seen)
                    if not values.constant
                )


def _other_events(observation: Observation) -> Iterator[OtherEvent]:
    if observation.events is None:
        return
    others = observation.events.others
    named = sorted(others.things.items(), key=lambda item: (-item[1].count, item[0]))
    withheld = [("others", others.withheld)] if others.withheld else []
    for name, seen in (*named, *withheld):
        yield OtherEvent(exact(name), seen.count, seen.files, list(map(exact, seen.shown)))


def _found(found: Report) -> Iterator[tuple[str, str]]:
    """Each root with what was found of it in words, but for those of which nothing was, unless that is all of them."""
    for root, each in found.payloads.items():
        if each.count or not any(other.count for other in found.payloads.values()):
            yield root, f"{each.count:,} in {many(each.files, 'file')}; {each.known:,} hold nothing new"


def text(found: Report) -> Iterator[str]:
    """Lines for a terminal."""
    for root, what in _found(found):
        yield f"{root}: {what}"
    for section in _SECTIONS:
        of_section = [finding for finding in found.findings if finding.section == section]
        if of_section:
            yield f"\n{section}"
        for finding in of_section:
            what = f": {finding.what}" if finding.what else ""
            yield f"  {finding.place}{what}; {counts_of(finding)} ({_shown(finding)})"
    if found.never_seen:
        yield "\nnamed, but never seen"
        yield from (f"  {name}" for name in found.never_seen)
    if found.other_events:
        yield "\nevents that are not named"
        for event in found.other_events:
            yield f"  {event.name}; {_times(event)} ({_shown(event)})"
    if found.unreadable:
        yield f"\ncould not be read: {found.unreadable:,}"
        yield from (f"  {line}" for line in found.unreadable_shown)


def markdown(found: Report) -> Iterator[str]:
    """Lines of a page."""
    for root, what in _found(found):
        yield f"{cell_code(root)}: {what}."
    for section in _SECTIONS:
        of_section = [finding for finding in found.findings if finding.section == section]
        if of_section:
            yield from (
                "",
                f"## {section.capitalize()}",
                "",
                "| where | what | how often | shown by |",
                "|---|---|---|---|",
            )
        for finding in of_section:
            shown = cell(_shown(finding))
            yield f"| {cell_code(finding.place)} | {cell(finding.what)} | {counts_of(finding)} | {shown} |"
    if found.never_seen:
        yield from ("", "## Named, but never seen", "")
        yield from (f"* {cell_code(name)}" for name in found.never_seen)
    if found.other_events:
        yield from ("", "## Events that are not named", "")
        yield from (f"* {cell_code(event.name)}: {_times(event)}" for event in found.other_events)
    if found.unreadable:
        yield from ("", f"## Could not be read: {found.unreadable:,}", "")
        yield from (f"* {cell(line)}" for line in found.unreadable_shown)


def counts_of(finding: Finding) -> str:
    """How often it was seen, in words."""
    of = None if finding.of is None else Tally(finding.of, finding.of_files or 0)
    return wording.counts(Tally(finding.count, finding.files), of)


def _times(event: OtherEvent) -> str:
    return wording.counts(Tally(event.count, event.files), None)


def _shown(finding: Finding | OtherEvent) -> str:
    return wording.places(finding.shown, finding.count)
