"""What each rule leaves alone, and what it makes of the cases that are not on its page."""

from __future__ import annotations

import copy
import json

import pytest

from scripts.documents.reading import Document
from scripts.repairs import proposing
from scripts.repairs.proposing import propose
from scripts.trimming import overlay
from tests.support.packages import imported

TEXT = {"type": "string"}
ARRAY = {"type": "array"}
NUMBER = {"type": "number"}
OBJECT = {"type": "object"}
NULL = {"type": "null"}
WHOLE = {"type": "integer"}
NULL_IN_3_0 = {"type": "object", "nullable": True, "enum": [None]}


def ref(name):
    return {"$ref": f"#/components/schemas/{name}"}


def document(schemas, version="3.1.0"):
    value = {"openapi": version, "info": {"title": "t", "version": "1"}, "components": {"schemas": schemas}}
    return json.loads(json.dumps(value))  # nothing in it is shared


def repaired(schemas, version="3.1.0", actions=None):
    """The schemas as the rules leave them. Each time the overlay must do the same, and leave nothing to repair."""
    before = document(schemas, version)
    kept = copy.deepcopy(before)
    repairs = propose(before)
    assert before == kept
    if repairs.actions:
        value = {"overlay": "1.1.0", "info": {"title": "t", "version": "1"}, "actions": list(repairs.actions)}
        assert overlay.apply(overlay.read(Document("o", value)), before) == repairs.document
    assert propose(repairs.document).actions == ()
    if actions is not None:
        actions += repairs.actions
    return repairs.document["components"]["schemas"]


def one(schema, version="3.1.0", **others):
    """A schema as the rules leave it."""
    return repaired({"It": schema, "Name": TEXT, **others}, version)["It"]


def an_object(**properties):
    return {"type": "object", "required": list(properties), "properties": properties}


# ------------------------------------------------------------------------------------------------------- nullable


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({**TEXT, "nullable": True}, {"type": ["string", "null"]}),
        ({**TEXT, "nullable": False}, TEXT),
        ({"nullable": True, "description": "any"}, {"description": "any"}),
        ({"type": ["string", "null"], "nullable": True}, {"type": ["string", "null"]}),
        ({"type": ["string", "integer"], "nullable": True}, {"type": ["string", "integer", "null"]}),
        ({**TEXT, "enum": ["a", None], "nullable": True}, {"type": ["string", "null"], "enum": ["a", None]}),
        ({**TEXT, "minLength": 1, "nullable": True}, {"type": ["string", "null"], "minLength": 1}),
        ({"const": "a", "nullable": True}, {"anyOf": [{"const": "a"}, NULL]}),
        ({"enum": ["a"], "nullable": True}, {"anyOf": [{"enum": ["a"]}, NULL]}),
        ({**ref("Name"), "nullable": True}, {"anyOf": [ref("Name"), NULL]}),
        ({**ref("Any"), "nullable": True}, ref("Any")),
        ({**ref("Maybe"), "nullable": True}, ref("Maybe")),
        ({"oneOf": [TEXT, WHOLE], "nullable": True}, {"oneOf": [TEXT, WHOLE, NULL]}),
        ({"anyOf": [TEXT, NULL], "nullable": True}, {"anyOf": [TEXT, NULL]}),
        ({"allOf": [ref("Name")], "nullable": True, "x-a": 1}, {"anyOf": [{"allOf": [ref("Name")]}, NULL], "x-a": 1}),
    ],
)  # fmt: skip
def test_nullable_in_3_1_becomes_null_where_it_is_not_accepted_already(schema, expected):
    assert one(schema, Any={}, Maybe={"type": ["integer", "null"]}) == expected


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({**TEXT, "nullable": True}, {**TEXT, "nullable": True}),
        ({**TEXT, "nullable": False}, {**TEXT, "nullable": False}),
        ({**TEXT, "enum": ["a"], "nullable": True}, {**TEXT, "enum": ["a", None], "nullable": True}),
        ({"nullable": True}, {}),
        ({**ref("Name"), "nullable": True}, {"anyOf": [ref("Name"), NULL_IN_3_0]}),
        ({"oneOf": [TEXT, WHOLE], "nullable": True}, {"oneOf": [TEXT, WHOLE, NULL_IN_3_0]}),
        ({**TEXT, "allOf": [ref("Name")], "nullable": True},
         {"anyOf": [{**TEXT, "allOf": [ref("Name")]}, NULL_IN_3_0]}),
    ],
)  # fmt: skip
def test_nullable_in_3_0_is_kept_where_it_has_its_effect(schema, expected):
    assert one(schema, "3.0.3") == expected


def test_a_union_with_a_discriminator_keeps_its_variants_and_is_or_null():
    tagged = {"oneOf": [ref("A"), ref("B")], "discriminator": {"propertyName": "t"}}
    schemas = {"A": an_object(t={"const": "A"}), "B": an_object(t={"const": "B"}), "It": {**tagged, "nullable": True}}
    assert repaired(schemas)["It"] == {"anyOf": [tagged, NULL]}


# --------------------------------------------------------------------------------------------- keywords and types


@pytest.mark.parametrize(
    "schema",
    [
        {"x-min_items": 1, "type": "array"},
        {**ARRAY, "min_items": "two", "x-a": 1},  # a value that minItems can't have: unknown, and that is all
        {"$id": "urn:a", "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "string"},
        {**OBJECT, "properties": {"min_items": TEXT, "optional": TEXT, "required": TEXT}},
        {"type": "string", "enum": ["min_items"], "default": {"min_items": 1}, "example": {"nullable": True}},
        {"type": ["string", "array"], "minItems": 1, "minLength": 1},
        {"minimum": 1, "anyOf": [WHOLE, NULL]},
        {"minItems": 1, "minLength": 1},
        {"required": ["a"], "const": {"a": 1}},
        {**OBJECT, "anyOf": [{"required": ["a"]}, {"required": ["b"]}]},
        {"type": ["object", "null"], "oneOf": [{"required": ["a"]}, {"properties": {"b": TEXT}}]},
        {**OBJECT, "not": {"required": ["a"]}, "if": {"properties": {"a": TEXT}}, "then": {"required": ["b"]}},
        {**ARRAY, "contains": {"minLength": 1}, "enum": [["a"]]},
        {"type": "string", "exclusiveMinimum": 1, "minimum": True} | {**NUMBER, "minimum": 2},
    ],
)
def test_what_may_well_be_meant_stays(schema):
    before = {key: value for key, value in schema.items() if key != "min_items"}
    assert one(schema) == before


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "array", "Max-Items": 2}, {**ARRAY, "maxItems": 2}),
        ({**OBJECT, "additional_properties": False}, {**OBJECT, "additionalProperties": False}),
        ({"type": "string", "desciption": "d"}, {"type": "string", "description": "d"}),
        ({**ARRAY, "min_items": 2, "minItems": 1}, {**ARRAY, "minItems": 1}),
        ({"type": "STRING"}, TEXT),
        ({"type": "any", "description": "d"}, {"description": "d"}),
        ({"type": None}, NULL),
        ({"type": ["String", None]}, {"type": ["string", "null"]}),
        ({"type": ["string", "any"]}, {}),
        ({"type": {"type": "string"}}, {"type": {"type": "string"}}),
        ({"type": "float", "minimum": 1}, {**NUMBER, "minimum": 1}),
        ({"type": "integer", "enum": [1, 2, 1]}, {"type": "integer", "enum": [1, 2]}),
        ({"type": ["string", "string"]}, {"type": ["string"]}),
        ({**NUMBER, "exclusiveMaximum": False, "maximum": 3}, {**NUMBER, "maximum": 3}),
        ({**NUMBER, "exclusiveMaximum": True}, {"type": "number"}),
        ({**ARRAY, "enum": ["a"], "items": TEXT}, {**ARRAY, "items": {**TEXT, "enum": ["a"]}}),
        ({**ARRAY, "enum": ["a"], "items": WHOLE}, {**ARRAY, "items": WHOLE}),
        ({**ARRAY, "maxLength": 2, "maxItems": 1}, {**ARRAY, "maxItems": 1}),
        ({**ARRAY, "minProperties": 1, "items": OBJECT}, {**ARRAY, "items": OBJECT}),
        ({**ARRAY, "properties": {}, "items": OBJECT}, {**ARRAY, "items": {**OBJECT, "properties": {}}}),
        ({**ARRAY, "required": ["a"], "items": TEXT}, {**ARRAY, "items": TEXT}),
        ({**ARRAY, "items": {**TEXT, "minItems": 2}, "minItems": 1}, {**ARRAY, "items": TEXT, "minItems": 1}),
        ({"pattern": "a", "maxLength": 2}, {"type": "string", "pattern": "a", "maxLength": 2}),
        ({"multipleOf": 2}, {**NUMBER, "multipleOf": 2}),
        ({"items": TEXT, "allOf": [{"minItems": 1}]}, {"items": TEXT, "allOf": [{**ARRAY, "minItems": 1}]}),
        ({**OBJECT, "properties": {"a": {**TEXT, "required": False}}}, {**OBJECT, "properties": {"a": TEXT}}),
    ],
)  # fmt: skip
def test_what_is_surely_meant_otherwise_is_said_so(schema, expected):
    assert one(schema) == expected


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({**NUMBER, "exclusiveMinimum": 1, "minimum": 0}, {**NUMBER, "exclusiveMinimum": True, "minimum": 1}),
        ({**NUMBER, "exclusiveMinimum": 1, "minimum": 2}, {**NUMBER, "minimum": 2}),
        ({**NUMBER, "exclusiveMaximum": 1, "maximum": 2}, {**NUMBER, "exclusiveMaximum": True, "maximum": 1}),
        ({**NUMBER, "exclusiveMinimum": True, "minimum": 2}, {**NUMBER, "exclusiveMinimum": True, "minimum": 2}),
        ({**ref("Name"), "description": "d"}, {**ref("Name"), "description": "d"}),
        ({**ref("Name"), "type": "string", "description": "d"}, {"allOf": [ref("Name"), TEXT], "description": "d"}),
    ],
)  # fmt: skip
def test_openapi_3_0_has_its_own_ways(schema, expected):
    assert one(schema, "3.0.3") == expected


def test_a_recursive_reference_means_the_nearest_anchor_or_else_the_component():
    inner = {"$recursiveAnchor": True, "type": "array", "items": {"$recursiveRef": "#"}}
    schemas = {"A": an_object(inner=inner), "B": an_object(b={"$recursiveRef": "#"})}
    found = repaired(schemas)
    assert found["A"]["properties"]["inner"]["items"] == {"$ref": "#/components/schemas/A/properties/inner"}
    assert found["B"]["properties"]["b"] == ref("B")


def test_schemas_of_operations_are_repaired_too():
    def said(schema):
        content = {"application/json": {"schema": schema}}
        called = {"requestBody": {"content": content}}
        operation = {
            "parameters": [{"name": "q", "in": "query", "schema": schema}],
            "responses": {"200": {"description": "", "content": content}},
            "callbacks": {"done": {"{$url}": {"post": called}}},
        }
        value = document({}) | {"paths": {"/a": {"get": operation}}, "webhooks": {"b": {"post": called}}}
        return json.loads(json.dumps(value))

    assert propose(said({**TEXT, "nullable": True})).document == said({"type": ["string", "null"]})


def test_what_no_round_is_left_for_the_next_run_repairs(monkeypatch):
    schema = {**TEXT, "allOf": [{"minItems": 1}]}  # what gets a type here contradicts it, which an earlier rule finds
    whole = propose(document({"A": schema})).document
    monkeypatch.setattr(proposing, "_ROUNDS", 1)
    once = propose(document({"A": schema}))
    assert once.counts == {"missing-type": 1}
    assert propose(once.document).document == whole != once.document


# ------------------------------------------------------------------------------------------------- discriminators


def discriminator(mapping):
    told = {tag: ref(name)["$ref"] for tag, name in mapping.items()}
    return {"propertyName": "t", "mapping": told} if told else {"propertyName": "t"}


def union(*names, **mapping):
    told = {"propertyName": "t"} | (
        {"mapping": {tag: ref(name)["$ref"] for tag, name in mapping.items()}} if mapping else {}
    )
    return {"oneOf": [ref(name) for name in names], "discriminator": told}


def tagged(*tags):
    return {"type": "string", "enum": list(tags)}


@pytest.mark.parametrize(
    ("schemas", "changed"),
    [
        # The mapping says the tags: of a string, of a list that has it, of a property that is not there, or optional.
        ({"A": an_object(t=TEXT), "B": an_object(t=tagged("b", "c")), "U": union("A", "B", a="A", b="B")},
         {"A": an_object(t=tagged("a")), "B": an_object(t=tagged("b"))}),
        ({"A": OBJECT, "U": union("A", a="A")}, {"A": {**OBJECT, "properties": {"t": tagged("a")}, "required": ["t"]}}),
        ({"A": {**OBJECT, "properties": {"t": {"const": "a"}}}, "U": union("A", a="A")},
         {"A": {**OBJECT, "properties": {"t": {"const": "a"}}, "required": ["t"]}}),
        # One variant can have several.
        ({"A": an_object(t=TEXT), "U": union("A", a="A", b="A")}, {"A": an_object(t=tagged("a", "b"))}),
        # The names are the tags, if nobody says otherwise.
        ({"A": an_object(t=TEXT), "B": an_object(t=TEXT), "U": union("A", "B")},
         {"A": an_object(t=tagged("A")), "B": an_object(t=tagged("B"))}),
        ({"A": an_object(t=TEXT), "B": an_object(t={"const": "b"}), "U": union("A", "B")}, {}),
        ({"A": an_object(t=TEXT), "B": {"type": "object"}, "U": union("A", "B")}, {}),
        ({"A": an_object(t=True), "B": an_object(t={"const": "b"}), "U": union("A", "B")}, {}),
        ({"A": an_object(t=ref("Nowhere")), "B": an_object(t=TEXT), "U": union("A", "B")},
         {"B": an_object(t=tagged("B"))}),
        ({"A": an_object(t=ref("Loop")), "B": an_object(t=TEXT), "Loop": ref("Loop"), "U": union("A", "B")},
         {"B": an_object(t=tagged("B"))}),
        # Whoever says something else is left alone.
        ({"A": an_object(t={"const": "x"}), "U": union("A", a="A")}, {}),
        ({"A": an_object(t=WHOLE), "U": union("A", a="A")}, {}),
        ({"A": an_object(t=tagged("x", "y")), "U": union("A", a="A")}, {}),
        ({"A": an_object(t={"anyOf": [tagged("a"), NULL]}), "U": union("A", a="A")}, {}),
        ({"A": an_object(t=TEXT), "U": union("A", a="A"), "V": union("A", b="A")}, {}),
        # A property that a part has is a property; what is no object has none.
        ({"A": {**an_object(t=TEXT), "allOf": [True, ref("Nowhere")]}, "U": union("A", a="A")},
         {"A": {**an_object(t=tagged("a")), "allOf": [True, ref("Nowhere")]}}),
        ({"P": an_object(t=TEXT), "A": {**OBJECT, "allOf": [ref("P")]}, "U": union("A", a="A")},
         {"A": {**OBJECT, "allOf": [ref("P")], "properties": {"t": tagged("a")}}}),
    ],
)  # fmt: skip
def test_the_tags_of_variants(schemas, changed):
    assert repaired(schemas) == {**schemas, **changed}


def test_a_discriminator_of_an_array_is_that_of_the_union_of_its_items():
    schemas = {"A": an_object(t={"const": "a"}), "B": an_object(t={"const": "b"})}
    union_ = {"oneOf": [ref("A"), ref("B")]}
    found = repaired({**schemas, "It": {**ARRAY, "discriminator": {"propertyName": "t"}, "items": union_}})
    assert found["It"] == {**ARRAY, "items": {**union_, "discriminator": {"propertyName": "t"}}}


def test_variants_with_one_tag_lose_the_discriminator():
    schemas = {
        "A": an_object(t={"const": "a"}),
        "B": an_object(t=tagged("a"), n=WHOLE),
        "U": union("A", "B"),
    }
    assert repaired(schemas)["U"] == {"oneOf": [ref("A"), ref("B")]}


def test_a_variant_with_several_tags_that_no_mapping_names_makes_the_discriminator_idle():
    schemas = {"A": an_object(t=tagged("a", "b")), "B": an_object(t=tagged("c")), "U": union("A", "B")}
    assert repaired(schemas)["U"] == {"oneOf": [ref("A"), ref("B")]}
    kept = {**schemas, "U": union("A", "B", a="A", b="A", c="B")}
    assert repaired(kept) == kept


def test_what_the_mapping_names_is_a_variant_unless_a_variant_leads_to_it():
    schemas = {name: an_object(t={"const": name}) for name in "ABCD"}
    schemas |= {"Inner": {"oneOf": [ref("B"), ref("C")]}, "U": union("A", "Inner", A="A", B="B", C="C", D="D")}
    assert repaired(schemas)["U"]["oneOf"] == [ref("A"), ref("Inner"), ref("D")]


def parent(**mapping):
    told = {"propertyName": "t"} | (
        {"mapping": {tag: ref(name)["$ref"] for tag, name in mapping.items()}} if mapping else {}
    )
    return {**an_object(t=TEXT), "discriminator": told, "description": "A parent."}


def child(of, **properties):
    return {"allOf": [ref(of), an_object(**properties)]}


def test_a_parent_becomes_the_union_of_its_children(tmp_path):
    schemas = {"P": parent(), "A": child("P", a=TEXT), "B": child("P", b=TEXT), "H": an_object(p=ref("P"))}
    found = repaired(schemas)
    assert found["P"] == {"description": "A parent.", **union("A", "B", A="A", B="B")}
    assert found["A"]["allOf"][0] == ref("PBase")
    module = imported(schemas, "repaired_family", tmp_path, repair=True)
    read = module.H.from_json('{"p": {"t": "B", "b": "x"}}', strict=True)
    assert type(read.p) is module.B
    with pytest.raises(module.ValidationError):
        module.H.from_json('{"p": {"t": "A", "b": "x"}}')


def test_a_child_that_is_a_parent_stands_for_itself():
    found = repaired({"P": parent(), "A": child("P", a=TEXT), "B": child("A", b=TEXT)})
    assert found["P"]["oneOf"] == [ref("A"), ref("B")]
    assert found["A"] == {"allOf": [ref("ABase")], "properties": {"t": tagged("A")}}
    assert found["ABase"]["allOf"][0] == ref("PBase")
    assert found["B"]["allOf"][0] == ref("ABase")


def test_the_mapping_can_name_the_parent_itself():
    found = repaired({"P": parent(p="P", a="A"), "A": child("P", a=TEXT)})
    assert found["P"]["oneOf"] == [ref("A"), {"allOf": [ref("PBase")], "properties": {"t": tagged("p")}}]


@pytest.mark.parametrize(
    "schemas",
    [
        {"P": parent(x="A", y="A"), "A": child("P", a=TEXT)},  # two tags
        {"P": parent(x="A"), "A": child("P", t={"const": "y"})},  # another one
        {"P": parent(), "A": child("P", t={"const": "x"}), "B": child("P", b=TEXT)},  # names, or not?
        {"P": parent(), "A": child("B", a=TEXT), "B": child("A", b=TEXT)},  # strangers
        {"P": {**parent(), "allOf": [ref("P")]}},  # its own ancestor
        {"P": {**parent(), "properties": {"t": WHOLE}}, "A": child("P", a=TEXT)},
        {"P": parent(a="A", b="B"), "A": child("P", a=TEXT), "B": {"allOf": [ref("P"), {"allOf": [ref("A")]}]}},
        {"P": parent(a="A", b="B"), "A": child("P", a=TEXT), "B": {**child("P", b=TEXT), "anyOf": [ref("A")]}},
        {"P": parent(a="A"), "A": {"allOf": [ref("P"), {"allOf": [ref("P")]}]}},
        {"P": parent(a="A", b="B"), "A": child("P", a=TEXT), "B": {"allOf": [{**ref("P"), "anyOf": [ref("A")]}]}},
        {"P": parent(a="A", b="B"), "A": child("P"), "B": {"allOf": [ref("P"), ref("C")]}, "C": {"anyOf": [ref("A")]}},
    ],
)
def test_a_family_that_is_not_clear_has_at_most_no_discriminator(schemas):
    found = propose(document(schemas))
    assert set(found.counts) <= {"idle-discriminator"}


def test_a_child_that_is_no_object_is_no_variant():
    schemas = {"P": {"properties": {"t": TEXT}, "discriminator": {"propertyName": "t"}}}
    assert "inheritance" not in propose(document({**schemas, "A": {**TEXT, "allOf": [ref("P")]}})).counts


def test_a_name_that_is_taken_is_not_given_again():
    found = repaired({"P": parent(), "A": child("P", a=TEXT), "PBase": TEXT})
    assert found["PBase"] == TEXT
    assert found["A"]["allOf"][0] == ref("PBaseBase")


def test_a_parent_that_is_the_union_of_its_children_is_one_without_a_circle(tmp_path):
    schemas = {"P": {**parent(), "oneOf": [ref("A"), ref("B")]}, "A": child("P", a=TEXT), "B": child("P", b=TEXT)}
    found = repaired(schemas)
    assert found["P"]["oneOf"] == [ref("A"), ref("B")]
    assert found["A"] == {"allOf": [ref("PBase"), an_object(a=TEXT)], "properties": {"t": tagged("A")}}
    module = imported({**schemas, "H": an_object(p=ref("P"))}, "circular_family", tmp_path, repair=True)
    assert type(module.H.from_json('{"p": {"t": "B", "b": "x"}}', strict=True).p) is module.B


def test_a_parent_that_is_nothing_but_the_union_of_its_children_is_nothing_to_them():
    found = repaired({"P": {"oneOf": [ref("A"), ref("B")]}, "A": child("P", a=TEXT), "B": {"allOf": [ref("P")]}})
    assert found["A"]["allOf"] == [an_object(a=TEXT)]
    assert found["B"] == {"allOf": [{}]}
    assert found["P"] == {"oneOf": [ref("A"), ref("B")]}


def test_a_grandchild_of_a_union_leads_back_to_it_too():
    schemas = {"P": {**an_object(t=TEXT), "anyOf": [ref("B"), WHOLE]}, "A": child("P", a=TEXT), "B": child("A", b=TEXT)}
    found = repaired(schemas)
    assert found["A"]["allOf"][0] == ref("PBase")
    assert found["P"] == schemas["P"]  # not each of its variants has the rest


def test_who_says_all_of_with_a_union_and_is_no_variant_means_the_union():
    variants = {"A": an_object(a=TEXT), "B": an_object(b=TEXT)}
    schemas = {"P": {"oneOf": [ref("A"), ref("B")]}, **variants, "C": child("P", c=TEXT)}
    assert "circular-inheritance" not in propose(document(schemas)).counts


# ------------------------------------------------------------------------------------------------- contradictions

CLOSED = {"type": "object", "additionalProperties": False}
NAMED = an_object(name=TEXT)


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({**TEXT, "const": 1}, {"anyOf": [TEXT, {"const": 1}]}),
        ({**TEXT, "maxLength": 3, "enum": [1]}, {"anyOf": [{**TEXT, "maxLength": 3}, {"enum": [1]}]}),
        ({**TEXT, "enum": [1, "a"]}, {**TEXT, "enum": [1, "a"]}),
        ({**WHOLE, "enum": [1.5]}, {**WHOLE, "enum": [1.5]}),
        ({**NULL, "oneOf": [TEXT, NUMBER]}, {"anyOf": [NULL, {"oneOf": [TEXT, NUMBER]}]}),
        ({**OBJECT, "oneOf": [TEXT, NULL]}, {"oneOf": [TEXT, NULL]}),
        ({**CLOSED, "allOf": [ref("Name")]}, {"allOf": [ref("Name")]}),
        ({**ARRAY, "items": {}, "anyOf": [NAMED]}, {"anyOf": [NAMED]}),
        ({"allOf": [TEXT, NUMBER, NULL]}, {"anyOf": [{"allOf": [TEXT, NUMBER]}, NULL]}),
        ({**TEXT, "minLength": 5, "maxLength": 9, "enum": ["abc"]}, {**TEXT, "maxLength": 9, "enum": ["abc"]}),
        ({**TEXT, "minLength": 5, "enum": ["abc", "abcdef"]}, {**TEXT, "minLength": 5, "enum": ["abc", "abcdef"]}),
        ({**TEXT, "pattern": 30}, TEXT),
        ({**TEXT, "pattern": "(?i)a"}, {**TEXT, "pattern": "(?i)a"}),
        ({**CLOSED, "required": ["a"]}, {**CLOSED, "required": []}),
        ({**CLOSED, "patternProperties": {"a": TEXT}, "required": ["a"]},) * 2,
        ({**CLOSED, "oneOf": [NAMED, TEXT]}, {**OBJECT, "oneOf": [NAMED, TEXT]}),
        ({**NAMED, "oneOf": [CLOSED, OBJECT]}, {**NAMED, "oneOf": [OBJECT, OBJECT]}),
        ({"oneOf": [{**NAMED, "additionalProperties": False}, CLOSED]},) * 2,
        ({"allOf": [{**NAMED, "additionalProperties": False}, NAMED]},) * 2,
        ({"allOf": [CLOSED, {"required": ["a"]}]}, {"allOf": [OBJECT, {"required": ["a"]}]}),
    ],
)
def test_of_two_things_that_contradict_one_gives_way(schema, expected):
    assert one(schema) == expected


def test_what_stood_in_what_refused_a_member_goes_with_it():
    refusing = {**TEXT, "allOf": [{"minLength": 1}]}
    schemas = {"A": {"allOf": [ref("B"), an_object(x=OBJECT)]}, "B": {**NAMED, "additionalProperties": refusing}}
    assert repaired(schemas) == {**schemas, "B": NAMED}
    within = {**OBJECT, "additionalProperties": {**an_object(t=TEXT), "allOf": [ref("It")]}}
    assert one(within) == OBJECT


def test_a_parent_is_opened_to_what_its_children_name_and_stays_closed_without_any():
    closed = {**NAMED, "additionalProperties": False}
    child = {"allOf": [ref("Parent"), an_object(age=WHOLE)]}
    assert repaired({"Parent": closed, "Child": child})["Parent"] == NAMED
    assert repaired({"Parent": closed})["Parent"] == closed


def test_a_type_beside_a_reference_to_another_type_is_left_out_in_3_0():
    assert one({**ref("Name"), "type": "object"}, "3.0.3") == ref("Name")
