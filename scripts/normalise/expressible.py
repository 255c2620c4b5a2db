"""Names and values that JSON Schema can have and msgspec can't: whoever has one can't have a type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.schema import identifiers
from scripts.schema.walk import each, fail, rewritten

if TYPE_CHECKING:
    from scripts.base.json_types import Schema


def expressible(document: Schema) -> Schema:
    """The document, whose names and values msgspec can have."""
    return each(document, lambda component: rewritten(component, _checked))


def _checked(schema: Schema) -> Schema:
    if schema.get("const") == identifiers.SENTINEL:
        fail("the constant U+E000 stands for unknown variants", schema, "use another value")
    for name in schema.get("properties", {}):
        if name == identifiers.SENTINEL or not identifiers.is_field_name(name):
            fail(f"a property can't be named {name!r}", schema, "rename it, or leave it out")
    return schema
