"""The one exception of the pipeline: what is wrong, where, and what to do about it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from scripts.base.terminal import clipped, visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

_Item = TypeVar("_Item")
_Made = TypeVar("_Made")

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


def line_of(where: Location, what: str, hint: str | None) -> str:
    """A message in one line of printable characters."""
    parts = [part for part in (str(where), what) if part]
    text = ": ".join(parts) + (f"; {hint}" if hint else "")
    words = (visible(word) for word in re.split("[ \t\n]+", text) if word)
    return clipped(" ".join(clipped(word, _LONGEST_WORD) for word in words), _LONGEST_LINE)


class PipelineError(Exception):
    """Bad input or a broken environment, reported in one line. The command exits with 2.

    `hint` is what the reader can do, in the imperative.
    """

    def __init__(self, what: str, where: Location | None = None, hint: str | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.where = where or Location()
        self.hint = hint

    @property
    def problems(self) -> tuple[PipelineError, ...]:
        """The error itself, or those that were found together."""
        return (self,)

    def __str__(self) -> str:
        return line_of(self.where, self.what, self.hint)


class SeveralErrors(PipelineError):  # noqa: N818 - it holds errors
    """All problems that were found in one run, in order; each tells itself in a line."""

    def __init__(self, problems: Sequence[PipelineError]) -> None:
        super().__init__(problems[0].what, problems[0].where, problems[0].hint)
        self._problems = tuple(problem for error in problems for problem in error.problems)

    @property
    def problems(self) -> tuple[PipelineError, ...]:
        """Those that were found together."""
        return self._problems

    def __str__(self) -> str:
        return "\n".join([*map(str, self.problems), f"{len(self.problems)} problems"])


def raise_all(errors: Sequence[PipelineError]) -> None:
    """Raise all errors as one, if there are any."""
    if errors:
        raise errors[0] if len(errors) == 1 else SeveralErrors(errors)


def of_each(items: Iterable[_Item], make: Callable[[_Item], _Made]) -> list[_Made]:
    """What is made of each item. Raises the errors of all that it can't be made of, as one."""
    made: list[_Made] = []
    errors: list[PipelineError] = []
    for item in items:
        try:
            made.append(make(item))
        except PipelineError as error:
            errors.append(error)
    raise_all(errors)
    return made
