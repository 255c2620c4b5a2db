"""All problems of a document are told in one run, in its order; what follows from another one is not told."""

from __future__ import annotations

from typing import Any

import pytest

from scripts.base.errors import PipelineError
from scripts.documents.reading import Document, parse
from scripts.normalise import normalise
from scripts.schema import problems
from scripts.schema.shapes import TYPE
from tests.normalise.corpus import document, documents, load

PREFIX = "#/components/schemas/"
TEXT = {"type": "string"}
NO_TYPE = f'type: expected {TYPE.words}, got "strong"'


def told(value: dict[str, Any]) -> list[tuple[str, str]]:
    """The pointer and the text of each problem."""
    with pytest.raises(PipelineError) as caught:
        normalise(Document("x.json", value))
    return [(str(problem.where.pointer).removeprefix(PREFIX), problem.what) for problem in caught.value.problems]


def places(**schemas: Any) -> list[str]:
    return [pointer for pointer, _ in told(document(schemas))]


def model(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def refer(name: str) -> dict[str, Any]:
    return {"$ref": PREFIX + name}


def test_problems_of_different_passes_are_reported_together_in_the_documents_order() -> None:
    found = places(
        Z=model(a={"type": "strong"}, b={"type": "integer", "enum": ["x"]}, c={"enum": []}),
        C=refer("C"),
        Y=model(d=refer("Nothing"), e={"type": "string", "maxLength": -1}),
        A={"allOf": [TEXT, {"type": "integer"}]},
    )

    of_members = ["Z/properties/a/type", "Z/properties/b", "Z/properties/c/enum"]
    assert found == [*of_members, "C", "Y/properties/d", "Y/properties/e/maxLength", "A"]


def test_they_stand_in_the_order_of_their_lines() -> None:
    text = b"""
openapi: 3.1.0
components:
  schemas:
    B: {allOf: [{type: string}, {type: integer}]}
    A: {type: strong}
"""
    with pytest.raises(PipelineError) as caught:
        normalise(parse(text, name="x.yaml"))

    assert str(caught.value).splitlines() == [
        f"x.yaml:5 {PREFIX}B: no value satisfies all members of allOf; correct the member that contradicts",
        f"x.yaml:6 {PREFIX}A/type: {NO_TYPE}",
        "2 problems",
    ]


TAGGED = {"type": "object", "required": ["t"], "properties": {"t": {"const": "b"}}}


@pytest.mark.parametrize(
    "variant",
    [
        {"type": "object", "required": ["t"], "properties": {"t": {"enum": []}}},
        {"type": "object", "required": "t", "properties": {"t": {"const": "a"}}},
        {"type": "strong"},
        refer("Nothing"),
    ],
    ids=str,
)
@pytest.mark.parametrize("kind", ["oneOf", "anyOf"])
def test_a_union_of_which_a_variant_is_refused_is_not_refused_too(kind: str, variant: dict[str, Any]) -> None:
    assert len(places(U={kind: [refer("A"), TAGGED]}, A=variant)) == 1
    assert len(places(U={kind: [variant, TAGGED]})) == 1


def test_a_schema_that_merges_with_a_refused_one_is_not_refused_too() -> None:
    assert places(A={"allOf": [refer("B"), {"required": ["x"]}]}, B={"type": "strong"}) == ["B/type"]


def test_a_problem_below_hides_none_above() -> None:
    wrong = {"type": "strong"}
    found = places(A={**model(a=wrong), "minProperties": -2}, U={"oneOf": [TEXT, model(x=wrong)], "minLength": -1})

    assert found == ["A/properties/a/type", "A/minProperties", "U/oneOf/1/properties/x/type", "U/minLength"]


def test_too_much_of_a_document_ends_the_run_after_what_was_found_before() -> None:
    doubling = {f"C{n}": {"allOf": [refer(f"C{n + 1}"), model(**{f"x{n}": refer(f"C{n + 1}")})]} for n in range(30)}

    found = told(document({"A": {"type": "strong"}, **doubling, "C30": model()}))

    assert found[0] == ("A/type", NO_TYPE)


def test_more_problems_than_anybody_reads_end_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(problems, "MOST", 10)

    found = told(document({f"C{index}": {"type": "strong"} for index in range(20)}))

    assert len(found) == 12
    assert "more than 10 problems; these are the first that were found" in [what for _, what in found]


def test_what_follows_is_found_in_a_long_chain_too() -> None:
    chain = {f"C{n}": {"type": "strong", "oneOf": [refer(f"C{n + 1}"), {"enum": []}]} for n in range(200)}

    assert len(told(document(chain))) == 401


def renamed(value: Any, mark: str) -> Any:
    """Schemas in which each component that is named has another name."""
    if isinstance(value, dict):
        return {key: renamed(child, mark) for key, child in value.items()}
    if isinstance(value, list):
        return [renamed(child, mark) for child in value]
    return value.replace(PREFIX, PREFIX + mark) if isinstance(value, str) else value


NAMES_MATTER = ("component_name", "discriminator_mapped_wrongly")


def is_mergeable(value: dict[str, Any]) -> bool:
    """Whether nothing but the schemas of a document is at fault, and they can stand in another one."""
    schemas = value.get("components", {}).get("schemas") if isinstance(value.get("components"), dict) else None
    plain = set(value) == {"openapi", "components"} and set(value["components"]) == {"schemas"}
    return plain and value["openapi"] == "3.1.0" and isinstance(schemas, dict) and "x-name" not in str(schemas)


def test_the_problems_of_documents_are_those_of_all_their_schemas_in_one() -> None:
    schemas: dict[str, Any] = {}
    expected: list[str] = []
    for number, path in enumerate(documents("refused")):
        value = load(path).value
        if path.stem.startswith(NAMES_MATTER) or not is_mergeable(value):
            continue
        alone = told(value)
        ends_a_run = any("themselves" in what or "without end" in what for _, what in alone)
        if ends_a_run or any(pointer.startswith("#") for pointer, _ in alone):
            continue
        expected += [f"P{number}{pointer}" for pointer, _ in alone]
        schemas |= {
            f"P{number}{name}": renamed(schema, f"P{number}") for name, schema in value["components"]["schemas"].items()
        }

    assert len(expected) > 30
    assert [pointer for pointer, _ in told(document(schemas))] == expected
