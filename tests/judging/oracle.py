"""What a JSON Schema validator says of the components of an OpenAPI document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jsonschema_rs

from scripts.documents import pointers
from scripts.schema.walk import rewritten

if TYPE_CHECKING:
    from collections.abc import Callable

Schema = dict[str, Any]

_GONE = {"$recursiveRef", "$recursiveAnchor"}  # keywords of 2019-09, whose values 2020-12 has an opinion on
_BOUNDS = {"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"}


def validator(document: Schema, component: str) -> jsonschema_rs.Draft202012Validator:
    """A validator of one component; formats are not checked. Raises ValidationError or ValueError for no schema."""
    change = _from_3_0 if document["openapi"].startswith("3.0") else _without_2019
    told = changed(document, change)
    schemas = told["components"]["schemas"]
    # `$defs`, or a validator would not look for identifiers in the components.
    defined = {"$defs": schemas, "$ref": pointers.join("components", "schemas", component)}
    return jsonschema_rs.Draft202012Validator({**told, **defined})


def changed(document: Schema, change: Callable[[Schema], Schema]) -> Schema:
    """The document in which each schema of each component is what `change` makes of it."""
    schemas = {
        name: rewritten(schema, change) if isinstance(schema, dict) else schema
        for name, schema in document["components"]["schemas"].items()
    }
    return {**document, "components": {**document["components"], "schemas": schemas}}


def _from_3_0(schema: Schema) -> Schema:
    """What a schema of OpenAPI 3.0 says, by the text of 3.0.3, as JSON Schema."""
    if "$ref" in schema:
        return {"$ref": schema["$ref"]}
    result = dict(schema)
    if result.pop("nullable", False) is True and isinstance(result.get("type"), str):
        result["type"] = [result["type"], "null"]
    for flag, bound in _BOUNDS.items():
        if result.pop(flag, False) is True and bound in result:
            result[flag] = result.pop(bound)
    return result


def _without_2019(schema: Schema) -> Schema:
    """What is no JSON Schema 2020-12 says nothing, a flag of OpenAPI 3.0 and a name's repetition among it."""
    result = {keyword: value for keyword, value in schema.items() if keyword not in _GONE}
    for flag in _BOUNDS:
        if isinstance(result.get(flag), bool):
            del result[flag]
    if isinstance(names := result.get("required"), list) and all(isinstance(name, str) for name in names):
        result["required"] = list(dict.fromkeys(names))
    return result
