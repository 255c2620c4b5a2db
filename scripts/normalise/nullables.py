"""A component is never nullable: it is the plain X, and every place that refers to it says `anyOf [X, null]`.

A component with a check keeps its null, which the check may be about.
So null is accepted at the same places as before. The component's own verdict on null is the only one that changes:
a class can't be None, a field can.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.schema.walk import (
    X_CHECK,
    annotated,
    component_of,
    non_null,
    nullable,
    rebuild,
    schemas_of,
    unchecked,
    with_checks,
    with_schemas,
)

if TYPE_CHECKING:
    from scripts.base.json_types import Schema


def nullables(document: Schema) -> Schema:
    """Null is said where a value stands, not where a component is defined."""
    schemas = schemas_of(document)
    named = _nullable_names(schemas)
    plain = {
        name: annotated(non_null(schema) or schema, schema) if name in named else schema
        for name, schema in schemas.items()
    }
    return with_schemas(document, {name: _below(schema, named) for name, schema in plain.items()})


def _nullable_names(schemas: dict[str, Schema]) -> set[str]:
    """The components that accept null, also as the alias of one that does."""
    found = {name for name, schema in schemas.items() if non_null(schema) and X_CHECK not in schema}
    for name in schemas:
        chain = [name]
        while "$ref" in schemas[chain[-1]] and X_CHECK not in schemas[chain[-1]] and chain[-1] not in found:
            chain.append(component_of(schemas[chain[-1]]["$ref"]))
        if chain[-1] in found:
            found.update(chain)
    return found


def _is_union(schema: Schema) -> bool:
    return "oneOf" in schema


def _variants(schema: Schema, named: set[str]) -> Schema:
    """The variants stay plain: that null is accepted is said outside of the union already."""
    return {**schema, "oneOf": [_below(variant, named) for variant in schema["oneOf"]]}


def _below(schema: Schema, named: set[str]) -> Schema:
    if _is_union(schema):
        return _variants(schema, named)
    inner = non_null(schema)
    if inner is not None:
        return {**schema, "anyOf": [_below(inner, named), schema["anyOf"][1]]}
    return rebuild(schema, lambda child: _place(child, named))


def _place(schema: Schema, named: set[str]) -> Schema:
    if "$ref" in schema and component_of(schema["$ref"]) in named:
        return with_checks(nullable(unchecked(schema)), schema)
    return _below(schema, named)
