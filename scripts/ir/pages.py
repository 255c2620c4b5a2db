"""The pages of a package: one for each model, union, enum and alias, with a diagram of what it refers to."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import takewhile, zip_longest
from typing import TYPE_CHECKING, Final

from scripts.ir.reading_order import reading_order
from scripts.ir.records import Alias, Model, Union, references_in

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from scripts.ir.package import Package
    from scripts.ir.records import Named, Type

_WORD: Final = re.compile(r"[A-Z]+[^A-Z]*|[^A-Z]+")
_FEWEST_WORDS: Final = 2  # that all names on a page but its own begin with: one is worth its place


@dataclass(frozen=True)
class Node:
    """A component in a diagram, by a label that may be shorter than its name."""

    id: str
    label: str


@dataclass(frozen=True)
class Edge:
    """One component refers to another: through the property that is the label, as a variant, or as an alias."""

    source: str
    target: str
    label: str


@dataclass(frozen=True)
class Diagram:
    """What a component refers to. The edges connect the ids of nodes."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


@dataclass(frozen=True)
class Page:
    """What has a page, the names of what refers to it, and the diagram of what it refers to."""

    item: Named
    users: tuple[str, ...]
    diagram: Diagram
    of_streams: bool
    """Whether nothing refers to it but events."""


def pages(package: Package) -> dict[str, tuple[Page, ...]]:
    """Return the pages by kind (`model`, `union`, `enum`, `alias`), in the order in which a reader meets them."""
    groups: dict[str, tuple[Named, ...]] = {
        "model": package.models,
        "union": package.unions,
        "enum": package.enums,
        "alias": package.aliases,
    }
    references = {component.name: component.references for component in package.definitions}
    users = _users(references)
    edges = {item.name: tuple(dict.fromkeys(_edges(item))) for group in groups.values() for item in group}
    passed = frozenset(item.name for kind in ("union", "alias") for item in groups[kind])
    streamed = frozenset(package.stream.only if package.stream else ())
    order = _order(references, frozenset(package.pages), streamed)
    return {
        kind: tuple(
            Page(item, users[item.name], _diagram(item.name, edges, passed), item.name in streamed)
            for item in _as_in(order, group)
        )
        for kind, group in groups.items()
    }


def _order(references: Mapping[str, tuple[str, ...]], last: Collection[str], streamed: Collection[str]) -> list[str]:
    """Return the names as a reader meets them, then some as if they referred to nothing, then those of streams."""
    first = {name: found for name, found in references.items() if name not in last and name not in streamed}
    met = [name for name in reading_order({**first, **dict.fromkeys(last, ())}) if name not in last]
    after = {
        name: [other for other in references[name] if other in streamed] for name in references if name in streamed
    }
    return [*met, *sorted(last), *reading_order(after)]


def _users(references: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Return what refers to each component, all in the order in which a reader meets them."""
    users: dict[str, list[str]] = {name: [] for name in reading_order(references)}
    for name in users:
        for target in references[name]:
            if target != name:
                users[target].append(name)
    return {name: tuple(found) for name, found in users.items()}


def _as_in(order: Iterable[str], items: Iterable[Named]) -> list[Named]:
    place = {name: index for index, name in enumerate(order)}
    return sorted(items, key=lambda item: place[item.name])


def _edges(item: Named) -> Iterator[Edge]:
    """Yield what a component refers to, enums left out: they lead nowhere."""
    for label, kind in _parts(item):
        yield from (Edge(item.name, each.name, label) for each in references_in(kind) if not each.values)


def _parts(item: Named) -> list[tuple[str, Type]]:
    match item:
        case Model(fields=fields, extras=extras):
            more = [] if extras is None else [("additional_properties", extras)]
            return [*((field.name, field.type) for field in fields), *more]
        case Union(variants=variants):
            return [("", variant.type) for variant in variants]
        case Alias(type=kind):
            return [("", kind)]
        case _:
            return []


def _diagram(page: str, edges: Mapping[str, tuple[Edge, ...]], passed: Collection[str]) -> Diagram:
    """Return the diagram of a page. What it refers to leads on where it has no page worth of its own: `passed`."""
    sources = [page]
    for source in sources:
        sources += dict.fromkeys(
            edge.target for edge in edges[source] if edge.target in passed and edge.target not in sources
        )
    found = [edge for source in sources for edge in edges[source]]
    names = list(dict.fromkeys([page, *(edge.target for edge in found)]))
    ids = {name: f"n{number}" for number, name in enumerate(names)}
    return Diagram(
        nodes=tuple(map(Node, ids.values(), _labels(names))),
        edges=tuple(Edge(ids[edge.source], ids[edge.target], edge.label) for edge in found),
    )


def _labels(names: list[str]) -> list[str]:
    """Return the names, the first one whole, the others without the words that they begin with as it, or all, do."""
    page, *others = names
    of_all = _shared_words(others)
    if len(_WORD.findall(of_all)) < _FEWEST_WORDS:
        of_all = ""
    labels = {name: _without(_shared_words([name, page]) or of_all, name) for name in others}
    times = Counter(labels.values())
    return [page, *(label if times[label] == 1 else name for name, label in labels.items())]


def _shared_words(names: list[str]) -> str:
    """Return the words with which all names begin."""
    columns = zip_longest(*map(_WORD.findall, names))
    return "".join(words[0] for words in takewhile(lambda words: len(set(words)) == 1, columns))


def _without(shared: str, name: str) -> str:
    return f"…{name.removeprefix(shared)}" if shared and shared != name else name
