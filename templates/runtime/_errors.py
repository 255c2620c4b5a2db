"""The one exception of this package."""

from __future__ import annotations

from typing import Final, NamedTuple

import msgspec

MISSING: Final = "nothing"
"""What came where a required field is missing."""

MOST: Final = 1_000
"""Problems that one error lists at most: more would help nobody, and take far more memory than the document."""

_SHOWN: Final = 60  # characters of a value that a message shows


class Problem(NamedTuple):
    """One thing that is wrong with a payload."""

    location: tuple[str | int, ...]
    """Where: the names and indices on the way from the root, such as `("step_details", "tool_calls", 2, "id")`."""
    expected: str
    """What the schema wants there."""
    got: str
    """What came instead, shortened."""

    @property
    def path(self) -> str:
        """Where, as a JSON path such as `$.step_details.tool_calls[2].id`."""
        return json_path(self.location)

    @property
    def message(self) -> str:
        """What is wrong, without the place."""
        if self.got == MISSING:
            return f"required, but missing: expected {self.expected}"
        return f"expected {self.expected}, got {self.got}"

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


class ValidationError(ValueError):
    """A payload that is not JSON or that breaks the schema."""

    problems: tuple[Problem, ...]
    """What is wrong: the first thing that was found, or all if they were asked for (of very many the first 1,000)."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


def json_path(location: tuple[str | int, ...]) -> str:
    """Write a place as a JSON path."""
    return "$" + "".join(map(_step, location))


def printable(text: str) -> str:
    """Spell out the characters that a terminal would obey or hide."""
    return "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in text)


def shortened(text: str) -> str:
    """Cut a text to what fits in a message, and make it printable."""
    return printable(text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…")


def quoted(text: str) -> str:
    """Show a text as JSON, shortened."""
    try:
        return shortened(msgspec.json.encode(text[:_SHOWN]).decode())
    except UnicodeEncodeError:  # half a surrogate pair, which JSON does not have
        return shortened(ascii(text[:_SHOWN]))


def _step(step: str | int) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    return f".{step}" if step.isascii() and step.isidentifier() else f"[{quoted(step)}]"
