"""Random documents for the law: those of the tests of normalising, and keywords that it does not know."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.normalise.schemas import bounds, random_documents, schemas, small, texts

Schemas = st.SearchStrategy[dict[str, Any]]

NAMES = ("A", "B", "C", "D")
words = st.sampled_from(("a", "b", "type", "kind"))
references = st.sampled_from(NAMES).map(lambda name: {"$ref": f"#/components/schemas/{name}"})
inner = st.one_of(schemas, references, st.booleans())

others: Schemas = st.fixed_dictionaries(
    {},
    optional={
        "not": inner,
        "if": inner,
        "then": inner,
        "contains": inner,
        "maxContains": small,
        "uniqueItems": st.booleans(),
        "prefixItems": st.lists(inner, min_size=1, max_size=2),
        "patternProperties": st.dictionaries(st.sampled_from(["^a", "b$", "."]), inner, max_size=2),
        "propertyNames": st.fixed_dictionaries({}, optional={"maxLength": small, "pattern": st.just("^[a-z]*$")}),
        "dependentRequired": st.dictionaries(words, st.lists(words, unique=True, max_size=2), max_size=1),
        "dependentSchemas": st.dictionaries(words, inner, max_size=1),
        "unevaluatedProperties": st.booleans(),
        "unevaluatedItems": st.booleans(),
        "minProperties": small,
        "exclusiveMaximum": bounds,
        "pattern": texts,
    },
)


def _deduped(schema: Any) -> Any:
    """A list of types names each once, or a validator takes it for no schema."""
    if isinstance(schema, list):
        return [_deduped(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    result = {key: _deduped(value) for key, value in schema.items()}
    if isinstance(result.get("type"), list):
        result["type"] = list(dict.fromkeys(result["type"]))
    return result


def _beside(document: dict[str, Any], more: dict[str, dict[str, Any]]) -> dict[str, Any]:
    found = document["components"]["schemas"]
    mixed = {name: {**schema, **more[name]} if isinstance(schema, dict) else schema for name, schema in found.items()}
    return {**document, "components": {"schemas": _deduped(mixed)}}


every_keyword: Schemas = st.builds(_beside, random_documents, st.fixed_dictionaries(dict.fromkeys(NAMES, others)))


def _old(schema: Any) -> Any:
    """The same with OpenAPI 3.0's words for null; whatever else it can't say stays as it is."""
    if isinstance(schema, list):
        return [_old(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    result = {key: _old(value) for key, value in schema.items()}
    if isinstance(result.get("type"), str) and len(result) % 2:
        result["nullable"] = True
    return result


old_documents: Schemas = random_documents.map(
    lambda document: {**document, "openapi": "3.0.3", "components": _old(document["components"])}
)


IN_PLACE = ("allOf", "anyOf", "oneOf", "not", "if", "then", "dependentSchemas")


def waits_for_itself(document: dict[str, Any]) -> bool:
    """Whether a schema's verdict needs its own verdict on the same value, through conditions too."""
    components: dict[str, Any] = document["components"]["schemas"]
    needs = {name: set(_asked(schema)) for name, schema in components.items()}
    for _ in components:
        needs = {name: found.union(*(needs.get(other, set()) for other in found)) for name, found in needs.items()}
    return any(name in found for name, found in needs.items())


def _asked(schema: Any) -> list[str]:
    if not isinstance(schema, dict):
        return []
    found = [schema["$ref"].rpartition("/")[2]] if "$ref" in schema else []
    for keyword in IN_PLACE:
        value = schema.get(keyword, [])
        inside = value if isinstance(value, list) else value.values() if keyword == "dependentSchemas" else [value]
        found += [name for child in inside for name in _asked(child)]
    return found
