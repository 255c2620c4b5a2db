"""Keywords and the JSON types that they are about: a type that is not said, and keywords of another type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from scripts.base.json_types import is_list, is_mapping
from scripts.repairs.places import (
    ALL_TYPES,
    ARRAY,
    Change,
    Path,
    at,
    declared,
    items,
    mapping,
    schemas,
    type_of,
    types,
)
from scripts.schema.keywords import BOUNDS, IN_PLACE, KEYWORDS, UNIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.base.json_types import Schema

# Where a schema is a condition: more or less in it changes the verdict about other values.
_CONDITIONS: Final = frozenset(("not", "if", "then", "else", "contains", "propertyNames", "dependentSchemas"))
# Which keyword bounds the length of an array as one bounds that of a string.
_LENGTHS: Final = {
    of_string: of_array
    for of_string in BOUNDS["string"]
    for of_array in BOUNDS["array"]
    if KEYWORDS[of_string].meta == KEYWORDS[of_array].meta
}
_OF_ITEMS: Final = ("required", "properties", "additionalProperties", "enum", "discriminator")


def about(schema: Schema) -> dict[str, frozenset[str]]:
    """The keywords of a schema that are about values of some JSON types only, with these."""
    return {
        key: frozenset("number" if kind == "integer" else kind for kind in KEYWORDS[key].about)
        for key in schema
        if key in KEYWORDS and KEYWORDS[key].about
    }


def missing_types(document: Schema) -> Iterator[Change]:
    """`properties`, `items`, `minLength` … without a `type`: the type that they are about."""
    for path in schemas(document):
        schema: Schema = at(document, path)
        said = about(schema)
        if not said or "$ref" in schema or types(document, schema) != ALL_TYPES or _CONDITIONS & set(path):
            continue
        meant = frozenset[str].intersection(*said.values())
        if len(meant) != 1 or _is_said_around(document, path, meant):
            continue
        [kind] = meant
        yield Change(path, {"type": kind, **schema}, f"says {next(iter(said))} and no type: {kind}")


def _is_said_around(document: Schema, path: Path, meant: frozenset[str]) -> bool:
    """Whether the schema is a part or a variant of one that takes no other types."""
    while path[-2] in IN_PLACE:
        path = path[:-2]
        if types(document, at(document, path)) <= meant | {"null"}:
            return True
    return False


def misplaced_keywords(document: Schema) -> Iterator[Change]:
    """A keyword about another type than the one beside it: it slipped into or out of `items`, or says nothing."""
    for path in schemas(document):
        for key in _misplaced(at(document, path)):
            schema: Schema = at(document, path)
            kind = "/".join(sorted(declared(schema)))
            left = {name: value for name, value in schema.items() if name != key}
            array: Schema = at(document, path[:-1]) if path[-1] == "items" else {}
            if "array" in KEYWORDS[key].about and declared(array) == ARRAY and key not in array:
                new = {**array, "items": left, key: schema[key]}
                yield Change(path[:-1], new, f"says {key} about items of type {kind}: of their array")
            elif kind == "array" and (moved := _moved(schema, key)):
                yield Change(path, {**left, **moved[0]}, f"says {key} about type {kind}: {moved[1]}")
            else:
                yield Change(path, left, f"says {key} about type {kind}")


def _misplaced(schema: Schema) -> list[str]:
    of_type = declared(schema)
    if not of_type:
        return []
    found = [key for key, kinds in about(schema).items() if not kinds & of_type]
    if of_type == ARRAY:
        values = items(schema, "enum")
        found += ["enum"] if values and "array" not in map(type_of, values) else []
        found += ["discriminator"] if not set(UNIONS) & schema.keys() and "discriminator" in schema else []
    return found


def _moved(schema: Schema, key: str) -> tuple[Schema, str] | None:
    """What an array says instead, if it is clear what its author meant."""
    if key in _LENGTHS:
        meant = _LENGTHS[key]
        return None if meant in schema else ({meant: schema[key]}, meant)
    item = schema.get("items")
    if (
        key not in _OF_ITEMS
        or not is_mapping(item)
        or {key, "$ref"} & item.keys()
        or not _belongs(item, key, schema[key])
    ):
        return None
    return {"items": {**item, key: schema[key]}}, "of its items"


def _belongs(item: Schema, key: str, value: Any) -> bool:
    """Whether a keyword makes sense in the items of an array."""
    if key == "required":
        return is_list(value) and bool(value) and all(name in mapping(item, "properties") for name in value)
    if key == "enum":
        return {type_of(each) for each in value} <= (declared(item) or {"string", "number"})
    if key == "discriminator":
        return bool(set(UNIONS) & item.keys())
    return "object" in declared(item)
