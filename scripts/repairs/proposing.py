"""A document to the overlay that repairs it: rule after rule, each on what those before it left, until all is done."""

from __future__ import annotations

import copy
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from scripts.repairs import places, rewriting
from scripts.repairs.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Collection

    from scripts.base.json_types import Schema


_ROUNDS: Final = 5  # what one rule makes is seldom for one before it, and then once


@dataclass(frozen=True)
class Repairs:
    """The overlay actions that repair a document, the document after them, and how often each rule was needed."""

    actions: tuple[Schema, ...]
    document: Schema
    counts: dict[str, int]


def propose(document: Schema, without: Collection[str] = ()) -> Repairs:
    """What every rule finds in a document, but for those that are left out by name. The document stays as it is."""
    working = copy.deepcopy(document)
    actions: list[Schema] = []
    counts: Counter[str] = Counter()
    rules = {name: rule for name, rule in RULES.items() if name not in without}
    for _ in range(_ROUNDS):
        done = len(actions)
        for name, rule in rules.items():
            for change in rule(working):
                found = _made(working, change, name)
                actions += found
                counts[name] += bool(found)
        if len(actions) == done:
            break
    return Repairs(tuple(actions), working, dict(+counts))


def _made(document: Schema, change: places.Change, rule: str) -> list[Schema]:
    """Make a change in the document, and return the actions that make it elsewhere."""
    *way, last = change.path
    parent: Any = places.at(document, tuple(way))
    why = f"{rule}: {change.said}"
    if parent is places.components(document) and last not in parent:
        found = rewriting.actions(tuple(way), {}, {last: change.new}, why)
    else:
        found = rewriting.actions(change.path, parent[last], change.new, why)
    parent[last] = copy.deepcopy(change.new)
    return found
