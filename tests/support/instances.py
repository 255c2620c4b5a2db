"""Instances of a schema, and mutations of them: what a judge of schemas is asked about.

`instances` is deterministic: one seed, one list. About half of the instances are meant to satisfy the schema; the
others are such instances with something changed that schemas speak of: a name left out or added, a value of another
type, a bound passed, a constant misspelt. None is guaranteed to be what it is meant to be; ask a validator.
"""

from __future__ import annotations

import copy
import random
import re
import sys
from typing import Any

from scripts.documents import pointers

Schema = dict[str, Any]

DEEPEST = 6
"""Levels below which optional properties are left out and lists are empty, so that recursive schemas end."""
LARGEST = 2000
"""Parts of a value after which the same is done."""
DEEPEST_UNION = 50
"""Unions in each other, without an object or a list between, after which there is no value."""

ODD = (
    None,
    True,
    False,
    0,
    1,
    -1,
    1.5,
    2.0,
    2**53 + 1,
    -(2**63),
    1e300,
    "",
    "x",
    "null",
    "é\u2028",
    [],
    {},
    [None],
    {"": 0},
)
STRINGS = ("", "a", "text", "auto", "2024-01-01", "2024-01-01T00:00:00Z", "é\u00e9", "a b", "\U0001f600", "x" * 70)
NAMES = ("id", "type", "extra", "", "$ref", "é", "x" * 65)


def instances(schema: Schema, document: Schema, seed: int, count: int) -> list[object]:
    """`count` JSON values, valid-ish and mutated in turn. References are resolved in `document`."""
    maker = _Maker(document, random.Random(seed))
    return [value for index in range(count) for value in _made(maker, schema, valid=index % 2 == 0)]


def _made(maker: _Maker, schema: Schema, *, valid: bool) -> list[object]:
    """A value, if there is one that ends."""
    try:
        return [maker.valid(schema) if valid else maker.mutated(schema)]
    except RecursionError:
        return []


def mutations(values: list[Any], seed: int, count: int) -> list[object]:
    """`count` JSON values that are made by changing one thing in one of these."""
    maker = _Maker({}, random.Random(seed))
    return [maker._changed(copy.deepcopy(maker.chance.choice(values))) for _ in range(count)]


class _Maker:
    def __init__(self, document: Schema, chance: random.Random) -> None:
        self.document = document
        self.chance = chance
        self.parts = 0

    def valid(self, schema: Any, depth: int = 0, unions: int = 0) -> Any:
        """A value that is meant to satisfy the schema. Raises RecursionError if its `unions` lead to themselves."""
        if unions > DEEPEST_UNION:
            raise RecursionError
        self.parts = self.parts + 1 if depth else 0
        if not isinstance(schema, dict):
            return self._any(depth)
        schema = self._merged(schema)
        if "const" in schema:
            return copy.deepcopy(schema["const"])
        if "enum" in schema:
            return copy.deepcopy(self.chance.choice(schema["enum"]))
        for kind in ("oneOf", "anyOf"):
            if kind in schema:
                rest = {key: value for key, value in schema.items() if key not in ("oneOf", "anyOf")}
                return self.valid(self._joined([self._variant(schema[kind], depth), rest]), depth, unions + 1)
        return self._typed(schema, depth)

    def _ends(self, depth: int) -> bool:
        return depth > DEEPEST or self.parts > LARGEST

    def mutated(self, schema: Schema) -> Any:
        """A valid-ish value with one to three changes somewhere inside."""
        value = self.valid(schema)
        for _ in range(self.chance.choice((1, 1, 2, 3))):
            value = self._changed(value)
        return value

    def _merged(self, schema: Schema) -> Schema:
        """References followed and `allOf` joined, as far as making a value needs it."""
        members = [schema]
        for _ in range(20):
            schema = self._joined(members)
            if "$ref" not in schema and "allOf" not in schema:
                break
            rest = {key: value for key, value in schema.items() if key not in ("$ref", "allOf")}
            target = [pointers.resolve(self.document, schema["$ref"])] if "$ref" in schema else []
            members = [rest, *target, *schema.get("allOf", [])]
        return schema

    @staticmethod
    def _joined(members: list[Any]) -> Schema:
        result: Schema = {}
        for member in (member for member in members if isinstance(member, dict)):
            for key, value in member.items():
                if key == "properties":
                    known = result.get(key, {})
                    both = {name: {"allOf": [known[name], value[name]]} for name in value if name in known}
                    result[key] = {**known, **value, **both}
                elif key == "required":
                    result[key] = [*result.get(key, []), *value]
                elif key in ("$ref", "oneOf", "anyOf") and key in result:
                    result["allOf"] = [*result.get("allOf", []), {key: value}]
                elif key == "allOf":
                    result[key] = [*result.get(key, []), *value]
                elif not (key == "type" and key in result):
                    result[key] = value
        return result

    def _variant(self, variants: list[Any], depth: int) -> Any:
        """Null where it is allowed and the value is deep: recursive schemas end there."""
        null = [variant for variant in variants if isinstance(variant, dict) and variant.get("type") == "null"]
        return null[0] if null and self._ends(depth) else self.chance.choice(variants)

    def _typed(self, schema: Schema, depth: int) -> Any:
        kinds = schema.get("type", [])
        kinds = [kinds] if isinstance(kinds, str) else kinds
        if schema.get("nullable") is True:
            kinds = [*kinds, "null"]
        if not kinds:
            if "properties" in schema or "required" in schema:
                return self._object(schema, depth)
            return self._any(depth)
        kind = "null" if self._ends(depth) and "null" in kinds else self.chance.choice(kinds)
        makers = {
            "string": self._string,
            "integer": self._integer,
            "number": self._number,
            "array": lambda it: self._array(it, depth),
            "object": lambda it: self._object(it, depth),
            "boolean": lambda _: self.chance.random() < 0.5,
            "null": lambda _: None,
        }
        return makers[kind](schema)

    def _any(self, depth: int) -> Any:
        choices = ODD if not self._ends(depth) else (None, 0, "")
        return copy.deepcopy(self.chance.choice(choices))

    def _string(self, schema: Schema) -> str:
        text = self.chance.choice(STRINGS)
        if "pattern" in schema:
            text = _matching(schema["pattern"], self.chance)
        shortest = schema.get("minLength", 0)
        longest = schema.get("maxLength", max(shortest, 80))
        return (text + "a" * max(0, shortest - len(text)))[: max(longest, 0)]

    def _bounds(self, schema: Schema) -> tuple[float, float]:
        low, high = schema.get("minimum"), schema.get("maximum")
        for flag, bound in (("exclusiveMinimum", low), ("exclusiveMaximum", high)):
            exclusive = schema.get(flag)
            if exclusive is None or exclusive is False:
                continue
            exclusive = bound if exclusive is True else exclusive
            if flag == "exclusiveMinimum":
                low = exclusive if low is None else max(low, exclusive)
            else:
                high = exclusive if high is None else min(high, exclusive)
        if low is None:
            low = -9 if high is None else high - 9
        return low, high if high is not None else max(low, 0) + 9

    def _integer(self, schema: Schema) -> int | float:
        low, high = self._bounds(schema)
        value = self.chance.randint(int(low), max(int(low), int(high)))
        step = schema.get("multipleOf")
        if step:
            value = int(value // step * step)
        return float(value) if self.chance.random() < 0.05 else value

    def _number(self, schema: Schema) -> int | float:
        low, high = self._bounds(schema)
        step = schema.get("multipleOf")
        if step:
            return round(self.chance.uniform(low, high) / step) * step
        return self.chance.choice([low, high, (low + high) / 2, self.chance.uniform(low, high), self._integer(schema)])

    def _array(self, schema: Schema, depth: int) -> list[Any]:
        fewest = schema.get("minItems", 0)
        most = min(schema.get("maxItems", fewest + 3), fewest + 3)
        size = fewest if self._ends(depth) else self.chance.randint(fewest, max(fewest, most))
        return [self.valid(schema.get("items"), depth + 1) for _ in range(min(size, 200))]

    def _object(self, schema: Schema, depth: int) -> Schema:
        result: Schema = {}
        required = set(schema.get("required", ()))
        for name, child in schema.get("properties", {}).items():
            if name in required or (not self._ends(depth) and self.chance.random() < 0.6):
                result[name] = self.valid(child, depth + 1)
        for name in sorted(required - result.keys()):
            result[name] = self.valid(schema.get("additionalProperties"), depth + 1)
        self._extend(result, schema, depth)
        return result

    def _extend(self, result: Schema, schema: Schema, depth: int) -> None:
        """Add names that the schema does not list."""
        extra = schema.get("additionalProperties")
        wanted = schema.get("minProperties", 0)
        if extra is False or (self._ends(depth) and not wanted):
            return
        often = 0.7 if isinstance(extra, dict) else 0.15
        size = max(self.chance.randint(1, 3) if self.chance.random() < often else 0, wanted - len(result))
        room = schema.get("maxProperties", len(result) + size) - len(result)
        names = [name for name in (*NAMES, *(f"key{index}" for index in range(wanted))) if name not in result]
        self.chance.shuffle(names)
        for name in names[: max(0, min(size, room))]:
            result[name] = self.valid(extra, depth + 1)

    def _changed(self, value: Any) -> Any:
        """The value with one change at a random place."""
        if isinstance(value, dict) and value and self.chance.random() < 0.75:
            name = self.chance.choice(list(value))
            return {**value, name: self._changed(value[name])}
        if isinstance(value, list) and value and self.chance.random() < 0.75:
            place = self.chance.randrange(len(value))
            return [*value[:place], self._changed(value[place]), *value[place + 1 :]]
        return self._replaced(value)

    def _replaced(self, value: Any) -> Any:
        if isinstance(value, dict) and self.chance.random() < 0.7:
            return self._renamed(value)
        if isinstance(value, list) and self.chance.random() < 0.7:
            return [*value, *copy.deepcopy(value)] if self.chance.random() < 0.5 else value[1:]
        if isinstance(value, str) and self.chance.random() < 0.6:
            return self.chance.choice([value + "x", value[:-1], value.upper(), value * 40, value.replace("_", "-")])
        if isinstance(value, int | float) and not isinstance(value, bool) and self.chance.random() < 0.6:
            more, same = (value + 0.5, float(value)) if abs(value) <= sys.float_info.max else (value, value)
            return self.chance.choice([value + 1, value - 1, -value, more, value * 1000, same, str(value)])
        return copy.deepcopy(self.chance.choice(ODD))

    def _renamed(self, value: Schema) -> Schema:
        """Without a name, with one more, or with one spelt otherwise."""
        result = dict(value)
        if result and self.chance.random() < 0.6:
            name = self.chance.choice(list(result))
            held = result.pop(name)
            if self.chance.random() < 0.3:
                result[name.upper() + "_"] = held
        else:
            result[self.chance.choice(NAMES)] = self._any(0)
        return result


def _matching(pattern: str, chance: random.Random) -> str:
    """A text that the pattern may match: letters and digits are tried, else the pattern's own letters."""
    tried = ["a", "abc", "A1", "0", "123", "a_b", "2024-01-01", "".join(re.findall(r"\w", pattern))]
    try:
        found = [text for text in tried if re.search(pattern, text)]
    except re.error:  # written for ECMA-262
        found = []
    return chance.choice(found or tried)
