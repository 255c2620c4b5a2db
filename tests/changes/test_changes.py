"""What a change of the schema means for those who use the package."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.changes import comparison
from scripts.changes.comparison import Kind

BASE = {
    "type": "object",
    "description": "words",
    "required": ["id"],
    "properties": {
        "id": {"type": "string", "maxLength": 10, "examples": ["a"]},
        "n": {"type": "integer", "minimum": 0},
        "e": {"type": "string", "enum": ["a", "b"]},
        "u": {"anyOf": [{"$ref": "#/components/schemas/A"}, {"type": "null"}]},
        "o": {"oneOf": [{"type": "object", "properties": {"t": {"const": "x"}}}, {"type": "string"}]},
        "l": {"type": "array", "items": {"type": "string"}},
    },
}


def document(schema: Any, **others: Any) -> dict[str, Any]:
    return {"openapi": "3.1.0", "info": {"title": "T"}, "components": {"schemas": {"S": schema, **others}}}


def edited(path: str, value: Any) -> dict[str, Any]:
    """The base with one value set, or taken away with `...`."""
    schema = copy.deepcopy(BASE)
    *way, last = path.split("/")
    node: Any = schema
    for key in way:
        node = node[int(key)] if isinstance(node, list) else node[key]
    if value is ...:
        del node[last]
    else:
        node[last] = value
    return schema


def found(old: Any, new: Any) -> list[tuple[str, str, str]]:
    return [
        (change.kind.name.lower(), change.pointer, change.what)
        for change in comparison.classify(document(old), document(new))
    ]


S = "#/components/schemas/S"
P = f"{S}/properties"


@pytest.mark.parametrize(
    ("path", "value", "kind", "pointer", "what"),
    [
        ("properties/n", ..., "breaking", f"{P}/n", "property removed"),
        ("properties/new", {"type": "string"}, "additive", f"{P}/new", "property added"),
        ("required", ["id", "n"], "breaking", f"{S}/required", "'n' is required now"),
        ("required", [], "breaking", f"{S}/required", "'id' is no longer required, so it can be unset"),
        ("required", ..., "breaking", f"{S}/required", "'id' is no longer required, so it can be unset"),
        ("properties/n/type", "number", "breaking", f"{P}/n/type", "was integer, is number"),
        ("properties/n/type", ["integer", "null"], "breaking", f"{P}/n/type", "can be null now"),
        ("properties/n/type", ["integer"], "documentation", f"{P}/n/type", "written otherwise"),
        ("properties/n/minimum", 1, "breaking", f"{P}/n/minimum", "bound tightened from 0 to 1"),
        ("properties/n/minimum", -1, "additive", f"{P}/n/minimum", "bound loosened from 0 to -1"),
        ("properties/n/minimum", ..., "additive", f"{P}/n/minimum", "bound loosened from 0 to none"),
        ("properties/n/maximum", 9, "breaking", f"{P}/n/maximum", "bound tightened from none to 9"),
        ("properties/id/maxLength", 9, "breaking", f"{P}/id/maxLength", "bound tightened from 10 to 9"),
        ("properties/id/maxLength", 11, "additive", f"{P}/id/maxLength", "bound loosened from 10 to 11"),
        ("properties/id/pattern", "^a", "breaking", f"{P}/id/pattern", "added"),
        ("properties/e/enum", ["a"], "breaking", f"{P}/e/enum", "value 'b' removed"),
        ("properties/e/enum", ["a", "b", "c"], "additive", f"{P}/e/enum", "value 'c' added"),
        ("properties/e/enum", ["b", "a"], "documentation", f"{P}/e/enum", "order changed"),
        ("properties/e/enum", ..., "breaking", f"{P}/e/enum", "any value is allowed now"),
        ("properties/id/enum", ["a"], "breaking", f"{P}/id/enum", "only some values are allowed now"),
        ("properties/u/anyOf", [{"$ref": "#/components/schemas/A"}], "breaking", f"{P}/u/anyOf", "null is refused now"),
        (
            "properties/u/anyOf",
            [{"type": "null"}, {"$ref": "#/components/schemas/A"}],
            "documentation",
            f"{P}/u/anyOf",
            "order changed",
        ),
        (
            "properties/u/anyOf/0/$ref",
            "#/components/schemas/B",
            "breaking",
            f"{P}/u/anyOf",
            "variant #/components/schemas/A removed",
        ),
        (
            "properties/o/oneOf",
            [*BASE["properties"]["o"]["oneOf"], {"type": "integer"}],
            "additive",
            f"{P}/o/oneOf",
            "variant integer added",
        ),
        ("properties/o/oneOf/0/properties/t/const", "y", "breaking", f"{P}/o/oneOf", "variant with t 'x' removed"),
        ("properties/o/oneOf/0/properties/n", {}, "additive", f"{P}/o/oneOf/0/properties/n", "property added"),
        ("properties/o/oneOf", ..., "breaking", f"{P}/o/oneOf", "removed"),
        ("properties/l/items/type", "integer", "breaking", f"{P}/l/items/type", "was string, is integer"),
        ("properties/l/items", ..., "breaking", f"{P}/l/items", "was a schema, is anything"),
        ("properties/n", True, "breaking", f"{P}/n", "was a schema, is anything"),
        ("properties/n", False, "breaking", f"{P}/n", "was a schema, is nothing"),
        ("additionalProperties", False, "breaking", f"{S}/additionalProperties", "was anything, is nothing"),
        ("additionalProperties", {}, "documentation", f"{S}/additionalProperties", "written otherwise"),
        ("allOf", [{"type": "object"}], "breaking", f"{S}/allOf", "added"),
        ("description", "other words", "documentation", f"{S}/description", "changed"),
        ("properties/id/examples", ..., "documentation", f"{P}/id/examples", "removed"),
        ("properties/id/title", "T", "documentation", f"{P}/id/title", "added"),
        ("properties/id/format", "uuid", "documentation", f"{P}/id/format", "was None, is 'uuid'"),
        ("properties/id/deprecated", True, "additive", f"{P}/id/deprecated", "deprecated"),
        ("properties/id/x-mine", 1, "documentation", f"{P}/id/x-mine", "added"),
        ("properties/id/neverHeardOf", 1, "breaking", f"{P}/id/neverHeardOf", "added"),
        ("properties/l/prefixItems", [{}], "breaking", f"{P}/l/prefixItems", "1 items instead of 0"),
        ("properties/l/uniqueItems", True, "breaking", f"{P}/l/uniqueItems", "added"),
        ("properties/o/discriminator", {"propertyName": "t"}, "documentation", f"{P}/o/discriminator", "added"),
        ("properties/o/oneOf", [True], "breaking", f"{P}/o/oneOf", "variant string removed"),
        ("patternProperties", {"x": {}}, "breaking", f"{S}/patternProperties/x", "required schema added"),
        ("$defs", {"x": {}}, "additive", f"{S}/$defs/x", "schema added"),
        ("properties/n/type", ..., "breaking", f"{P}/n/type", "was integer, is any type"),
        ("properties/n/minimum", False, "additive", f"{P}/n/minimum", "bound loosened from 0 to False"),
    ],
)
def test_a_change_is_classed_at_its_pointer(path, value, kind, pointer, what):
    listed = found(BASE, edited(path, value))
    assert (kind, pointer, what) in listed
    assert max(Kind[name.upper()] for name, _, _ in listed) == Kind[kind.upper()]


@pytest.mark.parametrize(
    ("old", "new", "kind", "what"),
    [
        ({"deprecated": True}, {}, "additive", "deprecated: no longer deprecated"),
        ({"pattern": "a"}, {}, "additive", "pattern: removed"),
        ({"pattern": "a"}, {"pattern": "b"}, "breaking", "pattern: changed"),
        ({"uniqueItems": True}, {"uniqueItems": False}, "additive", "uniqueItems: changed"),
        ({"const": 0}, {"const": False}, "breaking", "const: changed"),
        ({"const": "a"}, {}, "breaking", "const: removed"),
        ({"enum": [1]}, {"enum": [1, True]}, "additive", "enum: value True added"),
        ({"enum": [1, True]}, {"enum": [1]}, "breaking", "enum: value True removed"),
        (
            {"exclusiveMinimum": False},
            {"exclusiveMinimum": True},
            "breaking",
            "exclusiveMinimum: bound tightened from False to True",
        ),
        (
            {"exclusiveMaximum": 3},
            {"exclusiveMaximum": False},
            "additive",
            "exclusiveMaximum: bound loosened from 3 to False",
        ),
        ({"maximum": 1}, {"maximum": 0}, "breaking", "maximum: bound tightened from 1 to 0"),
        ({"maximum": 0}, {}, "additive", "maximum: bound loosened from 0 to none"),
        ({"type": ["string", "null"]}, {"type": "string"}, "breaking", "type: null is refused now"),
        (
            {"type": "string"},
            {"type": ["string", "null", "integer"]},
            "breaking",
            "type: was string, is integer or null or string",
        ),
        ({"type": "null"}, {}, "breaking", "type: was null, is any type"),
        ({}, {"type": "null"}, "breaking", "type: was any type, is null"),
        ({"items": False}, {"items": {}}, "additive", "items: was nothing, is anything"),
        ({"items": False}, {"items": {"type": "null"}}, "additive", "items: was nothing, is a schema"),
        ({"items": True}, {"items": {"type": "null"}}, "breaking", "items: was anything, is a schema"),
        ({"items": {}}, {"items": False}, "breaking", "items: was anything, is nothing"),
        ({"$defs": {"x": {}}}, {}, "breaking", "$defs/x: schema removed"),
        ({"dependentSchemas": {"x": {}}}, {}, "breaking", "dependentSchemas/x: schema removed"),
        ({"definitions": {}}, {"definitions": {"x": {}}}, "additive", "definitions/x: schema added"),
        ({"properties": {"x": {}}}, {}, "breaking", "properties/x: property removed"),
        ({"default": 1}, {}, "documentation", "default: was 1, is None"),
        ({"required": ["a", "b"]}, {"required": ["b", "a"]}, "documentation", "required: order changed"),
        ({"minimum": 1}, {"minimum": 1.0}, "additive", "minimum: bound loosened from 1 to 1.0"),
        ({"maximum": 1}, {"maximum": 1.0}, "additive", "maximum: bound loosened from 1 to 1.0"),
        ({"anyOf": []}, {}, "breaking", "anyOf: removed"),
        ({}, {"anyOf": []}, "breaking", "anyOf: added"),
        ({"discriminator": {}}, {}, "documentation", "discriminator: removed"),
        ({"discriminator": {}}, {"discriminator": {"propertyName": "a"}}, "documentation", "discriminator: changed"),
        # Of the wrong shape: the worst is taken for it.
        ({"required": "a"}, {"required": []}, "breaking", "required: changed"),
        ({"enum": ["a"]}, {"enum": "a"}, "breaking", "enum: changed"),
        ({"type": "null"}, {"type": ["null", 1]}, "breaking", "type: changed"),
        ({"type": {}}, {"type": "null"}, "breaking", "type: changed"),
        ({"minimum": "1"}, {"minimum": 1}, "breaking", "minimum: changed"),
        ({"maximum": 1}, {"maximum": [1]}, "breaking", "maximum: changed"),
        ({"properties": []}, {"properties": {}}, "breaking", "properties: changed"),
        ({"oneOf": []}, {"oneOf": {}}, "breaking", "oneOf: changed"),
        ({"prefixItems": 1}, {}, "breaking", "prefixItems: removed"),
    ],
)
def test_one_keyword_becomes_another(old, new, kind, what):
    place, _, said = what.partition(": ")
    assert found({"title": "t", **old}, {"title": "t", **new}) == [(kind, f"{S}/{place}", said)]


def test_a_required_property_that_is_new_breaks():
    new = edited("properties/new", {"type": "string"})
    new["required"] = ["id", "new"]
    assert ("breaking", f"{P}/new", "required property added") in found(BASE, new)


def told(old: dict[str, Any], new: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(change.kind.name, change.pointer, change.what) for change in comparison.classify(old, new)]


def test_schemas_come_and_go_by_name():
    assert told(document({}, A={}, B={}), document({}, B={}, C={})) == [
        ("BREAKING", "#/components/schemas/A", "schema removed"),
        ("ADDITIVE", "#/components/schemas/C", "schema added"),
    ]


@pytest.mark.parametrize("key", ["openapi", "info", "tags", "servers"])
def test_what_no_model_is_made_from_is_documentation(key):
    assert told(document(BASE), document(BASE) | {key: "other"}) == [("DOCUMENTATION", f"#/{key}", "changed")]


def test_what_stands_outside_of_the_schemas_is_compared_too():
    old, new = document(BASE) | {"paths": {}}, document(BASE) | {"paths": {"/a": {}}}
    old["components"] |= {"responses": {}, "headers": {"same": {}}}
    new["components"] |= {"parameters": {"P": {}}, "headers": {"same": {}}}
    assert told(old, new) == [
        ("BREAKING", "#/paths", "changed"),
        ("BREAKING", "#/components/responses", "changed"),
        ("BREAKING", "#/components/parameters", "changed"),
    ]


@pytest.mark.parametrize("empty", [{}, {"components": {}}])
def test_a_document_without_components_has_no_schemas(empty):
    full = {"components": {"schemas": {"S": {}}}}
    assert told(empty, full) == [("ADDITIVE", "#/components/schemas/S", "schema added")]
    assert told(full, empty) == [("BREAKING", "#/components/schemas/S", "schema removed")]


def test_equal_documents_have_no_changes():
    assert comparison.classify(document(BASE), copy.deepcopy(document(BASE))) == []
    assert comparison.gravest([]) is None


def test_the_order_of_properties_is_no_change():
    reordered = {**BASE, "properties": dict(reversed(BASE["properties"].items()))}
    assert found(BASE, reordered) == []


def test_the_order_of_names_is_no_change_in_a_value_either():
    one, other = {"default": {"a": 1, "b": 2}}, {"default": {"b": 2, "a": 1}}
    for old, new in ((one, other), (other, one)):
        assert found({**old, "title": "t"}, {**new, "title": "u"}) == [("documentation", f"{S}/title", "changed")]


def test_what_stayed_beside_a_change_is_no_change():
    old = {"properties": {"any": True, "none": False, "b": {}}}
    new = {"properties": {"any": True, "none": False, "b": {"x-mine": 1}}}
    assert found(old, new) == [("documentation", f"{P}/b/x-mine", "added")]


@pytest.mark.parametrize(
    ("version", "kind", "next_version"),
    [
        ("1.2.3", Kind.BREAKING, "2.0.0"),
        ("1.2.3", Kind.ADDITIVE, "1.3.0"),
        ("1.2.3", Kind.DOCUMENTATION, "1.2.4"),
        ("0.2.3", Kind.BREAKING, "0.3.0"),
        ("0.2.3", Kind.ADDITIVE, "0.2.4"),
        ("0.2.3", Kind.DOCUMENTATION, "0.2.4"),
    ],
)
def test_the_gravest_change_decides_the_next_version(version, kind, next_version):
    assert comparison.bump(version, kind) == next_version


SCHEMAS = st.deferred(lambda: st.booleans() | MAPPINGS)
KEYWORDS = {
    "type": st.sampled_from(["string", "object", ["string", "null"]]),
    "description": st.sampled_from(["a", "b"]),
    "enum": st.lists(st.sampled_from(["a", "b", 1, True, None]), max_size=3),
    "minimum": st.integers(0, 2),
    "required": st.lists(st.sampled_from(["a", "b"]), unique=True),
    "properties": st.dictionaries(st.sampled_from(["a", "b"]), SCHEMAS, max_size=2),
    "items": SCHEMAS,
    "anyOf": st.lists(SCHEMAS, max_size=3),
    "additionalProperties": SCHEMAS,
    "strange": st.booleans(),
}
MAPPINGS = st.fixed_dictionaries({}, optional=KEYWORDS)


@given(SCHEMAS, SCHEMAS)
def test_every_two_schemas_can_be_compared(old, new):
    listed = comparison.classify(document(old), document(new))
    for change in listed:
        assert change.pointer.startswith("#/components/schemas/S")
        assert change.what.isprintable()
    assert not comparison.classify(document(old), document(copy.deepcopy(old)))
