"""The picture for the README: bars, drawn by hand in SVG, in the colours of the reader's screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

from scripts.bench.subjects import OFFICIAL, OURS
from scripts.bench.table import number
from scripts.bench.targets import TIMES, title

if TYPE_CHECKING:
    from scripts.bench.records import Findings, Row, Tally

_WIDTH: Final = 920
_CHOICES: Final = frozenset(
    [OURS, "openai_validate", "openai_construct", f"client{OFFICIAL}", f"pydantic_best{OFFICIAL}", "pydantic_best"]
)
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
    """Return the picture: how long decoding takes, known and novel, and what becomes of recorded steps."""
    panels = [panel for panel in (_times(findings, "decode"), _times(findings, "field_deep"), _kept(findings)) if panel]
    height = _TOP + sum(panel.height for panel in panels)
    lines = _opened(panels, height)
    top = _TOP
    for panel in panels:
        lines += _drawn(panel, top)
        top += panel.height
    return "\n".join([*lines, "</svg>", ""])


def _opened(panels: list[Panel], height: int) -> list[str]:
    """Begin the picture: its size, and in words what it shows, for those who cannot see it."""
    size = f'width="{_WIDTH}" height="{height}" viewBox="0 0 {_WIDTH} {height}"'
    return [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-labelledby="title summary">',
        '<title id="title">Run steps, measured side by side</title>',
        f'<desc id="summary">{escape("; ".join(map(_told, panels)))}</desc>',
        f"<style>{_STYLE}</style>",
        f'<rect class="paper" width="{_WIDTH}" height="{height}" rx="8"/>',
    ]


def _told(panel: Panel) -> str:
    return f"{panel.heading}: " + ", ".join(f"{bar.label} {bar.shown}" for bar in panel.bars)


def _times(findings: Findings, key: str) -> Panel | None:
    row = findings.row(key)
    if row is None:
        return None
    bars = sorted(_bars(row), key=lambda bar: bar.value)
    return Panel(row.title[:1].upper() + row.title[1:], "time, orjson.loads to plain dicts = 1", bars)


def _bars(row: Row) -> list[Bar]:
    ratios = {name: row.ratio(name, "orjson") for name in row.samples}
    return [
        Bar(title(name) + (" †" if name in row.lossy else ""), ratio, f"{number(ratio)} {TIMES}", name == OURS)
        for name, ratio in ratios.items()
        if ratio is not None
    ]


def _kept(findings: Findings) -> Panel | None:
    """Return the recorded steps that come back whole, for what a user can choose from today."""
    bars = [
        Bar(title(found.subject), found.lossless, _counted(found), found.subject == OURS)
        for found in findings.tallies
        if found.subject in _CHOICES
    ]
    return Panel("Recorded steps that come back whole", "and broken ones that are refused", bars) if bars else None


def _counted(found: Tally) -> str:
    return f"{found.lossless} of {found.recorded}, refuses {found.refuses} of {found.broken}"


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
