"""Which operations are lists in pages: a GET with a cursor, whose pages hold `data`, items with ids, and `has_more`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scripts.ir.client_records import Paging
from scripts.ir.records import Reference
from scripts.ir.types import resolved

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scripts.base.json_types import Schema
    from scripts.ir.client_records import Parameter
    from scripts.ir.types import Types
    from scripts.normalise.operations import Operation

_FORWARDS: Final = "after"
_BACKWARDS: Final = "before"


def paging(
    components: Mapping[str, Schema],
    types: Types,
    operation: Operation,
    schemas: Mapping[str, Schema],
    parameters: Sequence[Parameter],
) -> Paging | None:
    """Return how a list goes on; None if the operation is none."""
    cursors = {each.field.json_name.text: each.field.name for each in parameters if each.place == "query"}
    contents = [each.content for each in operation.results]
    if operation.method != "get" or _FORWARDS not in cursors or len(contents) != 1 or contents[0] is None:
        return None
    page = resolved(components, schemas[contents[0].property])
    properties = page.get("properties", {})
    items = resolved(components, properties.get("data", {})).get("items")
    is_page = "data" in page.get("required", []) and _is(components, properties.get("has_more"), "boolean")
    kind = types.of(schemas[contents[0].property])
    if not is_page or items is None or not _has_id(components, items) or not isinstance(kind, Reference):
        return None
    return Paging(kind.name, types.of(items), cursors[_FORWARDS], cursors.get(_BACKWARDS, ""))


def _has_id(components: Mapping[str, Schema], items: Schema) -> bool:
    item = resolved(components, items)
    return _is(components, item.get("properties", {}).get("id"), "string") and "id" in item.get("required", [])


def _is(components: Mapping[str, Schema], schema: Schema | None, kind: str) -> bool:
    return schema is not None and resolved(components, schema).get("type") == kind
