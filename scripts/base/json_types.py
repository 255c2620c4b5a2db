"""The types of JSON values, and tests that tell the type checkers what a collection of the document holds."""

from __future__ import annotations

import json
from functools import partial
from typing import Any, Final, TypeAlias, TypeGuard

Schema: TypeAlias = dict[str, Any]
"""A schema, or a whole document: any JSON object."""

json_text: Final = partial(json.dumps, ensure_ascii=False)
"""A JSON value as text, with letters of all scripts as they are."""


def is_mapping(value: object) -> TypeGuard[dict[str, Any]]:
    """Whether the value is a JSON object."""
    return isinstance(value, dict)


def is_list(value: object) -> TypeGuard[list[Any]]:
    """Whether the value is a JSON array."""
    return isinstance(value, list)
