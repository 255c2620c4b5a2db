"""What a JSON Schema validator says of the components of an OpenAPI document."""

from __future__ import annotations

from typing import Any

import jsonschema_rs

from scripts.schema.walk import each, rebuild

Schema = dict[str, Any]

_BOUNDS = {"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"}


def validator(document: Schema, component: str) -> jsonschema_rs.Draft202012Validator:
    """A validator of one component; formats are not checked. Raises ValidationError or ValueError for no schema."""
    told = each(document, _from_3_0) if document["openapi"].startswith("3.0") else document
    # `$defs`, or a validator would not look for identifiers in the components.
    defined = {"$defs": told["components"]["schemas"], "$ref": f"#/components/schemas/{component}"}
    return jsonschema_rs.Draft202012Validator({**told, **defined})


def _from_3_0(schema: Schema) -> Schema:
    """What a schema of OpenAPI 3.0 says, by the text of 3.0.3, as JSON Schema."""
    if "$ref" in schema:
        return {"$ref": schema["$ref"]}
    result = rebuild(schema, _from_3_0)
    if result.pop("nullable", False) is True and isinstance(result.get("type"), str):
        result["type"] = [result["type"], "null"]
    for flag, bound in _BOUNDS.items():
        if result.pop(flag, False) is True and bound in result:
            result[flag] = result.pop(bound)
    return result
