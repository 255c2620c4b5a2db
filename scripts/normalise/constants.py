"""One allowed value is a constant: `enum: [x]` becomes `const: x`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.schema.walk import each, rebuild

if TYPE_CHECKING:
    from scripts.base.json_types import Schema


def constants(document: Schema) -> Schema:
    """Every `enum` has two values or more."""
    return each(document, _constant)


def _constant(schema: Schema) -> Schema:
    schema = rebuild(schema, _constant)
    if len(schema.get("enum", [])) != 1:
        return schema
    return {
        ("const" if key == "enum" else key): (value[0] if key == "enum" else value) for key, value in schema.items()
    }
