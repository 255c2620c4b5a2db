"""Values that a schema names are the whole of what it says: those that its bounds refuse are left out.

A value is accepted if it is named and within the bounds, so naming only those within says the same without bounds.
Both booleans are what the type says already.
"""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from scripts.normalise.parts import TYPED
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
    if isinstance(value, str):
        length = len(value)
        return bool(schema.get("minLength", 0) <= length <= schema.get("maxLength", length))
    if isinstance(value, bool):
        return True
    return bool(
        schema.get("minimum", value) <= value <= schema.get("maximum", value)
        and value > schema.get("exclusiveMinimum", -math.inf)
        and value < schema.get("exclusiveMaximum", math.inf)
        and _fraction(value) % _fraction(schema.get("multipleOf", value or 1)) == 0
    )


def _fraction(number: float) -> Fraction:
    """The number as it is written: 0.3 is three times 0.1."""
    return Fraction(Decimal(repr(number)))
