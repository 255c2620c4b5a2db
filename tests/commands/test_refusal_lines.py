"""Each mistake gets one whole line: place, what is wrong, what to do. refusal_lines.json has each with its line.

After a change of a message: `python -m tests.commands.test_refusal_lines`, and read the difference.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scripts.base.errors import PipelineError
from scripts.config import Roots
from scripts.documents import reading
from scripts.trimming import closure, overlay

GOLDEN = Path(__file__).with_name("refusal_lines.json")
LINES = json.loads(GOLDEN.read_text(encoding="utf-8"))
TARGET = {
    "info": {"title": "T", "tags": ["a", "b"]},
    "items": [{"name": "one"}, {"name": "two"}, {"name": "three"}],
    "flag": True,
}


def of_document(text):
    reading.parse(text.encode(), name="x.yaml")


def of_overlay(text):
    overlay.apply(overlay.read(reading.parse(text.encode(), name="o.yaml")), TARGET)


def of_schema(text):
    closure.trim(reading.parse(text.encode(), name="up.yaml"), Roots(schemas=("A",)))


def of_operation(text):
    closure.trim(reading.parse(text.encode(), name="up.yaml"), Roots(operations=("getA", "post /b")))


def line_of(reader, text):
    try:
        globals()[f"of_{reader}"](text)
    except PipelineError as error:
        return str(error)
    return "accepted"


@pytest.mark.parametrize(("reader", "text", "line"), [(r, t, line) for r, each in LINES.items() for t, line in each])
def test_a_mistake_gets_its_line(reader, text, line):
    assert line_of(reader, text) == line


if __name__ == "__main__":
    told = {reader: [[text, line_of(reader, text)] for text, _ in each] for reader, each in LINES.items()}
    GOLDEN.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
