"""Values that a schema names are the whole of what it says: those that its bounds refuse are left out.

A value is accepted if it is named and within the bounds, so naming only those within says the same without bounds.
Both booleans are what the type says already.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scripts.schema.checking import validator
from scripts.schema.keywords import BOUNDS, KEYWORDS, TYPED
from scripts.schema.walk import X_CHECK, X_GIVEN, each, rebuild, refuse, unchecked

if TYPE_CHECKING:
    from scripts.base.json_types import Schema

_BOOLEANS = 2


def values(document: Schema) -> Schema:
    """No schema with `enum` has bounds, or checks."""
    given = document[X_GIVEN]
    return each(document, lambda schema: _filter(schema, given))


def _filter(schema: Schema, given: Schema) -> Schema:
    schema = rebuild(schema, lambda child: _filter(child, given))
    if "enum" not in schema:
        return schema
    kept = [value for value in _checked(schema, given) if _is_within(value, schema)]
    if not kept:
        refuse("no value satisfies the schema: its bounds refuse each value of enum", schema)
    return named({key: value for key, value in unchecked(schema).items() if key not in TYPED}, kept)


def _checked(schema: Schema, given: Schema) -> list[Any]:
    """The values that a validator accepts."""
    checks = [*schema.get(X_CHECK, ()), *({"pattern": schema[key]} for key in ("pattern",) if key in schema)]
    values: list[Any] = schema["enum"]
    if not checks:
        return values
    judge = validator({"allOf": checks, "components": {"schemas": given}})
    return [value for value in values if judge.is_valid(value)]


def named(schema: Schema, values: list[Any]) -> Schema:
    """The schema with these values; without any where they are both booleans."""
    result = {key: value for key, value in schema.items() if key != "enum"}
    return result if schema["type"] == "boolean" and len(values) == _BOOLEANS else {**result, "enum": values}


def _is_within(value: Any, schema: Schema) -> bool:
    tests = ((KEYWORDS[name].allows, schema[name]) for name in BOUNDS[schema["type"]] if name in schema)
    return all(allows is None or allows(value, limit) for allows, limit in tests)
