"""Values that a schema names are the whole of what it says: those that its bounds refuse are left out.

A value is accepted if it is named and within the bounds, so naming only those within says the same without bounds.
Both booleans are what the type says already.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scripts.schema.keywords import BOUNDS, KEYWORDS, TYPED
from scripts.schema.walk import each, fail, rebuild

if TYPE_CHECKING:
    from scripts.base.json_types import Schema

_BOOLEANS = 2


def values(document: Schema) -> Schema:
    """No schema with `enum` has bounds."""
    return each(document, _filter)


def _filter(schema: Schema) -> Schema:
    schema = rebuild(schema, _filter)
    if "enum" not in schema:
        return schema
    if "pattern" in schema:
        fail("pattern beside enum can't be expressed", schema, "leave out the pattern, or the values that it refuses")
    kept = [value for value in schema["enum"] if _is_within(value, schema)]
    if not kept:
        fail("no value satisfies the schema: its bounds refuse each value of enum", schema)
    return named({key: value for key, value in schema.items() if key not in TYPED}, kept)


def named(schema: Schema, values: list[Any]) -> Schema:
    """The schema with these values; without any where they are both booleans."""
    result = {key: value for key, value in schema.items() if key != "enum"}
    return result if schema["type"] == "boolean" and len(values) == _BOOLEANS else {**result, "enum": values}


def _is_within(value: Any, schema: Schema) -> bool:
    tests = ((KEYWORDS[name].allows, schema[name]) for name in BOUNDS[schema["type"]] if name in schema)
    return all(allows is None or allows(value, limit) for allows, limit in tests)
