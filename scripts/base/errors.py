"""The one exception of the pipeline: what is wrong, where, and what to do about it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from scripts.base.terminal import clipped, visible

_LONGEST_WORD = 160  # characters of a name that an error shows
_LONGEST_LINE = 900


@dataclass(frozen=True)
class Location:
    """A place in an input file, as far as it is known.

    `line` and `column` count from 1; `pointer` is a JSON pointer in fragment form, such as
    `#/components/schemas/RunStepObject`.
    """

    file: str | None = None
    pointer: str | None = None
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        numbers = (str(number) for number in (self.line, self.column) if number is not None)
        place = ":".join(part for part in (self.file, *numbers) if part)
        return " ".join(part for part in (place, self.pointer) if part)


def place_in(text: str, position: int, file: str) -> Location:
    """The place of the character at a position of a file's text."""
    before = text[:position]
    return Location(file, line=before.count("\n") + 1, column=position - before.rfind("\n"))


class PipelineError(Exception):
    """Bad input or a broken environment, told in one line. The command exits with 2.

    `mend` is what the reader can do, in the imperative.
    """

    def __init__(self, what: str, where: Location | None = None, mend: str | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.where = where or Location()
        self.mend = mend

    def __str__(self) -> str:
        parts = [part for part in (str(self.where), self.what) if part]
        text = ": ".join(parts) + (f"; {self.mend}" if self.mend else "")
        words = (visible(word) for word in re.split("[ \t\n]+", text) if word)
        return clipped(" ".join(clipped(word, _LONGEST_WORD) for word in words), _LONGEST_LINE)
