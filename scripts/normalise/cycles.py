"""No component's verdict on a value waits for itself: cycles of references, through `allOf` or through a union.

Nothing is changed. `A: {properties: {next: {$ref: A}}}` is fine, as it asks A about another value.
"""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from scripts.base.errors import PipelineError
from scripts.schema import problems
from scripts.schema.keywords import IN_PLACE, UNIONS
from scripts.schema.walk import ORIGIN, component_of, refuse, schemas_of, subschemas, with_schemas

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.base.json_types import Schema


_IN_PLACE = frozenset({*IN_PLACE, "not", "if", "then", "else", "dependentSchemas"})

MOST = 100
"""The cycles of one document that are reported."""


def cycles(document: Schema) -> Schema:
    """Refuse a component that needs its own verdict."""
    for _ in range(MOST + 1):
        try:
            order(document)
        except PipelineError as error:
            problems.note(error)
            document = _broken(document, str(error.where.pointer))
        else:
            return document
    raise problems.ExhaustedError(f"more than {MOST} cycles of references")


def _broken(document: Schema, pointer: str) -> Schema:
    """The document in which the component with this origin refers to nothing."""
    schemas = schemas_of(document)
    return with_schemas(
        document,
        {name: {ORIGIN: pointer} if schema[ORIGIN] == pointer else schema for name, schema in schemas.items()},
    )


def order(document: Schema) -> list[str]:
    """The components, each after those that its own verdict on the same value needs."""
    schemas = schemas_of(document)
    graph = {name: set(in_place(schema)) for name, schema in schemas.items()}
    try:
        return list(TopologicalSorter({name: sorted(needed) for name, needed in graph.items()}).static_order())
    except CycleError as error:
        circle: list[str] = error.args[1]
        start = circle.index(min(circle))
        shown = [*circle[start:-1], *circle[:start]]
        # graphlib lists each one before those that need it; read as references it runs backwards.
        chain = " -> ".join([shown[0], *shown[:0:-1], shown[0]])
        refuse(f"a cycle of references that ends nowhere: {chain}", schemas[shown[0]], _hint(schemas, shown))


def _hint(schemas: dict[str, Schema], circle: list[str]) -> str:
    said = {keyword for name in circle for keyword in schemas[name]}
    is_inheritance = "allOf" in said and not said.isdisjoint(UNIONS)
    return "break it, as the repair circular-inheritance does" if is_inheritance else "break it"


def in_place(schema: Schema) -> Iterator[str]:
    """The components that are asked about the same value as the schema."""
    if "$ref" in schema:
        yield component_of(schema["$ref"])
    for key, value in schema.items():
        if key in _IN_PLACE:
            for _, child in subschemas(key, value):
                yield from in_place(child)
