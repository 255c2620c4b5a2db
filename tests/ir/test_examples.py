"""The examples of pages: a value that fits, whatever the schema, and a clear word where there is none."""

from __future__ import annotations

import pytest

from scripts.ir.examples import NoExampleError, example

A = {"$ref": "#/components/schemas/A"}
B = {"$ref": "#/components/schemas/B"}
OR_NULL = {"anyOf": [{"type": "integer"}, {"type": "null"}]}
EITHER = {"oneOf": [{"type": "boolean"}, {"type": "integer"}]}


def holding(schema):
    return {"type": "object", "required": ["v"], "properties": {"v": schema}}


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "string"}, "string"),
        ({"type": "string", "minLength": 9}, "stringggg"),
        ({"type": "string", "maxLength": 3}, "str"),
        ({"type": "string", "examples": ["mine", "other"], "pattern": "^m"}, "mine"),
        ({"type": "integer"}, 1),
        ({"type": "integer", "minimum": 5}, 5),
        ({"type": "integer", "exclusiveMinimum": 5}, 6),
        ({"type": "integer", "maximum": -3}, -3),
        ({"type": "integer", "minimum": 7, "exclusiveMinimum": 5}, 7),
        ({"type": "integer", "minimum": 5, "exclusiveMinimum": 7}, 8),
        ({"type": "integer", "maximum": 0, "exclusiveMaximum": -1}, -2),
        ({"type": "integer", "maximum": -3, "exclusiveMaximum": 0}, -3),
        ({"type": "integer", "maximum": 9}, 1),
        ({"type": "integer", "exclusiveMaximum": 1}, 0),
        ({"type": "integer", "minimum": 5, "multipleOf": 4}, 8),
        ({"type": "integer", "minimum": 8, "multipleOf": 4}, 8),
        ({"type": "number"}, 0.5),
        ({"type": "number", "exclusiveMinimum": 1}, 1.5),
        ({"type": "number", "exclusiveMaximum": 0}, -0.5),
        ({"type": "boolean"}, True),
        ({"type": "null"}, None),
        ({}, None),
        ({"const": "x"}, "x"),
        ({"type": "string", "enum": ["b", "a"]}, "b"),
        ({"type": "array", "items": {"type": "integer"}}, [1]),
        ({"type": "array"}, [None]),
        ({"type": "array", "items": {"type": "integer"}, "minItems": 2}, [1, 1]),
        ({"type": "array", "items": {"type": "integer"}, "maxItems": 0}, []),
        ({"type": "array", "items": {"type": "integer"}, "maxItems": 5}, [1]),
        ({"type": "object", "minProperties": 2, "additionalProperties": {"type": "integer"}}, {"key_1": 1, "key_2": 1}),
        ({"type": "object", "minProperties": 1}, {"key_1": None}),
        ({"type": "object", "minProperties": 1, "additionalProperties": A}, {"key_1": {"n": 1}}),
        ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, 1),
        ({"oneOf": [{"type": "boolean"}, {"type": "integer"}]}, True),
        ({"x-untagged": "oneOf", "oneOf": [holding({"type": "string"}), holding(OR_NULL)]}, {"v": "string"}),
        ({"x-untagged": "oneOf", "oneOf": [holding({"type": "null"}), holding(OR_NULL)]}, {"v": 1}),
        ({"x-untagged": "oneOf", "oneOf": [holding({"type": "integer"}), holding(EITHER)]}, {"v": True}),
        ({"allOf": [{"$ref": "#/components/schemas/A"}]}, {"n": 1}),
        (A, {"n": 1}),
        (B, {"n": 1}),
    ],
)
def test_an_example_is_the_plainest_value_that_fits(schema, value):
    found = example({"A": {"type": "object", "properties": {"n": {"type": "integer"}}}, "B": {"allOf": [A]}}, schema)
    assert found == value
    assert type(found) is type(value)


INTEGER = {"type": "integer"}
TEXT = {"type": "string"}
NAMED = {"type": "object", "properties": {"n": TEXT, "m": INTEGER}}


@pytest.mark.parametrize(
    ("value", "others"),
    [
        (1, (INTEGER, {"type": "number"}, A, {"allOf": [A]}, OR_NULL, {"oneOf": [TEXT, INTEGER]}, {"const": 1}, {})),
        ("a", (TEXT, {"enum": ["b", "a"]}, {"const": "a"}, {"oneOf": [INTEGER, TEXT]})),
        (1.5, ({"type": "number"},)),
        (None, (OR_NULL, {"type": "null"}, {"const": None})),
        ([], ({"type": "array", "items": TEXT},)),
        ({}, ({"type": "object"}, NAMED)),
        ({"n": "a", "m": 1}, (NAMED, {**NAMED, "required": ["n"]}, {**NAMED, "properties": {}})),
        ({"x": 1}, (NAMED,)),
    ],
)
def test_what_another_variant_may_accept_is_no_example_of_exactly_one(value, others):
    for other in others:
        assert of_one({"const": value}, other) != value, other


@pytest.mark.parametrize(
    ("value", "others"),
    [
        (1, (TEXT, {"type": "boolean"}, {"type": "object"}, NAMED, {"const": 2}, {"enum": [2, 3]}, {"allOf": [B]})),
        (1, ({"oneOf": [{"type": "boolean"}, B]}, {"anyOf": [B, {"type": "null"}]})),
        ({"n": 1}, ({"type": "object", "properties": {"n": B}},)),
        ("a", (INTEGER, A, {"allOf": [A]}, OR_NULL, {"oneOf": [INTEGER, {"type": "array"}]}, {"enum": ["b"]})),
        (1.5, (INTEGER, B)),
        (True, (INTEGER, {"type": "number"})),
        (None, (TEXT, INTEGER)),
        ({}, ({**NAMED, "required": ["n"]}, {"type": "array"})),
        ({"m": 1}, ({**NAMED, "required": ["m", "n"]},)),
        ({"n": 1}, (NAMED, {**NAMED, "required": ["n"]})),
        ({"n": "a", "m": "b"}, (NAMED,)),
    ],
)
def test_what_no_other_variant_can_accept_is_the_example_of_exactly_one(value, others):
    for other in others:
        assert of_one({"const": value}, other) == value, other


def of_one(*variants):
    components = {"A": INTEGER, "B": {"allOf": [{"$ref": "#/components/schemas/Text"}]}, "Text": TEXT}
    try:
        return example(components, {"x-untagged": "oneOf", "oneOf": list(variants)})
    except NoExampleError:
        return "none"


@pytest.mark.parametrize(
    ("checks", "fits"),
    [
        ([], True),
        ([{"minimum": 1}], True),
        ([{"minimum": 1}, {"maximum": 0}], False),
        ([{"$ref": "#/components/schemas/Given"}], True),
        ([{"not": {"$ref": "#/components/schemas/Given"}}], False),
        ([{"type": "text"}], False),
    ],
)
def test_an_example_satisfies_what_is_checked_besides(checks, fits):
    schema = {**INTEGER, "x-check": checks}
    if fits:
        assert example({}, schema, {"Given": INTEGER}) == 1
    else:
        with pytest.raises(NoExampleError):
            example({}, schema, {"Given": INTEGER})


@pytest.mark.parametrize(
    ("member", "value"),
    [
        (A, {}),
        ({"anyOf": [A, {"type": "null"}]}, {"a": None}),
        ({"type": "array", "items": A}, {"a": []}),
        ({"type": "array", "items": A, "minItems": 1}, {}),
        ({"oneOf": [A, {"type": "string"}]}, {"a": "string"}),
        ({"oneOf": [A, {"allOf": [A]}]}, {}),
    ],
)
def test_what_would_hold_itself_is_left_out_as_shortly_as_may_be(member, value):
    components = {"A": {"type": "object", "properties": {"a": member}}}
    assert example(components, components["A"]) == value


@pytest.mark.parametrize("member", [A, {"type": "array", "items": A, "minItems": 1}])
def test_what_requires_itself_without_end_has_no_example(member):
    components = {"A": {"type": "object", "required": ["a"], "properties": {"a": member}}}
    with pytest.raises(NoExampleError):
        example(components, components["A"])


def test_what_multiplies_has_no_example_that_would_fill_a_page():
    pair = [{"$ref": f"#/components/schemas/{level}"} for level in range(1, 12)]
    components = {
        str(level): {"type": "object", "required": ["a", "b"], "properties": {"a": dict(below), "b": dict(below)}}
        for level, below in enumerate([*pair, {"type": "integer"}])
    }
    with pytest.raises(NoExampleError):
        example(components, components["0"])


def test_an_example_has_up_to_a_thousand_parts():
    def wide(count):
        names = [f"p{number}" for number in range(count)]
        return {"type": "object", "required": names, "properties": {name: {"type": "boolean"} for name in names}}

    assert len(example({}, wide(1000))) == 1000
    with pytest.raises(NoExampleError):
        example({}, wide(1001))


@pytest.mark.parametrize(
    "members",
    [{"pattern": "a$b"}, {"pattern": "a", "maxLength": 0}, {"minLength": 1001}, {"pattern": "^a{1001}$"}],
)
def test_a_text_that_can_not_be_made_up_is_left_out_where_it_may_be(members):
    properties = {"a": {"type": "string", **members}, "b": {"type": "boolean"}}
    assert example({}, {"type": "object", "properties": properties}) == {"b": True}
    with pytest.raises(NoExampleError):
        example({}, {"type": "object", "properties": properties, "required": ["a"]})
