"""Known payloads with one thing in each that the schema does not name: what a server adds next year."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, Final

from scripts.bench.kinds import is_array, is_object

if TYPE_CHECKING:
    from collections.abc import Callable

_NEWS: Final = {"reason": "rolled out", "share": 0.25, "regions": ["eu", "us"], "since": None}


def field_first(step: dict[str, Any]) -> dict[str, Any]:
    """Put an unknown field before all others."""
    return {"rollout": copy.deepcopy(_NEWS), **step}


def field_last(step: dict[str, Any]) -> dict[str, Any]:
    """Put an unknown field after all others."""
    return {**step, "rollout": copy.deepcopy(_NEWS)}


def field_deep(step: dict[str, Any]) -> dict[str, Any]:
    """Put an unknown field into the innermost object of the step's details."""
    changed = copy.deepcopy(step)
    innermost(changed["step_details"])["rollout"] = copy.deepcopy(_NEWS)
    return changed


def variant(step: dict[str, Any]) -> dict[str, Any]:
    """Make the last tool call one of an unknown kind, or the details, where there are no tool calls."""
    changed = copy.deepcopy(step)
    details = changed["step_details"]
    if "tool_calls" in details:
        details["tool_calls"][-1:] = [{"id": "call_1", "type": "web_map", "web_map": copy.deepcopy(_NEWS)}]
    else:
        changed["step_details"] = {"type": "reasoning", "reasoning": copy.deepcopy(_NEWS)}
    return changed


def enum_value(step: dict[str, Any]) -> dict[str, Any]:
    """Give the step a status that no list has."""
    return {**step, "status": "queued"}


_MAPS: Final = frozenset({"attributes", "metadata"})
KINDS: Final[dict[str, Callable[[dict[str, Any]], dict[str, Any]]]] = {
    "field_first": field_first,
    "field_last": field_last,
    "field_deep": field_deep,
    "variant": variant,
    "enum_value": enum_value,
}


def innermost(node: dict[str, Any]) -> dict[str, Any]:
    """Return the object at the end of the way through each last object or list of objects; maps are data."""
    for key, child in reversed(node.items()):
        if is_object(child) and key not in _MAPS:
            return innermost(child)
        if is_array(child) and child and is_object(child[-1]):
            return innermost(child[-1])
    return node
