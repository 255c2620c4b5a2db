"""Inline models, enums and unions become components, named from where they stand.

The name is that of the component, then the property's in Pascal case, `Item` for an array's items, `Value` for a
map's values; a union's variant adds its tag, or its JSON type where it has none. A reference accepts what its target
does. Two names that would be one Python class are refused, whichever of them the document gave.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scripts.base.json_types import is_mapping
from scripts.normalise.objects import is_model
from scripts.normalise.version import NAME
from scripts.schema.walk import (
    ORIGIN,
    assertions,
    component_of,
    fail,
    non_null,
    notes,
    nullable,
    reference_to,
    schemas_of,
    with_schemas,
)
from scripts.schema.words import pascal

if TYPE_CHECKING:
    from scripts.base.json_types import Schema

Words = tuple[str, ...]


def names(document: Schema) -> Schema:
    """Models, enums and unions stand only as components."""
    work = _Names(schemas_of(document))
    for name, schema in work.given.items():
        work.add(name, schema)
    ordered = {**work.done}
    return with_schemas(document, {name: work.mapped(schema) for name, schema in ordered.items()})


def _key(name: str) -> str:
    """Equal for two names that the engine can turn into one class name, or a file system into one file."""
    return re.sub(r"[^a-z0-9]", "", name.casefold())


class _Names:
    def __init__(self, given: dict[str, Schema]) -> None:
        self.given = given
        self.done: dict[str, Schema] = {}
        self.taken: dict[str, tuple[str, Schema]] = {}
        for name, schema in given.items():
            self._take(name, schema)

    def add(self, name: str, schema: Schema) -> None:
        """Put a component with what is hoisted out of it after it."""
        self.done[name] = schema
        self.done[name] = self._inside(schema, name)

    def mapped(self, schema: Schema) -> Schema:
        """A union's mapping of tags to its variants, which are components by now."""
        if "discriminator" not in schema:
            return schema
        models = [variant["$ref"] for variant in schema["oneOf"] if self._is_object(variant)]
        tags = schema["discriminator"]["mapping"]
        mapping = dict(zip(tags, models, strict=True))
        return {**schema, "discriminator": {**schema["discriminator"], "mapping": mapping}}

    def _is_object(self, variant: Schema) -> bool:
        return "$ref" in variant and self.done[component_of(variant["$ref"])].get("type") == "object"

    def _inside(self, schema: Schema, name: str) -> Schema:
        result = dict(schema)
        if "properties" in schema:
            result["properties"] = {
                key: self._place(child, name, pascal(key)) for key, child in schema["properties"].items()
            }
        for key, word in (("items", "Item"), ("additionalProperties", "Value")):
            if is_mapping(schema.get(key)):
                result[key] = self._place(schema[key], name, word)
        if "oneOf" in schema:
            result["oneOf"] = self._variants(schema, name)
        return result

    def _variants(self, schema: Schema, name: str) -> list[Schema]:
        tags = iter(schema.get("discriminator", {}).get("mapping", {}))
        tagged = "discriminator" in schema
        result: list[Schema] = []
        for variant in schema["oneOf"]:
            model = self._body(variant).get("type") == "object"
            word = pascal(next(tags)) if tagged and model else str(variant.get("type", "")).capitalize()
            placed = self._place(variant, name, word)
            # What was inline keeps its annotations as a component; a variant has no other use for them.
            hoisted = "$ref" in placed and "$ref" not in variant
            result.append({key: placed[key] for key in ("$ref", ORIGIN)} if hoisted else placed)
        return result

    def _body(self, schema: Schema) -> Schema:
        while "$ref" in schema:
            schema = self.given[component_of(schema["$ref"])]
        return schema

    def _place(self, schema: Schema, parent: str, word: str) -> Schema:
        """The schema that stands at a place: itself, or a reference to the component made of it."""
        inner = non_null(schema)
        if inner is not None:
            described = {key: schema[key] for key in ("description",) if key in schema}
            kept = self._place({**described, **inner}, parent, word)
            return {**nullable({ORIGIN: schema[ORIGIN], **assertions(kept)}), **notes(schema)}
        name = parent + word
        if not (is_model(schema) or "enum" in schema or "oneOf" in schema):
            return self._inside(schema, name)
        if not word or not NAME.fullmatch(name):
            fail(f"no name can be made for what stands here: {name!r}", schema, "make it a component")
        self._take(name, schema)
        self.add(name, {key: value for key, value in schema.items() if key not in {"default", "deprecated"}})
        return {
            "$ref": reference_to(name),
            **{key: value for key, value in notes(schema).items() if key != "examples"},
        }

    def _take(self, name: str, schema: Schema) -> None:
        key = _key(name)
        if not key:
            fail(f"a component needs a letter or a digit in its name: {name!r}", schema, "rename it")
        if key in self.taken:
            known, other = self.taken[key]
            clash = f"{name} is the name of {other[ORIGIN]} too"
            if name != known:
                clash = f"{name} becomes the same class name as {known}, from {other[ORIGIN]}"
            fail(clash, schema, "rename one, or make this a component with a name of its own")
        self.taken[key] = (name, schema)
