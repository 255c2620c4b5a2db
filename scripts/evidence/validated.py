"""Keywords that a correction can only remove: what they say of a value is left to a validator."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from scripts.base.json_types import is_list, is_mapping
from scripts.schema.keywords import KEYWORDS
from scripts.schema.shapes import TYPES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scripts.base.json_types import Schema
    from scripts.evidence.lookup import Lookup
    from scripts.evidence.schema_places import Place

_READ: Final = frozenset(
    {
        *("$ref", "type", "nullable", "enum", "const", "allOf", "anyOf", "oneOf", "discriminator", "format", "items"),
        *("prefixItems", "properties", "patternProperties", "required", "additionalProperties", "then", "else"),
        *("minContains", "maxContains"),
    }
)
"""Keywords that `holders` and `member_names` read, or that belong to one that is left to a validator."""
SAYING: Final = frozenset(name for name, row in KEYWORDS.items() if row.role in {"assertion", "checked"})
"""Keywords that say something of values."""
_TOGETHER: Final = {"if": ("if", "then", "else"), "contains": ("contains", "minContains", "maxContains")}


def read_judges(place: Place, pointer: str, schema: Schema, lookup: Lookup) -> None:
    """Add the judges of one holder to those of its place."""
    for keyword, together, fragment in _fragments(schema):
        judge = lookup.judge(fragment, pointer)
        if keyword.startswith("unevaluated"):
            judge = _unevaluated(place, keyword, pointer, schema, lookup)
        for kind in KEYWORDS[keyword].about or TYPES:
            place.judges.setdefault(kind, []).append((pointer, together, judge))


def _fragments(schema: Schema) -> Iterator[tuple[str, tuple[str, ...], Schema]]:
    """Each keyword that is left to a validator, with those that are judged together, and the schema that they make."""
    for keyword in filter(partial(_is_left, schema), schema):
        together = tuple(name for name in _TOGETHER.get(keyword, (keyword,)) if name in schema)
        if keyword == "items":
            first = schema.get("prefixItems")
            yield keyword, together, {"maxItems": len(first) if is_list(first) else 0}
        elif not (isinstance(schema[keyword], bool) and keyword.startswith("exclusive")):
            yield keyword, together, {name: schema[name] for name in together}
        elif schema[keyword] and (bound := keyword.replace("exclusiveM", "m")) in schema:  # OpenAPI 3.0
            yield keyword, (keyword, bound), {keyword: schema[bound]}


def _is_left(schema: Schema, keyword: str) -> bool:
    if keyword not in SAYING or schema[keyword] == KEYWORDS[keyword].nothing:
        return False
    return keyword not in _READ or (keyword == "items" and schema[keyword] is False)


def _unevaluated(place: Place, keyword: str, pointer: str, schema: Schema, lookup: Lookup) -> Callable[[Any], bool]:
    """Whether this keyword is what refuses a value; new names and what else is wrong are reported as such."""
    whole = lookup.judge(schema, pointer)
    without = lookup.judge({name: schema[name] for name in schema if name != keyword}, pointer)

    def is_satisfied(value: Any) -> bool:
        if not is_mapping(value):
            return whole(value)
        new = schema[keyword] is False and not all(map(place.lists, value))
        return new or whole(value) or not without(value)

    return is_satisfied
