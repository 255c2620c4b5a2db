"""The page: promises first, then what becomes of real payloads, then every figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scripts.bench import archive
from scripts.bench.subjects import OURS
from scripts.bench.table import NONE, number, table
from scripts.bench.targets import title, verdicts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scripts.bench.records import Findings, Row, Tally
    from scripts.bench.targets import Verdict

_INTRODUCTION: Final = """\
# Measured side by side

Written by `make bench`: all subjects in one run, in interleaved rounds; times are the processor's, figures are medians,
ratios are medians of the ratios within a round. † marks who does the work, but loses part of these payloads."""
_TRAFFIC: Final = """\
## Real payloads

Models of generators are made from the corrected schema or, where it says so, from the official one, untouched."""
_BASES: Final = ("orjson", archive.ALONE)
_MARKS: Final = {True: "met", False: "**missed**", None: NONE}


def markdown(findings: Findings) -> str:
    """Return the whole page."""
    facts = {"Machine": findings.machine, "Versions": findings.versions, "Payloads": findings.corpus}
    parts = [
        _INTRODUCTION,
        "\n".join(_listed(name, values) for name, values in facts.items()),
        _promises(verdicts(findings)),
        _traffic(findings.tallies),
        *(_figures(row) for row in findings.rows),
    ]
    return "\n\n".join(parts) + "\n"


def _listed(name: str, values: dict[str, str]) -> str:
    return f"* {name}: " + ", ".join(f"{key} {value}" for key, value in values.items())


def _promises(found: Sequence[Verdict]) -> str:
    rows = [(verdict.what, verdict.bound, verdict.measured, _MARKS[verdict.kept]) for verdict in found]
    return "## Targets\n\n" + table(("what", "target", "measured", ""), rows, names=4)


def _traffic(tallies: Sequence[Tally]) -> str:
    """Return what each does with recorded, with hand-written and with broken steps."""
    head = ("", "recorded: loads", "loses nothing", "hand-written: loses nothing", "broken: refuses")
    return f"{_TRAFFIC}\n\n" + table(head, map(_counted, tallies))


def _counted(found: Tally) -> tuple[str, ...]:
    counts = (
        (found.loads, found.recorded),
        (found.lossless, found.recorded),
        (found.examples_lossless, found.examples),
        (found.refuses, found.broken),
    )
    return (title(found.subject), *(f"{some} of {all_}" for some, all_ in counts))


def _figures(row: Row) -> str:
    bases = [name for name in (*_BASES, OURS) if name in row.samples]
    head = ("", row.unit, *(f"÷ {title(base)}" for base in bases))
    heading = f"## {row.title[:1].upper()}{row.title[1:]}"
    absent = "\n".join(f"* {title(name)}: {reason}" for name, reason in row.absent.items())
    return "\n\n".join(part for part in (heading, table(head, _measured(row, bases)), absent) if part)


def _measured(row: Row, bases: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for name in row.samples:
        mark = " †" if name in row.lossy else ""
        yield title(name) + mark, number(row.median(name)), *(number(row.ratio(name, base)) for base in bases)
