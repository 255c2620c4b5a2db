"""What `update` tells of a newer document, in each format and of each state of a package, to the letter: reports.txt.

After a change that is meant: `python -m tests.changes.test_reports`, and read the difference.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest

from scripts.changes import change_report
from scripts.changes.change_rules import Change, Kind
from scripts.changes.newer import Update
from scripts.sources.fetched import Fetched

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.config import PackageConfig
    from scripts.trimming.trimmed import Built

FILE = Path(__file__).with_name("reports.txt")
BROKEN = Change(Kind.BREAKING, "name-removed", "#/a", "A|B: can no longer be imported")
ADDED = Change(Kind.ADDITIVE, "name-added", "#/b", "B: a model")
JUDGED = Change(Kind.DOCUMENTATION, "type-changed", "#/c", "C.c: was string, is integer", "never |sent")
IGNORED = Change(Kind.IGNORED, "null-added", "#/d", "D: can be null now", "nobody reads it")
URL = {"url": "https://a.example/openapi.yaml", "etag": '"1"'}
PACKAGE = {"package": "specs", "version": "1.1", "file": "a.yaml"}


def update(
    before: Any, origin: dict[str, Any], *changes: Change, gravest: Kind | None = None, versions: Any = (None, None)
) -> Update:
    nothing = cast("tuple[PackageConfig, Built]", (None, None))
    return Update(nothing[0], before, Fetched(b"1", "a", origin), nothing[1], [*changes], gravest, *versions)


STATES = {
    "nothing is new": None,
    "there is no lock": update({}, URL, ADDED),
    "no change that counts": update({"source": URL, "sha256": "0" * 64}, URL, IGNORED),
    "all kinds of changes": update(
        {"source": {**PACKAGE, "version": "1.0"}, "sha256": "1" * 64},
        PACKAGE,
        *(BROKEN, ADDED, JUDGED, IGNORED),
        gravest=Kind.BREAKING,
        versions=("1.2.3", "2.0.0"),
    ),
    "more changed since the last release, which the version follows": update(
        {"source": {"path": "a.yaml"}, "sha256": "2" * 64},
        {"path": "b.yaml"},
        JUDGED,
        gravest=Kind.ADDITIVE,
        versions=("1.3.0", "1.3.0"),
    ),
}


def report(update: Update | None) -> Iterator[str]:
    """In all formats."""
    for lines in (change_report.text, change_report.markdown):
        yield from (*lines("name", update), "-" * 20)
    yield json.dumps(change_report.as_json("name", update), indent=1)


def section(state: str) -> str:
    return "\n".join([f"===== {state}", *report(STATES[state])])


@pytest.mark.parametrize("state", STATES)
def test_a_report_is_the_one_on_file(state):
    assert f"{section(state)}\n\n" in FILE.read_text(encoding="utf-8") + "\n"


if __name__ == "__main__":
    FILE.write_text("\n\n".join(map(section, STATES)) + "\n", encoding="utf-8")
