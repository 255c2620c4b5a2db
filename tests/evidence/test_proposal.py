"""What is proposed for each thing that traffic shows, and what is left alone."""

from __future__ import annotations

import random
from typing import Any

import pytest

from scripts.evidence.proposal import propose
from tests.evidence.observing import SCHEMAS, applied, call, document, observed, step
from tests.evidence.test_schema_places import object_of, reference
from tests.support import packages

STEP = "$.components.schemas.Step"
CALLS = f"{STEP}.properties.calls.items.oneOf"


def proposed(payloads: list[Any], schemas: Any = None, version: str = "3.1.0", **options: bool) -> Any:
    return propose(observed(payloads, schemas, version), **options)


def changes(payloads: list[Any], schemas: Any = None, version: str = "3.1.0", **options: bool) -> list[Any]:
    """Target and what is written there, of each action."""
    actions = proposed(payloads, schemas, version, **{"values": True, **options}).actions
    return [(action["target"], action.get("update", "removed")) for action in actions]


def test_what_is_missing_is_no_longer_required():
    assert changes([{"object": "step"}, step()]) == [(f"{STEP}.required[?@ == 'id']", "removed")]


def test_where_everything_required_is_missing_nothing_is_left_to_require():
    schemas = {"Step": {**object_of("a", "b"), "required": ["a", "b"]}}
    (action,) = proposed([{}], schemas).actions
    assert (action["target"], action["remove"]) == (f"{STEP}.required", True)
    missing = "Missing in 1 of 1, in 1 of 1 file (traffic.jsonl:1)."
    assert action["description"] == f"a: {missing} b: {missing}"


def test_a_name_that_is_required_twice_is_left_out_twice():
    schemas = {"Step": {**object_of("a", "b"), "required": ["a", "b", "a"]}}
    assert changes([{"b": ""}], schemas) == [(f"{STEP}.required[?@ == 'a']", "removed")]
    assert changes([{}], schemas) == [(f"{STEP}.required", "removed")]


@pytest.mark.parametrize(
    ("values", "schema"),
    [
        (["eu"], {"type": "string"}),
        (["eu", None], {"anyOf": [{"type": "string"}, {"type": "null"}]}),
        ([None], {}),
        ([1, 2.5], {"type": "number"}),
        ([True], {"type": "boolean"}),
        ([1, "x"], {"anyOf": [{"type": "string"}, {"type": "integer"}]}),
        ([[]], {"type": "array", "items": {}}),
        (
            [[1], ["x", None]],
            {"type": "array", "items": {"anyOf": [{"type": "string"}, {"type": "integer"}, {"type": "null"}]}},
        ),
        ([{}], {"type": "object"}),
        (
            [{"a": 1}, {"b": {"c": "x"}}],
            {"type": "object", "properties": {"a": {"type": "integer"}, "b": object_of("c")}},
        ),
        ([{"2024-01-01": 1}], {"type": "object", "additionalProperties": {"type": "integer"}}),
        (["x", {"a": "b"}, []], {"anyOf": [{"type": "string"}, {"type": "array", "items": {}}, object_of("a")]}),
    ],
)
def test_a_new_member_gets_the_type_of_what_came(values, schema):
    assert changes([step(region=value) for value in values]) == [(f"{STEP}.properties", {"region": schema})]


@pytest.mark.parametrize(
    ("values", "schema"),
    [
        (["x", None], {"type": "string", "nullable": True}),
        ([None, 1, "x"], {"anyOf": [{"type": "string", "nullable": True}, {"type": "integer"}]}),
    ],
)
def test_openapi_3_0_says_null_in_its_own_way(values, schema):
    found = changes([step(region=value) for value in values], version="3.0.3")
    assert found == [(f"{STEP}.properties", {"region": schema})]


def test_a_new_value_is_added_to_its_list_if_values_may_be_reported():
    assert changes([step(status="paused")]) == [(f"{STEP}.properties.status.enum", ["paused"])]
    quiet = proposed([step(status="paused")])
    assert (quiet.actions, len(quiet.left_out)) == ([], 1)


def test_too_many_new_values_open_the_list():
    found = changes([step(status=f"value {n}") for n in range(70)])
    assert found == [(f"{STEP}.properties.status.enum", "removed")]


def test_a_new_variant_is_a_component_of_its_own_named_as_its_siblings_are():
    name = "CallThreeObject"
    variant = {
        "type": "object",
        "properties": {"type": {"type": "string", "enum": ["three"]}, "x": {"type": "integer"}},
    }
    assert changes([step(calls=[{"x": 1, "type": "three"}])]) == [
        ("$.components.schemas", {name: {**variant, "required": ["type"]}}),
        (CALLS, [reference(name)]),
    ]


def test_a_name_that_is_taken_gets_a_number():
    schemas = {**SCHEMAS, "CallThreeObject": object_of("other")}
    found = changes([step(calls=[{"type": "three"}])], schemas)
    assert found[1] == (CALLS, [reference("CallThreeObject2")])


def test_where_siblings_have_nothing_in_common_the_place_gives_the_name():
    schemas = {"Root": {"properties": {"a_call": {"oneOf": [reference("One"), reference("Two")]}}}}
    schemas |= {"One": call("one"), "Two": call("two")}
    assert changes([{"a_call": {"type": "three"}}], schemas)[1][1] == [reference("RootACallThree")]


def test_a_declared_mapping_names_the_new_variant_too():
    mapping = {"one": reference("CallOneObject")["$ref"], "two": reference("CallTwoObject")["$ref"]}
    union = {"oneOf": [reference("CallOneObject"), reference("CallTwoObject")]}
    schemas = {"Call": {**union, "discriminator": {"propertyName": "type", "mapping": mapping}}, **SCHEMAS}
    found = changes([{"type": "three"}], schemas)
    assert found[-1] == (
        "$.components.schemas.Call.discriminator.mapping",
        {"three": reference("CallThreeObject")["$ref"]},
    )


@pytest.mark.parametrize(
    ("value", "target", "update"),
    [
        (step(count=None), f"{STEP}.properties.count", {"anyOf": [{"type": "integer"}, {"type": "null"}]}),
        (step(count=1.5), f"{STEP}.properties.count", {"type": "number"}),
        (step(id="123456789"), f"{STEP}.properties.id.maxLength", "removed"),
        (step(object="other"), f"{STEP}.properties.object.enum", "removed"),
    ],
)
def test_what_breaks_the_schema_is_proposed_only_if_it_shall_be_loosened(value, target, update):
    assert changes([value]) == []
    assert changes([value], loosen=True)[-1] == (target, update)


def test_a_fraction_makes_a_number_of_an_integer_without_the_bounds_that_it_was_not_held_against():
    schemas = {"Step": {"properties": {"size": {"type": "integer", "minimum": 1}}}}
    size = f"{STEP}.properties.size"
    expected = [(f"{size}.minimum", "removed"), (size, {"type": "number"})]
    assert changes([{"size": -2.5}], schemas, loosen=True) == expected


def test_a_payload_that_breaks_the_schema_is_no_evidence_of_how_to_extend_it():
    broken = {"object": "step", "count": "seven", "region": "eu"}
    assert changes([broken, step()]) == []
    targets = {target for target, _ in changes([broken, step()], loosen=True)}
    assert {f"{STEP}.required[?@ == 'id']", f"{STEP}.properties"} < targets


def test_what_the_document_says_already_is_not_proposed_again():
    values = [step(region="eu", status="paused", calls=[{"type": "three"}]), {"object": "step"}]
    changed = applied(proposed(values, values=True).actions, document())
    assert proposed(values, changed["components"]["schemas"], values=True).actions == []


def test_a_member_that_is_part_of_several_objects_fits_all_of_them():
    schemas = {
        "Root": {"properties": {"plain": reference("Base"), "both": reference("Both"), "named": reference("Named")}},
        "Base": object_of("a"),
        "Both": {"allOf": [reference("Base"), object_of("b")]},
        "Named": {"allOf": [reference("Base"), {"properties": {"n": {"type": "boolean"}}}]},
    }
    values = [{"plain": {"m": "x", "n": "x"}, "both": {"m": 1}, "named": {"n": True}}]
    found = {(target, name): schema for target, update in changes(values, schemas) for name, schema in update.items()}
    base = "$.components.schemas.Base.properties"
    assert found[base, "m"] == {"anyOf": [{"type": "string"}, {"type": "integer"}]}
    assert found[base, "n"] == {}  # in `Named` it is something else


def test_a_one_of_that_a_wider_variant_makes_ambiguous_becomes_an_any_of():
    variants = [{**object_of("a"), "required": ["a"]}, {**object_of("b"), "required": ["b"]}]
    found = changes([{"a": "", "new": 1}, {"new": 1}], {"Root": {"oneOf": variants}})
    assert ("$.components.schemas.Root.oneOf", "removed") in found
    assert next(iter(found[-1][1])) == "anyOf"


def test_a_one_of_that_tags_tell_apart_stays():
    found = changes([step(calls=[{"type": "one"}, {"type": "three"}])])
    assert not [target for target, update in found if update == "removed" and target.endswith("oneOf")]


def test_the_same_is_proposed_whatever_the_order_of_the_payloads():
    values = [step(region="eu", a=1), step(zone=None), step(calls=[{"type": "x"}, {"type": "y"}]), {"object": "step"}]
    expected = changes(values)
    for seed in range(5):
        random.Random(seed).shuffle(values)
        assert changes(values) == expected


def test_the_evidence_counts_and_names_the_first_places():
    (action,) = proposed([step(), *[step(region="eu")] * 5]).actions
    assert action["description"] == (
        "Sent in 5 of 6, in 1 of 1 file (traffic.jsonl:2, traffic.jsonl:3, traffic.jsonl:4 and 2 more)."
    )


def test_a_package_is_made_of_the_document_after_the_proposal():
    values = [step(region={"a": [1, None]}, status="paused", scores={"2024-01-01": 1}), {"object": "step"}]
    values += [step(calls=[{"type": "three", "x": {"y": "z"}}, {"type": "one"}], region=None)]
    changed = applied(proposed(values, values=True).actions, document())
    files = packages.build(changed["components"]["schemas"]).files
    assert "class CallThreeObject" in files["shape/models.py"]


def test_siblings_that_are_not_named_in_words_give_no_name():
    schemas = {"Root": {"properties": {"call": {"oneOf": [reference("call_one"), reference("call_two")]}}}}
    schemas |= {"call_one": call("one"), "call_two": call("two")}
    assert changes([{"call": {"type": "three"}}], schemas)[1][1] == [reference("RootCallThree")]


@pytest.mark.parametrize(
    ("schema", "value", "target"),
    [
        ({"properties": {"x": False}}, {"x": 1}, ".properties.x"),
        ({"prefixItems": [{}, False]}, [0, 1], ".prefixItems[1]"),
    ],
)
def test_where_nothing_may_stand_anything_may(schema, value, target):
    assert changes([value], {"Root": schema}, loosen=True) == [(f"$.components.schemas.Root{target}", True)]


def test_a_one_of_beside_an_any_of_and_an_all_of_becomes_one_more_member_of_the_all_of():
    overlapping = [object_of("a"), object_of("b")]
    schemas = {"Root": {"oneOf": overlapping, "anyOf": [{"type": "object"}], "allOf": [{"type": "object"}]}}
    changed = applied(proposed([{}], schemas, loosen=True).actions, document(schemas))
    root = changed["components"]["schemas"]["Root"]
    assert root["allOf"] == [{"type": "object"}, {"anyOf": overlapping}]
    assert "oneOf" not in root


def test_null_is_nullable_in_openapi_3_0():
    schemas = {"Root": {"type": "object", "properties": {"x": {"type": "string"}, "y": reference("Other")}}}
    schemas["Other"] = {"type": "string", "enum": ["a", "b"]}
    found = dict(changes([{"x": None, "y": None}], schemas, "3.0.3", loosen=True))
    assert found["$.components.schemas.Root.properties.x"] == {"nullable": True}
    null = {"type": "string", "nullable": True, "enum": [None]}
    assert found["$.components.schemas.Root.properties.y"] == {"anyOf": [reference("Other"), null]}


def test_a_nullable_type_of_openapi_3_0_stays_so_among_others():
    schemas = {"Step": {"type": "object", "properties": {"x": {"type": "string", "nullable": True}}}}
    place = f"{STEP}.properties.x"
    found = changes([{"x": 1}], schemas, "3.0.3", loosen=True)
    assert (f"{place}.nullable", "removed") in found
    assert (place, {"anyOf": [{"type": "string", "nullable": True}, {"type": "integer"}]}) in found


def test_what_no_payload_is_compared_with_may_be_broken():
    both = [{**object_of("a"), "required": ["a"]}, {**object_of("b"), "required": ["b"]}]
    circle = {"oneOf": [{"anyOf": [reference("Circle")]}, reference("Nowhere"), reference("Root")]}
    found = changes([{"a": ""}, {}], {"Root": {"oneOf": both}, "Circle": circle})
    assert "$.components.schemas.Root.oneOf" in dict(found)
    assert not [target for target, _ in found if "Circle" in target]


def test_a_one_of_beside_a_reference_of_openapi_3_0_says_nothing_and_stays():
    schemas = {"Step": {**reference("Other"), "oneOf": [object_of("a")] * 2}, "Other": {"type": "integer"}}
    _, update = changes([{"a": "x"}], schemas, "3.0.3", loosen=True)[-1]
    assert update == {"anyOf": [schemas["Step"], object_of("a")]}


def test_names_that_another_part_forbids_are_allowed_there():
    closed = {**object_of("a"), "additionalProperties": False}
    schemas = {"Root": {"allOf": [reference("Closed"), object_of("b")]}, "Closed": closed}
    found = changes([{"a": "", "b": "", "c": 1}], schemas)
    assert ("$.components.schemas.Root", {"properties": {"c": {"type": "integer"}}}) in found
    assert ("$.components.schemas.Closed.properties", {"b": {}}) in found
    loosened = changes([{"a": "", "Ana Paz": 1}], schemas, loosen=True)
    assert ("$.components.schemas.Closed.additionalProperties", "removed") in loosened
    assert ("$.components.schemas.Root", {"additionalProperties": {}}) in loosened


def test_a_variant_whose_members_are_keys_is_an_object_of_anything():
    values = [step(calls=[{"type": "three", f"user_{1000 + n}": n}]) for n in range(3)]
    (_, added), _ = changes(values)
    (variant,) = added.values()
    assert variant["additionalProperties"] == {"anyOf": [{"type": "string"}, {"type": "integer"}]}
    assert list(variant["properties"]) == ["type"]


def test_beside_keys_of_another_object_a_member_has_any_type():
    schemas = {
        "Root": {"properties": {"plain": reference("Base"), "both": reference("Both")}},
        "Base": object_of("a"),
        "Both": {"allOf": [reference("Base"), object_of("b")]},
    }
    found = changes([{"plain": {"n": "x"}, "both": {"2024-01-01": 1}}], schemas)
    assert found == [("$.components.schemas.Base.properties", {"n": {}})]


@pytest.mark.parametrize(
    ("loose", "values"),
    [
        ({"type": "object", "properties": {"x": {"type": "string"}}}, ["text"]),
        ({"oneOf": [{"type": "string"}, {"type": "string", "maxLength": 3}], "properties": {"x": {}}}, ["abc", 1]),
    ],
)
def test_references_into_what_moves_lead_where_it_is_then(loose, values):
    inside = {
        "$ref": "#/components/schemas/Step/properties/loose/" + ("oneOf/0" if "oneOf" in loose else "properties/x")
    }
    step_ = {"type": "object", "required": ["id"], "properties": {"id": {}, "loose": loose, "other": inside}}
    payloads = [{"id": 1, "loose": value} for value in values]
    found = applied(proposed(payloads, {"Step": step_}, loosen=True).actions, document({"Step": step_}))
    schemas = found["components"]["schemas"]
    after = [{"id": 1, "loose": value, "other": "x"} for value in values]
    assert not observed(after, schemas).everything.groups
    assert observed([{"id": 1, "other": 7}], schemas).everything.groups


@pytest.mark.parametrize(
    ("version", "schema"),
    [
        ("3.0.3", {"type": "string", "nullable": True, "enum": ["a", "b"]}),
        ("3.1.0", {"type": ["string", "null"], "enum": ["a", "b"]}),
    ],
)
def test_null_joins_the_values_of_a_type_that_takes_it(version, schema):
    holder = {"type": "object", "properties": {"a": schema}}
    found = changes([{"a": None}], {"Step": holder}, version, loosen=True)
    assert found == [("$.components.schemas.Step.properties.a.enum", [None])]


def test_what_only_broken_payloads_show_is_left_out_and_counted():
    found = proposed([step(count="x", region="eu"), step(count="y"), step()])
    assert found.actions == []
    what = "all that is shown only by what breaks the schema, 2 payloads: --loosen makes room for it"
    assert found.left_out == [what]
    assert proposed([step(count="x")], loosen=True).left_out == []
