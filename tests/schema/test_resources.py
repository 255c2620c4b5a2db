"""What references name, in documents that are not whole yet."""

from __future__ import annotations

import pytest

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
