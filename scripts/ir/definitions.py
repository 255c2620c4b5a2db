"""The normalised components as JSON Schema definitions: what `json_schema()` of the package returns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scripts.ir import engine
from scripts.ir.records import Definition, Raw
from scripts.ir.types import names_in
from scripts.schema.walk import ORIGIN, component_of, rewritten

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scripts.base.json_types import Schema

_DROPPED: Final = (ORIGIN, "discriminator")  # ours, and OpenAPI's alone: neither says anything in JSON Schema


def definitions(components: Mapping[str, Schema]) -> tuple[Definition, ...]:
    """Return a definition for each component, in their order."""
    return tuple(
        Definition(
            name=engine.class_name(name),
            schema=Raw(rewritten(schema, _definition)),
            references=tuple(dict.fromkeys(engine.class_name(other) for other in names_in(schema))),
        )
        for name, schema in components.items()
    )


def _definition(schema: Schema) -> Schema:
    made = {keyword: value for keyword, value in schema.items() if keyword not in _DROPPED}
    if "$ref" in made:
        made["$ref"] = f"#/$defs/{engine.class_name(component_of(made['$ref']))}"
    return made
