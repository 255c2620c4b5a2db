"""Files of cases: schemas, and under them, in lines with `>`, what is found, to the letter.

A test compares each case with what is found now; run as a program it writes that down.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def read(file: Path) -> list[str]:
    """The cases of a file."""
    return file.read_text(encoding="utf-8").strip("\n").split("\n\n")


def given(case: str) -> str:
    """The case without what is found."""
    return "\n".join(line for line in case.splitlines() if not line.startswith("> "))


def write(file: Path, found: Callable[[str], list[str]]) -> None:
    """Write down what is found now."""
    file.write_text("\n\n".join(told(case, found) for case in read(file)) + "\n", encoding="utf-8")


def told(case: str, found: Callable[[str], list[str]]) -> str:
    """The case with what is found now."""
    return "\n".join((given(case), *(f"> {line}" for line in found(given(case)))))


def change(action: dict[str, Any]) -> str:
    """An overlay action on one line."""
    place = action["target"].removeprefix("$.components.schemas")
    return f"- {place}" if "remove" in action else f"+ {place} {json.dumps(action['update'])}"
