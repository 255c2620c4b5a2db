"""The overlay actions that make one value of a document into another."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from scripts.base.json_types import is_list, is_mapping
from scripts.documents import jsonpaths

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.base.json_types import Schema
    from scripts.repairs.places import Path


def actions(path: Path, old: Any, new: Any, why: str) -> list[Schema]:
    """What turns `old`, which stands at the path, into `new`: removals first, then what is merged in."""
    ways = list(_gone(old, new))
    names = [way[0] for way in ways if len(way) == 1 and isinstance(way[0], str)]
    deeper = [jsonpaths.written((*path, *way)) for way in ways if way[0] not in names]
    own = [jsonpaths.written((*path, *names) if len(names) == 1 else path, names if len(names) > 1 else ())]
    added = _added(old, new)
    update = {"target": jsonpaths.written(path), "description": why, "update": copy.deepcopy(added)}
    removals = [{"target": each, "description": why, "remove": True} for each in (*deeper, *(own if names else ()))]
    return [*removals, update] if added else removals


def _gone(old: Any, new: Any) -> Iterator[Path]:
    """The ways to what has to go, of lists the last items first, so that the ways to the others stay true."""
    if is_mapping(old):
        for name, value in old.items():
            if name not in new or not _fits(value, new[name]):
                yield (name,)
            else:
                yield from ((name, *steps) for steps in _gone(value, new[name]))
    elif is_list(old):
        yield from ((index,) for index in reversed(_superfluous(old, new)))


def _fits(old: Any, new: Any) -> bool:
    """Whether merging and removing in place can make the one of the other."""
    return (is_mapping(old), is_list(old)) == (is_mapping(new), is_list(new))


def _superfluous(old: list[Any], new: list[Any]) -> list[int]:
    """The indices of the items that are not, in their order, at the beginning of `new`."""
    kept = 0
    found: list[int] = []
    for index, item in enumerate(old):
        if kept < len(new) and _same(item, new[kept]):
            kept += 1
        else:
            found.append(index)
    return found


def _added(old: Any, new: Any) -> Any:
    """What has to be merged into what is left of `old`."""
    if is_list(new):
        return new[len(old) - len(_superfluous(old, new)) :]
    added: Schema = {}
    for name, value in new.items():
        if name not in old or not _fits(old[name], value):
            added[name] = value
        elif is_mapping(value) or is_list(value):
            if inner := _added(old[name], value):
                added[name] = inner
        elif not _same(old[name], value):
            added[name] = value
    return added


def _same(one: Any, other: Any) -> bool:
    """Equal as JSON: 1 and true are not."""
    return type(one) is type(other) and bool(one == other)
