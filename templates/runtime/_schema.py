"""The schema that the models were generated from, as JSON Schema."""

from __future__ import annotations

from copy import deepcopy
from typing import Any, Final

from ._definitions import COMPONENTS, REFERENCES

_PACKAGE: Final = str(__package__)


def component_of(model: type) -> str:
    """Return the component that a model is made from; a class derived from a model has that of the model.

    Raises:
        TypeError: if there is none.
    """
    for base in model.__mro__:
        if base.__module__.rpartition(".")[0] == _PACKAGE and base.__name__ in COMPONENTS:
            return base.__name__
    raise TypeError(f"{model.__name__} is made from no schema")


def json_schema(model: type) -> dict[str, Any]:
    """Return the JSON Schema of a model, with what it refers to under `$defs`."""
    component = component_of(model)
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
