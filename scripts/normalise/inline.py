"""Inline models, enums and unions become components, and so does whatever has an `x-name`.

A reference accepts what its target does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.base.json_types import is_mapping
from scripts.normalise.objects import is_model
from scripts.schema import problems
from scripts.schema.names import STEPS, Names, pascal, renamed, variant_word, wish
from scripts.schema.walk import (
    ORIGIN,
    X_CHECK,
    X_NAME,
    assertions,
    attempted,
    component_of,
    each,
    is_set,
    non_null,
    notes,
    nullable,
    reference_to,
    schemas_of,
    with_schemas,
    wrong,
)

if TYPE_CHECKING:
    from scripts.base.json_types import Schema

_OF_THE_PLACE = ("default", "deprecated", X_NAME)
"""What is said of a place, not of what stands there."""


def names(document: Schema) -> Schema:
    """Models, enums and unions stand only as components."""
    work = _Names(schemas_of(document))
    for name, schema in work.given.items():
        work.add(name, schema)
    made = renamed(with_schemas(document, work.done), work.names.final())
    work.done = schemas_of(made)
    return each(made, work.mapped)


class _Names:
    def __init__(self, given: dict[str, Schema]) -> None:
        self.given = given
        self.done: dict[str, Schema] = {}
        self.names = Names({name: schema[ORIGIN] for name, schema in given.items()})

    def add(self, name: str, schema: Schema) -> None:
        """Put a component with what is hoisted out of it after it."""
        if X_NAME in schema:
            what = f"{X_NAME} on a component has no effect: it is called {name}"
            problems.note(wrong(what, schema, "remove it"))
        self.done[name] = schema
        self.done[name] = attempted(lambda schema: self._inside(schema, wish(name)), schema)

    def mapped(self, schema: Schema) -> Schema:
        """A union's mapping of tags to its variants, which are components by now."""
        if "discriminator" not in schema:
            return schema
        models = [variant["$ref"] for variant in schema["oneOf"] if self._is_object(variant)]
        tags = schema["discriminator"]["mapping"]
        if len(models) < len(tags) and problems.has_any():  # a variant was refused
            return {key: value for key, value in schema.items() if key != "discriminator"}
        mapping = dict(zip(tags, models, strict=True))
        return {**schema, "discriminator": {**schema["discriminator"], "mapping": mapping}}

    def _is_object(self, variant: Schema) -> bool:
        return "$ref" in variant and self.done[component_of(variant["$ref"])].get("type") == "object"

    def _inside(self, schema: Schema, name: str) -> Schema:
        result = dict(schema)
        if (inner := non_null(schema)) is not None:  # of a component with a check
            result["anyOf"] = [self._attempted(inner, name, variant_word(inner, None)), schema["anyOf"][1]]
        if "properties" in schema:
            result["properties"] = {
                key: self._attempted(child, name, pascal(key)) for key, child in schema["properties"].items()
            }
        for key, word in STEPS.items():
            if is_mapping(schema.get(key)):
                result[key] = self._attempted(schema[key], name, word)
        if "oneOf" in schema:
            result["oneOf"] = self._variants(schema, name)
        return result

    def _variants(self, schema: Schema, name: str) -> list[Schema]:
        tags = iter(schema.get("discriminator", {}).get("mapping", {}))
        result: list[Schema] = []
        for variant in schema["oneOf"]:
            tag = next(tags, None) if self._body(variant).get("type") == "object" else None
            placed = self._attempted(variant, name, variant_word(variant, tag))
            # What was inline keeps its annotations as a component; a variant has no other use for them.
            hoisted = "$ref" in placed and "$ref" not in variant
            result.append({key: placed[key] for key in ("$ref", ORIGIN)} if hoisted else placed)
        return result

    def _body(self, schema: Schema) -> Schema:
        while "$ref" in schema:
            schema = self.given[component_of(schema["$ref"])]
        return schema

    def _attempted(self, schema: Schema, parent: str, word: str) -> Schema:
        return attempted(lambda schema: self._place(schema, parent, word), schema)

    def _place(self, schema: Schema, parent: str, word: str) -> Schema:
        """The schema that stands at a place: itself, or a reference to the component made of it."""
        inner = non_null(schema)
        if inner is not None and X_CHECK not in schema:
            passed_on = {key: schema[key] for key in ("description", X_NAME) if key in schema}
            kept = self._place({**passed_on, **inner}, parent, word)
            return {**nullable({ORIGIN: schema[ORIGIN], **assertions(kept)}), **_shown(schema)}
        if "$ref" in schema and X_NAME in schema and X_CHECK not in schema:
            hint = "remove it, or say it where the target stands"
            raise wrong(f"{X_NAME} beside a reference has no effect", schema, hint)
        if not (is_model(schema) or "enum" in schema or "oneOf" in schema or X_NAME in schema or _is_checked(schema)):
            return self._inside(schema, parent + word)
        name = self.names.inline(schema, schema[ORIGIN], parent, word)
        if name not in self.done:
            self.add(name, {key: value for key, value in schema.items() if key not in _OF_THE_PLACE})
        shown = {key: value for key, value in _shown(schema).items() if key != "examples"}
        return {"$ref": reference_to(name), **shown}


def _is_checked(schema: Schema) -> bool:
    """Whether it needs a name for its check; that items differ can be said where the array stands."""
    return X_CHECK in schema and not is_set(schema)


def _shown(schema: Schema) -> Schema:
    return {key: value for key, value in notes(schema).items() if key != X_NAME}
