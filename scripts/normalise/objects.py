"""An object either lists its properties, or is a map from names to values of one kind.

A required name that is not listed is listed, with what `additionalProperties` says of it. Counting and spelling
rules remain on maps; on an object with properties they are left out where the required names imply them, else
they are checks. `additionalProperties: {}` is what an absent one says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.base.json_types import is_mapping
from scripts.normalise.checks import as_given
from scripts.schema.walk import ORIGIN, X_CHECK, assertions, each, rebuild, refuse, with_checks

if TYPE_CHECKING:
    from scripts.base.json_types import Schema

_ON_MAPS = ("minProperties", "maxProperties", "propertyNames")


def objects(document: Schema) -> Schema:
    """Every object is a model (`properties`, or nothing allowed) or a map (neither)."""
    return each(document, _resolve)


def is_model(schema: Schema) -> bool:
    """Whether the schema is an object that lists its properties, or forbids all."""
    return schema.get("type") == "object" and ("properties" in schema or schema.get("additionalProperties") is False)


def _resolve(schema: Schema) -> Schema:
    schema = rebuild(schema, _resolve)
    if schema.get("type") == "array" and "items" not in schema:
        return {**schema, "items": {ORIGIN: schema[ORIGIN]}}
    return _object(schema) if schema.get("type") == "object" else schema


def _object(schema: Schema) -> Schema:
    result = dict(schema)
    additional = schema.get("additionalProperties", {})
    if is_mapping(additional) and not assertions(additional):
        result.pop("additionalProperties", None)
    missing = [name for name in schema.get("required", []) if name not in schema.get("properties", {})]
    if missing and additional is False:
        refuse(
            f"no value satisfies the schema: {missing[0]} is required and forbidden", schema, "list it in properties"
        )
    if missing:
        listed = {name: {ORIGIN: schema[ORIGIN], **additional} for name in missing}
        result["properties"] = {**schema.get("properties", {}), **listed}
    return _counted(result) if is_model(result) else result


def _counted(schema: Schema) -> Schema:
    result = dict(schema)
    if result.get("minProperties", 0) <= len(result.get("required", [])):
        result.pop("minProperties", None)
    if "properties" not in result:
        # The empty object: it has no names to spell.
        result.pop("propertyNames", None)
    if result.get("additionalProperties") is False and result.get("maxProperties", 0) >= len(
        result.get("properties", {})
    ):
        result.pop("maxProperties", None)
    counted = {key: result.pop(key) for key in _ON_MAPS if key in result}
    return with_checks(result, {X_CHECK: [as_given(counted)]}) if counted else result
