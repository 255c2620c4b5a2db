"""Only keywords that say something of values remain, each with a value of the right shape.

Dropped are pure annotations and keywords that assert nothing (`minLength: 0`, `uniqueItems: false`), so every schema
accepts what it accepted. So are words that are no keywords of JSON Schema, which is reported: somebody meant something.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scripts.base.errors import Location, PipelineError
from scripts.base.json_types import is_mapping
from scripts.schema import problems
from scripts.schema.keywords import IN_PLACE, KEYWORDS
from scripts.schema.shapes import COUNT, FLAG, NAMES
from scripts.schema.walk import ORIGIN, distinct, each, identity, subschemas, under, with_subschemas

if TYPE_CHECKING:
    from scripts.base.json_types import Schema
    from scripts.schema.shapes import Shape


def vocabulary(document: Schema) -> Schema:
    """Every keyword is one that a model can hold."""
    old = document["openapi"].startswith("3.0.")
    return each(document, lambda schema: _clean(schema, old=old))


def _clean(schema: Schema, *, old: bool) -> Schema:
    result: Schema = {ORIGIN: schema[ORIGIN]}
    for key, value in _closed(schema).items():
        if key == ORIGIN or _says_nothing(key, value, schema[ORIGIN], old=old):
            continue
        try:
            shape = _shape(key, value, Location(pointer=under(schema[ORIGIN], key)), old=old)
        except PipelineError as error:
            if KEYWORDS[key].role == "annotation":
                problems.remark(error.what, under(schema[ORIGIN], key), "correct it: it is left out")
            else:
                problems.note(error)
            continue
        inner = (_clean(child, old=old) if is_mapping(child) else child for _, child in subschemas(key, value))
        if shape is NAMES:
            result[key] = _once(key, value, schema[ORIGIN])
        else:
            result[key] = int(value) if shape is COUNT else with_subschemas(key, value, inner)
    return result


def _says_nothing(key: str, value: Any, origin: str, *, old: bool) -> bool:
    row = KEYWORDS.get(key)
    if row is not None and old and row.shape_3_0:
        return False
    if row is None or (row.role == "dropped" and row.hint):
        hint = row.hint if row and row.hint else "correct it, or leave it out"
        problems.remark(f"{key} says nothing in JSON Schema", under(origin, key), hint)
        return True
    if row.shape_3_0 is FLAG and row.role == "assertion" and isinstance(value, bool):
        hint = "the repair `exclusive-bound` says what it means"
        problems.remark(f"{key} is a number in OpenAPI 3.1, and says nothing as a flag", under(origin, key), hint)
        return True
    if value is True:  # says which members are evaluated, which others may ask
        return row.role == "dropped"
    return row.role == "dropped" or (value == row.nothing and identity(value) == identity(row.nothing))


def _once(key: str, names: list[str], origin: str) -> list[str]:
    """The names without repetitions, which say nothing."""
    result = distinct(names)
    if len(result) < len(names):
        problems.remark(f"{key} names something twice", under(origin, key), "name it once")
    return result


def _shape(key: str, value: Any, where: Location, *, old: bool) -> Shape:
    """The shape of the keyword's value, which it has in this version of OpenAPI."""
    row = KEYWORDS[key]
    shape = (row.shape_3_0 if old else None) or row.shape
    if not shape.fits(value):
        raise PipelineError(f"{key}: {shape.refusal(value)}", where)
    return shape


def _closed(schema: Schema) -> Schema:
    """`unevaluatedProperties` is `additionalProperties` where no other subschema evaluates properties."""
    applied = {"$ref", "additionalProperties", "patternProperties", "if", "dependentSchemas", *IN_PLACE}
    if "unevaluatedProperties" not in schema or applied & schema.keys():
        return schema
    return {("additionalProperties" if key == "unevaluatedProperties" else key): schema[key] for key in schema}
