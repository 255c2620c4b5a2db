"""An example instance of a schema, for the pages: its own examples where it has them, else something that fits."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import count
from typing import TYPE_CHECKING, Any, Final

from scripts.base.errors import PipelineError
from scripts.base.json_types import Schema, is_mapping
from scripts.schema.checking import validator
from scripts.schema.keywords import BOUNDS, KEYWORDS
from scripts.schema.pattern_examples import LONGEST, matching
from scripts.schema.walk import X_CHECK, X_UNTAGGED, component_of, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_MOST_PARTS: Final = 1000
_STEPS: Final = {"integer": 1, "number": 0.5}


def example(components: Mapping[str, Schema], schema: Schema, given: Mapping[str, Schema] | None = None) -> Any:
    """Return an instance of a normalised schema, whose checks refer to what is given.

    Raises NoExampleError if a page can't have one.
    """
    return _example(components, schema, _Way(given or {}))


@dataclass(frozen=True)
class _Way:
    """The schemas on the way to a part of an example, and the count of all its parts so far."""

    given: Mapping[str, Schema]
    schemas: tuple[int, ...] = ()
    parts: Iterator[int] = field(default_factory=count)

    def to(self, schema: Schema) -> _Way:
        """Go on to a part, unless that goes round in a circle or there are too many: models can multiply."""
        if id(schema) in self.schemas or next(self.parts) > _MOST_PARTS:
            raise NoExampleError
        return replace(self, schemas=(*self.schemas, id(schema)))

    def satisfies(self, schema: Schema, value: Any) -> bool:
        """Whether a value satisfies the checks of a schema."""
        checks = schema.get(X_CHECK)
        try:
            return not checks or validator({"allOf": checks, "components": {"schemas": self.given}}).is_valid(value)
        except PipelineError:  # no JSON Schema, which is a problem with a place of its own
            return False


class NoExampleError(Exception):
    """The example would contain itself or grow too big, or nothing tells what a text looks like."""


def _example(components: Mapping[str, Schema], schema: Schema, seen: _Way) -> Any:  # one case a kind
    """Return an instance of a part. What has no end is left out where it may be."""
    if schema.get("examples"):
        return schema["examples"][0]
    seen = seen.to(schema)
    made = _made(components, schema, seen)
    if not seen.satisfies(schema, made):
        raise NoExampleError
    return made


def _made(components: Mapping[str, Schema], schema: Schema, seen: _Way) -> Any:  # one case a kind
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
            alone = schema.get(X_UNTAGGED) == "oneOf"
            return _first(components, variants, seen, alone=alone)
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


def _first(components: Mapping[str, Schema], variants: list[Schema], seen: _Way, *, alone: bool) -> Any:
    """Return an example of the first variant that has one; where no other may accept it, of one that none does."""
    for variant in variants:
        others = (other for other in variants if alone and other is not variant)
        try:
            made = _example(components, variant, seen)
        except NoExampleError:
            continue
        if all(_refuses(components, other, made) for other in others):
            return made
    raise NoExampleError


def _refuses(components: Mapping[str, Schema], schema: Schema, value: Any) -> bool:  # one case a kind
    """Whether it is plain to see that a value is no instance of a schema."""
    match schema:
        case {"$ref": reference} | {"allOf": [{"$ref": reference}]}:
            return _refuses(components, components[component_of(reference)], value)
        case {"anyOf": [inner, {"type": "null"}]}:
            return value is not None and _refuses(components, inner, value)
        case {"oneOf": variants}:
            return all(_refuses(components, variant, value) for variant in variants)
        case {"const": constant}:
            return bool(value != constant)
        case {"enum": values}:
            return value not in values
        case {"type": "object"} if is_mapping(value):
            named = schema.get("properties", {}).items()
            return any(name not in value for name in schema.get("required", ())) or any(
                _refuses(components, member, value[name]) for name, member in named if name in value
            )
        case _:
            found = kind_of(value)
            return schema.get("type", found) not in {found, "number" if found == "integer" else found}


def _array(components: Mapping[str, Schema], schema: Schema, seen: _Way) -> list[Any]:
    least, most = _lengths(schema, "array")
    try:
        return [_example(components, schema.get("items", {}), seen) for _ in range(max(least, int(most != 0)))]
    except NoExampleError:
        if least:
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
    for number in range(_lengths(schema, "object")[0]):
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
    least, most = _lengths(schema, "string")
    found = None
    if "pattern" in schema:
        found = matching(schema["pattern"], least, most)
    elif least <= LONGEST:
        found = "string".ljust(least, "g")[:most]
    if found is None:
        raise NoExampleError
    return found


def _lengths(schema: Schema, kind: str) -> tuple[int, int | None]:
    """The least and the greatest length of a value of a type, if there is one."""
    bounds = {KEYWORDS[name].meta: schema[name] for name in BOUNDS[kind] if name in schema}
    return bounds.get("min_length", 0), bounds.get("max_length")


def _number(schema: Schema, step: float) -> float:
    """Return the least that is allowed, or what is near to zero if there is no least. Both kinds of bound may stand."""
    lows = {"minimum": 0, "exclusiveMinimum": step}
    highs = {"maximum": 0, "exclusiveMaximum": step}
    high = min((schema[key] - less for key, less in highs.items() if key in schema), default=step)
    low = max((schema[key] + more for key, more in lows.items() if key in schema), default=min(step, high))
    multiple = schema.get("multipleOf")
    return low if multiple is None else -(-low // multiple) * multiple
