"""What the package promises, and whether a run kept it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from scripts.bench import archive, imports
from scripts.bench.subjects import OFFICIAL, OURS, TITLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scripts.bench.records import Findings, Tally

TIMES: Final = "\N{MULTIPLICATION SIGN}"
MEGABYTE: Final = 1_000_000
_IMPORT_MS: Final = 15


@dataclass(frozen=True)
class Verdict:
    """One promise: what it is about, the bound and the figure as they are shown, and whether it was kept.

    `kept` is None when the figure could not be taken in this run.
    """

    what: str
    bound: str
    measured: str
    kept: bool | None


@dataclass(frozen=True)
class _Ratio:
    """At most so many times another subject's figure in the same row."""

    row: str
    against: str
    at_most: float
    subject: str = OURS


_NOVEL: Final = ("field_first", "field_last", "field_deep", "variant")
_RATIOS: Final = (
    _Ratio("decode", "orjson", 0.9),
    _Ratio("decode", "client", 0.1),
    _Ratio("decode", "pydantic_best", 0.25),
    _Ratio("decode", "pydantic_tagged", 0.5),
    *(_Ratio(row, "openai_construct", 0.25) for row in _NOVEL),
    *(_Ratio(row, "pydantic_best", 1.0) for row in _NOVEL),
    _Ratio("encode", "orjson", 1.1),
    _Ratio("import", imports.OPENAI, 0.1),
    _Ratio("memory", "orjson", 0.55),
    _Ratio("archive", archive.ALONE, 1.5, archive.PLAIN),
)


def verdicts(findings: Findings) -> list[Verdict]:
    """Judge a run: every promise, in the order of the rows."""
    rules: list[Callable[[Findings], Iterator[Verdict]]] = [_ratios, _import_time, _flat_archive, _recorded]
    return [verdict for rule in rules for verdict in rule(findings)]


def _ratios(findings: Findings) -> Iterator[Verdict]:
    for promise in _RATIOS:
        row = findings.row(promise.row)
        if row is None:
            continue
        what, bound = f"{row.title}, against {title(promise.against)}", f"≤ {promise.at_most:g} {TIMES}"
        ratio = row.ratio(promise.subject, promise.against)
        if ratio is None:
            reason = row.absent.get(promise.subject) or row.absent.get(promise.against) or "not measured"
            yield Verdict(what, bound, reason, None)
        else:
            yield Verdict(what, bound, f"{ratio:.3g} {TIMES}", ratio <= promise.at_most)


def _import_time(findings: Findings) -> Iterator[Verdict]:
    row = findings.row("import_over")
    figure = row.median(OURS) if row else None
    if figure is not None:
        yield Verdict(
            f"import over `{imports.OUR_BASE}`", f"≤ {_IMPORT_MS} ms", f"{figure:.1f} ms", figure <= _IMPORT_MS
        )


def _flat_archive(findings: Findings) -> Iterator[Verdict]:
    """Flat means that a hundred times the lines take no more than a megabyte more."""
    row = findings.row("archive_growth")
    if row:
        few, many = (row.median(name) or 0.0 for name in row.samples)
        names = " and ".join(row.samples)
        measured = f"{few / MEGABYTE:.1f} MB and {many / MEGABYTE:.1f} MB"
        yield Verdict(f"growth while reading {names}", "flat", measured, many - few <= MEGABYTE)


def _recorded(findings: Findings) -> Iterator[Verdict]:
    ours = next((found for found in findings.tallies if found.subject == OURS), None)
    if ours:
        whole = ours.loads == ours.lossless == ours.recorded and ours.refuses == ours.broken
        yield Verdict("recorded steps that load, that lose nothing; broken ones refused", "all", told(ours), whole)


def told(found: Tally) -> str:
    """Say a tally in one phrase."""
    return f"{found.loads} and {found.lossless} of {found.recorded}; {found.refuses} of {found.broken}"


def title(subject: str) -> str:
    """Return what a reader calls a subject."""
    name = subject.removesuffix(OFFICIAL)
    return TITLES.get(name, name) + subject[len(name) :]
