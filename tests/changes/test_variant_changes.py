"""Variants of unions are known by what they are, not by where they stand; items of tuples by where they stand."""

from __future__ import annotations

import pytest

from scripts.changes import comparison

S = "#/components/schemas/S"
NULL = {"type": "null"}
LIST = {"type": "array", "items": {"type": "string"}}


def found(old, new):
    one, other = ({"openapi": "3.1.0", "components": {"schemas": {"S": schema}}} for schema in (old, new))
    return [
        (str(change.kind.name), change.pointer.removeprefix(S), change.what)
        for change in comparison.classify(one, other)
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ([{"type": "string"}], [{"type": "string"}, NULL], [("BREAKING", "/anyOf", "can be null now")]),
        ([LIST], [LIST, {"type": "array"}], [("ADDITIVE", "/anyOf", "variant list of any type added")]),
        ([LIST, NULL], [NULL], [("BREAKING", "/anyOf", "variant list of string removed")]),
        ([{"const": 1}, True], [{"const": 1}], [("BREAKING", "/anyOf", "variant True removed")]),
        ([LIST], [LIST, LIST], [("ADDITIVE", "/anyOf", "variant list of string number 2 added")]),
        (
            [{"properties": {"a": {"enum": ["x"]}, "b": {"const": 1}, "c": {"enum": [1, 2]}, "d": True}}],
            [NULL],
            [("BREAKING", "/anyOf", "variant with a 'x', b 1 removed"), ("BREAKING", "/anyOf", "can be null now")],
        ),
        (
            [{"type": "string"}, {"type": "integer"}],
            [{"type": "integer", "minimum": 1}, {"type": "string"}],
            [
                ("BREAKING", "/anyOf/0/minimum", "bound tightened from none to 1"),
                ("DOCUMENTATION", "/anyOf", "order changed"),
            ],
        ),
    ],
)
def test_a_variant_is_known_by_what_it_is(old, new, expected):
    assert found({"anyOf": old}, {"anyOf": new}) == expected


def test_one_more_demand_on_all_breaks():
    assert found({"allOf": [{"type": "string"}]}, {"allOf": [{"type": "string"}, {"type": "array"}]}) == [
        ("BREAKING", "/allOf", "variant list of any type added")
    ]


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ({"$ref": "#/a"}, {"$ref": "#/b"}, "was #/a, is #/b"),
        ({"$ref": "#/a"}, {}, "was #/a, is no reference"),
        ({}, {"$ref": "#/b"}, "was no reference, is #/b"),
    ],
)
def test_another_reference_breaks(old, new, what):
    assert found({"title": "t", **old}, {"title": "t", **new}) == [("BREAKING", "/$ref", what)]


def test_items_of_a_tuple_are_compared_at_their_places():
    old, new = [{"type": "string"}, {"type": "integer"}], [{"type": "string"}, {"type": "number"}]
    assert found({"prefixItems": old}, {"prefixItems": new}) == [
        ("BREAKING", "/prefixItems/1/type", "was integer, is number")
    ]
    assert found({"prefixItems": old}, {"prefixItems": old[:1]}) == [
        ("BREAKING", "/prefixItems", "1 items instead of 2")
    ]


@pytest.mark.parametrize(
    ("old", "new"), [({}, {"x-name": "A"}), ({"x-name": "A"}, {}), ({"x-name": "A"}, {"x-name": "B"})]
)
def test_another_name_of_a_class_breaks(old, new):
    assert [kind for kind, *_ in found({"type": "object", **old}, {"type": "object", **new})] == ["BREAKING"]
