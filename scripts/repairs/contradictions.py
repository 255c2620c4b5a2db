"""What contradicts itself, so that no value satisfies it: the part that is surely not meant gives way."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from scripts.base.errors import PipelineError
from scripts.base.json_types import is_list
from scripts.base.terminal import clipped
from scripts.repairs.kinds import about
from scripts.repairs.places import Change, Path, at, declared, items, mapping, schemas, type_of, types
from scripts.schema.checking import validator
from scripts.schema.keywords import ANNOTATIONS, KEYWORDS
from scripts.schema.patterns import PatternError, python_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.base.json_types import Schema

_SHOWN: Final = 80  # characters of a value
_NULL: Final = {"type": "null"}
_NULLS: Final = frozenset[str](("null",))
_VALUES: Final = ("enum", "const")


def contradicting_types(document: Schema) -> Iterator[Change]:
    """A `type` beside values, parts or variants that are all of other types, or null as a part of something else."""
    for path in schemas(document):
        schema: Schema = at(document, path)
        own = declared(schema)
        others = types(document, {key: value for key, value in schema.items() if key != "type"})
        if _NULL in items(schema, "allOf") and not types(document, schema):
            yield Change(path, _or_null(schema), "says null and something else in allOf: one of them")
        elif own and others and not own & others and "null" not in types(document, schema):
            yield _without_type(path, schema, own, others)


def _without_type(path: Path, schema: Schema, own: frozenset[str], others: frozenset[str]) -> Change:
    kind, other = "/".join(sorted(own)), "/".join(sorted(others))
    if own == _NULLS or set(_VALUES) & schema.keys():
        return Change(path, _either(schema, own), f"says type {kind} beside values of type {other}: either")
    rest = {key: value for key, value in schema.items() if key != "type" and not _is_about(schema, key, own)}
    return Change(path, rest, f"says type {kind} beside what is of type {other}")


def _is_about(schema: Schema, key: str, kinds: frozenset[str]) -> bool:
    found = about(schema).get(key)
    return found is not None and found <= kinds


def _or_null(schema: Schema) -> Schema:
    parts = [part for part in schema["allOf"] if part != _NULL]
    value = parts[0] if len(parts) == 1 else {"allOf": parts}
    return {**{key: kept for key, kept in schema.items() if key != "allOf"}, "anyOf": [value, _NULL]}


def _either(schema: Schema, own: frozenset[str]) -> Schema:
    """Values of the type, or those that are said beside it."""
    notes = {key: value for key, value in schema.items() if key in ANNOTATIONS}
    rest = {key: value for key, value in schema.items() if key not in notes}
    typed = {
        key: value
        for key, value in rest.items()
        if key in {"type", "nullable", "format"} or _is_about(schema, key, own)
    }
    return {**notes, "anyOf": [typed, {key: value for key, value in rest.items() if key not in typed}]}


def contradicting_bounds(document: Schema) -> Iterator[Change]:
    """A bound that refuses every value of an `enum`."""
    for path in schemas(document):
        for key in list(at(document, path)):
            schema: Schema = at(document, path)
            allows = KEYWORDS[key].allows if key in KEYWORDS else None
            values = [value for value in items(schema, "enum") if value is not None]
            if not allows or not values or not _are_of(values, key, schema[key]):
                continue
            if not any(allows(value, schema[key]) for value in values):
                rest = {name: value for name, value in schema.items() if name != key}
                yield Change(
                    path, rest, f"says {key}: {clipped(json.dumps(schema[key]), _SHOWN)}, and no enum value is"
                )


def _are_of(values: list[Any], key: str, limit: Any) -> bool:
    """Whether the keyword is about all of the values, and its own value is one that it can have."""
    return KEYWORDS[key].shape.fits(limit) and {*map(type_of, values)} <= {*KEYWORDS[key].about}


def unreadable_patterns(document: Schema) -> Iterator[Change]:
    r"""A `pattern` that no validator reads; `\A` and `\Z` are what Python says for `^` and `$`."""
    for path in schemas(document):
        schema: Schema = at(document, path)
        pattern = schema.get("pattern")
        if "pattern" not in schema or _is_readable(pattern):
            continue
        shown = clipped(json.dumps(pattern), _SHOWN)
        meant = re.sub(r"\\Z$", "$", re.sub(r"^\\A", "^", pattern)) if isinstance(pattern, str) else None
        if meant != pattern and _is_readable(meant):
            yield Change(path, {**schema, "pattern": meant}, f"says pattern: {shown}, as ECMA-262 does not")
        else:
            rest = {key: value for key, value in schema.items() if key != "pattern"}
            yield Change(path, rest, f"says pattern: {shown}, which no validator reads")


def _is_readable(pattern: object) -> bool:
    if not isinstance(pattern, str):
        return False
    try:
        python_pattern(pattern)
    except PatternError:
        try:
            validator({"pattern": pattern})
        except PipelineError:
            return False
    return True


def forbidden_names(document: Schema) -> Iterator[Change]:
    """A name that is required and that `additionalProperties: false` forbids need not come."""
    for path in schemas(document):
        schema: Schema = at(document, path)
        is_closed = schema.get("additionalProperties") is False and "patternProperties" not in schema
        if not is_closed or not is_list(schema.get("required")):
            continue
        kept = [name for name in schema["required"] if name in mapping(schema, "properties")]
        if len(kept) < len(schema["required"]):
            lost = next(name for name in schema["required"] if name not in kept)
            said = f"requires {clipped(str(lost), _SHOWN)}, which additionalProperties: false forbids"
            yield Change(path, {**schema, "required": kept}, said)
