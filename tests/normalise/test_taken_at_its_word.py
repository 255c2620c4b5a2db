"""What a document says and surely does not mean is taken at its word, and a note names what would be meant."""

from __future__ import annotations

from typing import Any

import pytest

from scripts.base import notes
from scripts.documents.reading import Document
from scripts.normalise import normalise
from tests.normalise.corpus import document

A = {"$ref": "#/components/schemas/A"}


def taken(schema: dict[str, Any], version: str) -> tuple[dict[str, Any], list[str]]:
    """What becomes of component B, without its origins, and the notes."""
    told: list[str] = []
    with notes.heard(lambda note: told.append(note.what)):
        result = normalise(Document("test.yaml", document({"A": {"type": "object"}, "B": schema}, version)))
    found = result["components"]["schemas"]["B"]
    return {key: value for key, value in found.items() if key != "x-origin"}, told


@pytest.mark.parametrize(
    ("version", "schema", "meaning", "note"),
    [
        ("3.0.3", {**A, "required": ["a"]}, {"allOf": [A]}, "OpenAPI 3.0 ignores required beside $ref"),
        (
            "3.0.3",
            {"type": "integer", "exclusiveMinimum": True},
            {"type": "integer"},
            "exclusiveMinimum has no effect without minimum",
        ),
        ("3.0.3", {"nullable": True}, {}, "nullable has no effect without a type beside it"),
        (
            "3.1.0",
            {"type": "integer", "minimum": 1, "exclusiveMinimum": True},
            {"type": "integer", "minimum": 1},
            "exclusiveMinimum is a number in OpenAPI 3.1, and says nothing as a flag",
        ),
        ("3.1.0", {"type": "string", "nullable": True}, {"type": "string"}, "nullable says nothing in JSON Schema"),
        ("3.1.0", {"type": "string", "min_length": 1}, {"type": "string"}, "min_length says nothing in JSON Schema"),
        ("3.1.0", {"type": "string", "minimum": 1}, {"type": "string"}, "minimum says nothing about type string"),
        (
            "3.1.0",
            {"type": "object", "properties": {"a": {}}, "required": ["a", "a"]},
            {"type": "object", "required": ["a"]},
            "required names something twice",
        ),
        (
            "3.1.0",
            {"type": "string", "examples": {"one": {}}},
            {"type": "string"},
            "examples: expected a list, got a mapping",
        ),
        (
            "3.1.0",
            {"type": "string", "description": ["a"]},
            {"type": "string"},
            'description: expected a string, got ["a"]',
        ),
        (
            "3.1.0",
            {"type": "string", "x-name": "a name"},
            {"type": "string"},
            "x-name: expected a name of letters, digits, '.', '_' and '-', got \"a name\"",
        ),
    ],
)
def test_what_says_nothing_is_left_out_and_reported(
    version: str, schema: dict[str, Any], meaning: dict[str, Any], note: str
) -> None:
    found, told = taken(schema, version)

    found.pop("properties", None)
    assert ({**found, "allOf": [A]} if "allOf" in found else found) == meaning
    assert told == [note]


def test_what_nothing_fits_inside_of_a_component_is_a_check_and_told() -> None:
    found, told = taken({"type": "object", "properties": {"a": {"type": "integer", "enum": ["x"]}}}, "3.1.0")

    assert list(found["properties"]) == ["a"]
    assert told == ["no value satisfies the schema: the values are of another type"]
