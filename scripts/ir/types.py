"""From a value's schema, as normalising leaves it, to its type record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scripts.ir import engine
from scripts.ir.records import (
    PYTHON_TYPES,
    AnyValue,
    Array,
    Bounds,
    Constant,
    Map,
    Nullable,
    Primitive,
    Raw,
    Reference,
    Set,
    Type,
)
from scripts.schema.keywords import BOUNDS, KEYWORDS
from scripts.schema.walk import X_CHECK, X_UNTAGGED, component_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scripts.base.json_types import Schema


class Types:
    """The types of one document's values. References are looked up among its components."""

    def __init__(self, components: Mapping[str, Schema], tags: Mapping[str, str]) -> None:
        self._components = components
        self._tags = tags

    def kind(self, component: str) -> str:
        """Return what a component becomes: model, enum, union or alias."""
        schema = self._components[component]
        if "properties" in schema or schema.get("additionalProperties") is False:
            return "model"
        if "enum" in schema:
            return "enum"
        return "union" if "oneOf" in schema else "alias"

    def of_kind(self, kind: str) -> list[str]:
        """Return the components of a kind."""
        return [name for name in self._components if self.kind(name) == kind]

    def of(self, schema: Any) -> Type:
        """Return the type of a value. No schema, or one that is only `true`, says nothing of it."""
        match schema:
            case {"$ref": reference}:
                return self._reference(reference)
            case {"allOf": [only]}:
                return self.of(only)
            case {"anyOf": [value, {"type": "null"}]}:
                return Nullable(self.of(value))
            case {"const": value}:
                return Constant(Raw(value))
            case {"type": "array"} if X_CHECK in schema:
                return Set(Array(self.of(schema.get("items")), _bounds(schema, "array")))
            case {"type": "array"}:
                return Array(self.of(schema.get("items")), _bounds(schema, "array"))
            case {"type": "object"}:
                return self._map(schema)
            case {"type": name}:
                form = Raw(schema["format"]) if "format" in schema else None
                return Primitive(name, _bounds(schema, name), form)
            case _:
                return AnyValue()

    def variant(self, schema: Schema) -> Type:
        """Return the type of a variant of a tagged union: msgspec itself insists on tags there."""
        kind = self.of(schema)
        if isinstance(kind, Reference) and kind.kind == "tagged_model":
            return Reference(kind.name, "model")
        return kind

    def enum_base(self, schema: Schema) -> str:
        """Return the Python type of an enum's values."""
        return PYTHON_TYPES[schema["type"]]

    def _reference(self, reference: str) -> Reference:
        component = component_of(reference)
        kind = self.kind(component)
        schema = self._components[component]
        name = engine.class_name(component)
        if kind == "enum":
            return Reference(name, kind, self.enum_base(schema), tuple(map(Raw, schema["enum"])))
        if kind == "model" and X_CHECK in schema:
            return Reference(name, "checked_model")
        return Reference(name, "tagged_model" if kind == "model" and component in self._tags else kind)

    def is_hooked(self, schema: Schema) -> bool:
        """Whether msgspec alone can't judge a value of a schema that stands in a union, or is a component."""
        match schema:
            case {"$ref": reference} | {"allOf": [{"$ref": reference}]} if X_CHECK not in schema:
                return self.is_hooked(self._components[component_of(reference)])
            case {"oneOf": variants}:
                return (
                    X_CHECK in schema
                    or X_UNTAGGED in schema
                    or self.are_apart(schema)
                    or any(map(self.is_hooked, variants))
                )
            case {"anyOf": [value, {"type": "null"}]}:
                return X_CHECK in schema or self.is_hooked(value)
            case _:
                return X_CHECK in schema

    def are_apart(self, union: Schema) -> bool:
        """Whether its variants have the tags of other unions, by which msgspec tells them apart."""
        if "discriminator" not in union:
            return False
        discriminator = union["discriminator"]
        tags = {self._tags[component_of(reference)] for reference in discriminator["mapping"].values()}
        return tags != {discriminator["propertyName"]}

    def _map(self, schema: Schema) -> Map:
        return Map(
            self.of(schema.get("additionalProperties")),
            _bounds(schema, "object"),
            _bounds(schema.get("propertyNames", {}), "string"),
        )


def resolved(components: Mapping[str, Schema], schema: Schema) -> Schema:
    """Return the schema that a schema stands for, if it is a reference, beside which annotations may stand."""
    while True:
        match schema:
            case {"$ref": reference} | {"allOf": [{"$ref": reference}]}:
                schema = components[component_of(reference)]
            case _:
                return schema


def _bounds(schema: Schema, kind: str) -> Bounds:
    limits = {keyword: schema[keyword] for keyword in BOUNDS[kind] if keyword in schema}
    _keep_stronger(limits, "minimum", "exclusiveMinimum")
    _keep_stronger(limits, "maximum", "exclusiveMaximum")
    return Bounds({keyword: Raw(limit) for keyword, limit in limits.items()})


def _keep_stronger(limits: dict[str, Any], inclusive: str, exclusive: str) -> None:
    """Of two limits a side msgspec takes one: keep the one that implies the other."""
    if inclusive in limits and exclusive in limits:
        stronger = KEYWORDS[inclusive].both(limits[inclusive], limits[exclusive])
        del limits[inclusive if stronger == limits[exclusive] else exclusive]
