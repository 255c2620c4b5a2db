"""What references name, in documents that are not whole yet."""

from __future__ import annotations

import pytest

from scripts.base.errors import PipelineError
from scripts.schema.resources import Resources


@pytest.mark.parametrize("more", [{}, {"components": None}, {"components": {"schemas": []}, "webhooks": "none"}])
def test_what_stands_in_paths_is_found_without_components(more):
    schema = {"schema": {"$id": "urn:a", "$anchor": "b"}}
    found = Resources({"paths": {"/a": {"parameters": [schema]}}, **more})
    assert found.target("urn:a#b", ()) == ("paths", "/a", "parameters", "0", "schema")


def test_what_stands_in_a_list_of_items_is_found():
    schema = {"type": "array", "items": [{}, {"$id": "urn:a"}]}
    path = ("components", "schemas", "A", "items", "1")
    assert Resources({"components": {"schemas": {"A": schema}}}).target("urn:a", ()) == path


def test_anchors_belong_to_the_resource_around_them():
    inner = {"$id": "urn:b", "$anchor": "x", "properties": {"p": {"$dynamicAnchor": "y"}}}
    schemas = {"A": {"$anchor": "x", "items": inner}, "B": {"$dynamicAnchor": "y"}, "C": {"$anchor": 7}}
    found = Resources({"components": {"schemas": schemas}})
    a, b = (("components", "schemas", name) for name in "AB")
    resource = (*a, "items")
    p = (*resource, "properties", "p")
    assert found.anchors == {((), "x"): a, ((), "y"): b, (resource, "x"): resource, (resource, "y"): p}
    assert found.dynamic_anchors == {(): {"y": b}, resource: {"y": p}}
    assert found.target("#x", ()) == a
    assert found.target("#x", resource) == found.target("urn:b#x", ()) == resource


def test_an_anchor_is_ambiguous_only_where_two_schemas_of_one_resource_differ():
    def named(**said):
        return {"$anchor": "x", **said}

    schemas = {
        "A": named(), "B": named(), "C": {"$id": "urn:c", "allOf": [named(type="null"), named()]}, "D": {"$id": "urn:d"}
    }  # fmt: skip
    found = Resources({"components": {"schemas": schemas}})
    assert found.target("#x", ()) in [("components", "schemas", name) for name in "AB"]
    with pytest.raises(PipelineError) as error:
        found.target("urn:c#x", ())
    assert error.value.what == "the reference 'urn:c#x' names an anchor of two schemas"
    assert error.value.hint == "name one of them anew: it is not said which is meant"
    with pytest.raises(PipelineError, match="names no anchor"):
        found.target("urn:d#x", ())
