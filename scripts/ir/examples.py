"""An example instance of a schema, for the pages: its own examples where it has them, else something that fits."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any, Final

from scripts.base.json_types import Schema, is_mapping
from scripts.schema.walk import component_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_MOST_PARTS: Final = 1000
_STEPS: Final = {"integer": 1, "number": 0.5}


def example(components: Mapping[str, Schema], schema: Schema) -> Any:
    """Return an instance of a normalised schema. Raises NoExampleError if a page can't have one."""
    return _example(components, schema, _Way())


@dataclass(frozen=True)
class _Way:
    """The schemas on the way to a part of an example, and the count of all its parts so far."""

    schemas: tuple[int, ...] = ()
    parts: Iterator[int] = field(default_factory=count)

    def to(self, schema: Schema) -> _Way:
        """Go on to a part, unless that goes round in a circle or there are too many: models can multiply."""
        if id(schema) in self.schemas or next(self.parts) > _MOST_PARTS:
            raise NoExampleError
        return _Way((*self.schemas, id(schema)), self.parts)


class NoExampleError(Exception):
    """The example would contain itself or grow too big, or nothing tells what a text looks like."""


def _example(components: Mapping[str, Schema], schema: Schema, seen: _Way) -> Any:  # one case a kind
    """Return an instance of a part. What has no end is left out where it may be."""
    if schema.get("examples"):
        return schema["examples"][0]
    seen = seen.to(schema)
    match schema:
        case {"const": value} | {"enum": [value, *_]}:
            return value
        case {"$ref": reference}:
            return _example(components, components[component_of(reference)], seen)
        case {"allOf": [only]}:
            return _example(components, only, seen)
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


def _or_none(components: Mapping[str, Schema], schema: Schema, seen: _Way) -> Any:
    try:
        return _example(components, schema, seen)
    except NoExampleError:
        return None


def _first(components: Mapping[str, Schema], variants: list[Schema], seen: _Way) -> Any:
    for variant in variants:
        try:
            return _example(components, variant, seen)
        except NoExampleError:
            continue
    raise NoExampleError


def _array(components: Mapping[str, Schema], schema: Schema, seen: _Way) -> list[Any]:
    count = max(schema.get("minItems", 0), int(schema.get("maxItems") != 0))
    try:
        return [_example(components, schema.get("items", {}), seen) for _ in range(count)]
    except NoExampleError:
        if schema.get("minItems"):
            raise
        return []


def _object(components: Mapping[str, Schema], schema: Schema, seen: _Way) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, member in schema.get("properties", {}).items():
        try:
            found[name] = _example(components, member, seen)
        except NoExampleError:
            if name in schema.get("required", []):
                raise
    for number in range(schema.get("minProperties", 0)):
        found[f"key_{number + 1}"] = _example(components, _member_schema(schema), seen)
    return found


def _member_schema(schema: Schema) -> Schema:
    members = schema.get("additionalProperties")
    return members if is_mapping(members) else {}


def _leaf(schema: Schema) -> Any:
    kind = schema.get("type")
    if kind == "string":
        return _text(schema)
    if kind in _STEPS:
        return _number(schema, _STEPS[kind])
    return True if kind == "boolean" else None


def _text(schema: Schema) -> str:
    if "pattern" in schema:
        raise NoExampleError
    return "string".ljust(schema.get("minLength", 0), "g")[: schema.get("maxLength")]


def _number(schema: Schema, step: float) -> float:
    """Return the least that is allowed, or what is near to zero if there is no least. Both kinds of bound may stand."""
    lows = {"minimum": 0, "exclusiveMinimum": step}
    highs = {"maximum": 0, "exclusiveMaximum": step}
    high = min((schema[key] - less for key, less in highs.items() if key in schema), default=step)
    low = max((schema[key] + more for key, more in lows.items() if key in schema), default=min(step, high))
    multiple = schema.get("multipleOf")
    return low if multiple is None else -(-low // multiple) * multiple
