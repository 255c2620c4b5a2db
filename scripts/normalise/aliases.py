"""A reference names the component that says something, not another name of it.

An alias accepts what its target accepts, so each place that referred to the alias refers to the target. The alias
stays, as a name that the document gives.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.schema.walk import X_CHECK, component_of, each, rebuild, schemas_of

if TYPE_CHECKING:
    from scripts.base.json_types import Schema


def aliases(document: Schema) -> Schema:
    """No reference leads to a component that is a reference."""
    schemas = schemas_of(document)

    def follow(schema: Schema) -> Schema:
        if "$ref" not in schema:
            return rebuild(schema, follow)
        target: str = schema["$ref"]
        while "$ref" in (found := schemas[component_of(target)]) and X_CHECK not in found:
            target = found["$ref"]
        return {**schema, "$ref": target}

    return each(document, follow)
