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
    """The model without rules on the number and the spelling of its names: with a check of those that say something."""
    result = {key: value for key, value in schema.items() if key not in _ON_MAPS}
    counted = {key: schema[key] for key in _ON_MAPS if key in schema and not _is_implied(key, schema)}
    return with_checks(result, {X_CHECK: [as_given(counted)]}) if counted else result


def _is_implied(rule: str, schema: Schema) -> bool:
    """Whether the names that are listed and required say the same."""
    named = schema.get("properties", {})
    if rule == "minProperties":
        return bool(schema[rule] <= len(schema.get("required", [])))
    if rule == "maxProperties":
        return schema.get("additionalProperties") is False and schema[rule] >= len(named)
    return not named  # the empty object has none to spell
