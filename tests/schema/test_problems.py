"""What is reported of a document's problems, and what of them only follows from others.

`problems.txt` has schemas, under `problems` what is refused in which order (what, where, and perhaps in which file),
and under them what is reported. To try one more, write it there; then `python -m tests.schema.test_problems`, and read
the difference.
"""

from __future__ import annotations

from pathlib import Path
from unittest import mock

import pytest
import yaml

from scripts.base import notes
from scripts.base.errors import Location, PipelineError
from scripts.documents import reading
from scripts.schema import problems
from tests.support import cases

FILE = Path(__file__).with_name("problems.txt")
DOCUMENT = reading.parse(b"components:\n  schemas:\n    A: {allOf: [{}]}\n    B: {}\n", name="up.yaml")
A, B = "#/components/schemas/A", "#/components/schemas/B"


def error(what: str, pointer: str | None = None, file: str | None = None) -> PipelineError:
    return PipelineError(what, Location(file, pointer), "do this")


def refused(document, work):
    """What is reported when some work is over."""
    try:
        with problems.collected(document):
            work()
    except PipelineError as caught:
        return list(map(str, caught.problems))
    return []


def told(document, *errors, moved=()):
    def work():
        problems.move(dict(moved))
        list(map(problems.note, errors))

    return refused(document, work)


def found(given: str) -> list[str]:
    schemas = yaml.safe_load(given)
    errors, moved = (schemas.pop(name, {}) for name in ("problems", "moved"))
    text = reading.dump_yaml({"components": {"schemas": schemas}})
    return told(reading.parse(text.encode(), name="up.yaml"), *(error(*each) for each in errors), moved=moved)


@pytest.mark.parametrize("case", cases.read(FILE), ids=lambda case: case.splitlines()[0])
def test_what_is_reported_is_what_is_on_file(case):
    assert cases.told(case, found) == case


def test_without_a_collection_the_first_ends_it():
    with pytest.raises(PipelineError, match=r"^one; do this$"):
        problems.note(error("one"))


def test_a_collection_within_another_leaves_it_all_to_that_one():
    def work():
        with problems.collected(reading.parse(b"a: 1", name="other.yaml")):
            problems.note(error("one", A))
        assert problems.has_any()
        problems.note(error("two", B))

    assert refused(DOCUMENT, work) == [f"up.yaml:3 {A}: one; do this", f"up.yaml:4 {B}: two; do this"]


def test_what_ends_it_is_told_with_what_was_found_before():
    def work():
        problems.move({"#/made": A})
        problems.note(error("one", B))
        raise error("end", "#/made/allOf")

    assert refused(DOCUMENT, work) == [f"up.yaml:3 {A}/allOf: end; do this", f"up.yaml:4 {B}: one; do this"]


def test_only_so_many_are_told(monkeypatch):
    monkeypatch.setattr(problems, "MOST", 2)
    assert told(DOCUMENT, *(error(str(number)) for number in range(9))) == [
        *(f"up.yaml: {number}; do this" for number in range(3)),
        "up.yaml: more than 2 problems; these are the first that were found",
    ]


def test_what_follows_is_looked_for_in_so_many_schemas_and_no_more(monkeypatch):
    names = [f"S{number}" for number in range(5)]
    text = "".join(f"    {name}: {{$ref: '#/components/schemas/S{at + 1}'}}\n" for at, name in enumerate(names))
    document = reading.parse(f"components:\n  schemas:\n{text}    S5: {{}}\n".encode(), name="up.yaml")
    monkeypatch.setattr(problems, "MOST_JUDGES", 3)
    errors = [error(name, f"#/components/schemas/{name}") for name in ("S5", "S2", "S1")]
    assert [each.split(": ")[1] for each in told(document, *errors)] == ["S1; do this", "S5; do this"]


def test_what_ends_a_run_ends_it_whoever_collects():
    with problems.apart() as apart:
        with problems.apart() as inner:
            problems.note(error("one"))
            problems.note(problems.ExhaustedError("no more"))
            problems.note(error("two"))
        assert not problems.has_any()
        problems.note(error("three"))
        assert problems.has_any()
    assert [each.what for each in inner] == ["one", "no more"]
    assert [each.what for each in apart] == ["three"]


def test_each_item_that_is_not_refused_is_yielded():
    def half(number):
        if number % 2:
            raise error(f"{number} is odd")
        return number // 2

    with problems.apart() as apart:
        assert list(problems.attempt(half, [1, 2, 3, 4])) == [1, 2]
    assert [each.what for each in apart] == ["1 is odd", "3 is odd"]


def test_a_decision_is_told_once_and_only_if_somebody_listens():
    heard: list[notes.Note] = []
    with notes.heard(heard.append), problems.collected(DOCUMENT):
        problems.move({"#/made": B})
        for pointer in (B, "#/made", A):
            problems.remark("so it is", pointer, "say otherwise")
    assert list(map(str, heard)) == [
        f"up.yaml:4 {B}: so it is; say otherwise",
        f"up.yaml:3 {A}: so it is; say otherwise",
    ]
    unread = mock.create_autospec(DOCUMENT)  # finding a place takes reading it once more
    with problems.collected(unread):
        problems.remark("so it is", A, "say otherwise")
    unread.where.assert_not_called()
    with notes.heard(heard.append):
        problems.remark("so it is", A, "say otherwise")
    assert len(heard) == 2


if __name__ == "__main__":
    cases.write(FILE, found)
