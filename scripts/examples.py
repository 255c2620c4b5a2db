"""An example instance of a schema, for the pages: its own examples where it has them, else something that fits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scripts.errors import Location, PipelineError
from scripts.types import component_name
from scripts.values import is_mapping

if TYPE_CHECKING:
    from collections.abc import Mapping

Schema = dict[str, Any]


def example(components: Mapping[str, Schema], schema: Schema, seen: tuple[int, ...] = ()) -> Any:  # one case a kind
    """Return an instance of a normalised schema. What would go round in a circle is left out where it may be."""
    if schema.get("examples"):
        return schema["examples"][0]
    if id(schema) in seen:
        raise _RoundError
    seen = (*seen, id(schema))
    match schema:
        case {"const": value} | {"enum": [value, *_]}:
            return value
        case {"$ref": reference}:
            return example(components, components[component_name(reference)], seen)
        case {"allOf": [only]}:
            return example(components, only, seen)
        case {"anyOf": [value, {"type": "null"}]}:
            return _or_none(components, value, seen)
        case {"oneOf": variants}:
            return _first(components, variants, seen)
        case {"type": "array"}:
            return _array(components, schema, seen)
        case {"type": "object"}:
            return _object(components, schema, seen)
        case _:
            return _leaf(schema)


class _RoundError(Exception):
    """The example would contain itself."""


def _or_none(components: Mapping[str, Schema], schema: Schema, seen: tuple[int, ...]) -> Any:
    try:
        return example(components, schema, seen)
    except _RoundError:
        return None


def _first(components: Mapping[str, Schema], variants: list[Schema], seen: tuple[int, ...]) -> Any:
    for variant in variants:
        try:
            return example(components, variant, seen)
        except _RoundError:
            continue
    raise _RoundError


def _array(components: Mapping[str, Schema], schema: Schema, seen: tuple[int, ...]) -> list[Any]:
    count = max(schema.get("minItems", 1), min(1, schema.get("maxItems", 1)))
    try:
        return [example(components, schema.get("items", {}), seen) for _ in range(count)]
    except _RoundError:
        if schema.get("minItems"):
            raise
        return []


def _object(components: Mapping[str, Schema], schema: Schema, seen: tuple[int, ...]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, member in schema.get("properties", {}).items():
        try:
            found[name] = example(components, member, seen)
        except _RoundError:
            if name in schema.get("required", []):
                raise
    for number in range(schema.get("minProperties", 0)):
        found[f"key_{number + 1}"] = example(components, _member_schema(schema), seen)
    return found


def _member_schema(schema: Schema) -> Schema:
    members = schema.get("additionalProperties")
    return members if is_mapping(members) else {}


def _leaf(schema: Schema) -> Any:
    match schema.get("type"):
        case "string":
            if "pattern" in schema:
                raise PipelineError(
                    "a string with a pattern needs an example for its page",
                    Location(pointer=schema.get("x-origin")),
                    "add examples: [...] to it",
                )
            return "string".ljust(schema.get("minLength", 0), "g")[: schema.get("maxLength")]
        case "integer":
            return _number(schema, step=1)
        case "number":
            return _number(schema, step=0.5)
        case "boolean":
            return True
        case _:
            return None


def _number(schema: Schema, *, step: float) -> float:
    low = schema.get("minimum", schema.get("exclusiveMinimum"))
    high = schema.get("maximum", schema.get("exclusiveMaximum"))
    if "exclusiveMinimum" in schema:
        low = schema["exclusiveMinimum"] + step
    if low is None:
        low = min(step, high - step) if high is not None else step
    multiple = schema.get("multipleOf")
    return low if multiple is None else -(-low // multiple) * multiple
