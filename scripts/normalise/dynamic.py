"""Where a `$dynamicRef` leads, told without a value: by the resources that lead to it.

A dynamic anchor is that of the outermost resource on the way which has it. So a schema that a dynamic reference can be
reached from is another one on each way that has other anchors, and becomes a component for each.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import urldefrag

from scripts.base.errors import PipelineError
from scripts.base.json_types import is_mapping
from scripts.schema.walk import subschemas

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.schema.resources import Path, Resources

Scope: TypeAlias = tuple[tuple[str, "Path"], ...]
"""The dynamic anchors on the way to a schema, by name: those that can make a difference there."""


class Scopes:
    """The scopes of one document."""

    def __init__(self, resources: Resources) -> None:
        self.resources = resources
        self._reached: dict[Path, frozenset[str | None]] = {}

    def start(self, path: Path) -> Scope:
        """The scope of a schema that is asked on its own: the document's, then that of its resource."""
        return self.at(path, self._entered((), {}))

    def at(self, path: Path, outer: Scope | dict[str, Path]) -> Scope:
        """The scope of a schema that is reached from another scope."""
        names = self._names(path)
        if not names:
            return ()
        known = self._entered(self.resources.base(path), dict(outer))
        return tuple(sorted((name, place) for name, place in known.items() if name in names))

    def target(self, reference: str, base: Path, scope: Scope) -> Path:
        """The path that a `$dynamicRef` in the resource at `base` names."""
        first = self.resources.target(reference, base)
        name = urldefrag(reference)[1]
        found = self.resources.value(first)
        is_dynamic = is_mapping(found) and found.get("$dynamicAnchor") == name
        return dict(scope).get(name, first) if is_dynamic else first

    def _entered(self, base: Path, known: dict[str, Path]) -> dict[str, Path]:
        return {**self.resources.dynamic_anchors.get(base, {}), **known}

    def _names(self, path: Path) -> frozenset[str | None]:
        """The dynamic anchors that the schema, or one that it leads to, refers to."""
        if not self._places:
            return frozenset()
        if path not in self._reached:
            names: set[str | None] = set()
            seen = {path}
            waiting = [path]
            while waiting:
                for name, target in self._references(self.resources.value(waiting[-1]), waiting.pop()):
                    names.add(name)
                    for each in (target, *self._places.get(name, ())):
                        if each not in seen:
                            seen.add(each)
                            waiting.append(each)
            self._reached[path] = frozenset(names)
        return self._reached[path]

    @cached_property
    def _places(self) -> dict[str | None, list[Path]]:
        places: dict[str | None, list[Path]] = {}
        for anchors in self.resources.dynamic_anchors.values():
            for name, path in anchors.items():
                places.setdefault(name, []).append(path)
        return places

    def _references(self, schema: Any, path: Path) -> Iterator[tuple[str | None, Path]]:
        """Each reference at or below a schema: the name, if a dynamic anchor has it, and the target as it stands."""
        if not is_mapping(schema):
            return
        for keyword in ("$ref", "$dynamicRef"):
            reference = schema.get(keyword)
            if isinstance(reference, str):
                try:
                    target = self.resources.target(reference, self.resources.base(path))
                except PipelineError:
                    pass  # reported where it is followed
                else:
                    yield urldefrag(reference)[1] if keyword == "$dynamicRef" else None, target
        for keyword, value in schema.items():
            for way, child in subschemas(keyword, value):
                yield from self._references(child, (*path, *map(str, way)))
