"""Which recorded steps are known payloads: valid, and with nothing that the schema does not name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import jsonschema_rs

from scripts.bench.kinds import is_array, is_object

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT: Final = "RunStepObject"


def known(steps: Iterable[dict[str, Any]], document: dict[str, Any], root: str = ROOT) -> list[dict[str, Any]]:
    """Return the steps that satisfy the component schema `root` when no object may hold more than it declares."""
    closed = validator(closed_copy(document), root)
    return [step for step in steps if closed.is_valid(step)]


def validator(document: dict[str, Any], root: str = ROOT) -> jsonschema_rs.Draft202012Validator:
    """Return the judge of one component schema of an OpenAPI 3.1 document."""
    schema = {"$ref": f"#/components/schemas/{root}", "components": document["components"]}
    return jsonschema_rs.Draft202012Validator(schema)


def closed_copy(node: Any) -> Any:
    """Copy a schema; every object that lists properties takes no others, unless it says so itself."""
    if is_array(node):
        return [closed_copy(member) for member in node]
    if not is_object(node):
        return node
    copy = {key: closed_copy(value) for key, value in node.items()}
    if is_object(copy.get("properties")) and copy.get("type") == "object":
        copy.setdefault("additionalProperties", False)
    return copy
