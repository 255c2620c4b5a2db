"""The lines of reports, to the letter, there (`>`) and back (`<`): what each section of the page of rules shows, and
pairs of a few words each. In a pair `p` is the schema of a property `T.p`, `get` the operation of `/a`, `document` what
the document says besides, and the others are components.

After a change that is meant: `python -m tests.changes.test_report_lines`, and read the difference.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from scripts.changes import comparison
from scripts.changes.view import view
from scripts.documents import reading
from tests.changes.test_readme import SHOWN, documents, encoded

LINES = Path(__file__).with_name("report_lines.txt")
PAIRS = Path(__file__).with_name("report_pairs.txt")
M, N = ({"type": "object", "properties": {name: {"type": "integer"}}} for name in "mn")
SIMPLE = ("string", "integer", "number", "boolean", "null")


def lines(*pair: dict[str, Any]) -> list[str]:
    old, new = (view(reading.parse(encoded(each), name="x")) for each in pair)
    return [
        f"{sign} {change.kind.label} {change.rule} {change.pointer} {change.what}"
        for sign, pair in ((">", (old, new)), ("<", (new, old)))
        for change in comparison.changes(*pair)
    ]


def sections(path: Path) -> list[list[str]]:
    return [section.splitlines() for section in path.read_text(encoding="utf-8").strip("\n").split("\n\n")]


def spelled(short: str) -> Any:
    """What is written in short: `@string` is a type, `@M` a reference, `@answer(@M)` an answer with such a body."""
    text = short.replace("@answer()", "{description: ''}")
    text = re.sub(r"@answer\((.+?)\)", r"{description: '', content: {application/json: {schema: \1}}}", text)
    text = re.sub(rf"@({'|'.join(SIMPLE)})\b", r"{type: '\1'}", text)
    return yaml.safe_load(re.sub(r"@(\w+)", r"{$ref: '#/components/schemas/\1'}", text))


def sided(short: str) -> dict[str, Any]:
    """The document of which one side of a pair tells."""
    schemas = {"M": M, "N": N, **spelled(short)}
    document = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, **schemas.pop("document", {})}
    if "p" in schemas:
        schemas["T"] = {"type": "object", "properties": {"p": schemas.pop("p")}}
    if "get" in schemas:
        operation = {"operationId": "get", "responses": {"200": {"description": ""}}, **schemas.pop("get")}
        document["paths"] = {"/a": {"get": operation}}
    return {**document, "components": {"schemas": schemas}}


def paired(section: list[str]) -> list[str]:
    title, old, new = section[:3]
    return [title, old, new, *lines(*(sided(each[2:]) for each in (old, new)))]


@pytest.mark.parametrize(("rule", "found"), [(rule, found) for rule, *found in sections(LINES)])
def test_a_report_says_what_changed_and_what_would_change_back(rule, found):
    assert lines(*documents(rule)) == found


def test_every_rule_is_on_file():
    assert [rule for rule, *_ in sections(LINES)] == SHOWN


@pytest.mark.parametrize("section", sections(PAIRS), ids=lambda section: section[0])
def test_a_report_on_a_pair_says_all_that_changed(section):
    assert paired(section) == section


def written(found: list[list[str]]) -> str:
    return "\n\n".join("\n".join(each) for each in found) + "\n"


if __name__ == "__main__":
    LINES.write_text(written([[rule, *lines(*documents(rule))] for rule in SHOWN]), encoding="utf-8")
    PAIRS.write_text(written([paired(each) for each in sections(PAIRS)]), encoding="utf-8")
