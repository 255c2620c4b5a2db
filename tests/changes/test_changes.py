"""What a change of the schema means for those who read with the package."""

from __future__ import annotations

import copy
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from scripts.base.errors import PipelineError
from scripts.changes import comparison
from scripts.changes.change_rules import RULES, Change, Kind
from scripts.changes.value_changes import same
from scripts.changes.view import NOTHING, View, view
from scripts.documents import reading
from scripts.ir.package import Package
from scripts.ir.records import AnyValue, Array, Bounds, Field, Model, Raw
from tests.changes.pairs import seen
from tests.normalise.schemas import random_documents

MODEL = {"$ref": "#/components/schemas/M"}
M = {"type": "object", "properties": {"q": {"type": "integer"}}}
NULL = {"type": "null"}
STRING = {"type": "string"}
RED, COLOUR = {"type": "string", "enum": ["red", "green"]}, {"type": "string", "enum": ["red", "green", "blue"]}


def told(old: View, new: View) -> list[tuple[str, str]]:
    return [(change.rule, change.pointer) for change in comparison.changes(old, new)]


def at(schema: Any, version: str = "3.1.0", **others: Any) -> View:
    """A package with one property, `T.p`, of this schema."""
    return seen({"T": {"type": "object", "properties": {"p": schema}}, "M": M, **others}, version)


P = "#/components/schemas/T/properties/p"


def tagged(value: str, **members: Any) -> dict[str, Any]:
    constants = {"kind": {"const": value}, "type": {"const": value}}
    return {"type": "object", "required": ["kind", "type"], "properties": {**constants, **members}}


def by(name: str) -> dict[str, Any]:
    references = [{"$ref": f"#/components/schemas/{variant}"} for variant in "VW"]
    mapping = {variant.lower(): f"#/components/schemas/{variant}" for variant in "VW"}
    return {"oneOf": references, "discriminator": {"propertyName": name, "mapping": mapping}}


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ({"enum": ["a", "b"]}, {"enum": ["a", "b", None]}, "null-added"),
        ({"anyOf": [MODEL]}, {"anyOf": [MODEL, {**NULL, "description": "none"}]}, "null-added"),
        ({"anyOf": [MODEL]}, {"anyOf": [MODEL, {"const": None}]}, "null-added"),
        ({"anyOf": [STRING]}, {"anyOf": [STRING, {"type": "integer"}]}, "variant-added"),
        ({"anyOf": [MODEL, NULL]}, {"anyOf": [MODEL, NULL, STRING]}, "variant-added"),
        ({"type": ["string", "null"]}, {"type": ["string", "null", "integer"]}, "variant-added"),
        ({"enum": ["a"]}, {"enum": ["a", "b"]}, "constant-changed"),
        ({"const": "a"}, {"enum": ["a", "b"]}, "constant-changed"),
    ],
)
def test_what_breaks_a_reader_is_called_so(old, new, rule):
    assert (rule, P) in told(at(old), at(new))
    assert RULES[rule] is Kind.BREAKING


def test_another_property_that_tells_variants_apart_breaks():
    old, new = (at(by(name), V=tagged("v"), W=tagged("w")) for name in ("kind", "type"))
    assert ("discriminator-changed", P) in told(old, new)
    assert ("discriminator-changed", P) not in told(old, old)


@pytest.mark.parametrize("extras", [{}, {"additionalProperties": True}, {"additionalProperties": STRING}])
def test_a_property_that_takes_over_what_was_in_additional_properties_breaks(extras):
    old, new = ({**M, **extras, "properties": {**M["properties"], **more}} for more in ({}, {"new": STRING}))
    place = "#/components/schemas/M/properties/new"
    assert told(seen({"M": old}), seen({"M": new})) == [("property-taken-over", place)]


def test_a_property_of_an_object_that_allowed_no_other_breaks_nothing():
    old, new = (
        {**M, "additionalProperties": False, "properties": {**M["properties"], **more}}
        for more in ({}, {"new": STRING})
    )
    assert told(seen({"M": old}), seen({"M": new})) == [("property-added", "#/components/schemas/M/properties/new")]


LONG, SHORT = ({"type": "string", "maxLength": most} for most in (9, 3))
TIGHTENED = "maxLength was 9, is 3"


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        (LONG, SHORT, TIGHTENED),
        ({"type": "array", "items": LONG}, {"type": "array", "items": SHORT}, f"each item: {TIGHTENED}"),
        (*({"additionalProperties": each, "type": "object"} for each in (LONG, SHORT)), f"each member: {TIGHTENED}"),
        (*({"propertyNames": each, "type": "object"} for each in (LONG, SHORT)), f"each name: {TIGHTENED}"),
        (
            *({"type": "array", "items": {"type": "array", "items": each}} for each in (LONG, SHORT)),
            f"each item: each item: {TIGHTENED}",
        ),
        ({"type": "array"}, {"type": "array", "maxItems": 3}, "maxItems was none, is 3"),
        ({"type": "array", "items": STRING}, {"type": ["array", "null"], "items": STRING}, "can be null now"),
        (
            {"type": "array", "items": MODEL},
            {"type": "array", "items": {"anyOf": [MODEL, NULL]}},
            "each item: can be null now",
        ),
        ({"type": ["string", "null"]}, {"type": "integer"}, "was string or null, is integer"),
        ({}, STRING, "was anything, is string"),
        (
            {"type": "array", "items": {**STRING, "not": {"const": "x"}}},
            {"type": "array", "items": STRING},
            "each item: nothing is checked besides",
        ),
        ({"type": "number", "default": 1}, {"type": "number"}, "default was 1, is none"),
    ],
)
def test_what_changed_inside_of_a_value_is_said_with_its_place(old, new, what):
    assert f"T.p: {what}" in [change.what for change in comparison.changes(at(old), at(new))]


def test_what_changed_of_members_that_are_not_named_is_said_so():
    old, new = (seen({"M": {**M, "additionalProperties": each}}) for each in (LONG, SHORT))
    assert [change.what for change in comparison.changes(old, new)] == [f"M: members that are not named: {TIGHTENED}"]


NULLABLES = [
    at({"type": "string", "nullable": True}, "3.0.3"),
    at({"type": ["string", "null"]}),
    at({"anyOf": [STRING, NULL]}),
    at({"oneOf": [NULL, STRING]}),
]


@pytest.mark.parametrize("old", NULLABLES)
@pytest.mark.parametrize("new", NULLABLES)
def test_null_can_be_said_in_any_way(old, new):
    assert told(old, new) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (at({"anyOf": [MODEL, STRING]}), at({"oneOf": [MODEL, STRING]})),
        (at({"enum": ["x"]}), at({"const": "x"})),
        (at(MODEL), at({"allOf": [MODEL]})),
        (at(STRING), at({**STRING, "minLength": 0})),
        (at(STRING, "3.0.3"), at({**STRING, "nullable": False}, "3.0.3")),
        (at(STRING), at({**STRING, "title": "T", "x-mine": 1})),
        (at({"type": "integer", "minimum": 1}), at({"type": "integer", "minimum": 1.0})),
        (at({"type": "number", "minimum": 1}), at({"type": "number", "minimum": 1.0})),
        (at({"type": "number", "examples": [1]}), at({"type": "number", "examples": [1.0]})),
        (at({}), at({"title": "Anything"})),
    ],
)
def test_spelling_is_no_change(one, other):
    assert told(one, other) == told(other, one) == []


OPERATION = {"operationId": "get", "responses": {"200": {"description": ""}}}
PARAMETER = {"name": "q", "in": "query", "schema": STRING}


@pytest.mark.parametrize(
    "more",
    [
        {"x-root": 1},
        {"info": {"title": "other", "version": "2"}},
        {"tags": [{"name": "a"}]},
        {"paths": {"/a": {"summary": "s", "get": {**OPERATION, "parameters": [PARAMETER], "x-mine": 1}}}},
    ],
)
def test_what_no_record_is_made_from_is_no_change(more):
    assert told(calling(), calling(**more)) == []


def calling(**more):
    """A document with one operation, or with others."""
    document = {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "components": {
            "schemas": {"M": M, "L": {"type": "object", "properties": {"l": STRING}}},
            "securitySchemes": {"Key": {"type": "apiKey", "in": "header", "name": "X-Key"}},
        },
    }
    paths = {"/a": {"get": {**OPERATION, "parameters": [PARAMETER]}}}
    return view(reading.Document("x", {**document, "paths": paths, **more}))


def get(**said):
    return {"paths": {"/a": {"get": {**OPERATION, "parameters": [PARAMETER], **said}}}}


OTHER = {**PARAMETER, "name": "r"}
NAMED = {"$ref": "#/components/schemas/Name"}
LIST = {"$ref": "#/components/schemas/L"}
GET = "#/paths/~1a/get"


def body(kind="application/json", *, required=False, schema=STRING):
    return {"requestBody": {"required": required, "content": {kind: {"schema": schema}}}}


def brings(**schemas):
    """The answers of some statuses."""
    contents = {
        status: {"content": {"application/json": {"schema": each}}} if each else {} for status, each in schemas.items()
    }
    return {"responses": {status.strip("s"): {"description": "", **content} for status, content in contents.items()}}


@pytest.mark.parametrize(
    ("old", "new", "rules"),
    [
        ({}, {"operationId": "other"}, ["operation-renamed"]),
        ({}, {"tags": ["Others"]}, ["operation-renamed"]),
        ({}, {"parameters": [PARAMETER, OTHER]}, ["argument-added"]),
        ({}, {"parameters": [PARAMETER, {**OTHER, "required": True}]}, ["required-argument-added"]),
        ({}, {"parameters": []}, ["argument-removed"]),
        ({}, {"parameters": [{**PARAMETER, "required": True}]}, ["argument-required"]),
        ({"parameters": [{**PARAMETER, "required": True}]}, {}, ["argument-optional"]),
        ({}, {"parameters": [{**PARAMETER, "in": "header"}]}, ["request-changed"]),
        ({}, {"parameters": [OTHER, PARAMETER]}, ["argument-added"]),
        ({}, {"parameters": [{**PARAMETER, "deprecated": True}]}, ["deprecation-changed"]),
        ({}, {"parameters": [{**PARAMETER, "description": "words"}]}, ["description-changed"]),
        ({}, {"deprecated": True}, ["deprecation-changed"]),
        ({}, {"summary": "words"}, ["description-changed"]),
        ({}, {"security": [{"Key": []}]}, ["security-changed"]),
        ({"security": [{"Key": []}]}, {"security": []}, ["security-changed"]),
        ({"security": [{"Key": []}]}, {"security": [{"Key": []}, {"Key": []}]}, []),
        ({}, body(), ["argument-added"]),
        ({}, body(required=True), ["required-argument-added"]),
        (body(), {}, ["argument-removed"]),
        (body(), body(required=True), ["argument-required"]),
        (body(required=True), body(), ["argument-optional"]),
        (body(), body("application/vnd.a+json"), ["request-changed"]),
        (body(schema=MODEL), body(schema=LIST), ["argument-type-changed", "example-changed"]),
        (brings(s200=LIST), brings(s200=LIST, s201=LIST), ["response-added"]),
        (brings(s200=LIST, s201=LIST), brings(s200=LIST), ["response-removed"]),
        (brings(s200=LIST), brings(s200=LIST, s201=MODEL), ["variant-added", "response-added"]),
        (brings(s200=LIST, s201=MODEL), brings(s200=LIST), ["variant-removed", "response-removed"]),
        (brings(s200=LIST), brings(s200=LIST, s204=None), ["null-added", "response-added"]),
        (brings(s200=LIST), brings(s200=None), ["type-changed"]),
        (brings(s200=LIST), brings(s200=MODEL), ["type-changed"]),
        (brings(s200=LIST, s201=MODEL), brings(s200=MODEL, s201=LIST), ["type-changed", "type-changed"]),
        (
            brings(s200=LIST, s201=MODEL, s202=MODEL),
            brings(s200=LIST, s202=MODEL),
            ["type-changed", "response-removed"],
        ),
        (brings(s200=LIST, s201=LIST), brings(s201=LIST, s200=LIST), ["order-changed"]),
    ],
)
def test_what_changes_for_those_who_call_an_operation(old, new, rules):
    found = told(calling(**get(**old)), calling(**get(**new)))
    assert [(rule, place) for rule, place in found if not place.startswith("#/components")] == [
        (rule, GET) for rule in rules
    ]


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        (STRING, {"type": "integer"}, "argument-type-changed"),
        (STRING, {"type": ["string", "integer"]}, "argument-type-widened"),
        ({"type": ["string", "integer"]}, STRING, "argument-type-changed"),
        (STRING, {"type": ["string", "null"]}, "argument-type-widened"),
        ({"type": ["string", "null"]}, STRING, "argument-type-changed"),
        ({"enum": ["red", "green"]}, {"enum": ["red", "green", "blue"]}, "argument-type-widened"),
        ({"enum": ["red", "green", "blue"]}, {"enum": ["red", "green"]}, "argument-type-changed"),
        (STRING, {"enum": ["red", "green"]}, "argument-type-changed"),
        ({"enum": ["red", "green"]}, STRING, "argument-type-widened"),
        ({"type": "array", "items": STRING}, {"type": "array", "items": {"type": "integer"}}, "argument-type-changed"),
        ({"type": "array", "items": COLOUR}, {"type": "array", "items": RED}, "argument-type-changed"),
        ({"type": "array", "items": RED}, {"type": "array", "items": COLOUR}, "argument-type-widened"),
        ({"anyOf": [COLOUR, NULL]}, {"anyOf": [RED, NULL]}, "argument-type-changed"),
        ({"const": "red"}, RED, "argument-type-widened"),
        ({"const": "red"}, STRING, "argument-type-widened"),
        ({"const": 1}, {"type": "integer"}, "argument-type-widened"),
        ({"const": "blue"}, RED, "argument-type-changed"),
        ({"const": "red"}, {"const": "blue"}, "argument-type-changed"),
        (RED, {"const": "red"}, "argument-type-changed"),
        ({"type": "array", "items": {"const": "red"}}, {"type": "array", "items": RED}, "argument-type-widened"),
        ({"type": "integer"}, {"type": "number"}, "argument-type-widened"),
        ({"type": ["integer", "string"]}, {"type": ["string", "number"]}, "argument-type-widened"),
        ({"type": "number"}, {"type": "integer"}, "argument-type-changed"),
        ({"type": ["integer", "number"]}, {"type": "integer"}, "argument-type-changed"),
        (STRING, {"type": "string", "maxLength": 9}, "description-changed"),
        (STRING, {"type": "string", "format": "date"}, "format-changed"),
        (STRING, {"type": "string", "default": "a"}, "default-changed"),
        (STRING, {"type": "string", "examples": ["a"]}, "example-changed"),
    ],
)
def test_what_may_be_given_is_judged_by_those_who_give_it(old, new, rule):
    before, after = (calling(**get(parameters=[{**PARAMETER, "schema": each}])) for each in (old, new))
    found = [rule for rule, place in told(before, after) if place == GET]
    assert found in ([rule], [rule, "example-changed"])


STRINGS, CHECKED = {"type": "array", "items": STRING}, {"contains": {"minLength": 1}}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (STRINGS, {**STRINGS, **CHECKED}),
        (STRINGS, {"anyOf": [STRINGS, {"type": "boolean"}]}),
        ({**STRINGS, **CHECKED}, {**STRINGS, **CHECKED, "items": {"type": ["string", "null"]}}),
        ({**STRINGS, **CHECKED}, {**STRINGS, **CHECKED, "items": {"type": ["string", "integer"]}}),
    ],
)
def test_a_list_where_any_sequence_was_taken_or_one_of_other_items_is_another_type(old, new):
    before, after = (calling(**get(parameters=[{**PARAMETER, "schema": each}])) for each in (old, new))
    assert ("argument-type-changed", GET) in told(before, after)


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        (COLOUR, RED, "argument-type-changed"),
        (RED, COLOUR, "argument-type-widened"),
        ({"anyOf": [STRING, {"type": "boolean"}]}, {"anyOf": [RED, {"type": "boolean"}]}, "argument-type-changed"),
        ({"anyOf": [RED, {"type": "boolean"}]}, {"anyOf": [STRING, {"type": "boolean"}]}, "argument-type-widened"),
    ],
)
def test_what_may_be_given_is_judged_where_it_is_given_under_whatever_name(old, new, rule):
    for schema in (NAMED, {"type": "array", "items": NAMED}, {"anyOf": [NAMED, NULL]}):
        paths = get(parameters=[{**PARAMETER, "schema": schema}])
        before, after = (calling(**paths, components={"schemas": {"M": M, "Name": each}}) for each in (old, new))
        assert (rule, GET) in told(before, after)


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ({}, {"deprecated": True}, "deprecated"),
        ({"deprecated": True}, {}, "no longer deprecated"),
        ({}, {"parameters": [{**PARAMETER, "deprecated": True}]}, "the argument q is deprecated"),
        ({"parameters": [{**PARAMETER, "deprecated": True}]}, {}, "the argument q is no longer deprecated"),
        (
            {},
            {"parameters": [{**PARAMETER, "schema": {**STRING, "default": "a"}}]},
            "the argument q has another default",
        ),
        (brings(), brings(default=LIST), "any other success is described now"),
    ],
)
def test_what_changed_of_an_operation_is_said_in_words(old, new, what):
    found = comparison.changes(calling(**get(**old)), calling(**get(**new)))
    assert f"client.default.get: {what}" in [change.what for change in found]


@pytest.mark.parametrize("schema", [STRING, {"enum": ["red", "green"]}, {"type": "array", "items": STRING}])
def test_that_items_have_to_differ_is_nothing_to_those_who_give_them(schema):
    before, after = (
        calling(**get(parameters=[{**PARAMETER, "schema": {"type": "array", "items": schema, **more}}]))
        if "items" not in schema
        else calling(**get(parameters=[{**PARAMETER, "schema": {**schema, **more}}]))
        for more in ({}, {"uniqueItems": True})
    )
    assert [rule for rule, place in told(before, after) if place == GET] == []


def path(url, *names):
    parameters = [{"name": name, "in": "path", "required": True, "schema": STRING} for name in names]
    return {"paths": {url: {"get": {**OPERATION, "parameters": parameters}}}}


@pytest.mark.parametrize(
    ("old", "new", "rules"),
    [
        ("/a/{x}/{y}", "/a/{y}/{x}", ["argument-moved"]),
        ("/a/{x}/{y}", "/b/{x}/{y}", ["request-changed"]),
        ("/a/{x}/b/{y}", "/a/{x}/c/{y}", ["request-changed"]),
    ],
)
def test_what_a_path_says_is_judged_by_where_its_arguments_stand(old, new, rules):
    before, after = (calling(**path(each, "x", "y")) for each in (old, new))
    assert [rule for rule, _ in told(before, after)] == rules


def test_another_server_is_told_though_the_client_is_given_its_own():
    old, new = (calling(**get(), servers=[{"url": f"https://{host}.example"}]) for host in "ab")
    assert [(each.rule, each.what) for each in comparison.changes(old, new)] == [
        ("example-changed", "examples call https://b.example")
    ]


def test_an_answer_that_becomes_a_model_of_the_same_name_is_told_once():
    def answering(schema: Any) -> View:
        content = {"application/json": {"schema": schema}}
        return calling(**get(responses={"200": {"description": "", "content": content}}))

    old, new = answering({"type": "array", "items": STRING}), answering({"type": "object", "properties": {"a": STRING}})
    assert [rule for rule, _ in told(old, new)] == ["kind-changed"]


def test_another_order_of_arguments_that_have_to_be_named_is_told():
    one, other = ({"name": name, "in": "query", "schema": {"type": "integer"}} for name in "ab")
    old, new = (calling(**get(parameters=each)) for each in ([one, other], [other, one]))
    assert [rule for rule, _ in told(old, new)] == ["order-changed"]


def test_another_order_of_operations_is_told():
    one, other = {"/a": {"get": OPERATION}}, {"/b": {"get": {**OPERATION, "operationId": "b"}}}
    assert told(calling(paths={**one, **other}), calling(paths={**other, **one})) == [("order-changed", "#/paths")]


def test_operations_that_come_and_go_have_their_places():
    nothing, one = calling(paths={}), calling()
    assert told(one, nothing) == [("operation-removed", GET)]
    assert told(nothing, one) == [("operation-added", GET)]


DIFFERENT = {"type": "array", "items": STRING, "uniqueItems": True}


@pytest.mark.parametrize(
    ("old", "new", "rules"),
    [
        ({"type": "array", "items": STRING}, DIFFERENT, ["check-changed"]),
        (DIFFERENT, {**DIFFERENT, "minItems": 2}, ["bound-tightened"]),
        (DIFFERENT, {**DIFFERENT, "items": {"type": "integer"}}, ["type-changed"]),
        (STRING, {**STRING, "not": {"const": "x"}}, ["check-changed", "name-added"]),
        ({**STRING, "not": {"const": "x"}}, STRING, ["check-changed", "name-removed"]),
        (
            {"anyOf": [STRING, NULL]},
            {"anyOf": [{**STRING, "not": {"const": "x"}}, NULL]},
            ["check-changed", "name-added"],
        ),
        ({**STRING, "not": {"const": "x"}}, {**STRING, "not": {"const": "y"}}, ["check-changed"]),
    ],
)
def test_what_no_type_can_say_is_judged_too(old, new, rules):
    assert [rule for rule, _ in told(at(old), at(new)) if rule != "example-changed"] == rules


@pytest.mark.parametrize(
    ("old", "new", "rules"),
    [
        ({}, {"not": {"required": ["x"]}}, ["check-changed"]),
        ({"not": {"required": ["x"]}}, {}, ["check-changed"]),
        ({"not": {"required": ["x"]}}, {"not": {"required": ["y"]}}, ["check-changed"]),
        ({"not": {"required": ["x"]}}, {"not": {"required": ["x"], "description": "words"}}, []),
        ({"not": {"minProperties": 7}}, {"not": {"minProperties": 7.0}}, []),
    ],
)
def test_another_check_of_a_model_breaks_and_other_words_of_it_do_not(old, new, rules):
    assert [rule for rule, _ in told(seen({"M": {**M, **old}}), seen({"M": {**M, **new}}))] == rules


def test_what_a_check_refers_to_is_compared():
    old, new = (
        seen({"M": {**M, "not": {"$ref": "#/components/schemas/N"}}, "N": {**M, "required": [name]}}) for name in "xq"
    )
    assert ("check-changed", "#/components/schemas/N") in told(old, new)


def test_variants_of_which_exactly_one_has_to_fit_are_checked_otherwise():
    strings = [{"type": "string", "minLength": 1}, {"type": "string", "maxLength": 9}]
    assert ("check-changed", P) in told(at({"anyOf": strings}), at({"oneOf": strings}))


def closed(**members):
    return {"type": "object", "properties": members, "additionalProperties": False}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (closed(a=STRING), closed(a=STRING, b=STRING)),
        (closed(a=STRING), {**closed(a=STRING), "additionalProperties": STRING}),
        (closed(a=RED), closed(a=COLOUR)),
        (closed(a={"type": "array", "items": RED}), closed(a={"type": "array", "items": COLOUR})),
    ],
)
def test_what_is_additive_in_a_variant_breaks_where_exactly_one_has_to_fit(old, new):
    def union(kind: str, variant: Any) -> View:
        reference = {"$ref": "#/components/schemas/X"}
        return at({kind: [reference, closed(b=STRING)]}, X=variant)

    assert ("check-changed", P) in told(union("oneOf", old), union("oneOf", new))
    assert ("variant-choice-changed", P) in told(union("anyOf", old), union("anyOf", new))


def lists_of(*names):
    return [{"type": "array", "items": {"$ref": f"#/components/schemas/{name}"}} for name in names]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"$ref": "#/components/schemas/X"}, {"$ref": "#/components/schemas/Y"}),
        ({"$ref": "#/components/schemas/X"}, {"type": "object", "additionalProperties": STRING}),
    ],
)
def test_the_order_of_variants_counts_where_the_first_that_fits_is_taken(one, other):
    others = {"X": closed(a=STRING), "Y": closed(b=STRING)}
    old, new = (at({"anyOf": variants}, **others) for variants in ([one, other], [other, one]))
    assert told(old, new)[0] == ("variant-choice-changed", P)
    old, new = (at({"oneOf": variants}, **others) for variants in ([one, other], [other, one]))
    assert ("order-changed", P) in told(old, new)
    assert "variant-choice-changed" not in dict(told(old, new))


def test_lists_are_taken_for_each_other_too():
    old, new = (at({"anyOf": lists_of("X", "Y")}, X=each, Y=closed(b=STRING)) for each in (closed(), closed(b=STRING)))
    assert ("variant-choice-changed", P) in told(old, new)


def test_what_no_other_variant_can_be_is_no_choice():
    old, new = (at({"anyOf": [{"$ref": "#/components/schemas/X"}, STRING]}, X=closed(a=each)) for each in (RED, COLOUR))
    assert "variant-choice-changed" not in dict(told(old, new))


def test_an_enum_of_other_values_altogether_has_another_type():
    old, new = {"type": "string", "enum": ["a", "b"]}, {"type": "integer", "enum": [1, 2]}
    assert ("type-changed", "#/components/schemas/E") in told(seen({"E": old}), seen({"E": new}))


def test_types_that_lead_to_themselves_are_compared_once():
    def node(name: str, leaf: Any) -> Any:
        value = {"anyOf": [leaf, {"$ref": f"#/components/schemas/{name}"}]}
        return {"type": "object", "properties": {"p": value}}

    old, new = (
        seen({"T": node("A", STRING), "A": node("T", STRING)}),
        seen({"T": node("A", STRING), "A": node("A", STRING)}),
    )
    assert told(old, new) != []


def test_a_type_that_leads_to_itself_under_another_name_is_the_same():
    def tree(name: str) -> View:
        return at(
            {"$ref": f"#/components/schemas/{name}"},
            **{name: {"anyOf": [STRING, {"type": "array", "items": {"$ref": f"#/components/schemas/{name}"}}]}},
        )

    rules = [rule for rule, _ in told(tree("X"), tree("Y"))]
    assert rules == ["name-removed", "name-added", "json-schema-changed"]


def test_nothing_becomes_a_package_by_additions():
    assert told(NOTHING, seen({"M": M})) == [("name-added", "#/components/schemas/M")]
    assert told(seen({"M": M}), NOTHING) == [("name-removed", "#/components/schemas/M")]


def test_the_gravest_come_first_and_decide():
    old = seen({"M": {**M, "description": "a"}, "N": M})
    new = seen({"M": {**M, "description": "b"}, "O": M})
    found = comparison.changes(old, new)
    assert [change.rule for change in found] == ["name-removed", "name-added", "description-changed"]
    assert comparison.gravest(found) is Kind.BREAKING
    assert comparison.gravest([]) is None
    assert comparison.gravest([Change(Kind.IGNORED, "name-removed", "#", "")]) is None


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


@pytest.mark.parametrize(
    ("old", "new", "is_same"),
    [
        (1, 1.0, True),
        (1, True, False),
        ([0], [False], False),
        ({"a": [1]}, {"a": [1.0]}, True),
        ({"a": 0}, {"a": False}, False),
        ({"a": 1}, {"b": 1}, False),
        ([1], [1, 2], False),
        ("1", 1, False),
        (None, None, True),
    ],
)
def test_values_are_the_same_as_json_values_are(old, new, is_same):
    assert same(old, new) is is_same


# What follows stands for records that are added to `ir` and that no rule has heard of.


@dataclass(frozen=True)
class Novel:
    """A kind of value that is new."""

    schema: str


@dataclass(frozen=True)
class MoreOfAField(Field):
    """A field of which there is more to say."""

    unit: str = ""


def with_type(kind: Any, made: type[Field] = Field, **more: Any) -> View:
    field = made("f", Raw("f"), renamed=False, type=kind, required=True, description=Raw(""), default=None,
                 deprecated=False, **more)  # fmt: skip
    model = Model("M", Raw("M"), Raw(""), None, (field,), None, Raw("{}"))
    return View(replace(NOTHING.package, models=(model,)), {})


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        (Novel("a"), Novel("b"), "M.f: another schema"),
        (Array(Novel("a"), Bounds({})), Array(Novel("b"), Bounds({})), "M.f: another schema"),
    ],
)
def test_a_record_that_no_rule_knows_is_not_understood_so_it_breaks(old, new, what):
    definitions = with_type(old), with_type(new)
    found = comparison.changes(*(shown_as_nothing(each) for each in definitions))
    assert found == [Change(Kind.BREAKING, "not-understood", "#/components/schemas/M/f", what)]


def test_what_becomes_a_record_that_no_rule_knows_has_another_type():
    old, new = (shown_as_nothing(with_type(kind)) for kind in (AnyValue(), Novel("a")))
    assert [change.rule for change in comparison.changes(old, new)] == ["type-changed"]


def test_a_part_of_a_record_that_no_rule_knows_is_not_understood():
    old, new = (shown_as_nothing(with_type(AnyValue(), MoreOfAField, unit=unit)) for unit in ("s", "ms"))
    assert [(change.rule, change.what) for change in comparison.changes(old, new)] == [
        ("not-understood", "M.f: another unit")
    ]
    assert comparison.changes(old, old) == []


@dataclass(frozen=True)
class MoreOfAPackage(Package):
    """A package that holds something else besides."""

    operations: tuple[str, ...] = ()


def test_what_else_a_package_holds_is_not_understood():
    nothing = ("", (), (), (), (), (), ())
    old, new = (View(MoreOfAPackage(*nothing, operations=each), {}) for each in ((), ("get",)))
    assert comparison.changes(old, new) == [
        Change(Kind.BREAKING, "not-understood", "#/components/schemas", "other operations")
    ]


def shown_as_nothing(made: View) -> View:
    made.schemas["M"] = {}
    return made


@given(random_documents, random_documents)
@settings(suppress_health_check=list(HealthCheck), max_examples=40)
def test_every_two_documents_that_are_packages_can_be_compared(old, new):
    try:
        before, after = (view(reading.Document("x", copy.deepcopy(each))) for each in (old, new))
    except PipelineError:
        return
    for change in comparison.changes(before, after):
        assert change.rule in {*RULES} - {"not-understood"}
        assert change.what.isprintable()
        assert change.pointer.startswith("#/components/schemas")
    assert comparison.changes(before, before) == []
