"""What multiplies or is too large is refused where it does; what is just small enough is not.

The budgets are made small for it: documents that use up the real ones take seconds (test_measure has some).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from scripts.base.errors import PipelineError
from scripts.documents.reading import Document
from scripts.normalise import intersect, normalise
from scripts.schema.walk import schemas_of
from tests.normalise.corpus import document

if TYPE_CHECKING:
    import pytest

PREFIX = "#/components/schemas/"


def outcome(schemas: dict[str, Any]) -> str:
    """The error's line, or nothing."""
    try:
        normalise(Document("test.yaml", document(schemas)))
    except PipelineError as error:
        return str(error)
    return ""


def constants(count: int) -> dict[str, Any]:
    return {"A": {"oneOf": [{"const": f"v{index}"} for index in range(count)]}}


def test_a_union_of_more_than_1000_variants_is_a_check() -> None:
    typed, checked = (normalise(Document("test.yaml", document(constants(count)))) for count in (1000, 1001))

    assert len(schemas_of(typed)["A"]["enum"]) == 1000
    assert schemas_of(checked)["A"].keys() == {"x-check", "x-origin"}


NESTED = {
    "A": {"anyOf": [{"type": "string"}, {"type": "integer"}, {"type": "boolean"}]},
    "B": {"anyOf": [{"$ref": f"{PREFIX}A"}, {"type": "array"}]},
    "C": {"oneOf": [{"$ref": f"{PREFIX}B"}, {"type": "object"}]},
}


def test_more_than_100_cycles_are_the_last_that_is_told() -> None:
    lines = [outcome({f"S{n:03}": {"$ref": f"{PREFIX}S{n:03}"} for n in range(count)}) for count in (100, 101)]
    assert ["more than 100 cycles" in line for line in lines] == [False, True]


def test_what_types_can_not_say_is_in_no_more_places_than_there_are_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    for rounds, line in ((2, ""), (1, "test.yaml #/components/schemas: what types can't say is in too many places")):
        monkeypatch.setattr(import_module("scripts.normalise"), "MOST_ROUNDS", rounds)
        assert outcome(constants(1001)) == line


def test_every_variant_of_a_document_counts_wherever_it_is_spread_out(monkeypatch: pytest.MonkeyPatch) -> None:
    enough = (3 + 3) + (2 + 4) + 2
    found = []
    for budget in (enough, enough - 1):
        monkeypatch.setattr(import_module("scripts.normalise.unions"), "BUDGET", budget)
        found.append(outcome(NESTED))

    why = "unions in unions multiply to more than can be built; make the inner ones components"
    assert found == ["", f"test.yaml {PREFIX}C: {why}"]


def test_every_schema_that_is_merged_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    model = {"type": "object", "properties": {"a": {"type": "string"}}}
    enough = (1 + 2) + (2 + 1) + (1 + 1)  # the first member, the second, and what both say of the property
    found = []
    for budget in (enough, enough - 1):
        monkeypatch.setattr(intersect, "BUDGET", budget)
        found.append(outcome({"A": {"allOf": [model, {"required": ["a"]}]}}))

    why = "allOf multiplies to more schemas than can be built; name the combinations"
    assert found == ["", f"test.yaml {PREFIX}A/allOf/0/properties/a: {why}"]


def test_merging_ends_with_what_is_within_each_other_and_not_side_by_side() -> None:
    properties = {f"p{index}": {"type": "string"} for index in range(100)}
    bounds = {name: {"minLength": 1} for name in properties}

    merged = {"allOf": [{"type": "object", "properties": properties}, {"type": "object", "properties": bounds}]}

    assert outcome({"A": merged}) == ""


def test_what_is_merged_within_each_other_without_end_is_a_check(monkeypatch: pytest.MonkeyPatch) -> None:
    def nested(bound: dict[str, Any]) -> dict[str, Any]:
        return {"type": "array", "items": {"type": "array", "items": {"type": "string", **bound}}}

    before = {"allOf": [{"type": "string"}, {"minLength": 1}]}
    enough = 2
    found = []
    for deepest in (enough, enough - 1):
        monkeypatch.setattr(intersect, "DEEPEST", deepest)
        merged = {"allOf": [nested({"minLength": 1}), nested({"maxLength": 2})]}
        found.append(normalise(Document("test.yaml", document({"Before": before, "A": merged}))))

    checked = ["x-check" in str(schemas_of(each)) for each in found]
    assert checked == [False, True]


def test_a_hundred_schemas_within_each_other_are_types_and_what_is_deeper_is_a_check() -> None:
    def nested(levels: int) -> dict[str, Any]:
        schema: dict[str, Any] = {"type": "string"}
        for _ in range(levels):
            schema = {"type": "array", "items": schema}
        return schema

    beside = {"type": "object", "properties": {f"p{index}": nested(1) for index in range(100)}}
    found = [normalise(Document("t.yaml", document({"Beside": beside, "A": nested(n)}))) for n in (100, 101)]
    assert ["x-check" in str(schemas_of(each)) for each in found] == [False, True]
