"""The normal form, written as a grammar once more and independently: what breaks it is told by place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

Schema = dict[str, Any]

NOTES = {"description", "default", "examples", "deprecated", "x-origin"}
NUMERIC = {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "format", "const"}
SCALARS = {
    "string": {"minLength", "maxLength", "pattern", "format", "const"},
    "integer": NUMERIC,
    "number": NUMERIC,
    "boolean": {"const", "format"},
}
MAP = {"additionalProperties", "minProperties", "maxProperties", "propertyNames"}


def violations(document: Schema) -> list[str]:
    """What is not in the normal form; empty if all is."""
    if set(document) != {"openapi", "info", "paths", "components", "x-given"} or document["openapi"] != "3.1.0":
        return ["the document's own keys"]
    if document["paths"] != {} or set(document["components"]) != {"schemas"}:
        return ["more than schemas"]
    schemas = document["components"]["schemas"]
    return [f"{name}: {broken}" for name, schema in schemas.items() for broken in _component(schema, schemas)] + [
        f"{name}: no origin" for name, schema in schemas.items() if "x-origin" not in schema
    ]


def _component(schema: Schema, schemas: Schema) -> Iterator[str]:
    checks = schema.get("x-check", [])
    schema = {key: value for key, value in schema.items() if key != "x-check"}
    if not all(checks):
        yield "a check that asks nothing"
    keys = set(schema) - NOTES
    if schema.get("type") == "object" and ("properties" in keys or schema.get("additionalProperties") is False):
        yield from _model(schema, schemas)
    elif "enum" in keys:
        if keys - {"type", "enum", "format"} or schema["type"] not in SCALARS or len(schema["enum"]) < 2:
            yield f"enum {sorted(keys)}"
    elif "oneOf" in keys:
        yield from _union(schema, schemas)
    elif "anyOf" in keys and not checks:
        yield "a nullable component"
    else:
        yield from _value(schema, schemas)


def _model(schema: Schema, schemas: Schema) -> Iterator[str]:
    if unknown := set(schema) - NOTES - {"type", "properties", "required", "additionalProperties"}:
        yield f"model with {sorted(unknown)}"
    if missing := set(schema.get("required", [])) - set(schema.get("properties", {})):
        yield f"required but not listed {sorted(missing)}"
    for name, child in schema.get("properties", {}).items():
        yield from (f"{name}/{broken}" for broken in _value(child, schemas))
    if isinstance(schema.get("additionalProperties"), dict):
        yield from _value(schema["additionalProperties"], schemas)


def _union(schema: Schema, schemas: Schema) -> Iterator[str]:
    if unknown := set(schema) - NOTES - {"oneOf", "discriminator", "x-untagged"}:
        yield f"union with {sorted(unknown)}"
    if len(schema["oneOf"]) < 2:
        yield "union of one"
    for variant in schema["oneOf"]:
        if "anyOf" in variant or variant.get("type") == "null":
            yield "a nullable variant"
        yield from _value(variant, schemas)
    if "x-untagged" in schema:
        if schema["x-untagged"] not in {"oneOf", "anyOf"} or "discriminator" in schema:
            yield "an untagged union with a tag"
        return
    objects = [variant for variant in schema["oneOf"] if _kind(variant, schemas) == "object"]
    kinds = {_kind(variant, schemas) for variant in schema["oneOf"]}
    if len(kinds) + max(0, len(objects) - 1) != len(schema["oneOf"]) or {"any", "union"} & kinds:
        yield f"variants overlap {sorted(kinds)}"
    found = schema.get("discriminator", {})
    if len(objects) > 1:
        yield from _tags(found, objects, schemas)
    elif found:
        yield "a discriminator that nothing needs"


def _tags(discriminator: Schema, objects: list[Schema], schemas: Schema) -> Iterator[str]:
    mapping = discriminator.get("mapping", {})
    if list(mapping.values()) != [_target(variant) for variant in objects]:
        yield f"mapping {mapping}"
    for tag, target in mapping.items():
        body = schemas[target.rpartition("/")[2]]
        constant = body["properties"][discriminator["propertyName"]]
        if (target := _target(constant)) is not None:
            constant = schemas[target.rpartition("/")[2]]
        if constant.get("const") != tag or discriminator["propertyName"] not in body["required"]:
            yield f"tag {tag}"


def _target(schema: Schema) -> str | None:
    members = schema.get("allOf", [{}])
    target: str | None = schema.get("$ref", members[0].get("$ref"))
    return target


def _kind(schema: Schema, schemas: Schema) -> str:
    while (target := _target(schema)) is not None:
        schema = schemas[target.rpartition("/")[2]]
    kind = "union" if "oneOf" in schema else schema.get("type", "any")
    return "number" if kind == "integer" else kind


def _value(schema: Schema, schemas: Schema) -> Iterator[str]:
    keys = set(schema) - NOTES
    if _target(schema) is not None:
        yield from _reference(schema, schemas)
    elif "anyOf" in keys:
        yield from _nullable(schema, schemas)
    elif schema.get("type") in {"array", "object"}:
        yield from _container(schema, schemas)
    elif keys and (schema.get("type") not in SCALARS or keys - {"type"} - SCALARS[schema["type"]]):
        yield f"scalar {sorted(keys)}"


def _reference(schema: Schema, schemas: Schema) -> Iterator[str]:
    keys = set(schema) - NOTES
    if keys - {"$ref", "allOf"} or len(keys) != 1 or ("$ref" in keys and set(schema) - {"$ref", "x-origin"}):
        yield f"reference with {sorted(schema)}"
    target = _target(schema) or ""
    if target.removeprefix("#/components/schemas/") not in schemas:
        yield f"reference to nothing {target}"


def _nullable(schema: Schema, schemas: Schema) -> Iterator[str]:
    if set(schema) - NOTES != {"anyOf"} or len(schema["anyOf"]) != 2 or schema["anyOf"][1] != {"type": "null"}:
        yield "anyOf that is not X or null"
    if NOTES & set(schema["anyOf"][0]) - {"x-origin"}:
        yield "annotations inside of a nullable"
    yield from _value(schema["anyOf"][0], schemas)


def _container(schema: Schema, schemas: Schema) -> Iterator[str]:
    keys = set(schema) - NOTES
    if schema["type"] == "array":
        if keys - {"type", "items", "minItems", "maxItems", "x-check"} or "items" not in keys:
            yield f"array {sorted(keys)}"
        if schema.get("x-check", [{"uniqueItems": True}]) != [{"uniqueItems": True}]:
            yield f"array {sorted(keys)}"
        yield from _value(schema["items"], schemas)
    else:
        if keys - MAP - {"type"} or isinstance(schema.get("additionalProperties", {}), bool):
            yield f"map {sorted(keys)}"
        yield from _value(schema.get("additionalProperties", {}), schemas)
