"""What a run finds out, as plain records: written by the measuring processes as JSON, read by the report."""

from __future__ import annotations

import statistics
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Row:
    """One thing measured for several subjects, side by side.

    `samples` has a list for each subject, one figure a round in `unit`; the same index is the same round, so that
    ratios are taken within a round and the machine's moods cancel out. `absent` says why a subject has no figures.
    `lossy` names the subjects that do the work but lose part of the payload.
    """

    key: str
    title: str
    unit: str
    samples: dict[str, list[float]]
    absent: dict[str, str] = field(default_factory=dict[str, str])
    lossy: list[str] = field(default_factory=list[str])

    def median(self, subject: str) -> float | None:
        """Return the subject's middle figure, None if it has none."""
        return statistics.median(self.samples[subject]) if self.samples.get(subject) else None

    def ratio(self, subject: str, other: str) -> float | None:
        """Return how many times `other`'s figure the subject's is: the median of the rounds' ratios."""
        pairs = zip(self.samples.get(subject, []), self.samples.get(other, []), strict=False)
        ratios = [mine / theirs for mine, theirs in pairs if theirs]
        return statistics.median(ratios) if ratios else None


@dataclass(frozen=True)
class Tally:
    """How one subject fares with recorded steps, with hand-written examples and with broken steps: counts of each."""

    subject: str
    recorded: int
    loads: int
    lossless: int
    examples: int
    examples_lossless: int
    broken: int
    refuses: int


@dataclass(frozen=True)
class Findings:
    """Everything that one run of the benchmark found, and where."""

    machine: dict[str, str]
    versions: dict[str, str]
    corpus: dict[str, str]
    rows: list[Row]
    tallies: list[Tally]

    def row(self, key: str) -> Row | None:
        """Return the row of that key, None if it was not measured."""
        return next((row for row in self.rows if row.key == key), None)
