"""The lines of reports, to the letter: what each section of the page of rules shows, there and back.

After a change that is meant: `python -m tests.changes.test_report_lines`, and read the difference.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.changes import comparison
from scripts.changes.view import view
from scripts.documents import reading
from tests.changes.test_readme import SHOWN, documents, encoded

LINES = Path(__file__).with_name("report_lines.txt")


def lines(rule: str) -> list[str]:
    old, new = (view(reading.parse(encoded(each), name="x")) for each in documents(rule))
    return [
        f"{sign} {change.kind.label} {change.rule} {change.pointer} {change.what}"
        for sign, pair in ((">", (old, new)), ("<", (new, old)))
        for change in comparison.changes(*pair)
    ]


def on_file() -> dict[str, list[str]]:
    sections = LINES.read_text(encoding="utf-8").split("\n\n")
    return {title: found for title, *found in (section.splitlines() for section in sections)}


@pytest.mark.parametrize("rule", SHOWN)
def test_a_report_says_what_changed_and_what_would_change_back(rule):
    assert lines(rule) == on_file()[rule]


def test_every_line_on_file_is_tried():
    assert list(on_file()) == SHOWN


if __name__ == "__main__":
    LINES.write_text("\n\n".join("\n".join((rule, *lines(rule))) for rule in SHOWN) + "\n", encoding="utf-8")
