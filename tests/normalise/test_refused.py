"""What can't be expressed exactly is refused in one line: each file of `refused` with the lines that it gets.

After a change of a message: `python -m tests.normalise.test_refused`, and read the difference.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scripts.base.errors import PipelineError
from scripts.normalise import normalise
from tests.normalise.corpus import HERE, documents, load

if TYPE_CHECKING:
    from pathlib import Path

GOLDEN = HERE / "refused.txt"


def lines_of(path: Path) -> str:
    """The error that a document gets, a line a problem."""
    try:
        normalise(load(path))
    except PipelineError as error:
        return "".join(f"{problem}\n" for problem in error.problems)
    return f"{path.name}: accepted\n"


def on_file() -> list[str]:
    return GOLDEN.read_text(encoding="utf-8").splitlines(keepends=True)


def named(line: str) -> str:
    """The document that a line is about."""
    return line.partition(":")[0].partition(" ")[0]


@pytest.mark.parametrize("path", documents("refused"), ids=lambda path: path.stem)
def test_the_document_is_refused_with_its_line(path: Path) -> None:
    assert lines_of(path) == "".join(line for line in on_file() if named(line) == path.name)


def test_every_line_belongs_to_a_document() -> None:
    assert set(map(named, on_file())) == {path.name for path in documents("refused")}


if __name__ == "__main__":
    GOLDEN.write_text("".join(lines_of(path) for path in documents("refused")), encoding="utf-8")
