"""Where in the schema that was given the records come from."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from scripts.documents import pointers
from scripts.ir import engine
from scripts.schema.walk import ORIGIN, schemas_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scripts.base.json_types import Schema
    from scripts.ir.client_records import Operation

SCHEMAS = ("components", "schemas")

Origins: TypeAlias = "Mapping[tuple[str, ...], str]"
"""JSON pointers, by a class's name, and by that and the name of a property in JSON."""


def origins(normalised: Schema) -> Origins:
    """The places of everything in a normalised document that has a name."""
    found: dict[tuple[str, ...], str] = {}
    for component, schema in schemas_of(normalised).items():
        name = engine.class_name(component)
        found[name,] = schema[ORIGIN]
        for each, member in schema.get("properties", {}).items():
            found[name, each] = member[ORIGIN]
    return found


def origin_of(operation: Operation) -> str:
    """The place of an operation."""
    return pointers.join("paths", operation.path.text, operation.method.lower())
