"""An overlay in the making: each action is applied to a working copy as it is written down."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from scripts.base.json_types import is_list, is_mapping
from scripts.documents import jsonpaths, pointers

if TYPE_CHECKING:
    from scripts.base.json_types import Schema

Tokens = tuple[str, ...]


class Draft:
    """Actions, and what the document is after them. `touched` are the components in which something was changed."""

    def __init__(self, document: Schema) -> None:
        self.document: Schema = copy.deepcopy(document)
        self.actions: list[Schema] = []
        self.touched: set[Tokens] = set()

    def at(self, place: Tokens) -> Any:
        """What stands at a place now."""
        node: Any = self.document
        for token in place:
            node = pointers.step(node, token)
        return node

    def remove(self, place: Tokens, why: str) -> None:
        """Take a keyword away."""
        del self.at(place[:-1])[place[-1]]
        self._write(place, {"target": self._query(place), "description": why, "remove": True})

    def remove_name(self, place: Tokens, name: str, why: str) -> None:
        """Take a name out of a list of names."""
        target = f"{self._query(place)}[?@ == {jsonpaths.quoted(name)}]"
        names = self.at(place)
        names[:] = [each for each in names if each != name]
        self._write(place, {"target": target, "description": why, "remove": True})

    def update(self, place: Tokens, value: Any, why: str) -> None:
        """Add members to an object, items to a list, or put a value in the place of another.

        What it is made of becomes a part of the document.
        """
        target = self._query(place)
        node = self.at(place)
        if is_mapping(node):
            _merge(node, value)
        elif is_list(node):
            node += value
        else:
            holder = self.at(place[:-1])
            holder[int(place[-1]) if is_list(holder) else place[-1]] = value
        self._write(place, {"target": target, "description": why, "update": copy.deepcopy(value)})

    def add_members(self, place: Tokens, members: dict[str, Schema], why: str) -> None:
        """Add to the members that a schema lists."""
        if is_mapping(self.at(place).get("properties")):
            self.update((*place, "properties"), members, why)
        else:
            self.update(place, {"properties": members}, why)

    def _write(self, place: Tokens, action: Schema) -> None:
        self.actions.append(action)
        self.touched.add(place[:3])

    def _query(self, place: Tokens) -> str:
        node: Any = self.document
        steps: list[str | int] = []
        for token in place:
            steps.append(int(token) if is_list(node) else token)
            try:
                node = pointers.step(node, token)
            except LookupError:  # it was just removed
                node = None
        return jsonpaths.written(steps)


def _merge(target: Schema, update: Schema) -> None:
    """Do what an overlay does where no member is an object that is there already."""
    for name, value in update.items():
        target[name] = [*target[name], *value] if is_list(target.get(name)) else value
