"""Unions that have to be tried hold others: each value is read once a type, however deep it is.

Were it read again for each variant around it, 2 to the power of the depth would be the least: no test would end.
"""

from __future__ import annotations

import json

import pytest

from tests.support.packages import imported

DEPTH = 60

INNER = {"type": "array", "items": {"$ref": "#/components/schemas/Node"}}
VARIANTS = [{"type": "object", "properties": {"inner": INNER, name: {"type": "integer"}}} for name in ("a", "b")]
HOLDER = {
    "type": "object",
    "required": ["value"],
    "properties": {
        "value": {"$ref": "#/components/schemas/Node"},
        "lists": {"$ref": "#/components/schemas/Lists"},
    },
}
LISTS = {
    "oneOf": [
        {"type": "array", "uniqueItems": True, "items": {"$ref": "#/components/schemas/Lists"}},
        {"type": "array", "maxItems": 0, "items": {"type": "string"}, "minItems": 1},
        {"type": "integer"},
    ]
}


@pytest.fixture(scope="module", params=["anyOf", "oneOf"])
def package(request, tmp_path_factory):
    variants = [{**variant, "required": [name]} for variant, name in zip(VARIANTS, "ab", strict=True)]
    schemas = {"Node": {request.param: variants}, "Lists": LISTS, "Holder": HOLDER}
    return imported(schemas, f"nested_{request.param.lower()}", tmp_path_factory.mktemp("nested"))


def nested(leaf):
    for _ in range(DEPTH):
        leaf = {"a": 1, "inner": [leaf]}
    return leaf


@pytest.mark.parametrize("strict", [True, False])
def test_what_is_right_at_every_depth_is_read_and_written_back(package, strict):
    value = {"value": nested({"b": 2})}
    assert package.Holder.from_json(json.dumps(value), strict=strict).to_dict() == value
    assert package.Holder.from_dict(value, strict=strict).to_dict() == value


@pytest.mark.parametrize("strict", [True, False])
def test_what_is_wrong_deep_inside_is_told_with_its_place(package, strict):
    with pytest.raises(package.ValidationError) as caught:
        package.Holder.from_json(json.dumps({"value": nested({"b": "x"})}), strict=strict)
    assert f"$.value{'.inner[0]' * DEPTH}.b: expected an integer" in str(caught.value)


def test_what_is_unknown_deep_inside_is_kept(package):
    value = {"value": nested({"b": 2, "new": [1]})}
    held = package.Holder.from_json(json.dumps(value))
    assert held.to_dict() == value
    assert [part.location[-1] for part in held.unknown()] == ["new"]


def test_lists_in_lists_that_differ_are_read(package):
    lists = 1
    for _ in range(DEPTH):
        lists = [lists]
    value = {"value": {"a": 1}, "lists": lists}
    assert package.Holder.from_dict(value, strict=True).to_dict() == value


def test_what_stands_at_two_places_becomes_two_models(package):
    same = {"a": 1}
    held = package.Holder.from_dict({"value": {"a": 1, "inner": [same, same]}})
    first, second = held.value.inner
    assert first == second
    assert first is not second
