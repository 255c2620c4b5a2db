"""`nullable`, where it has no effect: in OpenAPI 3.1, and in 3.0 where something else forbids null."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from scripts.base.json_types import is_list
from scripts.repairs.places import Change, at, is_3_0, schemas, types
from scripts.schema.keywords import IN_PLACE, KEYWORDS, UNIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.base.json_types import Schema

_NULL: Final = {"type": "null"}
_NULL_IN_3_0: Final = {"type": "object", "nullable": True, "enum": [None]}
_WITH_TYPE: Final = frozenset(name for name, row in KEYWORDS.items() if row.about) | {"type", "enum", "format"}
"""Keywords that go on to hold where null is added to `type` beside them."""


def nulls(document: Schema) -> Iterator[Change]:
    """`nullable: true` means that null is accepted too, whatever stands beside it."""
    old = is_3_0(document)
    for path in schemas(document):
        schema: Schema = at(document, path)
        flag = schema.get("nullable")
        if not isinstance(flag, bool):
            continue
        left = {key: value for key, value in schema.items() if key != "nullable"}
        accepted = "null" in types(document, schema)
        if flag and not accepted:
            new = _with_null_3_0(schema, left) if old else _with_null(left)
            yield Change(path, new, f"says nullable: true {_beside(schema, old=old)}; null is accepted too")
        elif not old or (flag and "type" not in schema):
            yield Change(path, left, f"says nullable: {str(flag).lower()}, which changes nothing")


def _beside(schema: Schema, *, old: bool) -> str:
    key = next(key for key in ("$ref", *IN_PLACE, "enum", "const", "type") if key in schema)
    return f"beside {key}" + (", where it has no effect" if old else ", which OpenAPI 3.1 does not know")


def _with_null(schema: Schema) -> Schema:
    """The schema of OpenAPI 3.1, or null."""
    if "type" in schema and not _asserted(schema) - _WITH_TYPE:
        kinds = schema["type"] if is_list(schema["type"]) else [schema["type"]]
        new = {**schema, "type": kinds if "null" in kinds else [*kinds, "null"]}
        return _with_null_in_enum(new)
    return _or_null(schema, _NULL)


def _with_null_3_0(schema: Schema, left: Schema) -> Schema:
    """The schema of OpenAPI 3.0, or null, for which there is no type."""
    if "type" in schema and not _asserted(left) - _WITH_TYPE:
        return _with_null_in_enum(schema)
    return _or_null(left, _NULL_IN_3_0)


def _with_null_in_enum(schema: Schema) -> Schema:
    values = schema.get("enum")
    return {**schema, "enum": [*values, None]} if is_list(values) and None not in values else schema


def _or_null(schema: Schema, null: Schema) -> Schema:
    asserted = _asserted(schema)
    [*unions] = asserted & set(UNIONS)
    if len(unions) == 1 and len(asserted) == 1 and is_list(schema[unions[0]]):
        return {**schema, unions[0]: [*schema[unions[0]], dict[str, Any](null)]}
    inner = {key: value for key, value in schema.items() if key in asserted}
    return {"anyOf": [inner, dict[str, Any](null)], **{key: schema[key] for key in schema if key not in asserted}}


def _asserted(schema: Schema) -> set[str]:
    """The keywords that say something about values, with the discriminator, which belongs to its union."""
    return {key for key in schema if key in KEYWORDS and KEYWORDS[key].role not in {"annotation", "dropped"}}
