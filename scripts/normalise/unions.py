"""Unions are flat and their variants disjoint: at most one of each JSON type, and objects that a tag tells apart.

A union in a union is spread out, also through references, and null becomes the outer `anyOf [X, null]`. Under `anyOf`,
a variant that another one covers says nothing; values named by several variants are one list. What is disjoint
satisfies `oneOf` and `anyOf` alike. Where variants overlap, or have no tag, the union is `x-untagged`: its variants
have to be tried, and stay as they stand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.normalise.cycles import order
from scripts.normalise.intersect import Intersection
from scripts.normalise.objects import is_model
from scripts.normalise.tags import discriminator
from scripts.normalise.values import named
from scripts.schema.names import Names, renamed, variant_word
from scripts.schema.walk import (
    ORIGIN,
    X_CHECK,
    X_NAME,
    X_UNTAGGED,
    InexpressibleError,
    annotated,
    assertions,
    attempted,
    bare,
    component_of,
    distinct,
    each,
    fail,
    give_up,
    is_null,
    non_null,
    notes,
    nullable,
    rebuild,
    reference_to,
    schemas_of,
    unchecked,
    union_kind,
    with_checks,
    with_schemas,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.base.json_types import Schema

MOST = 1000
"""Variants of one union."""

DEEPEST = 100
"""Schemas within each other; the document itself is less deep."""

BUDGET = 100_000
"""Variants in one document, each counted wherever it is spread out."""


def unions(document: Schema) -> Schema:
    """Every union is `oneOf` of disjoint variants, with a discriminator if several are objects."""
    work = _Unions(schemas_of(document))
    for name in order(document):
        work.component(name)
    ordered = [one for name in work.schemas for one in (name, *work.made.get(name, ()))]
    result = each(with_schemas(document, {name: work.resolved[name] for name in ordered}), work.deep)
    return renamed(result, work.names.final())


class _Unions:
    """`resolved` holds the components whose own union is done; unions below their properties come after."""

    def __init__(self, schemas: dict[str, Schema]) -> None:
        self.schemas = schemas
        self.resolved: dict[str, Schema] = {}
        self.made: dict[str, list[str]] = {}
        self.left = BUDGET
        self.depth = 0
        self.both = Intersection(self.resolved.__getitem__)
        self.names = Names({name: schema[ORIGIN] for name, schema in schemas.items()})

    def component(self, name: str) -> None:
        """Resolve the component's own union."""
        self.resolved[name] = attempted(lambda schema: self.named(name, self.resolve(schema)), self.schemas[name])

    def deep(self, schema: Schema) -> Schema:
        """A resolved schema with everything below it resolved too; the variants of a resolved union are."""
        if self.depth > DEEPEST:
            fail(schema)
        self.depth += 1
        try:
            resolved = union_kind(schema)
            return rebuild(schema, self.deep if resolved else lambda child: self.deep(self.resolve(child)))
        finally:
            self.depth -= 1

    def named(self, name: str, schema: Schema) -> Schema:
        """A component's union with its inline models made components, so that other unions share them."""
        inner = non_null(schema)
        if inner is not None:
            return {**schema, "anyOf": [self.named(name, inner), schema["anyOf"][1]]}
        if "oneOf" not in schema:
            return schema
        tags = iter(schema.get("discriminator", {}).get("mapping", ()))
        variants = [
            self._shared(name, variant, next(tags, None)) if self._kind(variant) == "object" else variant
            for variant in schema["oneOf"]
        ]
        return {**schema, "oneOf": variants}

    def _shared(self, parent: str, variant: Schema, tag: str | None) -> Schema:
        if not is_model(variant):
            return variant
        name = self.names.inline(variant, variant[ORIGIN], parent, variant_word(variant, tag))
        self.resolved[name] = {key: value for key, value in variant.items() if key != X_NAME}
        self.made.setdefault(parent, []).append(name)
        return {"$ref": reference_to(name), ORIGIN: variant[ORIGIN]}

    def resolve(self, schema: Schema) -> Schema:
        """The schema itself in the normal form of a union, if it is one; what is below it stays."""
        kind = union_kind(schema)
        if kind is None or X_UNTAGGED in schema:
            return schema
        if X_CHECK in schema:
            return with_checks(self.resolve(unchecked(schema)), schema)
        self.left -= len(schema[kind])
        if self.left < 0:
            give_up("unions in unions multiply to more than can be built", schema, "make the inner ones components")
        alone = [variant for variant in schema[kind] if not is_null(variant)]
        if len(alone) == 1 and "$ref" in alone[0]:
            return self._reference(schema, kind, alone[0])
        flat = [one for variant in schema[kind] for one in self._spread(self.resolve(variant))]
        self.left -= len(flat)
        if len(flat) > MOST:
            fail(schema)
        try:
            variants = self._told_apart(schema, kind, flat)
            kept = [variant for variant in variants if not is_null(variant)]
            union = self._built(schema, kept)
        except InexpressibleError:
            return self._untagged(schema, kind)
        return nullable(union) if len(kept) < len(variants) and kept else union

    def _untagged(self, schema: Schema, kind: str) -> Schema:
        """A union whose variants have to be tried, as they stand."""
        variants = [self.resolve(variant) for variant in schema[kind]]
        nulls = [variant for variant in variants if is_null(variant) or self._nullable(self.body(variant))]
        unclear = [variant for variant in variants if self._may_be_null(variant)]
        if kind == "oneOf" and nulls and len(nulls) + len(unclear) > 1:
            fail(schema)
        plain = [(self._nullable(variant) or variant) for variant in variants if not is_null(variant)]
        if len(plain) < 2:  # noqa: PLR2004 - null and not much else
            fail(schema)
        union = {"oneOf": plain, X_UNTAGGED: kind, **notes(schema)}
        return nullable(union) if nulls else union

    @staticmethod
    def _nullable(schema: Schema) -> Schema | None:
        """X, if the schema is X or null, of which nothing is checked."""
        return None if X_CHECK in schema else non_null(schema)

    def _may_be_null(self, variant: Schema) -> bool:
        """Whether only a value can tell if null is accepted."""
        body = self.body(variant)
        if "oneOf" in body:
            return any(map(self._may_be_null, body["oneOf"]))
        return X_CHECK in body or not assertions(body)

    def _reference(self, schema: Schema, kind: str, reference: Schema) -> Schema:
        """A reference or null stays a reference, whatever it leads to."""
        nulls = [variant for variant in schema[kind] if is_null(variant)]
        if kind == "oneOf" and len(nulls) + bool(non_null(self.body(reference))) > 1:
            fail(schema)
        plain = annotated(reference, schema)
        return nullable(plain) if nulls else plain

    def body(self, schema: Schema) -> Schema:
        """What a chain of references ends in."""
        while "$ref" in schema:
            name = component_of(schema["$ref"])
            schema = self.resolved[name] if name in self.resolved else self.schemas[name]
        return schema

    def _spread(self, variant: Schema) -> Iterator[Schema]:
        """The variants of a variant; references to anything but a union stay."""
        found = self.body(variant)
        if X_CHECK in found or X_UNTAGGED in found:
            yield {**assertions(variant), **notes(variant)}
            return
        inner, kind = non_null(found), union_kind(found)
        if inner is not None:
            stays = "$ref" in variant and "$ref" not in inner and not union_kind(inner)
            yield from [variant] if stays else self._spread(inner)
            yield {"type": "null", ORIGIN: variant[ORIGIN]}
        elif kind is not None:
            for one in found[kind]:
                yield from self._spread(one)
        else:
            yield {**assertions(variant), **notes(variant)}

    def _built(self, schema: Schema, variants: list[Schema]) -> Schema:
        if not variants:
            return annotated({"type": "null"}, schema)
        if len(variants) == 1:
            return annotated(variants[0], schema)
        models = [variant for variant in variants if self._kind(variant) == "object"]
        result = {"oneOf": variants, **notes(schema)}
        if len(models) > 1:
            result["discriminator"] = discriminator(schema, models, self.body)
        return {**result, X_UNTAGGED: "anyOf"} if self._is_unsafe(variants) else result

    def _is_unsafe(self, variants: list[Schema]) -> bool:
        """Whether msgspec would free the type twice, which ends the process: it does if both of these are in it."""
        bodies = [assertions(non_null(body) or body) for body in map(self.body, variants)]
        patterns = any("pattern" in body for body in bodies)
        return patterns and any(
            body.get("type") == "array" or (body.get("type") == "object" and not is_model(body)) for body in bodies
        )

    def _kind(self, variant: Schema) -> str:
        """The JSON type; integers are numbers. `any` if all values are accepted, `some` if that is not known."""
        body = self.body(variant)
        kind: str = (self._nullable(body) or body).get("type", "some" if assertions(body) else "any")
        return "number" if kind == "integer" else kind

    def _told_apart(self, schema: Schema, kind: str, flat: list[Schema]) -> list[Schema]:
        """The variants without repetitions; refuses those that overlap."""
        groups: dict[str, list[Schema]] = {}
        for variant in flat:
            groups.setdefault(self._kind(variant), []).append(variant)
        if len(flat) > 1 and ("some" in groups or ("any" in groups and kind == "oneOf")):
            fail(schema)
        if "any" in groups:
            return [groups["any"][0]]
        return [one for name, group in groups.items() for one in self._group(schema, kind, name, group)]

    def _group(self, schema: Schema, kind: str, name: str, group: list[Schema]) -> list[Schema]:
        """The variants of one JSON type as one, or as different objects."""
        single = {bare(variant): variant for variant in reversed(group)}
        if len(single) < len(group) and kind == "oneOf":
            fail(schema)
        group = list(single.values())[::-1]
        if len(group) == 1 or name == "object":
            return group
        if name in {"string", "number"}:
            group = self._named(self._uncovered(group) if kind == "anyOf" else group, kind)
        if len(group) > 1:
            fail(schema)
        return group

    def _uncovered(self, group: list[Schema]) -> list[Schema]:
        """Without variants that another one covers, of equals the first: an enum beside a string says nothing."""
        kept = [(variant, self._scalar(variant)) for variant in group]
        for one in reversed(kept):
            others = [other for other in kept if other is not one]
            if any(self._covers(wider, one[1]) for _, wider in others):
                kept = others
        return [variant for variant, _ in kept]

    def _scalar(self, variant: Schema) -> Schema:
        body = self.body(variant)
        return {ORIGIN: variant[ORIGIN], **assertions(self._nullable(body) or body)}

    def _covers(self, wider: Schema, narrower: Schema) -> bool:
        return bare(self.both.of(wider, narrower) or {}) == bare(narrower)

    def _named(self, group: list[Schema], kind: str) -> list[Schema]:
        """Several lists of values of one type as one list."""
        bodies = [self._scalar(variant) for variant in group]
        if len(group) == 1 or len({body["type"] for body in bodies}) > 1 or not all("enum" in body for body in bodies):
            return group
        if any(X_CHECK in body for body in bodies):
            return group
        values = [value for body in bodies for value in body["enum"]]
        if len(distinct(values)) < len(values) and kind == "oneOf":
            return group
        return [{**named(bodies[0], distinct(values)), **notes(group[0])}]
