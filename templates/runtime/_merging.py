"""Merging: a piece of a JSON object into what came before of it.

While it grows, an object is a tree in which a text that comes in pieces is a `_Text`, and a list that does `_Items`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ._json_values import is_array, is_object

if TYPE_CHECKING:
    from collections.abc import Mapping

_Path = tuple[str, ...]

_INDEX: Final = "index"
_ID: Final = "id"
_SET: Final = frozenset({_ID, "type", "name"})
"""Texts that don't grow even in an object of unknown kind."""


class _Text:
    """A text in pieces: to join them each time would take time that grows with the square of their number."""

    __slots__ = ("pieces",)

    def __init__(self, *pieces: str) -> None:
        self.pieces = list(pieces)


class _Items:
    """The objects of a list, by the index that the sender gave them."""

    __slots__ = ("by_index",)

    def __init__(self, items: list[Any]) -> None:
        self.by_index: dict[int, Any] = dict(enumerate(items))

    def place(self, piece: dict[str, Any], position: int) -> int:
        """Return the index of the item that a piece belongs to: by its index, else by its id, else by its position."""
        index: Any = piece.get(_INDEX)
        name = piece.get(_ID)
        if isinstance(index, int) and not isinstance(index, bool):
            return index
        order = sorted(self.by_index)
        if name is not None:
            for place in order:
                if self.by_index[place].get(_ID) == name:
                    return place
        if position < len(order) and (name is None or _ID not in self.by_index[order[position]]):
            return order[position]
        return order[-1] + 1 if order else 0


class Merging:
    """What the schema says of an object that comes in pieces.

    `growing` are the places of the texts that come in pieces; at any other the last value counts. `kinds` are the
    places of objects that tell their kind by a member: its name, and the values that the schema knows. In one of
    another kind all texts grow. A place is the names on the way to it; lists have none.
    """

    def __init__(self, growing: frozenset[_Path], kinds: Mapping[_Path, tuple[str, frozenset[str]]]) -> None:
        self._growing = growing
        self._kinds = kinds

    def merged(self, tree: dict[str, Any], piece: dict[str, Any]) -> dict[str, Any]:
        """Return the tree with a piece merged into it; the tree itself is changed."""
        self._into(tree, piece, (), grows=False)
        return tree

    def plain(self, tree: Any) -> Any:
        """Return what a tree holds, as plain dictionaries and lists."""
        if isinstance(tree, _Text):
            tree.pieces[:] = ["".join(tree.pieces)]
            return tree.pieces[0]
        if isinstance(tree, _Items):
            return [self.plain(tree.by_index[index]) for index in sorted(tree.by_index)]
        if is_object(tree):
            return {name: self.plain(value) for name, value in tree.items()}
        return tree

    def _into(self, tree: dict[str, Any], piece: dict[str, Any], path: _Path, *, grows: bool) -> None:
        kind = self._kinds.get(path)
        if kind is not None:
            member, known = kind
            grows = piece.get(member, tree.get(member)) not in known
        for name, value in piece.items():
            way = (*path, name)
            tree[name] = self._value(tree.get(name), value, way, grows=grows, text=grows and name not in _SET)

    def _value(self, old: Any, new: Any, path: _Path, *, grows: bool, text: bool) -> Any:
        if is_object(new):
            tree = old if is_object(old) else {}
            self._into(tree, new, path, grows=grows)
            return tree
        if is_array(new):
            return self._list(old, new, path, grows=grows)
        if text or path in self._growing:
            return _grown(old, new)
        return new

    def _list(self, old: Any, new: list[Any], path: _Path, *, grows: bool) -> Any:
        if not all(map(is_object, new)):
            return new
        items = old if isinstance(old, _Items) else _Items(old if is_array(old) and all(map(is_object, old)) else [])
        for position, piece in enumerate(new):
            place = items.place(piece, position)
            added = {name: value for name, value in piece.items() if name != _INDEX or value.__class__ is not int}
            self._into(items.by_index.setdefault(place, {}), added, path, grows=grows)
        return items


def _grown(old: Any, new: Any) -> Any:
    if not isinstance(new, str):
        return old if new is None and isinstance(old, (str, _Text)) else new
    if isinstance(old, _Text):
        old.pieces.append(new)
        return old
    return _Text(old, new) if isinstance(old, str) else _Text(new)
