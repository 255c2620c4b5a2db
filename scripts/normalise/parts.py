"""A schema says one thing: a reference, one type, a union, or `allOf` of such parts.

Keywords that stand side by side are a conjunction, so they become the members of an `allOf`; a list of types is a
union of the types, each with the keywords that say something about it; `enum` and `const` bring their types along.
A part without a type (`required` alone) is left for `allof` to join with one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scripts.base.json_types import is_list
from scripts.schema import problems
from scripts.schema.keywords import ABOUT, TYPED, UNIONS
from scripts.schema.walk import ORIGIN, X_CHECK, distinct, each, kind_of, notes, rebuild, refuse

if TYPE_CHECKING:
    from scripts.base.json_types import Schema


def parts(document: Schema) -> Schema:
    """Every schema is a reference, of one type, a union, an `allOf`, or without any of them."""
    return each(document, split)


def split(schema: Schema) -> Schema:
    """The schema as one part, or as `allOf` of its parts."""
    schema = rebuild(schema, split)
    origin = {ORIGIN: schema[ORIGIN]}
    found = [*_references(schema, origin), *_typed(schema, origin), *_unions(schema, origin), *schema.get("allOf", [])]
    if X_CHECK in schema:
        found.append({X_CHECK: schema[X_CHECK], **origin})
    if not found:
        return notes(schema)
    if len(found) == 1:
        return {**found[0], **notes(schema)}
    return {"allOf": found, **notes(schema)}


def _references(schema: Schema, origin: Schema) -> list[Schema]:
    return [{"$ref": schema["$ref"], **origin}] if "$ref" in schema else []


def _unions(schema: Schema, origin: Schema) -> list[Schema]:
    kinds = [kind for kind in UNIONS if kind in schema]
    kept = {key: schema[key] for key in ("discriminator",) if key in schema}
    return [{kind: schema[kind], **kept, **origin} for kind in kinds]


def _typed(schema: Schema, origin: Schema) -> list[Schema]:
    """What the schema says of values directly, as one part; none if it says nothing."""
    said = {key: schema[key] for key in schema if key in TYPED or key == "format"}
    values = _values(schema)
    kinds = _kinds(schema, values)
    if kinds is None:
        asserted = {key: value for key, value in said.items() if key != "format"}
        return [{**asserted, **origin}] if asserted else []
    variants = [_variant(kind, kinds, said, values, origin) for kind in kinds]
    held = [variant for variant in variants if variant.get("enum") != []]
    if not held:
        refuse("no value satisfies the schema: the values are of another type", schema)
    _check_said(schema, said, kinds)
    return [held[0] if len(held) == 1 else {"anyOf": held, **origin}]


def _values(schema: Schema) -> list[Any] | None:
    """The values of `enum` and `const`."""
    values = schema.get("enum")
    if "const" not in schema:
        return None if values is None else distinct(values)
    constant = [schema["const"]]
    if values is not None and len(distinct([*values, *constant])) > len(distinct(values)):
        refuse("no value satisfies the schema: const is not among the values of enum", schema)
    return constant


def _kinds(schema: Schema, values: list[Any] | None) -> list[str] | None:
    """The types that are named, or those of the values; None if there are neither."""
    named = schema.get("type")
    if named is not None:
        return list(dict.fromkeys(named if is_list(named) else [named]))
    return None if values is None else list(dict.fromkeys(kind_of(value) for value in values))


def is_of(value: object, kind: str) -> bool:
    """Whether a scalar is of a JSON type."""
    found = kind_of(value)
    return found == kind or (found == "integer" and kind == "number")


def _variant(kind: str, kinds: list[str], said: Schema, values: list[Any] | None, origin: Schema) -> Schema:
    if kind == "null":
        held = values is None or None in values
        return {"type": "null", **origin, **({} if held else {"enum": []})}
    kept = {key: value for key, value in said.items() if key in ABOUT[kind]}
    result: Schema = {"type": kind, **kept, **origin}
    if values is not None:
        result["enum"] = [exact(value, kind) for value in values if is_of(value, kind)]
    is_first = kind == next(one for one in kinds if one != "null")
    if "format" in said and is_first and kind not in {"array", "object"}:  # whose formats say nothing
        result["format"] = said["format"]
    return result


def exact(value: Any, kind: str) -> Any:
    """1.0 as 1 where the type is integer: JSON knows no difference, Python does."""
    return int(value) if kind == "integer" else value


def _check_said(schema: Schema, said: Schema, kinds: list[str]) -> None:
    """A bound on a value that is never there is a mistake of the document, so that it is dropped is reported."""
    for key in said:
        if key in TYPED and not any(key in ABOUT[kind] for kind in kinds):
            what = f"{key} says nothing about type {' or '.join(kinds)}"
            problems.remark(what, schema[ORIGIN], f"remove {key} or correct the type")
