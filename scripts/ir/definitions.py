"""The normalised components as JSON Schema definitions: what `json_schema()` of the package returns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scripts.ir import engine
from scripts.ir.records import Definition, Given, Raw
from scripts.schema.walk import ORIGIN, X_CHECK, X_UNTAGGED, component_of, is_set, names_in, rewritten, within

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scripts.base.json_types import Schema

_DROPPED: Final = (
    ORIGIN,
    X_CHECK,
    X_UNTAGGED,
    "discriminator",
)  # ours, and OpenAPI's alone: neither says anything in JSON Schema


def definitions(components: Mapping[str, Schema]) -> tuple[Definition, ...]:
    """Return a definition for each component, in their order."""
    return tuple(
        Definition(
            name=engine.class_name(name),
            schema=Raw(rewritten(schema, _definition)),
            references=tuple(dict.fromkeys(engine.class_name(other) for other in names_in(schema))),
            checks=len(_checks(schema)),
            given=_given_names(*_checks(schema)),
        )
        for name, schema in components.items()
    )


def given(known: Mapping[str, Schema]) -> tuple[Given, ...]:
    """Return what checks refer to, in the order of the document."""
    return tuple(
        Given(Raw(_given_name(name)), Raw(_as_given(schema)), _given_names(schema)) for name, schema in known.items()
    )


def _given_names(*schemas: Schema) -> tuple[Raw, ...]:
    return tuple(Raw(_given_name(name)) for name in dict.fromkeys(name for one in schemas for name in names_in(one)))


def has_checks(components: Mapping[str, Schema]) -> bool:
    """Whether there is something in the components that types alone can't say."""
    return any(X_CHECK in one or X_UNTAGGED in one for schema in components.values() for one in within(schema))


def _checks(schema: Schema) -> list[Schema]:
    return [] if is_set(schema) else schema.get(X_CHECK, [])


def _as_given(schema: Schema) -> Schema:
    return rewritten(
        schema,
        lambda one: {**one, "$ref": f"#/$defs/{_given_name(component_of(one['$ref']))}"} if "$ref" in one else one,
    )


def _given_name(component: str) -> str:
    """The name of a component as it was given: no class has a dot in its name."""
    return f"{component}.given"


def _definition(schema: Schema) -> Schema:
    made = {keyword: value for keyword, value in schema.items() if keyword not in _DROPPED}
    if is_set(schema):
        made["uniqueItems"] = True
    elif X_CHECK in schema:
        made["allOf"] = [*made.get("allOf", ()), *map(_as_given, schema[X_CHECK])]
    if schema.get(X_UNTAGGED) == "anyOf":
        made["anyOf"] = made.pop("oneOf")
    if "$ref" in made:
        made["$ref"] = f"#/$defs/{engine.class_name(component_of(made['$ref']))}"
    return made


def check_of(schema: Schema) -> Raw | None:
    """Return the checks of a schema as one, if it has any."""
    checks = schema.get(X_CHECK)
    return Raw(checks[0] if len(checks) == 1 else {"allOf": checks}) if checks else None
