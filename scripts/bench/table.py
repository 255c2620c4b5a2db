"""Markdown tables that are also readable as text, and figures of three digits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

NONE: Final = "\N{EN DASH}"
_LARGE: Final = 100  # from here on, figures need no fraction


def table(head: Sequence[str], rows: Iterable[Sequence[str]], *, names: int = 1) -> str:
    """Return a padded table; the first `names` columns stand to the left, the others are figures."""
    body = [head, *rows]
    widths = [max(len(row[at]) for row in body) for at in range(len(head))]
    rule = [("-" * width)[: width - (at >= names)] + ":" * (at >= names) for at, width in enumerate(widths)]
    lines = [_padded(row, widths, names) for row in body]
    return "\n".join([lines[0], f"| {' | '.join(rule)} |", *lines[1:]])


def _padded(row: Sequence[str], widths: Sequence[int], names: int) -> str:
    cells = [f"{cell:<{width}}" if at < names else f"{cell:>{width}}" for at, (cell, width) in _columns(row, widths)]
    return f"| {' | '.join(cells)} |"


def _columns(row: Sequence[str], widths: Sequence[int]) -> Iterable[tuple[int, tuple[str, int]]]:
    return enumerate(zip(row, widths, strict=True))


def number(value: float | None) -> str:
    """Return a figure to three digits, without exponents; a dash for none."""
    if value is None:
        return NONE
    return f"{value:,.0f}" if value >= _LARGE else f"{value:.3g}"
