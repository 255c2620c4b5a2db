"""The official schema of run steps as peers meet it: the closure of one component, untouched otherwise."""

from __future__ import annotations

from typing import Any, Final

from scripts.bench.kinds import is_array, is_object

_SCHEMAS: Final = "#/components/schemas/"


def closure(document: dict[str, Any], root: str) -> dict[str, Any]:
    """Return an OpenAPI document that holds the component schema `root` and all it refers to, as they are."""
    components: dict[str, Any] = document["components"]["schemas"]
    wanted = [root]
    for name in wanted:  # grows while it is walked
        wanted += sorted(_referred(components[name]) - set(wanted))
    return {
        "openapi": document["openapi"],
        "info": {"title": "run steps", "version": "1"},
        "paths": {},
        "components": {"schemas": {name: components[name] for name in wanted}},
    }


def _referred(node: Any) -> set[str]:
    """Return the names of the component schemas that a node refers to."""
    if is_array(node):
        return set[str]().union(*map(_referred, node))
    if not is_object(node):
        return set()
    found = set[str]().union(*map(_referred, node.values()))
    reference = node.get("$ref")
    if isinstance(reference, str) and reference.startswith(_SCHEMAS):
        found.add(reference.removeprefix(_SCHEMAS))
    return found
