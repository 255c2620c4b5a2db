"""What comes of a document of every shape, to the letter: the files in which the document speaks are in `every_shape`.

After a change that is meant: `python -m tests.pipeline.test_every_shape`, and read the difference. That the package
judges as a validator does is tried in `test_verdicts.py`.
"""

from __future__ import annotations

from pathlib import Path

from tests.support.packages import build, write

DOCUMENT = Path(__file__).with_name("every_shape.yaml")
ON_FILE = Path(__file__).with_name("every_shape")
CODE = ("shapes/models.py", "shapes/_definitions.py", "shapes/client/_operations.py")
COMPONENTS = (
    "Checked_",
    "Choice",
    "Closed",
    "Either",
    "Given",
    "Inner",
    "Labels",
    "Level",
    "Part",
    "Pet",
    "Rows",
    "Tree",
)
OPERATIONS = ("default.get_things", "default.made", "parts.get_part", "shelf.replace")
FILES = (*CODE, *(f"docs/{page}.md" for page in ("README", *COMPONENTS, *OPERATIONS)))


def made() -> dict[str, str]:
    files = build(DOCUMENT.read_bytes(), "shapes", operations=["*"]).files
    return {path: files[path] for path in FILES}


def test_the_files_are_those_on_file():
    assert made() == {path: (ON_FILE / path).read_text(encoding="utf-8") for path in FILES}


if __name__ == "__main__":
    write(made(), ON_FILE)
