"""What is compared with what: members through references, allOf and unions, and where something new would be said."""

from __future__ import annotations

from typing import Any

import pytest

from scripts.base.errors import PipelineError
from scripts.evidence.observation import Observation
from tests.evidence.observing import document, observed

A = "#/components/schemas/A"
TEXT = {"type": "string"}


def found(value: Any, schemas: dict[str, Any], version: str = "3.1.0") -> list[tuple[str, str, str]]:
    """Kind, pointer below the components and detail of each event."""
    groups = observed([value], schemas, version).everything.groups
    prefix = "#/components/schemas/"
    return [
        (kind, where.removeprefix(prefix), detail) for (kind, where), each in groups.items() for detail in each.things
    ]


def object_of(*names: str, **more: Any) -> dict[str, Any]:
    return {"type": "object", "properties": dict.fromkeys(names, TEXT), **more}


def reference(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


@pytest.mark.parametrize(
    ("schema", "value", "expected"),
    [
        (object_of("x"), {"x": "", "y": 1}, [("member", "A", "y")]),
        (reference("B"), {"x": "", "y": 1}, [("member", "B", "y")]),
        ({"allOf": [reference("B")], "description": "one"}, {"y": 1}, [("member", "B", "y")]),
        ({"allOf": [reference("B")], "type": "object"}, {"y": 1}, [("member", "B", "y")]),
        ({"allOf": [reference("B")], "minProperties": 1}, {"y": 1}, [("member", "A", "y")]),
        ({"allOf": [reference("B"), object_of("y")]}, {"x": "", "y": "", "z": 1}, [("member", "A", "z")]),
        ({**object_of("y"), "oneOf": [reference("B")]}, {"x": "", "y": "", "z": 1}, [("member", "A", "z")]),
        ({"oneOf": [reference("B"), TEXT]}, {"x": "", "z": 1}, [("member", "B", "z")]),
        ({"type": "object"}, {"x": "", "z": 1}, []),
        ({"type": "object", "additionalProperties": TEXT}, {"x": "", "z": 1}, [("type", "A/additionalProperties", "")]),
        ({**object_of("x"), "additionalProperties": {}}, {"x": "", "z": 1}, []),
        ({**object_of("x"), "additionalProperties": True}, {"x": "", "z": 1}, [("member", "A", "z")]),
        ({**object_of("x"), "additionalProperties": False}, {"z": 1}, [("closed", "A", "z"), ("member", "A", "z")]),
        ({**object_of("x"), "patternProperties": {"^z": TEXT}}, {"z": "", "y": ""}, [("member", "A", "y")]),
        ({**object_of("x"), "unevaluatedProperties": False}, {"z": 1}, [("closed", "A", "z"), ("member", "A", "z")]),
        ({"allOf": [reference("B")], "unevaluatedProperties": False}, {"x": ""}, []),
        ({"type": "array", "items": reference("B")}, [{"x": 1}], [("type", "B/properties/x", "")]),
        ({"prefixItems": [TEXT], "items": {"type": "integer"}}, ["", 1, ""], [("type", "A/items", "")]),
        ({"prefixItems": [TEXT], "items": False}, ["", 1], [("bound", "A", "items")]),
        ({"prefixItems": [TEXT], "unevaluatedItems": False}, ["", 1], [("bound", "A", "unevaluatedItems")]),
        ({"type": ["string", "null"]}, 7, [("type", "A", "")]),
        ({"type": "integer"}, 1.0, []),
        ({"type": "integer"}, 1.5, [("type", "A", "")]),
        ({"enum": ["a", "b"]}, "c", [("value", "A", '"c"')]),
        ({"enum": ["a"]}, "c", [("constant", "A", "enum")]),
        ({"const": 1}, 2, [("constant", "A", "const")]),
        ({"type": "string", "pattern": "^a"}, "b", [("bound", "A", "pattern")]),
        ({"not": TEXT}, "b", [("bound", "A", "not")]),
        ({"if": TEXT, "then": {"minLength": 3}}, "b", [("bound", "A", "if then")]),
        ({"items": {"oneOf": [{"type": "integer"}, {"type": "number"}]}}, [0.0], [("overlap", "A/items/oneOf", "")]),
        ({"oneOf": [{"minLength": 1}, {"maxLength": 9}]}, "b", [("overlap", "A/oneOf", "")]),
        ({"properties": {"x": False}}, {"x": 1}, [("never", "A/properties/x", "")]),
    ],
)
def test_each_thing_is_reported_where_the_schema_would_say_otherwise(schema, value, expected):
    assert sorted(found(value, {"A": schema, "B": object_of("x")})) == sorted(expected)


def test_the_tag_chooses_the_variant_and_an_unknown_tag_is_a_new_one():
    variants = {tag: object_of("x", required=["kind"]) for tag in ("One", "Two")}
    for tag, variant in variants.items():
        variant["properties"] = {"kind": {"const": tag}, "x": TEXT}
    schemas = {"A": {"oneOf": [reference("One"), reference("Two")]}, **variants}
    assert found({"kind": "Two", "x": 1}, schemas) == [("type", "Two/properties/x", "")]
    assert found({"kind": "Three", "x": 1}, schemas) == [("variant", "A/oneOf", "Three")]
    assert found({"x": 1}, schemas) == [("untagged", "A/oneOf", "")]
    assert found({"kind": 7}, schemas) == [("untagged", "A/oneOf", "")]


def test_without_a_tag_the_variant_that_fits_best_is_taken():
    schemas = {"A": {"anyOf": [object_of("x", "y", required=["x"]), object_of("z", required=["z"])]}}
    assert found({"z": "", "new": 1}, schemas) == [("member", "A/anyOf/1", "new")]
    assert found({"x": "", "y": 1}, schemas) == [("type", "A/anyOf/0/properties/y", "")]


@pytest.mark.parametrize(
    ("schema", "value", "expected"),
    [
        ({"type": "string", "nullable": True}, None, []),
        ({"type": "string", "nullable": True, "enum": ["a", "b"]}, None, [("type", "A", "")]),
        ({"type": "string", "nullable": True, "enum": ["a", None]}, None, []),
        ({"$ref": "#/components/schemas/B", "maxProperties": 1}, {"x": "", "y": ""}, [("member", "B", "y")]),
        ({"type": "integer", "minimum": 1, "exclusiveMinimum": True}, 1, [("bound", "A", "exclusiveMinimum minimum")]),
        ({"type": "integer", "minimum": 1, "exclusiveMinimum": False}, 1, []),
    ],
)
def test_openapi_3_0_is_read_as_it_is_meant(schema, value, expected):
    assert found(value, {"A": schema, "B": object_of("x")}, "3.0.3") == expected


@pytest.mark.parametrize("schema", [{"$ref": A}, {"anyOf": [{"$ref": A}, TEXT]}, {"allOf": [{"$ref": A}]}])
def test_a_schema_that_waits_for_itself_is_an_error(schema):
    with pytest.raises(PipelineError, match=r"^#/components/schemas/A\S*: a cycle of .* that ends nowhere; break it$"):
        Observation(document({"A": schema}), ["A"], at="$")


def test_a_schema_that_contains_itself_is_fine():
    schemas = {"A": {"type": "object", "properties": {"next": reference("A")}}}
    assert found({"next": {"next": {"new": 1}}}, schemas) == [("member", "A", "new")]


def test_references_by_anchor_lead_where_they_say():
    schemas = {"A": {"properties": {"b": {"$ref": "#b"}}}, "B": {**object_of("x"), "$anchor": "b"}}
    assert found({"b": {"x": "", "y": 1}}, schemas) == [("member", "B", "y")]


def test_a_reference_out_of_the_document_is_an_error():
    with pytest.raises(PipelineError, match=r"^#/components/schemas/A: .* leaves the document; bundle it into one"):
        Observation(document({"A": {"$ref": "other.yaml#/B"}}), ["A"], at="$")


def test_a_part_that_two_ways_lead_to_counts_once():
    schemas = {"A": {"allOf": [reference("B"), reference("C")]}, "B": {"allOf": [reference("C")]}, "C": object_of("x")}
    assert found({"x": 1}, schemas) == [("type", "C/properties/x", "")]


def test_a_schema_that_is_none_is_an_error_when_a_payload_meets_it():
    with pytest.raises(PipelineError, match=r"^#/components/schemas/A: no schema: 7 is not"):
        found("x", {"A": {"not": {"type": 7}}})
    with pytest.raises(PipelineError, match=r"^#/components/schemas/A: no schema: "):
        found({}, {"A": {"unevaluatedProperties": False, "pattern": "("}})


def test_conditions_list_names_too():
    condition = {"if": {"required": ["x"]}, "then": object_of("y"), "dependentSchemas": {"x": object_of("z")}}
    assert found({"x": "", "y": "", "z": "", "n": 1}, {"A": {**object_of("x"), **condition}}) == [("member", "A", "n")]


def test_a_union_whose_variants_share_no_tag_has_none_within_another_one():
    kinds = {name: {"type": "object", "required": [name], "properties": {name: {"const": name}}} for name in "xyz"}
    schemas = {"A": {"oneOf": [reference("Inner"), reference("z")]}, **kinds}
    schemas["Inner"] = {"oneOf": [reference("x"), reference("y")]}
    assert found({"y": "y", "new": 1}, schemas) == [("member", "y", "new")]


def test_the_tags_of_a_union_within_a_union_lead_to_it():
    schemas: dict[str, Any] = {"A": {"oneOf": [reference("Inner"), reference("Three")]}}
    schemas["Inner"] = {"oneOf": [reference("One"), reference("Two")]}
    for tag in ("One", "Two", "Three"):
        schemas[tag] = {"type": "object", "required": ["type"], "properties": {"type": {"const": tag}, "x": TEXT}}
    assert found({"type": "Two", "x": 1}, schemas) == [("type", "Two/properties/x", "")]
    assert found({"type": "Four"}, schemas) == [("variant", "A/oneOf", "Four")]
