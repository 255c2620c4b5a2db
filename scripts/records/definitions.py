"""The normalised components as JSON Schema definitions: what `json_schema()` of the package returns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from scripts.normalise.nodes import ORIGIN, component_of, rewritten
from scripts.records import engine
from scripts.records.types import names_in
from scripts.records.view import Definition, Raw

if TYPE_CHECKING:
    from collections.abc import Mapping

Schema = dict[str, Any]

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
