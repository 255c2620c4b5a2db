"""A JSON Schema validator: the second judge, for what no type can say. The package asks the same one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scripts.base.errors import PipelineError

if TYPE_CHECKING:
    import jsonschema_rs

    from scripts.base.json_types import Schema

MOST_STEPS: Final = 100_000
"""Steps back in one match of a pattern; templates/runtime/_checks.py has the same."""


def validator(schema: Schema) -> jsonschema_rs.Draft202012Validator:
    """Return a validator that gives formats no meaning. Raises PipelineError for what is no JSON Schema."""
    import jsonschema_rs  # noqa: PLC0415 - most documents do without it

    patterns = jsonschema_rs.FancyRegexOptions(backtrack_limit=MOST_STEPS)
    try:
        return jsonschema_rs.Draft202012Validator(schema, pattern_options=patterns)
    except (ValueError, jsonschema_rs.ReferencingError) as error:
        raise PipelineError(f"a validator can't read the schema: {_line(error)}") from error


def _line(error: Exception) -> str:
    return str(error).partition("\n")[0]
