"""The keywords that can be expressed: the one allow-list, with the shape of each one's value.

Dropped are pure annotations and keywords that assert nothing (`minLength: 0`, `uniqueItems: false`), so every schema
accepts what it accepted. Any other keyword is refused: a model that ignores an assertion would be a lie.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from scripts.base.errors import Location, PipelineError
from scripts.base.json_types import is_list, is_mapping
from scripts.schema.patterns import PatternError, python_pattern
from scripts.schema.walk import LISTED, NAMED, ORIGIN, SINGLE, each, identity, under

if TYPE_CHECKING:
    from scripts.base.json_types import Schema

TYPES = ("string", "integer", "number", "boolean", "array", "object", "null")
LARGEST = 2**63 - 1


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_bound(value: object) -> bool:
    return _is_number(value) and isinstance(value, int | float) and abs(value) <= LARGEST


def _is_count(value: object) -> bool:
    return isinstance(value, int | float) and _is_bound(value) and value >= 0 and value == int(value)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_flag(value: object) -> bool:
    return isinstance(value, bool)


def _is_names(value: object) -> bool:
    return is_list(value) and all(isinstance(name, str) for name in value) and len(set(value)) == len(value)


def _is_type(value: object) -> bool:
    names = value if is_list(value) else [value]
    return bool(names) and all(isinstance(name, str) and name in TYPES for name in names)


def _is_scalar(value: object) -> bool:
    return value is None or isinstance(value, str | bool) or _is_number(value)


def _is_scalars(value: object) -> bool:
    return is_list(value) and bool(value) and all(_is_scalar(item) for item in value)


def _is_schema(value: object) -> bool:
    return is_mapping(value)


def _is_schemas(value: object) -> bool:
    return is_list(value) and bool(value) and all(is_mapping(item) for item in value)


def _is_properties(value: object) -> bool:
    return is_mapping(value) and all(is_mapping(item) for item in value.values())


def _is_discriminator(value: object) -> bool:
    if not is_mapping(value) or not isinstance(value.get("propertyName"), str):
        return False
    return is_mapping(value.get("mapping", {}))


Check = Callable[[object], bool]

BOUND: tuple[Check, str] = (_is_bound, "a number of at most 64 bits")
COUNT: tuple[Check, str] = (_is_count, "a whole number of at most 64 bits, not negative")
FLAG: tuple[Check, str] = (_is_flag, "true or false")
TEXT: tuple[Check, str] = (_is_text, "a string")
PATTERN: tuple[Check, str] = (_is_text, "a string")
SCHEMA: tuple[Check, str] = (_is_schema, "a schema that something satisfies")
SCHEMAS: tuple[Check, str] = (_is_schemas, "a list of schemas that something satisfies")

KEYWORDS: dict[str, tuple[Check, str]] = {
    ORIGIN: TEXT,
    "$ref": TEXT,
    "type": (_is_type, "a JSON type or a list of them"),
    "enum": (_is_scalars, "a list of strings, numbers, booleans or null"),
    "const": (_is_scalar, "a string, a number, a boolean or null"),
    "format": TEXT,
    "minLength": COUNT,
    "maxLength": COUNT,
    "pattern": PATTERN,
    "minimum": BOUND,
    "maximum": BOUND,
    "exclusiveMinimum": BOUND,
    "exclusiveMaximum": BOUND,
    "multipleOf": (lambda value: _is_bound(value) and value > 0, "a positive number of at most 64 bits"),  # type: ignore[operator]
    "items": SCHEMA,
    "minItems": COUNT,
    "maxItems": COUNT,
    "properties": (_is_properties, "names with schemas that something satisfies"),
    "required": (_is_names, "a list of different names"),
    "additionalProperties": (lambda value: isinstance(value, bool) or is_mapping(value), "a schema, true or false"),
    "propertyNames": SCHEMA,
    "minProperties": COUNT,
    "maxProperties": COUNT,
    "allOf": SCHEMAS,
    "anyOf": SCHEMAS,
    "oneOf": SCHEMAS,
    "discriminator": (_is_discriminator, "propertyName and, if need be, a mapping of tags to schemas"),
    "description": TEXT,
    "default": (lambda _: True, "any value"),
    "examples": (is_list, "a list"),
    "example": (lambda _: True, "any value"),
    "deprecated": FLAG,
}
ONLY_3_0: dict[str, tuple[Check, str]] = {
    "nullable": FLAG,
    "exclusiveMinimum": FLAG,
    "exclusiveMaximum": FLAG,
}

DROPPED = frozenset(
    {
        *("title", "xml", "externalDocs", "readOnly", "writeOnly", "$comment"),
        *("contentEncoding", "contentMediaType", "contentSchema"),
    }
)
# Keywords whose one value asserts nothing.
EMPTY: dict[str, object] = {
    "uniqueItems": False,
    "minLength": 0,
    "minItems": 0,
    "minProperties": 0,
    "additionalProperties": True,
    "unevaluatedProperties": True,
    "unevaluatedItems": True,
    "properties": {},
    "required": [],
}
MEND = {
    "nullable": "that is OpenAPI 3.0: say type: [..., 'null']",
    "patternProperties": "say additionalProperties and propertyNames",
    "prefixItems": "an array has items of one kind",
    "not": "say what it is instead",
}


def keywords(document: Schema) -> Schema:
    """Only keywords of the allow-list remain, each with a value of the right shape."""
    allowed = {**KEYWORDS, **ONLY_3_0} if document["openapi"].startswith("3.0.") else KEYWORDS
    return each(document, lambda schema: _clean(schema, allowed))


def _clean(schema: Schema, allowed: dict[str, tuple[Check, str]]) -> Schema:
    pointer = schema[ORIGIN]
    result: Schema = {}
    for key, value in _closed(schema).items():
        if key in DROPPED or (key in EMPTY and identity(value) == identity(EMPTY[key])):
            continue
        where = Location(pointer=under(pointer, key))
        if key not in allowed:
            raise PipelineError(f"{key} can't be expressed", where, MEND.get(key))
        check, expected = allowed[key]
        if not check(value):
            raise PipelineError(f"{key} is not {expected}", where)
        if allowed[key] is PATTERN:
            _check_pattern(value, where)
        result[key] = _descend(key, value, allowed)
    return result


def _check_pattern(pattern: str, where: Location) -> None:
    try:
        python_pattern(pattern)
    except PatternError as error:
        raise PipelineError(str(error), where, "scripts/schema/patterns.py tells which patterns are taken") from error


def _closed(schema: Schema) -> Schema:
    """`unevaluatedProperties` is `additionalProperties` where no other subschema evaluates properties.

    Others that could, such as `patternProperties`, are refused anyway.
    """
    applied = {"$ref", "additionalProperties", *LISTED}
    if "unevaluatedProperties" not in schema or applied & schema.keys():
        return schema
    return {("additionalProperties" if key == "unevaluatedProperties" else key): schema[key] for key in schema}


def _descend(key: str, value: Any, allowed: dict[str, tuple[Check, str]]) -> Any:
    if key in SINGLE and is_mapping(value):
        return _clean(value, allowed)
    if key in NAMED:
        return {name: _clean(child, allowed) for name, child in value.items()}
    if key in LISTED:
        return [_clean(child, allowed) for child in value]
    return int(value) if allowed[key] is COUNT else value
