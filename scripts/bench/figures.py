"""What a run shows: the page with the targets, what becomes of real payloads and every figure; and a picture of it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

from scripts.bench.rows import LINES_ALONE, OFFICIAL, OURS, ROWS, TABLES, TIMES, number, title, verdicts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scripts.bench.rows import Findings, Samples, Tally

_INTRODUCTION: Final = """\
# Measured side by side

Written by `make bench`: all subjects in one run, in interleaved rounds; times are the processor's, figures are medians,
ratios are medians of the ratios within a round. † marks who does the work, but loses part of these payloads."""
_BASES: Final = ("orjson", "decoder", "encoder", LINES_ALONE, OURS)
_MARKS: Final = {True: "met", False: "**missed**", None: "\N{EN DASH}"}


def markdown(findings: Findings) -> str:
    """Return the whole page."""
    parts = [
        _INTRODUCTION,
        "\n".join(_listed(name, values) for name, values in findings.facts.items()),
        _targets(findings),
        *(_counts(key, [*tallies]) for key, tallies in groupby(findings.tallies, key=lambda tally: tally.key)),
        *map(_measured, findings.samples),
    ]
    return "\n\n".join(parts) + "\n"


def _listed(name: str, values: dict[str, str]) -> str:
    return f"* {name}: " + ", ".join(f"{key} {value}" for key, value in values.items())


def _targets(findings: Findings) -> str:
    rows = [(verdict.what, verdict.target, verdict.measured, _MARKS[verdict.met]) for verdict in verdicts(findings)]
    return "## Targets\n\n" + table(("what", "target", "measured", ""), rows, names=4)


def _counts(key: str, tallies: Sequence[Tally]) -> str:
    rows = [
        (title(tally.subject), *(f"{some} of {whole}" for some, whole in tally.counts.values())) for tally in tallies
    ]
    return "\n\n".join((_heading(TABLES[key].title), TABLES[key].note, table(("", *tallies[0].counts), rows)))


def _measured(samples: Samples) -> str:
    row = ROWS[samples.key]
    bases = [name for name in _BASES if name in samples.figures]
    head = ("", row.unit, *(f"÷ {title(base)}" for base in bases))
    absent = "\n".join(f"* {title(name)}: {reason}" for name, reason in samples.absent.items())
    return "\n\n".join(part for part in (_heading(row.title), table(head, _figures(samples, bases)), absent) if part)


def _heading(text: str) -> str:
    return f"## {text[:1].upper()}{text[1:]}"


def _figures(samples: Samples, bases: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for name in samples.figures:
        mark = " †" if name in samples.lossy else ""
        ratios = (number(samples.ratio(name, base)) for base in bases)
        yield title(name) + mark, number(samples.median(name)), *ratios


def table(head: Sequence[str], rows: Iterable[Sequence[str]], *, names: int = 1) -> str:
    """Return a Markdown table that is also readable as text; after `names` columns come figures, to the right."""
    body = [head, *rows]
    widths = [max(len(row[at]) for row in body) for at in range(len(head))]
    rule = [("-" * width)[: width - (at >= names)] + ":" * (at >= names) for at, width in enumerate(widths)]
    lines = [_padded(row, widths, names) for row in body]
    return "\n".join([lines[0], f"| {' | '.join(rule)} |", *lines[1:]])


def _padded(row: Sequence[str], widths: Sequence[int], names: int) -> str:
    cells = [
        f"{cell:<{width}}" if at < names else f"{cell:>{width}}"
        for at, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]
    return f"| {' | '.join(cells)} |"


# The picture: bars, drawn in SVG, in the colours of the reader's screen.
_CHOICES: Final = frozenset(
    [OURS, "openai_validate", "openai_construct", f"client{OFFICIAL}", f"pydantic_best{OFFICIAL}", "pydantic_best"]
)
_WIDTH: Final = 920
_TOP: Final = 12
_LABELS: Final = 450
_VALUES: Final = 190
_BAR: Final = 16
_STEP: Final = 24
_STYLE: Final = """
svg { color-scheme: light dark }
text { font: 13px system-ui, sans-serif; fill: #1f2328 }
.head { font-weight: 600; font-size: 14px }
.note { fill: #59636e }
.bar { fill: #afb8c1 }
.ours { fill: #1a7f64 }
.paper { fill: #ffffff }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 }
  .note { fill: #9198a1 }
  .bar { fill: #4b5563 }
  .ours { fill: #3fb68b }
  .paper { fill: #0d1117 }
}
"""


@dataclass(frozen=True)
class Bar:
    """One bar: `value` decides its length, `shown` stands at its end."""

    label: str
    value: float
    shown: str
    is_ours: bool


@dataclass(frozen=True)
class Panel:
    """Bars that share one scale, under one heading."""

    heading: str
    note: str
    bars: list[Bar]

    @property
    def height(self) -> int:
        """The pixels that the panel takes, heading included."""
        return 50 + _STEP * len(self.bars)


def svg(findings: Findings) -> str:
    """Return the picture: how long decoding takes, known and with something new, and what becomes of recorded steps."""
    panels = [_times(samples) for samples in findings.samples if samples.key in {"decode", "field_deep"}]
    panels += [_kept(findings.tallies)]
    lines = _opened(panels)
    top = _TOP
    for panel in panels:
        lines += _drawn(panel, top)
        top += panel.height
    return "\n".join([*lines, "</svg>", ""])


def _opened(panels: list[Panel]) -> list[str]:
    """Begin the picture: its size, and in words what it shows, for those who cannot see it."""
    height = _TOP + sum(panel.height for panel in panels)
    size = f'width="{_WIDTH}" height="{height}" viewBox="0 0 {_WIDTH} {height}"'
    words = (f"{panel.heading}: " + ", ".join(f"{bar.label} {bar.shown}" for bar in panel.bars) for panel in panels)
    return [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-labelledby="title summary">',
        '<title id="title">Run steps, measured side by side</title>',
        f'<desc id="summary">{escape("; ".join(words))}</desc>',
        f"<style>{_STYLE}</style>",
        f'<rect class="paper" width="{_WIDTH}" height="{height}" rx="8"/>',
    ]


def _times(samples: Samples) -> Panel:
    ratios = {name: samples.ratio(name, "orjson") for name in samples.figures}
    bars = [
        Bar(title(name) + (" †" if name in samples.lossy else ""), ratio, f"{number(ratio)} {TIMES}", name == OURS)
        for name, ratio in ratios.items()
        if ratio is not None
    ]
    heading = _heading(ROWS[samples.key].title).removeprefix("## ")
    return Panel(heading, "time, orjson.loads to plain dicts = 1", sorted(bars, key=lambda bar: bar.value))


def _kept(tallies: Sequence[Tally]) -> Panel:
    """Return the recorded steps that come back whole, for what a user can choose from today."""
    bars = [
        Bar(title(tally.subject), tally.counts["loses nothing"][0], _counted(tally), tally.subject == OURS)
        for tally in tallies
        if tally.key == "payloads" and tally.subject in _CHOICES
    ]
    return Panel("Recorded steps that come back whole", "and broken ones that are refused", bars)


def _counted(tally: Tally) -> str:
    (whole, recorded), (refused, broken) = tally.counts["loses nothing"], tally.counts["broken: refuses"]
    return f"{whole} of {recorded}, refuses {refused} of {broken}"


def _drawn(panel: Panel, top: int) -> list[str]:
    longest = max((bar.value for bar in panel.bars), default=0) or 1
    note = f'<tspan class="note" font-weight="400" dx="8">{escape(panel.note)}</tspan>'
    lines = [f'<text class="head" x="16" y="{top + 20}">{escape(panel.heading)}{note}</text>']
    for at, bar in enumerate(panel.bars):
        length = max(1.0, bar.value / longest * (_WIDTH - _LABELS - _VALUES))
        lines += _drawn_bar(bar, length, top + 34 + at * _STEP)
    return lines


def _drawn_bar(bar: Bar, length: float, y: int) -> list[str]:
    kind = "bar ours" if bar.is_ours else "bar"
    return [
        f'<text x="{_LABELS - 10}" y="{y + 13}" text-anchor="end">{escape(bar.label)}</text>',
        f'<rect class="{kind}" x="{_LABELS}" y="{y}" width="{length:.1f}" height="{_BAR}" rx="2"/>',
        f'<text x="{_LABELS + length + 8:.1f}" y="{y + 13}">{escape(bar.shown)}</text>',
    ]
