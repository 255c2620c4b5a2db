"""The last step: annotations of a reference stand outside of it, and what no model can hold is refused.

A reference beside annotations is written `allOf: [$ref]`, which asks the same of a value; a plain reference has
nothing beside it but its place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.schema.walk import ORIGIN, each, fail, is_null, non_null, rebuild, schemas_of, with_schemas

if TYPE_CHECKING:
    from scripts.base.json_types import Schema


def form(document: Schema) -> Schema:
    """The document in the normal form."""
    result = each(document, _value)
    return with_schemas(result, {name: _component(schema) for name, schema in schemas_of(result).items()})


def _component(schema: Schema) -> Schema:
    """The engine passes an alias on if it is written as `allOf`."""
    return {"allOf": [schema], ORIGIN: schema[ORIGIN]} if "$ref" in schema else schema


def _value(schema: Schema) -> Schema:
    if is_null(schema):
        fail(schema)
    inner = non_null(schema)
    schema = {**schema, "anyOf": [_value(inner), {"type": "null"}]} if inner is not None else rebuild(schema, _value)
    if "$ref" not in schema:
        return schema
    beside = {key: value for key, value in schema.items() if key not in {"$ref", ORIGIN}}
    if not beside:
        return schema
    return {"allOf": [{"$ref": schema["$ref"]}], **beside, ORIGIN: schema[ORIGIN]}
