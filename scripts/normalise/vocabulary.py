"""Only keywords that can be expressed remain, each with a value of the right shape.

Dropped are pure annotations and keywords that assert nothing (`minLength: 0`, `uniqueItems: false`), so every schema
accepts what it accepted. Any other keyword is refused: a model that ignores an assertion would be a lie.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scripts.base.errors import Location, PipelineError
from scripts.base.json_types import is_mapping
from scripts.schema import problems
from scripts.schema.keywords import IN_PLACE, KEYWORDS
from scripts.schema.patterns import PatternError, python_pattern
from scripts.schema.shapes import COUNT, PATTERN
from scripts.schema.walk import ORIGIN, each, identity, subschemas, under, with_subschemas

if TYPE_CHECKING:
    from scripts.base.json_types import Schema
    from scripts.schema.shapes import Shape

_KEPT = {"assertion", "annotation"}


def vocabulary(document: Schema) -> Schema:
    """Every keyword is one that a model can hold."""
    old = document["openapi"].startswith("3.0.")
    return each(document, lambda schema: _clean(schema, old=old))


def _clean(schema: Schema, *, old: bool) -> Schema:
    result: Schema = {ORIGIN: schema[ORIGIN]}
    said = {key: value for key, value in _closed(schema).items() if key != ORIGIN and not _says_nothing(key, value)}
    for key, value in said.items():
        try:
            shape = _shape(key, value, Location(pointer=under(schema[ORIGIN], key)), old=old)
        except PipelineError as error:
            problems.note(error)
            continue
        inner = (_clean(child, old=old) if is_mapping(child) else child for _, child in subschemas(key, value))
        result[key] = int(value) if shape is COUNT else with_subschemas(key, value, inner)
    return result


def _says_nothing(key: str, value: Any) -> bool:
    row = KEYWORDS.get(key)
    if row is None:
        return False
    return row.role == "dropped" or (value == row.nothing and identity(value) == identity(row.nothing))


def _shape(key: str, value: Any, where: Location, *, old: bool) -> Shape:
    """The shape of the keyword's value, which it has in this version of OpenAPI."""
    row = KEYWORDS.get(key)
    in_3_0 = row.shape_3_0 if row and old else None
    if row is None or (row.role not in _KEPT and in_3_0 is None):
        raise PipelineError(f"{key} can't be expressed", where, row.hint if row else None)
    shape = in_3_0 or row.shape
    if not shape.fits(value):
        raise PipelineError(f"{key} is not {shape.words}", where)
    if shape is PATTERN:
        _check_pattern(value, where)
    return shape


def _check_pattern(pattern: str, where: Location) -> None:
    try:
        python_pattern(pattern)
    except PatternError as error:
        raise PipelineError(str(error), where, "scripts/schema/patterns.py tells which patterns are taken") from error


def _closed(schema: Schema) -> Schema:
    """`unevaluatedProperties` is `additionalProperties` where no other subschema evaluates properties.

    Others that could, such as `patternProperties`, are refused anyway.
    """
    applied = {"$ref", "additionalProperties", *IN_PLACE}
    if "unevaluatedProperties" not in schema or applied & schema.keys():
        return schema
    return {("additionalProperties" if key == "unevaluatedProperties" else key): schema[key] for key in schema}
