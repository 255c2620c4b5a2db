"""JSONPath (RFC 9535) queries on a document, for overlay targets.

A library answers them. Importing it takes longer than reading the whole upstream document, so plain queries (names
and indices, and at the end several names or a comparison with one string, as in `$.a['b'][0].required[?@ == 'c']`) are
answered here; a test holds the two against each other.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from scripts.base.json_types import is_list, is_mapping

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_NAME = r"\.([A-Za-z_][A-Za-z0-9_]*)"
_QUOTED = r"\['([^'\\\x00-\x1f]*)'\]"
_INDEX = r"\[(0|[1-9][0-9]{0,9})\]"
_SEGMENT = re.compile(f"{_NAME}|{_QUOTED}|{_INDEX}")
_TEXT = r"'[^'\\\x00-\x1f]*'"
_PLAIN = re.compile(
    rf"\$((?:{_SEGMENT.pattern})*)(?:\[(?P<names>{_TEXT}(?:, ?{_TEXT})+)\]|\[\?@ ?== ?(?P<wanted>{_TEXT})\])?"
)


class QueryError(ValueError):
    """A query that RFC 9535 does not know."""


class Match(NamedTuple):
    """A node that a query selects: the keys and indices on the way to it, and its value."""

    path: tuple[str | int, ...]
    value: Any


def written(steps: Iterable[str | int], names: Sequence[str] = ()) -> str:
    """The query that selects the one node that names and indices lead to, or its children of several names."""
    query = "$" + "".join(f"[{step}]" if isinstance(step, int) else _named(step) for step in steps)
    return f"{query}[{', '.join(map(quoted, names))}]" if names else query


def _named(name: str) -> str:
    return f".{name}" if re.fullmatch(_NAME, f".{name}") else f"[{quoted(name)}]"


def quoted(text: str) -> str:
    """A text as a string of a query, in which every character shows."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return "'" + "".join(letter if letter.isprintable() else _escaped(letter) for letter in escaped) + "'"


def _escaped(letter: str) -> str:
    """An escape of RFC 9535, which are those of JSON."""
    return json.dumps(letter)[1:-1]


def select(query: str, root: Any) -> list[Match]:
    """The nodes that the query selects in `root`, in order. Raises `QueryError` if it does not parse."""
    if plain := _PLAIN.fullmatch(query):
        steps = [_step(found) for found in _SEGMENT.finditer(plain[1])]
        return list(_walk(root, steps, plain["names"], plain["wanted"]))
    return _by_library(query, root)


def _step(found: re.Match[str]) -> str | int:
    name, quoted, index = found.groups()
    return int(index) if index is not None else quoted if name is None else name


def _walk(root: Any, steps: list[str | int], names: str | None, wanted: str | None) -> Iterator[Match]:
    node = root
    for step in steps:
        found = _child(node, step)
        if found is None:
            return
        node = found[0]
    path = tuple(steps)
    if names is not None:
        for name in (text[1:-1] for text in re.findall(_TEXT, names)):
            if child := _child(node, name):
                yield Match((*path, name), child[0])
    elif wanted is not None:
        children: Any = node.items() if is_mapping(node) else enumerate(node) if is_list(node) else ()
        for key, child in children:
            if child == wanted[1:-1]:
                yield Match((*path, key), child)
    else:
        yield Match(path, node)


def _child(node: Any, step: str | int) -> tuple[Any] | None:
    """The one child that a step leads to, in a tuple, for it can be `None`."""
    if isinstance(step, str):
        return (node[step],) if is_mapping(node) and step in node else None
    return (node[step],) if is_list(node) and step < len(node) else None


def _by_library(query: str, root: Any) -> list[Match]:
    import jsonpath_rfc9535 as jsonpath  # noqa: PLC0415 - see the module's first lines

    try:
        return [Match(tuple(node.location), node.value) for node in jsonpath.find(query, root)]
    except (jsonpath.JSONPathError, RecursionError) as error:
        reason = str(error).split(", line ")[0]
        raise QueryError(f"the JSONPath {query!r} does not parse: {reason}") from error
