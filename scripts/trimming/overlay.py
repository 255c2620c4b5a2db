"""Apply an overlay (OpenAPI Overlay Specification 1.0 and 1.1) to a document, and insist that every action counts."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from scripts.base.errors import PipelineError
from scripts.base.json_types import is_list, is_mapping
from scripts.documents import pointers
from scripts.documents.jsonpaths import Match, QueryError, select
from scripts.schema import problems
from scripts.trimming.overlay_rules import check

if TYPE_CHECKING:
    from scripts.base.errors import Location
    from scripts.documents.reading import Document

Kind = Literal["update", "remove", "copy"]
_ARTICLES = {"object": "an object", "array": "an array", "primitive": "a primitive value"}
_MOVED = "upstream has moved, or the action was never needed: look at the target, or remove the action"


@dataclass(frozen=True)
class Action:
    """One change. `number` counts from 1; `reason` is the action's description; `value` what is merged or copied."""

    number: int
    kind: Kind
    target: str
    reason: str
    value: Any
    document: Document = field(repr=False)

    @property
    def where(self) -> Location:
        """The action's line. Looked up only when it is reported: that parses the overlay a second time."""
        return self.document.where(pointers.join("actions", self.number - 1))


@dataclass(frozen=True)
class Overlay:
    """A valid overlay: its feature set, the document it says it is for, its actions in order."""

    version: tuple[int, int]
    extends: str | None
    actions: tuple[Action, ...]


def read(document: Document) -> Overlay:
    """The overlay in a document. Raises `PipelineError` by action number and line for what the rules forbid."""
    check(document)
    value = document.value
    actions = tuple(_action(document, number, each) for number, each in enumerate(value["actions"], start=1))
    major, minor = (int(part) for part in value["overlay"].split(".")[:2])
    return Overlay((major, minor), value.get("extends"), actions)


def _action(document: Document, number: int, action: dict[str, Any]) -> Action:
    kind: Kind = "remove" if action.get("remove") else "copy" if "copy" in action else "update"
    return Action(number, kind, action["target"], action["description"], action.get(kind), document)


def apply(overlay: Overlay, value: dict[str, Any]) -> dict[str, Any]:
    """A new document: `value` after all actions, one after the other.

    Raises `PipelineError` for all actions that select nothing, change nothing or do not fit what they select.
    """
    result = copy.deepcopy(value)
    with problems.collected(overlay.actions[0].document):
        for _ in problems.attempt(lambda action: _apply(action, result, overlay.version), overlay.actions):
            pass
    return result


def _apply(action: Action, root: dict[str, Any], version: tuple[int, int]) -> None:
    """Apply one action in place."""
    matches = _select(action, action.target, root)
    if not matches:
        raise _error(action, "its target selects nothing", _MOVED)
    removes = action.kind == "remove"
    if not (_remove(action, root, matches) if removes else _merge_all(action, root, matches, version)):
        raise _error(action, "it changes nothing", _MOVED)


def _select(action: Action, query: str, root: dict[str, Any]) -> list[Match]:
    try:
        return select(query, root)
    except QueryError as error:
        raise _error(action, str(error)) from error


def _error(action: Action, what: str, hint: str | None = None) -> PipelineError:
    return PipelineError(f"action {action.number} ({action.target}): {what}", action.where, hint)


def _remove(action: Action, root: dict[str, Any], matches: list[Match]) -> bool:
    # The deepest first, and of a list the last, so that the paths of the others stay true.
    for path in sorted({match.path for match in matches}, key=_removal_order):
        if not path:
            raise _error(action, "the whole document can't be removed")
        del _at(root, path[:-1])[path[-1]]
    return True


def _removal_order(path: tuple[str | int, ...]) -> tuple[Any, ...]:
    return (-len(path), [-key for key in path if isinstance(key, int)])


def _at(root: Any, path: tuple[str | int, ...]) -> Any:
    for key in path:
        root = root[key]
    return root


def _merge_all(action: Action, root: dict[str, Any], matches: list[Match], version: tuple[int, int]) -> bool:
    value = _copied(action, root) if action.kind == "copy" else action.value
    if len({_shape(match.value) for match in matches}) > 1:
        raise _error(action, "its target selects objects, arrays and primitives together")
    if version < (1, 1) and _shape(matches[0].value) == "primitive":
        raise _error(action, "its target selects a primitive value, which version 1.0 forbids", "say overlay: 1.1.0")
    changed = [_merge_into(action, root, match, value, version) for match in matches]
    return any(changed)


def _copied(action: Action, root: dict[str, Any]) -> Any:
    found = _select(action, action.value, root)
    if len(found) != 1:
        raise _error(action, f"copy selects {len(found)} nodes, not one")
    return copy.deepcopy(found[0].value)


def _shape(value: Any) -> str:
    return "object" if is_mapping(value) else "array" if is_list(value) else "primitive"


def _merge_into(action: Action, root: dict[str, Any], match: Match, value: Any, version: tuple[int, int]) -> bool:
    """Merge into one selected node, and tell whether that changed it."""
    node = match.value
    if is_list(node):
        # Version 1.0 knows one entry to append, whatever it is; 1.1 concatenates lists.
        added = value if is_list(value) and version >= (1, 1) else [value]
        node.extend(copy.deepcopy(added))
        return bool(added)
    if _shape(value) != _shape(node):
        raise _error(action, f"{_article(value)} does not fit {_article(node)} at {pointers.join(*match.path)}")
    if is_mapping(node):
        return _merge(action, node, value, match.path)
    _at(root, match.path[:-1])[match.path[-1]] = value
    return not _same(node, value)


def _article(value: Any) -> str:
    return _ARTICLES[_shape(value)]


def _same(one: Any, other: Any) -> bool:
    """Equal as JSON: `1` and `true` are not."""
    return bool(one == other) and isinstance(one, bool) == isinstance(other, bool)


def _merge(action: Action, target: dict[str, Any], update: dict[str, Any], path: tuple[str | int, ...]) -> bool:
    changed = False
    for name, new in update.items():
        if name not in target:
            target[name] = copy.deepcopy(new)
            changed = True
            continue
        old = target[name]
        if _shape(old) != _shape(new):
            raise _error(action, f"{_article(new)} does not fit {_article(old)} at {pointers.join(*path, name)}")
        if is_mapping(old):
            changed |= _merge(action, old, new, (*path, name))
        elif is_list(old):
            old.extend(copy.deepcopy(new))
            changed |= bool(new)
        else:
            changed |= not _same(old, new)
            target[name] = new
    return changed
