"""Differences as text: for a person at a terminal, and for the annotations of a GitHub workflow."""

from __future__ import annotations

import difflib
from itertools import islice
from posixpath import commonprefix
from typing import TYPE_CHECKING, Final

from scripts.base.terminal import visible
from scripts.output.drift import Drift

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import TextIO

    from scripts.output.drift import Difference

MOST_LINES: Final = 200  # of one file's diff; after a wholly new text the rest tells nothing new
MOST_COLUMNS: Final = 240
_COLOURS: Final = {"-": "\x1b[31m", "+": "\x1b[32m", "@": "\x1b[36m"}
_BOLD: Final = "\x1b[1m"
_PLAIN: Final = "\x1b[0m"
_MEANS: Final = {
    Drift.CHANGED: "is not what is generated",
    Drift.MISSING: "is missing",
    Drift.STALE: "is no longer generated",
    Drift.UNTRACKED: "is not generated; move it out or remove it",
    Drift.MODE: "is executable",
}


def wants_colour(stream: TextIO, environ: Mapping[str, str]) -> bool:
    """Colours only for a terminal that has some, and for a person who has not declined (`NO_COLOR`)."""
    return stream.isatty() and not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"


def show(differences: Sequence[Difference], command: str, *, colour: bool) -> Iterator[str]:
    """What differs, line by line, and the one command that corrects it. A minus is on disk, a plus is generated."""
    for difference in differences:
        title = sentence(difference)
        yield f"{_BOLD}{title}{_PLAIN}" if colour else title
        yield from (_coloured(line, colour=colour) for line in _diff(difference))
    if any(not difference.by_hand for difference in differences):
        yield f"run: {command}"


def workflow_commands(differences: Iterable[Difference]) -> Iterator[str]:
    """One workflow command for each difference, which GitHub shows at the line."""
    return (workflow_error(sentence(found), found.path, _first_line(found)) for found in differences)


def workflow_error(message: str, file: str | None = None, line: int | None = None) -> str:
    """A workflow command that GitHub shows as an error at a line of a file, as far as they are known."""
    place = {"file": file, "line": str(line or "")} if file else {}
    properties = ",".join(f"{name}={_property(value)}" for name, value in place.items() if value)
    return f"::error {properties}::{_data(message)}"


def as_json(difference: Difference, command: str) -> dict[str, str | int | None]:
    """One difference for other programs. `line` is the first on disk that differs; `command` corrects it."""
    return {
        "path": difference.path,
        "kind": difference.kind.value,
        "line": _first_line(difference),
        "what": sentence(difference),
        "run": None if difference.by_hand else command,
    }


def sentence(difference: Difference) -> str:
    """One line on one difference."""
    means = _MEANS.get(difference.kind) or f"is {difference.found}"
    if difference.kind is Drift.TYPE and difference.by_hand:
        means += "; remove it"
    return f"{difference.kind}: {visible(difference.path)} {means}"


def _diff(difference: Difference) -> Iterator[str]:
    if difference.kind is not Drift.CHANGED:
        return
    path, actual, expected = visible(difference.path), _lines(difference.actual), _lines(difference.expected)
    diff = difflib.unified_diff(actual, expected, f"on disk: {path}", f"generated: {path}", lineterm="")
    yield from islice(diff, MOST_LINES)
    left = sum(1 for _ in diff)
    if left:
        yield f"… {left} more lines"


def _lines(data: bytes) -> list[str]:
    """Lines in which every byte shows: a carriage return, a BOM, a byte that is not UTF-8, a missing last line feed."""
    lines = data.decode(errors="backslashreplace").split("\n")
    ending = lines.pop()
    shown = [_cut(visible(line)) for line in lines]
    return [*shown, f"{_cut(visible(ending))} (no line feed at the end)"] if ending else shown


def _cut(line: str) -> str:
    return line if len(line) <= MOST_COLUMNS else f"{line[:MOST_COLUMNS]}… ({len(line)} characters)"


def _coloured(line: str, *, colour: bool) -> str:
    mark = _COLOURS.get(line[:1]) if colour else None
    return f"{mark}{line}{_PLAIN}" if mark else line


def _first_line(difference: Difference) -> int:
    """The line on disk, from 1, at which the two begin to differ."""
    if difference.kind is not Drift.CHANGED:
        return 1
    same = len(commonprefix((difference.actual, difference.expected)))
    return difference.actual[:same].count(b"\n") + 1


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
