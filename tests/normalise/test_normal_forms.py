"""What normalising makes of each file of `documents`, to the letter, and what it tells: normal_forms.yaml, notes.txt.

After a change that is meant: `python -m tests.normalise.test_normal_forms`, and read the difference.
"""

from __future__ import annotations

from typing import Any

import pytest

from scripts.base import notes
from scripts.documents import reading
from scripts.normalise import normalise
from tests.normalise.corpus import HERE, load
from tests.normalise.corpus import documents as paths

GOLDEN = HERE / "normal_forms.yaml"
FORMS: dict[str, Any] = reading.read(GOLDEN, name=GOLDEN.name).value if GOLDEN.exists() else {}


NOTES = HERE / "notes.txt"


def form_of(name: str) -> Any:
    return normalise(load(HERE / "documents" / f"{name}.yaml"))


def told() -> str:
    """The notes of all documents, a line each."""
    found: list[str] = []
    with notes.heard(lambda note: found.append(f"{note}\n")):
        for path in paths("documents"):
            form_of(path.stem)
    return "".join(found)


@pytest.mark.parametrize("name", [path.stem for path in paths("documents")])
def test_the_normal_form_is_the_one_on_file(name: str) -> None:
    form = form_of(name)
    assert form == FORMS[name]
    assert reading.dump_yaml(form) == reading.dump_yaml(FORMS[name])  # and in the same order


def test_the_notes_are_those_on_file() -> None:
    assert told() == NOTES.read_text(encoding="utf-8")


if __name__ == "__main__":
    NOTES.write_text(told(), encoding="utf-8")
    GOLDEN.write_text(
        reading.dump_yaml({path.stem: form_of(path.stem) for path in paths("documents")}), encoding="utf-8"
    )
