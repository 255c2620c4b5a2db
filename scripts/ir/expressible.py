"""What JSON Schema can say and msgspec can't: refused with its place, never silently dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.base.errors import Location, PipelineError
from scripts.schema import identifiers, problems
from scripts.schema.walk import ORIGIN, within

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scripts.base.json_types import Schema


def check(components: Mapping[str, Schema]) -> None:
    """Raise PipelineError for what in normalised components generated models could not hold."""
    for component in components.values():
        for schema in within(component):
            _check(schema)


def _check(schema: Schema) -> None:
    for value in (*schema.get("enum", ()), *((schema["const"],) if "const" in schema else ())):
        if isinstance(value, (bool, float)):
            _refuse(schema, "a constant that is neither a string nor an integer", "give its type alone")
    if schema.get("const") == identifiers.SENTINEL:
        _refuse(schema, "the constant U+E000, which stands for unknown variants", "use another value")
    for name, member in schema.get("properties", {}).items():
        if name == identifiers.SENTINEL:
            _refuse(member, f"a property named {name!r}", "rename it, or leave it out")
        if not identifiers.is_field_name(name):
            _refuse(
                member if ORIGIN in member else schema,
                f"a property whose name has a quote, a backslash or a control character ({name!r})",
                "rename it",
            )


def _refuse(schema: Schema, what: str, hint: str) -> None:
    problems.note(PipelineError(f"{what} can't be expressed", Location(pointer=schema.get(ORIGIN)), hint))
