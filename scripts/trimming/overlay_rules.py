"""What the Overlay Specification (and this project) demands of an overlay, each breach reported by action and line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from scripts.base.errors import PipelineError
from scripts.base.json_types import is_list, is_mapping
from scripts.documents import pointers
from scripts.schema import problems

if TYPE_CHECKING:
    from scripts.documents.reading import Document

_VERSION = re.compile(r"1\.(?P<minor>[01])\.[0-9]+")
_ROOT_FIELDS = frozenset(("overlay", "info", "extends", "actions"))
_INFO_FIELDS = {0: frozenset(("title", "version")), 1: frozenset(("title", "version", "description"))}
_ACTION_FIELDS = {
    0: frozenset(("target", "description", "update", "remove")),
    1: frozenset(("target", "description", "update", "remove", "copy")),
}


def check(document: Document) -> None:
    """Raise `PipelineError` for the breaches of the rules in an overlay document, one an action."""
    with problems.collected(document):
        _check(document, document.value)


def _check(document: Document, value: dict[str, Any]) -> None:
    minor = _version(document)
    _fields(document, value, _ROOT_FIELDS, "#", "the overlay")
    _info(document, value.get("info"), minor)
    if "extends" in value and not (isinstance(value["extends"], str) and value["extends"]):
        raise _error(document, "#/extends", "extends is not a URI")
    actions = value.get("actions")
    if not is_list(actions) or not actions:
        raise _error(document, "#/actions", "actions is not a list of one action or more")
    for _ in problems.attempt(lambda number: _action(document, number, actions, minor), range(1, len(actions) + 1)):
        pass


def _error(document: Document, pointer: str, what: str, hint: str | None = None) -> PipelineError:
    return PipelineError(what, document.where(pointer), hint)


def _version(document: Document) -> int:
    version = document.value.get("overlay")
    found = _VERSION.fullmatch(version) if isinstance(version, str) else None
    if found is None:
        what = f"overlay is {version!r}, not a version 1.0 or 1.1 of the Overlay Specification"
        raise _error(document, "#/overlay", what, "write overlay: 1.1.0")
    return int(found["minor"])


def _fields(document: Document, value: dict[str, Any], known: frozenset[str], pointer: str, what: str) -> None:
    for name in value:
        if name not in known and not name.startswith("x-"):
            where = pointers.join(*pointers.split(pointer), name)
            raise _error(document, where, f"{what} has no field {name!r}", f"known are {', '.join(sorted(known))}")


def _info(document: Document, info: Any, minor: int) -> None:
    if not is_mapping(info):
        raise _error(document, "#/info", "info is missing or no object")
    _fields(document, info, _INFO_FIELDS[minor], "#/info", "info")
    for name in _INFO_FIELDS[minor]:
        needed = name != "description"
        if (needed or name in info) and not isinstance(info.get(name), str):
            raise _error(document, f"#/info/{name}", f"info.{name} is missing or no string")


def _action(document: Document, number: int, actions: list[Any], minor: int) -> None:
    pointer = pointers.join("actions", number - 1)
    action = actions[number - 1]
    if action in actions[: number - 1]:
        raise _error(document, pointer, f"action {number} stands there twice")
    if not is_mapping(action):
        raise _error(document, pointer, f"action {number} is no object", "give it target, description and update")
    _fields(document, action, _ACTION_FIELDS[minor], pointer, f"action {number}")
    target = action.get("target")
    if not (isinstance(target, str) and target.startswith("$")):
        what = f"action {number}: target is missing or no JSONPath"
        raise _error(document, f"{pointer}/target", what, "a JSONPath begins with $: $.components.schemas.NAME")
    if "remove" in action and not isinstance(action["remove"], bool):
        raise _error(document, f"{pointer}/remove", f"action {number}: remove is neither true nor false")
    if "copy" in action and not isinstance(action["copy"], str):
        raise _error(document, f"{pointer}/copy", f"action {number}: copy is no JSONPath")
    modifiers = [name for name in ("update", "copy") if name in action] + ["remove"] * bool(action.get("remove"))
    if len(modifiers) != 1:
        what = f"action {number} has {' and '.join(modifiers) or 'nothing to do'}"
        raise _error(document, pointer, what, "give one of update, copy and remove: true")
    reason = action.get("description")
    if not (isinstance(reason, str) and reason.strip()):
        # Optional by the specification; here a departure from upstream without its evidence is a mistake.
        raise _error(document, pointer, f"action {number} has no description", "say what evidence it rests on")
