"""Is this an OpenAPI document that we read, and does it hold schemas?

Nothing is changed. What is checked here no later pass checks again: the version, that `components.schemas` is a mapping
of names to schemas, and that nothing is nested deeper than `DEPTH`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from scripts.base.errors import Location, PipelineError
from scripts.base.json_types import is_list, is_mapping
from scripts.documents import pointers
from scripts.schema import problems
from scripts.schema.openapi_objects import section_of
from scripts.schema.openapi_version import check_version
from scripts.schema.shapes import SCHEMA

if TYPE_CHECKING:
    from scripts.base.json_types import Schema

DEPTH = 120
"""Levels of JSON: ours is 12. The passes are recursive, and Python's stack ends at 1000 calls."""

DIALECT = re.compile(
    r"https://spec\.openapis\.org/oas/3\.[12]/dialect/[\w-]+|https://json-schema\.org/draft/2020-12/schema#?"
)
Path = tuple["Path", "str | int"] | None
"""The way to a place: the way to its parent, and the last step. Pointers are made for errors only."""


def version(document: Schema) -> Schema:
    """Refuse what is not an OpenAPI 3 document with schemas."""
    check_version(document)
    _check_dialect(document)
    _check_depth(document)
    return _components(document)


def _check_dialect(document: Schema) -> None:
    dialect = document.get("jsonSchemaDialect")
    if dialect is not None and not (isinstance(dialect, str) and DIALECT.fullmatch(dialect)):
        what = "jsonSchemaDialect is not JSON Schema 2020-12, as which all schemas are read"
        problems.remark(what, "#/jsonSchemaDialect", "leave it out if that is right")


def _components(document: Schema) -> Schema:
    schemas = section_of(document, "schemas")
    if not schemas and not problems.has_any():  # else the operations that had some are refused
        raise PipelineError("no schemas in the document", Location(pointer="#/components/schemas"))
    rest = components if is_mapping(components := document.get("components")) else {}
    kept = dict(problems.attempt(_component, schemas.items()))
    return {**document, "components": {**rest, "schemas": kept}}


def _component(named: tuple[str, Any]) -> tuple[str, Any]:
    name, schema = named
    where = Location(pointer=pointers.join("components", "schemas", name))
    if schema is False:
        raise PipelineError("no value satisfies the schema: it is false", where, "leave it out")
    if not is_mapping(schema) and schema is not True:
        raise PipelineError(SCHEMA.refusal(schema), where)
    return name, schema


def _check_depth(document: Schema) -> None:
    level: list[tuple[Any, Path]] = [(document, None)]
    for _ in range(DEPTH):
        level = [
            (value, (path, key))
            for parent, path in level
            for key, value in (parent.items() if is_mapping(parent) else enumerate(parent))
            if is_mapping(value) or is_list(value)
        ]
        if not level:
            return
    where = Location(pointer=pointers.join(*_tokens(level[0][1])[:8]))
    raise PipelineError(f"nested more than {DEPTH} levels deep", where, "make the inner schemas components")


def _tokens(path: Path) -> list[str | int]:
    tokens: list[str | int] = []
    while path is not None:
        path, token = path
        tokens.append(token)
    return tokens[::-1]
