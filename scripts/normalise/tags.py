"""The tag of a union of objects: declared and checked, or inferred.

It is the one property that every variant requires, and that is a string constant, different in each.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scripts.base.json_types import Schema
from scripts.schema import identifiers
from scripts.schema.walk import fail, non_null

Resolve = Callable[[Schema], Schema]

PREFERRED = "type"


def discriminator(union: Schema, variants: list[Schema], resolve: Resolve) -> Schema:
    """`propertyName`, and `mapping` with the tags in the variants' order; the names are filled in when all have one."""
    bodies = [_object(variant, resolve) for variant in variants]
    declared = union.get("discriminator")
    names = [declared["propertyName"]] if declared else [name for body in bodies for name in body.get("properties", ())]
    tags = {name: [tag_of(body, name, resolve) for body in bodies] for name in names}
    found = [name for name in tags if identifiers.is_tag_name(name) and _tell_apart(tags[name])]
    if not found or (declared and not _is_mapped(declared, variants, tags[found[0]])):
        fail(union)
    name = PREFERRED if PREFERRED in found else found[0]
    return {"propertyName": name, "mapping": dict.fromkeys(map(str, tags[name]))}


def tag_of(body: Schema, name: str, resolve: Resolve) -> str | None:
    """The string that a required property always is; None if it can be another."""
    values: list[Any] = resolve(body.get("properties", {}).get(name, {})).get("enum", [])
    constant = len(values) == 1 and isinstance(values[0], str) and name in body.get("required", [])
    return values[0] if constant else None


def _object(variant: Schema, resolve: Resolve) -> Schema:
    body = resolve(variant)
    return non_null(body) or body


def _tell_apart(tags: list[str | None]) -> bool:
    return None not in tags and len(set(tags)) == len(tags)


def _is_mapped(declared: Schema, variants: list[Schema], tags: list[str | None]) -> bool:
    """Whether the mapping of a discriminator, if it has one, says what the variants say."""
    known = {variant["$ref"]: tag for variant, tag in zip(variants, tags, strict=True) if "$ref" in variant}
    return all(known.get(target) == tag for tag, target in declared.get("mapping", {}).items())
