"""The schema that the models were generated from, as JSON Schema."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from ._definitions import COMPONENTS, REFERENCES


def json_schema(component: str) -> dict[str, Any]:
    """Return the JSON Schema of one component, with what it refers to under `$defs`."""
    closure = definitions_of(component)
    definitions = {name: deepcopy(schema) for name, schema in COMPONENTS.items() if name in closure}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$ref": f"#/$defs/{component}",
        "$defs": definitions,
    }


def definitions_of(component: str) -> set[str]:
    """Return the names of a component and of all that it refers to, in however many steps."""
    found: set[str] = set()
    waiting = [component]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(REFERENCES[name])
    return found
