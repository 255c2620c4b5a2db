"""Random documents made of the supported keywords, in combinations that nobody would write."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.normalise.corpus import document

NAMES = ("A", "B", "C", "D")
WORDS = ("a", "b", "type", "kind")

Schemas = st.SearchStrategy[dict[str, Any]]


def _optional(**strategies: st.SearchStrategy[Any]) -> Schemas:
    return st.fixed_dictionaries({}, optional=strategies)


def _with(base: dict[str, Any], optional: Schemas) -> Schemas:
    return optional.map(lambda more: {**base, **more})


small = st.integers(0, 3)
bounds = st.integers(-3, 3)
texts = st.sampled_from(["a", "bb", "ccc", "x"])
scalars = st.one_of(texts, bounds, st.sampled_from([0.5, 1.0, True, False, None]))
strings = _with({"type": "string"}, _optional(minLength=small, maxLength=small, format=texts))
numbers = st.sampled_from(["integer", "number"]).flatmap(
    lambda kind: _with(
        {"type": kind},
        _optional(minimum=bounds, maximum=bounds, exclusiveMinimum=bounds, multipleOf=st.sampled_from([1, 2, 0.5])),
    )
)
enums = st.one_of(
    st.lists(texts, min_size=1, max_size=3).map(lambda values: {"type": "string", "enum": values}),
    st.lists(scalars, min_size=1, max_size=3).map(lambda values: {"enum": values}),
    scalars.map(lambda value: {"const": value}),
    st.lists(st.integers(0, 2), min_size=1, max_size=3).map(lambda values: {"type": "integer", "enum": values}),
)
typeless = _optional(minLength=small, minimum=bounds, required=st.just(["a"]), maxItems=small)
references = st.sampled_from(NAMES).map(lambda name: {"$ref": f"#/components/schemas/{name}"})
null = st.just({"type": "null"})
leaves = st.one_of(strings, numbers, enums, references, st.just({"type": "boolean"}), null, st.just({}))


def _objects(inner: Schemas) -> Schemas:
    return _with(
        {"type": "object"},
        _optional(
            properties=st.dictionaries(st.sampled_from(WORDS), inner, max_size=3),
            required=st.lists(st.sampled_from(WORDS), unique=True, max_size=2),
            additionalProperties=st.one_of(st.booleans(), inner),
        ),
    )


def _tagged(inner: Schemas) -> Schemas:
    return st.tuples(texts, _objects(inner)).map(
        lambda both: {
            **both[1],
            "properties": {**both[1].get("properties", {}), "type": {"const": both[0]}},
            "required": ["type"],
        }
    )


def _arrays(inner: Schemas) -> Schemas:
    return _with({"type": "array"}, _optional(items=inner, minItems=small, maxItems=small))


def _groups(inner: Schemas) -> Schemas:
    members = st.lists(inner, min_size=1, max_size=3)
    unions = st.tuples(st.sampled_from(["anyOf", "oneOf"]), members).map(lambda pair: {pair[0]: pair[1]})
    tagged = st.lists(_tagged(inner), min_size=2, max_size=3).map(lambda variants: {"oneOf": variants})
    conjunctions = st.lists(st.one_of(inner, typeless), min_size=1, max_size=3).map(lambda all_of: {"allOf": all_of})
    nullables = inner.map(lambda schema: {"anyOf": [schema, {"type": "null"}]})
    lists = st.lists(st.sampled_from(["string", "integer", "number", "null", "object"]), min_size=1, max_size=3)
    return st.one_of(unions, tagged, conjunctions, nullables, lists.map(lambda kinds: {"type": kinds}))


def _beside(inner: Schemas) -> Schemas:
    """Keywords side by side: a reference, a union and a type in one schema."""
    return st.tuples(inner, inner).map(lambda both: {**both[0], **both[1]})


schemas: Schemas = st.recursive(
    leaves, lambda inner: st.one_of(_objects(inner), _arrays(inner), _groups(inner), _beside(inner)), max_leaves=8
)
random_documents: Schemas = st.fixed_dictionaries(dict.fromkeys(NAMES, schemas)).map(document)
