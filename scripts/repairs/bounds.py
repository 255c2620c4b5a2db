"""`exclusiveMinimum` in the way of the other version of OpenAPI."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from scripts.repairs.places import Change, at, is_3_0, schemas

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.base.json_types import Schema

_BOUNDS: Final = {"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"}


def exclusive_bounds(document: Schema) -> Iterator[Change]:
    """A flag in OpenAPI 3.1 is a bound; a bound in OpenAPI 3.0 is a flag beside a bound."""
    old = is_3_0(document)
    for path in schemas(document):
        for keyword, bound in _BOUNDS.items():
            schema: Schema = at(document, path)
            value = schema.get(keyword)
            flag = isinstance(value, bool)
            if flag != old and isinstance(value, (bool, int, float)):
                new = _as_flag(schema, keyword, bound) if old else _as_bound(schema, keyword, bound)
                version = "3.0" if old else "3.1"
                yield Change(path, new, f"says {keyword}: {str(value).lower()}, as OpenAPI {version} does not")


def _as_bound(schema: Schema, keyword: str, bound: str) -> Schema:
    left = {key: value for key, value in schema.items() if key != keyword}
    if schema[keyword] is False or bound not in schema:
        return left
    return {(keyword if key == bound else key): value for key, value in left.items()}


def _as_flag(schema: Schema, keyword: str, bound: str) -> Schema:
    """The stricter of the two bounds counts."""
    exclusive, inclusive = schema[keyword], schema.get(bound)
    if isinstance(inclusive, (int, float)) and _is_stricter(inclusive, exclusive, bound):
        return {key: value for key, value in schema.items() if key != keyword}
    beside: dict[str, Any] = {bound: exclusive, keyword: True}
    return {**schema, **beside}


def _is_stricter(one: float, other: float, bound: str) -> bool:
    return one > other if bound == "minimum" else one < other
