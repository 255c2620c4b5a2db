"""What a document says and surely does not mean is taken at its word, and a note names what would be meant."""

from __future__ import annotations

from typing import Any

import pytest

from scripts.base import notes
from scripts.documents.reading import Document
from scripts.normalise import normalise
from scripts.normalise.references import references
from scripts.normalise.vocabulary import vocabulary
from scripts.schema.keywords import KEYWORDS
from tests.normalise.corpus import document

A = {"$ref": "#/components/schemas/A"}


def taken(schema: dict[str, Any], version: str) -> tuple[dict[str, Any], list[str]]:
    """What becomes of component B, without its origins, and the notes."""
    told: list[str] = []
    with notes.heard(lambda note: told.append(str(note))):
        result = normalise(Document("test.yaml", document({"A": {"type": "object"}, "B": schema}, version)))
    found = result["components"]["schemas"]["B"]
    return {key: value for key, value in found.items() if key != "x-origin"}, told


@pytest.mark.parametrize(
    ("version", "schema", "meaning", "note"),
    [
        (
            "3.0.3",
            {**A, "required": ["a"]},
            {"allOf": [A]},
            ": OpenAPI 3.0 ignores required beside $ref; put both into allOf",
        ),
        (
            "3.0.3",
            {"type": "integer", "exclusiveMinimum": True},
            {"type": "integer"},
            ": exclusiveMinimum has no effect without minimum; say minimum, or leave it out",
        ),
        (
            "3.0.3",
            {**A, "nullable": True, "example": 1, "description": "b"},
            {"allOf": [A], "description": "b", "examples": [1]},
            ": OpenAPI 3.0 ignores nullable beside $ref; say it where the type stands",
        ),
        (
            "3.0.3",
            {"type": "string", "maxLength": 3, "nullable": True, "enum": ["a", "b"]},
            {"type": "string", "enum": ["a", "b"]},
            ": nullable has no effect: null is not among the values of enum; the repair `nullable` says what it means",
        ),
        (
            "3.0.3",
            {"type": "number", "exclusiveMaximum": True, "minimum": 3, "exclusiveMinimum": True},
            {"type": "number", "exclusiveMinimum": 3},
            ": exclusiveMaximum has no effect without maximum; say maximum, or leave it out",
        ),
        (
            "3.0.3",
            {"nullable": True},
            {},
            ": nullable has no effect without a type beside it; the repair `nullable` says what it means",
        ),
        (
            "3.1.0",
            {"type": "integer", "minimum": 1, "exclusiveMinimum": True},
            {"type": "integer", "minimum": 1},
            (
                "/exclusiveMinimum: exclusiveMinimum is a number in OpenAPI 3.1, and says nothing as a flag; "
                "the repair `exclusive-bound` says what it means"
            ),
        ),
        (
            "3.1.0",
            {"type": "string", "nullable": True},
            {"type": "string"},
            "/nullable: nullable says nothing in JSON Schema; that is OpenAPI 3.0: say type: [..., 'null']",
        ),
        (
            "3.1.0",
            {"type": "string", "min_length": 1},
            {"type": "string"},
            "/min_length: min_length says nothing in JSON Schema; correct it, or leave it out",
        ),
        (
            "3.1.0",
            {"type": ["string", "null"], "maximum": 1},
            {"type": "string"},
            ": maximum says nothing about type string or null; remove maximum or correct the type",
        ),
        (
            "3.1.0",
            {"type": "string", "minimum": 1},
            {"type": "string"},
            ": minimum says nothing about type string; remove minimum or correct the type",
        ),
        (
            "3.1.0",
            {"type": "object", "properties": {"a": {}}, "required": ["a", "a"]},
            {"type": "object", "required": ["a"]},
            "/required: required names something twice; name it once",
        ),
        (
            "3.1.0",
            {"type": "string", "examples": {"one": {}}},
            {"type": "string"},
            "/examples: examples: expected a list, got a mapping; correct it: it is left out",
        ),
        (
            "3.1.0",
            {"type": "string", "description": ["a"]},
            {"type": "string"},
            '/description: description: expected a string, got ["a"]; correct it: it is left out',
        ),
        (
            "3.1.0",
            {"type": "string", "x-name": "a name"},
            {"type": "string"},
            (
                "/x-name: x-name: expected a name of letters, digits, '.', '_' and '-', got \"a name\"; "
                "correct it: it is left out"
            ),
        ),
    ],
)
def test_what_says_nothing_is_left_out_and_reported(
    version: str, schema: dict[str, Any], meaning: dict[str, Any], note: str
) -> None:
    found, told = taken(schema, version)

    found.pop("properties", None)
    assert ({**found, "allOf": [A]} if "allOf" in found else found) == meaning
    assert told == [f"test.yaml #/components/schemas/B{note}"]


@pytest.mark.parametrize("keyword", [name for name, row in KEYWORDS.items() if row.role == "dropped"])
@pytest.mark.parametrize("value", [True, "a"])
def test_what_says_nothing_of_values_is_gone_before_schemas_are_merged(keyword: str, value: object) -> None:
    found = vocabulary(references(document({"A": {"type": "string", keyword: value}})))
    assert list(found["components"]["schemas"]["A"]) == ["x-origin", "type"]


def test_what_nothing_fits_inside_of_a_component_is_a_check_and_told() -> None:
    found, told = taken({"type": "object", "properties": {"a": {"type": "integer", "enum": ["x"]}}}, "3.1.0")

    assert list(found["properties"]) == ["a"]
    nothing = "no value satisfies the schema: the values are of another type"
    assert told == [f"test.yaml #/components/schemas/B/properties/a: {nothing}; correct it"]
