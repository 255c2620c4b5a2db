"""`allOf` is merged away: each schema that was a conjunction is one schema that accepts the same.

What needs a type and has none after merging becomes a check.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.normalise.checks import as_given
from scripts.normalise.cycles import order
from scripts.normalise.intersect import Intersection
from scripts.schema import problems
from scripts.schema.keywords import TYPED
from scripts.schema.walk import (
    ORIGIN,
    X_CHECK,
    annotated,
    assertions,
    attempted,
    each,
    fail,
    rebuild,
    refuse,
    schemas_of,
    with_checks,
    with_schemas,
)

if TYPE_CHECKING:
    from scripts.base.json_types import Schema


def allof(document: Schema) -> Schema:
    """No `allOf` is left, and every schema with assertions has a type or a check, is a reference or a union."""
    schemas = schemas_of(document)
    work = _Merge(schemas)
    for name in order(document):
        work.component(name)
    return each(with_schemas(document, {name: work.merged[name] for name in schemas}), _check)


class _Merge:
    """Components are merged when they are first needed."""

    def __init__(self, schemas: dict[str, Schema]) -> None:
        self.schemas = schemas
        self.merged: dict[str, Schema] = {}
        self.underway: list[str] = []
        self.merging = Intersection(self.component)

    def component(self, name: str) -> Schema:
        """A component without `allOf`."""
        if name in self.underway:
            fail(self.schemas[name])
        if name not in self.merged:
            self.underway.append(name)
            try:
                self.merged[name] = attempted(lambda schema: _merge(schema, self.merging), self.schemas[name])
            finally:
                self.underway.pop()
        return self.merged[name]


def _merge(schema: Schema, merging: Intersection) -> Schema:
    schema = rebuild(schema, lambda child: _merge(child, merging))
    if "propertyNames" in schema:
        schema = _with_names(schema)
    if "allOf" not in schema:
        return schema
    result: Schema = {ORIGIN: schema[ORIGIN]}
    for member in schema["allOf"]:
        both = merging.of(result, member)
        if both is None:
            refuse("no value satisfies all members of allOf", schema, "correct the member that contradicts")
        result = both
    return annotated(result, schema)


def _with_names(schema: Schema) -> Schema:
    """Names are strings: bounds on them, and there is nothing else that is no check, need no type."""
    text = {"type": "string", **schema["propertyNames"]}
    rest = {key: value for key, value in schema.items() if key != "propertyNames"}
    return {**rest, "propertyNames": text} if assertions(text).keys() - {"type", "format"} else rest


def _check(schema: Schema) -> Schema:
    """What has no type is a check. How much there can be is bounded by what `Intersection` may look at."""
    loose = {key: value for key, value in schema.items() if key in TYPED}
    if not loose or "type" in schema:
        return rebuild(schema, _check)
    what = f"{next(iter(loose))} without a type: values of other types are accepted too"
    problems.remark(what, schema[ORIGIN], "add the type, or let the repair `missing-type` add it")
    rest = {key: value for key, value in schema.items() if key not in loose}
    return with_checks(rest, {X_CHECK: [as_given(loose)]})
