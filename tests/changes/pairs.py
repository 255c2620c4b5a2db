"""Random pairs of documents: one that a package is made of, and the same after a few edits, most of them harmless."""

from __future__ import annotations

import copy
import json
import random
from typing import TYPE_CHECKING, Any

from scripts.base.errors import PipelineError
from scripts.changes.view import View, view
from scripts.documents import reading
from tests.support.packages import document

if TYPE_CHECKING:
    from collections.abc import Iterator

Schema = dict[str, Any]

NAMES = ("A", "B", "C")
TAGGED = ("V", "W")
WORDS = ("a", "b", "c", "d", "e")
TEXTS = ("x", "y", "z", "w")
CHECKS: dict[str, tuple[Schema, ...]] = {
    "string": ({"not": {"const": "x"}}, {"not": {"pattern": "a"}}, {"if": {"minLength": 2}, "then": {"pattern": "^x"}}),
    "integer": ({"not": {"const": 2}}, {"multipleOf": 0.5}, {"if": {"minimum": 2}, "then": {"multipleOf": 0.2}}),
    "number": ({"not": {"type": "integer"}}, {"multipleOf": 0.1}, {"enum": [0.5, 1, 2]}),
    "array": ({"uniqueItems": True}, {"contains": {"type": "string"}}, {"prefixItems": [{"minLength": 1}, {}]}),
    "object": (
        {"dependentRequired": {"a": ["b"]}},
        {"propertyNames": {"enum": [*WORDS, "t"]}},
        {"patternProperties": {"^[ab]": {"type": ["string", "integer"]}}},
        {"not": {"required": ["a"]}},
        {"not": {"$ref": "#/components/schemas/C"}},
        {"if": {"required": ["a"]}, "then": {"minProperties": 2}},
        {"unevaluatedProperties": False},
    ),
    "other": ({"not": {"type": "null"}}, {"not": {"enum": ["x", 1, None]}}, {"not": {"minProperties": 2}}),
}
"""What no type can say, by the type that it is asked of."""
CHECKED = {keyword for kind in CHECKS.values() for check in kind for keyword in check} - {"enum"}


def pairs(seed: int, kind: type[Schemas] | None = None) -> Iterator[tuple[tuple[Schema, View], tuple[Schema, View]]]:
    """Component schemas before and after, with what users see of them. What no package is made of is left out.

    With another `kind` of maker it is what that makes.
    """
    chance = random.Random(seed)
    maker = (kind or Schemas)(chance)
    while True:
        old = maker.document()
        new = copy.deepcopy(old)
        for _ in range(chance.choice((1, 1, 2, 3))):
            maker.edit(new)
        try:
            yield (old, maker.seen(old)), (new, maker.seen(new))
        except PipelineError:
            continue


def seen(schemas: Schema, version: str = "3.1.0", paths: Schema | None = None) -> View:
    """What users see of the package that is made of component schemas, and of paths."""
    return view(reading.parse(document(schemas, version, paths), name="document"))


class Schemas:
    """Makes component schemas, and edits them."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance

    def seen(self, schemas: Schema) -> View:
        return seen(schemas)

    def document(self) -> Schema:
        tagged = {name: self.object(2, {"t": {"const": name.lower()}}) for name in TAGGED}
        return {**{name: self.component() for name in NAMES}, **tagged}

    def component(self) -> Schema:
        return self.object(2) if self.chance.random() < 0.6 else self.chance.choice((self.value, self.either))(1)

    def object(self, depth: int, members: Schema | None = None) -> Schema:
        names = self.chance.sample(WORDS, self.chance.randint(1, 3))
        properties = {**(members or {}), **{name: self.value(depth - 1) for name in names}}
        required = [*(members or ()), *(name for name in names if self.chance.random() < 0.5)]
        made: Schema = {"type": "object", "properties": properties, "required": required}
        rest = self.chance.choice(({}, {"additionalProperties": False}, {"additionalProperties": self.leaf()}))
        return self.perhaps_checked(made | rest)

    def value(self, depth: int) -> Schema:
        choices = [self.leaf, self.leaf, self.nullable, self.reference, self.union, self.enum]
        if depth > 0:
            choices += [self.array, self.map, lambda: self.object(depth)]
        return self.perhaps_checked(self.chance.choice(choices)())

    def perhaps_checked(self, made: Schema) -> Schema:
        if self.chance.random() < 0.05:
            self.check(made)
        return made

    def leaf(self) -> Schema:
        least, most = self.chance.randint(0, 2), self.chance.randint(3, 5)
        return self.chance.choice(
            (
                {"type": "string"},
                {"type": "string", "minLength": least, "maxLength": most},
                {"type": "string", "pattern": "^x"},
                {"type": "string", "format": "date"},
                {"type": "integer"},
                {"type": "integer", "minimum": least, "maximum": most},
                {"type": "number"},
                {"type": "number", "minimum": least},
                {"type": "boolean"},
                {"const": self.chance.choice(TEXTS)},
                {},
            )
        )

    def enum(self) -> Schema:
        kind, values = self.chance.choice((("string", TEXTS), ("integer", (1, 2, 3))))
        return {"type": kind, "enum": self.chance.sample(values, self.chance.randint(1, 3))}

    def reference(self) -> Schema:
        return {"$ref": f"#/components/schemas/{self.chance.choice((*NAMES, *TAGGED))}"}

    def nullable(self) -> Schema:
        return {"anyOf": [self.chance.choice((self.leaf, self.reference, self.enum))(), {"type": "null"}]}

    def union(self) -> Schema:
        references = [{"$ref": f"#/components/schemas/{name}"} for name in TAGGED]
        others = [{"type": "string"}, {"type": "integer"}, {"type": "null"}, self.enum()]
        return {"anyOf": self.chance.sample([*references, *others], self.chance.randint(2, 3))}

    def either(self, _: int = 0) -> Schema:
        """A union whose variants nothing tells apart."""
        closed = [{**self.object(1), "required": [], "additionalProperties": False} for _ in range(2)]
        variants = self.chance.choice((closed, closed, [closed[0], self.reference()], [self.leaf(), self.leaf()]))
        return {self.chance.choice(("anyOf", "oneOf", "oneOf")): variants}

    def array(self) -> Schema:
        made = {"type": "array", "items": self.value(0)}
        return made | self.chance.choice(({}, {"minItems": 1}))

    def map(self) -> Schema:
        return {"type": "object", "additionalProperties": self.value(0)}

    def edit(self, schemas: Schema) -> None:
        """One change somewhere."""
        places = list(_places(schemas))
        place = self.chance.choice(places + 3 * [each for each in places if _variants(each)])
        edits = [self.describe, self.describe, self.deprecate, self.other_values, self.other_values, self.rewrite]
        if "properties" in place:
            edits += [self.add, self.add, self.open_or_close, self.require, self.remove]
        if _variants(place):
            edits += 5 * [self.adopt]
        edits += [self.bound, self.check, self.replace, lambda _: self.new_component(schemas)]
        self.chance.choice(edits)(place)

    def describe(self, place: Schema) -> None:
        place["description"] = self.chance.choice(TEXTS)

    def deprecate(self, place: Schema) -> None:
        place["deprecated"] = not place.get("deprecated")

    def other_values(self, place: Schema) -> None:
        if "enum" in place:
            values = (1, 2, 3, 4) if place.get("type") == "integer" else TEXTS
            place["enum"] = self.chance.sample(values, self.chance.randint(1, 4))
        elif place.get("type") in {"string", "integer"}:
            place["enum"] = list(TEXTS[:2] if place["type"] == "string" else (1, 2))

    def check(self, place: Schema) -> None:
        """Ask something that no type can say, something else, or nothing."""
        asked = CHECKED.intersection(place)
        for keyword in asked:
            del place[keyword]
        if not asked or self.chance.random() < 0.5:
            checks = CHECKS.get(place.get("type", "other"), CHECKS["other"])
            place.update(copy.deepcopy(self.chance.choice(checks)))

    def rewrite(self, place: Schema) -> None:
        """Say the same in other words."""
        if "anyOf" in place:
            place["oneOf"] = place.pop("anyOf")
        elif "$ref" in place:
            place["allOf"] = [{"$ref": place.pop("$ref")}]
        elif "const" in place:
            place["enum"] = [place.pop("const")]
        elif place.get("type") in {"string", "integer"}:
            place["title"] = "T"

    def add(self, place: Schema) -> None:
        name = self.chance.choice(WORDS)
        place["properties"].setdefault(name, self.value(1))

    def adopt(self, place: Schema) -> None:
        """A variant of a union gets a property of another one."""
        one, other = self.chance.sample(_variants(place), 2)
        name = self.chance.choice(list(other["properties"]))
        one["properties"].setdefault(name, copy.deepcopy(other["properties"][name]))

    def open_or_close(self, place: Schema) -> None:
        place["additionalProperties"] = self.chance.choice((True, False, self.leaf()))

    def require(self, place: Schema) -> None:
        name = self.chance.choice(list(place["properties"]))
        old = place.get("required", [])
        place["required"] = [each for each in old if each != name] if name in old else [*old, name]

    def remove(self, place: Schema) -> None:
        name = self.chance.choice(list(place["properties"]))
        del place["properties"][name]
        place["required"] = [each for each in place.get("required", []) if each != name]

    def bound(self, place: Schema) -> None:
        if place.get("type") == "string":
            place["maxLength"] = self.chance.randint(3, 6)
        elif place.get("type") in {"integer", "number"}:
            place["minimum"] = self.chance.randint(-1, 1)

    def replace(self, place: Schema) -> None:
        made = self.value(1)
        place.clear()
        place.update(made)

    def new_component(self, schemas: Schema) -> None:
        schemas.setdefault("N", self.object(1))


def _places(schemas: Schema) -> Iterator[Schema]:
    for schema in schemas.values():
        yield from _within(schema)


def _within(schema: Schema) -> Iterator[Schema]:
    yield schema
    for child in schema.get("properties", {}).values():
        yield from _within(child)
    for keyword in ("items", "additionalProperties"):
        if isinstance(schema.get(keyword), dict):
            yield from _within(schema[keyword])
    for variant in (*schema.get("anyOf", ()), *schema.get("oneOf", ())):
        yield from _within(variant)


def _variants(union: Schema) -> list[Schema]:
    """The objects that stand in a union, if there are several."""
    found = [each for each in (*union.get("anyOf", ()), *union.get("oneOf", ())) if each.get("properties")]
    return found if len(found) > 1 else []


def shown(old: Schema, new: Schema) -> str:
    """Both, for the message of a test that fails."""
    return f"{json.dumps(old)}\n{json.dumps(new)}"
