"""`allOf` is merged away: each schema that was a conjunction is one schema that accepts the same.

Components are merged in the order of need, so a member that is a reference is known when it is met. What can't be
merged exactly is refused, as is what needs a type and has none after merging.
"""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter

from scripts.normalise.cycles import in_place
from scripts.normalise.intersect import Intersection
from scripts.normalise.nodes import (
    ORIGIN,
    Schema,
    annotated,
    assertions,
    fail,
    rebuild,
    schemas_of,
    union_kind,
    with_schemas,
    within,
)
from scripts.normalise.parts import TYPED


def allof(document: Schema) -> Schema:
    """No `allOf` is left, and every schema with assertions has a type, is a reference or a union."""
    schemas = schemas_of(document)
    merged: dict[str, Schema] = {}
    merging = Intersection(merged.__getitem__)
    for name in _order(schemas):
        merged[name] = _merge(schemas[name], merging)
    for name in schemas:
        _check_typed(merged[name])
    return with_schemas(document, {name: merged[name] for name in schemas})


def _order(schemas: dict[str, Schema]) -> list[str]:
    """The components, each after those that merging it needs."""
    graph = {name: sorted(set(_needs(schema))) for name, schema in schemas.items()}
    try:
        return list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        circle: list[str] = error.args[1][:-1]
        first = min(circle)
        fail(
            f"a cycle through allOf: {', '.join(sorted(circle))} need each other to be merged",
            schemas[first],
            "refer without allOf",
        )


def _needs(schema: Schema) -> list[str]:
    below = [name for child in within(schema) if "allOf" in child for name in in_place(child)]
    return [*below, *in_place(schema)]


def _merge(schema: Schema, merging: Intersection) -> Schema:
    schema = rebuild(schema, lambda child: _merge(child, merging))
    if "propertyNames" in schema:
        schema = _with_names(schema, merging)
    if "allOf" not in schema:
        return schema
    result: Schema | None = {ORIGIN: schema[ORIGIN]}
    for member in schema["allOf"]:
        result = None if result is None else merging.of(result, member)
    if result is None:
        fail("no value satisfies all members of allOf", schema, "mend the member that contradicts")
    return annotated(result, schema)


def _with_names(schema: Schema, merging: Intersection) -> Schema:
    """Names are strings: bounds on them need no type."""
    names = schema["propertyNames"]
    text = merging.of({"type": "string", ORIGIN: names[ORIGIN]}, names)
    if text is None or text.keys() & {"enum", "$ref"} or union_kind(text):
        fail("propertyNames that are not bounds of strings can't be expressed", names)
    rest = {key: value for key, value in schema.items() if key != "propertyNames"}
    return {**rest, "propertyNames": text} if assertions(text).keys() - {"type", "format"} else rest


def _check_typed(schema: Schema) -> None:
    for child in within(schema):
        loose = [key for key in child if key in TYPED]
        kind = child.get("type")
        if loose and kind is None:
            fail(f"{loose[0]} without a type: values of other types would be accepted too", child, "add the type")


