"""The schema that accepts exactly what two schemas both accept, or the reason why none can be written.

Bounds: the narrower one holds. Types: the same, or integer where the other says number. Unions: each variant with
the other side, and those that nothing satisfies fall away. Objects: name by name; a name that one side does not list
is for that side's `additionalProperties` to judge.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scripts.normalise.parts import exact, is_of
from scripts.schema.keywords import ABOUT, KEYWORDS, TYPED
from scripts.schema.walk import (
    ORIGIN,
    X_CHECK,
    X_NAME,
    assertions,
    bare,
    children,
    component_of,
    fail,
    give_up,
    identity,
    notes,
    unchecked,
    union_kind,
    with_checks,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from scripts.base.json_types import Schema

BUDGET = 100_000
"""Schemas that may be looked at in one document: products of unions and nested `allOf` grow without end."""
DEEPEST = 60
"""Intersections within each other: two schemas that contain themselves never come to an end."""

_OBJECT = ("properties", "required", "additionalProperties", "propertyNames")


class Intersection:
    """Intersects schemas of one document; `resolve` gives a component by name, without `allOf`."""

    def __init__(self, resolve: Callable[[str], Schema]) -> None:
        self.resolve = resolve
        self.left = BUDGET
        self.depth = 0
        self.sizes: dict[int, tuple[Schema, int]] = {}

    def of(self, one: Schema, other: Schema) -> Schema | None:
        """What both accept, with the annotations of both (those of `one` win); None if that is nothing."""
        self.left -= self._size(one) + self._size(other)
        if self.left < 0:
            give_up("allOf multiplies to more schemas than can be built", one, "name the combinations")
        if self.depth > DEEPEST:
            fail(one)
        self.depth += 1
        try:
            result = self._plain(one, other)
        finally:
            self.depth -= 1
        if result is None:
            return None
        merged = {**assertions(result), **notes(other), **notes(one)}
        # A name is that of one schema: what became another one by merging has none.
        if X_NAME in merged and all(bare(side) != bare(merged) for side in (one, other) if X_NAME in side):
            del merged[X_NAME]
        return merged

    def _size(self, schema: Schema) -> int:
        """How many schemas it holds, those that stand in it twice counted twice."""
        if id(schema) not in self.sizes:
            # The schema is kept with its size: another one could get its place in memory, and so its id.
            self.sizes[id(schema)] = schema, 1 + sum(self._size(child) for child in children(schema))
        return self.sizes[id(schema)][1]

    def _plain(self, one: Schema, other: Schema) -> Schema | None:
        if X_CHECK in one or X_CHECK in other:
            both = self._plain(unchecked(one), unchecked(other))
            return None if both is None else _checked(both, one, other)
        if not assertions(one):
            return other
        if not assertions(other) or bare(one) == bare(other):
            return one
        for union, rest in ((one, other), (other, one)):
            kind = union_kind(union)
            if kind is not None:
                return self._distributed(kind, union, rest)
        if "$ref" in one or "$ref" in other:
            return self._resolved(one, other)
        return self._typed(one, other)

    def _resolved(self, one: Schema, other: Schema) -> Schema | None:
        """A reference stays one where the other side adds nothing to it."""
        bodies = [(side, self._body(side)) for side in (one, other)]
        result = self.of(bodies[0][1], bodies[1][1])
        if result is None:
            return None
        for side, body in bodies:
            if "$ref" in side and bare(result) == bare(body):
                return side
        return result

    def _body(self, schema: Schema) -> Schema:
        """What a chain of references ends in, as if it stood in the place of the first."""
        origin = schema[ORIGIN]
        while "$ref" in schema:
            schema = self.resolve(component_of(schema["$ref"]))
        return {**assertions(schema), ORIGIN: origin}

    def _distributed(self, kind: str, union: Schema, other: Schema) -> Schema | None:
        found = [self.of(variant, {**other, ORIGIN: variant[ORIGIN]}) for variant in union[kind]]
        kept = [variant for variant in found if variant is not None]
        if not kept:
            return None
        if len(kept) == 1:
            return kept[0]
        result = {**union, kind: kept}
        if "discriminator" in union and bare({kind: kept}) != bare({kind: union[kind]}):
            # The mapping names the variants as they were.
            result["discriminator"] = {"propertyName": union["discriminator"]["propertyName"]}
        return result

    def _typed(self, one: Schema, other: Schema) -> Schema | None:
        kinds = {schema["type"] for schema in (one, other) if "type" in schema}
        if kinds == {"integer", "number"}:
            kinds = {"integer"}
        if len(kinds) > 1:
            return None
        result: Schema = dict.fromkeys(("type",) if kinds else (), *kinds)
        about = {key for kind in kinds for key in ABOUT[kind]} if kinds else TYPED
        one, other = ({key: side[key] for key in side if key in about or key not in TYPED} for side in (one, other))
        for key in dict.fromkeys([*one, *other]):
            if key in one and key in other and key in TYPED and key not in _OBJECT:
                both = self._both(key, one, other)
                result[key] = one[key] if both is None else both
                if both is None:  # no one value says what both say
                    result = with_checks(result, {X_CHECK: [{key: other[key]}]})
            elif key not in {*_OBJECT, "enum", "type"}:
                result[key] = one[key] if key in one else other[key]
        return self._valued(one, other, self._object(one, other, result))

    def _valued(self, one: Schema, other: Schema, result: Schema | None) -> Schema | None:
        """With the values that both sides name."""
        lists = [schema["enum"] for schema in (one, other) if "enum" in schema]
        if result is None or not lists:
            return result
        shared = {identity(value) for value in lists[-1]}
        values = [value for value in lists[0] if identity(value) in shared and is_of(value, result["type"])]
        return {**result, "enum": [exact(value, result["type"]) for value in values]} if values else None

    def _both(self, key: str, one: Schema, other: Schema) -> Any:
        if key == "items":
            items = self.of(one[key], other[key])
            if items is None:
                fail(one)
            return items
        return KEYWORDS[key].both(one[key], other[key])

    def _object(self, one: Schema, other: Schema, result: Schema) -> Schema | None:
        """Add what both sides say of an object's properties."""
        sides = [side for side in (one, other) if any(key in side for key in _OBJECT)]
        if len(sides) < 2:  # noqa: PLR2004 - one side alone says it all
            return {**result, **{key: side[key] for side in sides for key in _OBJECT if key in side}}
        extra = self._additional(one, other)
        if extra is not None:
            result["additionalProperties"] = extra
        if "propertyNames" in one or "propertyNames" in other:
            result["propertyNames"] = self.of(
                one.get("propertyNames", _any(one)), other.get("propertyNames", _any(one))
            )
        required = list(dict.fromkeys([*one.get("required", []), *other.get("required", [])]))
        if required:
            result["required"] = required
        return self._properties(one, other, result)

    def _additional(self, one: Schema, other: Schema) -> Any:
        sides = [side["additionalProperties"] for side in (one, other) if "additionalProperties" in side]
        if False in sides:
            return False
        if len(sides) < 2:  # noqa: PLR2004 - the same
            return sides[0] if sides else None
        both = self.of(sides[0], sides[1])
        return False if both is None else both

    def _properties(self, one: Schema, other: Schema, result: Schema) -> Schema | None:
        properties: dict[str, Schema] = {}
        for name in dict.fromkeys([*one.get("properties", {}), *other.get("properties", {})]):
            judged = [
                side.get("properties", {}).get(name, side.get("additionalProperties", {})) for side in (one, other)
            ]
            listed = next(schema for schema in judged if schema is not False and ORIGIN in schema)
            both = None if False in judged else self.of(*({ORIGIN: listed[ORIGIN], **schema} for schema in judged))
            if both is not None:
                properties[name] = both
            elif name in result.get("required", []):
                return None
            elif result.get("additionalProperties") is not False:
                fail(listed)
        return {**result, **({"properties": properties} if properties else {})}


def _checked(schema: Schema, *sides: Schema) -> Schema:
    """The schema with the checks of both sides; those about other types than a variant's leave that variant alone."""
    kind = union_kind(schema)
    if kind is None or not all("type" in variant for variant in schema[kind]):
        return with_checks(schema, *sides)
    checks = with_checks(*sides)[X_CHECK]
    typed = [check for check in checks if all(KEYWORDS[key].about for key in check)]
    variants = [
        with_checks(variant, {X_CHECK: [check for check in typed if _is_about(check, variant["type"])]})
        for variant in schema[kind]
    ]
    return with_checks({**schema, kind: variants}, {X_CHECK: [check for check in checks if check not in typed]})


def _is_about(check: Schema, kind: str) -> bool:
    return any(kind in KEYWORDS[key].about for key in check)


def _any(schema: Schema) -> Schema:
    return {ORIGIN: schema[ORIGIN]}
