"""The tag of a union of objects: declared and checked, or inferred.

It is the one property that every variant requires, and that is a string constant, different in each.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scripts.base.json_types import Schema
from scripts.normalise.objects import is_model
from scripts.schema import identifiers
from scripts.schema.names import wish
from scripts.schema.walk import component_of, fail, non_null

Resolve = Callable[[Schema], Schema]

PREFERRED = "type"


def discriminator(union: Schema, variants: list[Schema], resolve: Resolve) -> Schema:
    """`propertyName`, and `mapping` with the tags in the variants' order; the names are filled in when all have one."""
    bodies = [_object(variant, resolve) for variant in variants]
    declared = union.get("discriminator")
    name = declared["propertyName"] if declared else _inferred(union, bodies, resolve)
    tags = [tag_of(body, name, resolve) for body in bodies]
    if declared:
        _check_declared(union, variants, tags)
    return {"propertyName": name, "mapping": dict.fromkeys(map(str, tags))}


def tag_of(body: Schema, name: str, resolve: Resolve) -> str | None:
    """The string that a required property always is; None if it can be another."""
    values: list[Any] = resolve(body.get("properties", {}).get(name, {})).get("enum", [])
    constant = len(values) == 1 and isinstance(values[0], str) and name in body.get("required", [])
    return values[0] if constant else None


def _object(variant: Schema, resolve: Resolve) -> Schema:
    body = resolve(variant)
    return non_null(body) or body


def _inferred(union: Schema, bodies: list[Schema], resolve: Resolve) -> str:
    names = [name for body in bodies for name in body.get("properties", {})]
    found = [name for name in dict.fromkeys(names) if _tells_apart(bodies, name, resolve)]
    if not found:
        fail(
            f"the tag of a union can't be inferred: {_reason(bodies, list(dict.fromkeys(names)), resolve)}",
            union,
            "make one property a required string constant, different in each variant",
        )
    return PREFERRED if PREFERRED in found else found[0]


def _tells_apart(bodies: list[Schema], name: str, resolve: Resolve) -> bool:
    if identifiers.tag_refusal(name) is not None:
        return False
    tags = [tag_of(body, name, resolve) for body in bodies]
    return None not in tags and len(set(tags)) == len(tags)


def _reason(bodies: list[Schema], names: list[str], resolve: Resolve) -> str:
    if not all(is_model(body) for body in bodies):
        return "a variant is a map"
    constant = [name for name in names if all(tag_of(body, name, resolve) is not None for body in bodies)]
    if constant:
        return f"{constant[0]} is the same constant in two variants"
    nearly = [name for name in names if any(tag_of(body, name, resolve) is not None for body in bodies)]
    if nearly:
        return f"{nearly[0]} is not a required string constant in every variant"
    return "no property is a required string constant"


def _check_declared(union: Schema, variants: list[Schema], tags: list[str | None]) -> None:
    name = union["discriminator"]["propertyName"]
    if why := identifiers.tag_refusal(name):
        fail(why, union, "rename it")
    if None in tags:
        which = _shown(variants[tags.index(None)])
        fail(f"discriminator {name} is not a required string constant in {which}", union, "make it one")
    if len(set(tags)) < len(tags):
        fail(f"discriminator {name} is the same constant in two variants", union, "make them different")
    known = {_shown(variant): tag for variant, tag in zip(variants, tags, strict=True)}
    for tag, target in union["discriminator"].get("mapping", {}).items():
        component = component_of(target)
        if component not in known:
            fail(f"discriminator maps {tag} to {component}, which is no variant", union)
        if known[component] != tag:
            fail(f"discriminator maps {tag} to {component}, whose {name} is {known[component]}", union)


def _shown(variant: Schema) -> str:
    return wish(component_of(variant["$ref"])) if "$ref" in variant else "an inline variant"
