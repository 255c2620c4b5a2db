"""Walking a normalised schema: every place in which another schema stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from scripts.reading.values import is_mapping

if TYPE_CHECKING:
    from collections.abc import Callable

Schema = dict[str, Any]

_ONE: Final = ("items", "additionalProperties", "propertyNames")
_MANY: Final = ("allOf", "anyOf", "oneOf")


def rewritten(schema: Schema, change: Callable[[Schema], Schema]) -> Schema:
    """Return a copy of a schema in which each schema, inner ones first, is what `change` makes of it."""
    made = dict(schema)
    for keyword in _ONE:
        if is_mapping(made.get(keyword)):
            made[keyword] = rewritten(made[keyword], change)
    for keyword in _MANY:
        if keyword in made:
            made[keyword] = [rewritten(part, change) for part in made[keyword]]
    if "properties" in made:
        made["properties"] = {name: rewritten(member, change) for name, member in made["properties"].items()}
    return change(made)
