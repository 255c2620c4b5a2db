"""What is measured and what it may be at most: one table, from which a run, its page and its targets follow.

A new row is an entry of `ROWS` and a task that returns samples under its key; a new table of counts is an entry of
`TABLES` and a task that returns tallies.
"""

from __future__ import annotations

import statistics
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MODEL: Final = "RunStepObject"
OURS: Final = "ours"
LINES_ALONE: Final = "from_json of each line"
GZIP: Final = "read_jsonl, gzip, with zlib-ng"
IN_MEMORY: Final = "from_json_lines"
MANY_LINES: Final = "a long archive"
HALF: Final = "half of the schemas"
MANY_OBSERVED: Final = "a long archive, observed"
OFFICIAL: Final = ", official schema"
REPAIRED: Final = ", repaired"
TITLES: Final = {
    OURS: "openai-run-steps",
    "orjson": "orjson, plain dicts",
    "json": "json, plain dicts",
    "client": "openapi-python-client, stock",
    "pydantic_default": "datamodel-code-generator pydantic, as it comes",
    "pydantic_best": "datamodel-code-generator pydantic, best options",
    "pydantic_tagged": "datamodel-code-generator pydantic, discriminators added",
    "structs": "datamodel-code-generator msgspec",
    "structs_tagged": "datamodel-code-generator msgspec, discriminators added",
    "openai_validate": "openai, model_validate",
    "openai_construct": "openai, as its client loads",
    "openai_stream": "openai, beta.threads.runs.stream",
    "openai_client": "openai, its client",
    "httpx": "httpx, plain dicts",
    "decoder": "msgspec.json.Decoder, the same models",
    "encoder": "msgspec.json.Encoder, the same objects",
}
TIMES: Final = "\N{MULTIPLICATION SIGN}"


@dataclass(frozen=True)
class Target:
    """A subject's figure in a row is at most so many times that of `against`, or at most so much in the row's unit."""

    at_most: float
    against: str | None = None
    subject: str = OURS


@dataclass(frozen=True)
class Row:
    """One thing that is measured for several subjects, side by side."""

    title: str
    unit: str
    targets: tuple[Target, ...] = ()


_STEP: Final = "ns a step"
# Whatever is new in a payload: at most this, after the first payload of a kind.
_SOMETHING_NEW: Final = (Target(2.5, "orjson"), Target(1, "pydantic_tagged"), Target(0.25, "openai_construct"))
ROWS: Final = {
    "decode": Row(
        "decode, known payloads",
        _STEP,
        (Target(0.9, "orjson"), Target(0.1, "client"), Target(0.25, "pydantic_best"), Target(0.5, "pydantic_tagged")),
    ),
    "decode_kept": Row("decode, known payloads, all kept", _STEP),
    "field_first": Row("decode, an unknown field first", _STEP, _SOMETHING_NEW),
    "field_last": Row("decode, an unknown field last", _STEP, _SOMETHING_NEW),
    "field_deep": Row("decode, an unknown field deep inside", _STEP, _SOMETHING_NEW),
    "variant": Row("decode, an unknown variant", _STEP, _SOMETHING_NEW),
    "enum_value": Row(
        "decode, an unknown enum value", _STEP, (Target(2.5, "orjson"), Target(0.25, "openai_construct"))
    ),
    "encode": Row("encode, known payloads", _STEP, (Target(1.1, "encoder"),)),
    "encode_unknown": Row("encode, an unknown field deep inside", _STEP, (Target(2.5, "orjson"),)),
    "import": Row("import, whole", "ms", (Target(0.1, "openai"),)),
    "import_over": Row("import over what it is built on", "ms", (Target(15),)),
    "memory": Row("memory of held steps", "bytes a step", (Target(0.55, "orjson"),)),
    "archive": Row(
        "an archive of JSON lines",
        "ns a line",
        (
            Target(1.5, LINES_ALONE, "read_jsonl"),
            Target(1.5, LINES_ALONE, IN_MEMORY),
            Target(1.6, LINES_ALONE, GZIP),
        ),
    ),
    "observed": Row("an archive of JSON lines, observed", "ns a line", (Target(12, "read_jsonl", "observe"),)),
    "stream": Row("a stream, from bytes to steps", "ns an event", (Target(0.5, "openai_stream"),)),
    "page": Row("a page of 100 steps from a server on the loopback", "ms", (Target(0.5, "openai_client"),)),
    "archive_growth": Row(
        "growth while an archive is read", "MB", (Target(1, subject=MANY_LINES), Target(2, subject=MANY_OBSERVED))
    ),
    "whole": Row("one package of all schemas of OpenAI's document", "s", (Target(6),)),
    "whole_memory": Row("memory of making it", "MB", (Target(250),)),
    "whole_growth": Row("making it, for each schema", "ms a schema", (Target(1.2, HALF),)),
    "whole_import": Row("its import", "ms", (Target(350),)),
}


@dataclass(frozen=True)
class Table:
    """Counts of several subjects, side by side; `all_of` names the columns in which ours shall reach the whole."""

    title: str
    note: str
    all_of: tuple[str, ...] = ()


TABLES: Final = {
    "payloads": Table(
        "real payloads",
        "Generators made models from the corrected schema or, where it says so, from the official one, untouched.",
        ("recorded: loads", "loses nothing", "broken: refuses"),
    ),
    "roots": Table(
        "schemas of four vendors' documents",
        "Each is the only root of a package. Counted are, of a fixed sample, those that give one that can be imported, "
        "and those whose every verdict is a JSON Schema validator's, formats apart.",
    ),
}


@dataclass(frozen=True)
class Samples:
    """What was measured for a row.

    `figures` has a list for each subject, one figure a round; the same index is the same round, so that ratios are
    taken within a round and the machine's moods cancel out. `absent` says why a subject has no figures. `lossy` names
    the subjects that do the work but lose part of the payload.
    """

    key: str
    figures: dict[str, list[float]]
    absent: dict[str, str] = field(default_factory=dict[str, str])
    lossy: list[str] = field(default_factory=list[str])

    def median(self, subject: str) -> float | None:
        """Return the subject's middle figure, None if it has none."""
        return statistics.median(self.figures[subject]) if self.figures.get(subject) else None

    def ratio(self, subject: str, other: str) -> float | None:
        """Return how many times `other`'s figure the subject's is: the median of the rounds' ratios."""
        pairs = zip(self.figures.get(subject, []), self.figures.get(other, []), strict=False)
        ratios = [mine / theirs for mine, theirs in pairs if theirs]
        return statistics.median(ratios) if ratios else None


@dataclass(frozen=True)
class Tally:
    """How one subject fares in a table: for each column how many there are of how many."""

    key: str
    subject: str
    counts: dict[str, tuple[int, int]]


@dataclass(frozen=True)
class Findings:
    """Everything that one run found, and where: the facts by heading, figures and counts."""

    facts: dict[str, dict[str, str]]
    samples: list[Samples]
    tallies: list[Tally]


@dataclass(frozen=True)
class Verdict:
    """Whether a target was met: what it is about, the target and the figure as they are shown.

    `met` is None when the figure could not be taken in this run.
    """

    what: str
    target: str
    measured: str
    met: bool | None


def verdicts(findings: Findings) -> list[Verdict]:
    """Judge a run by every target, in the order of the table."""
    found = [_judged(samples, target) for samples in findings.samples for target in ROWS[samples.key].targets]
    return [*found, *_wholes(findings.tallies)]


def _judged(samples: Samples, target: Target) -> Verdict:
    row = ROWS[samples.key]
    of = "" if target.subject == OURS else f": {title(target.subject)}"
    if target.against is None:
        what, unit, figure = f"{row.title}{of}", row.unit, samples.median(target.subject)
    else:
        what, unit = f"{row.title}{of}, against {title(target.against)}", TIMES
        figure = samples.ratio(target.subject, target.against)
    bound = f"\N{LESS-THAN OR EQUAL TO} {target.at_most:g} {unit}"
    if figure is None:
        absent = (samples.absent.get(name) for name in (target.subject, target.against) if name)
        return Verdict(what, bound, next(filter(None, absent), "not measured"), None)
    return Verdict(what, bound, f"{number(figure)} {unit}", figure <= target.at_most)


def _wholes(tallies: Sequence[Tally]) -> Iterator[Verdict]:
    for tally in tallies:
        for column in TABLES[tally.key].all_of if tally.subject == OURS else ():
            some, whole = tally.counts[column]
            yield Verdict(f"{TABLES[tally.key].title}, {column}", "all", f"{some} of {whole}", some == whole > 0)


def title(subject: str) -> str:
    """Return what a reader calls a subject."""
    name = subject.removesuffix(OFFICIAL).removesuffix(REPAIRED)
    return TITLES.get(name, name) + subject[len(name) :]


_LARGE: Final = 100  # from here on, figures need no fraction


def number(value: float | None) -> str:
    """Return a figure to three digits, without exponents; a dash for none."""
    if value is None:
        return "\N{EN DASH}"
    return f"{value:,.0f}" if value >= _LARGE else f"{value:.3g}"
