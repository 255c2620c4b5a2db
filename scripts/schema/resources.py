"""What references name: a document's places by pointer, by `$id` and by `$anchor`. Nothing outside of it is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import urldefrag, urljoin

from scripts.base.errors import PipelineError
from scripts.base.json_types import is_list, is_mapping
from scripts.documents import pointers
from scripts.schema.openapi_objects import DATA, SECTIONS, WITH_OPERATIONS, field_of, section_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.base.json_types import Schema

Path: TypeAlias = tuple[str, ...]

_BUNDLE = "bundle it into one document first; nothing is fetched"
_AMBIGUOUS = "name one of them anew: it is not said which is meant"


class Resources:
    """The schema resources of a document: the document itself, and each schema with an `$id`.

    `anchors` and `dynamic_anchors` are paths by the resource's path and the anchor's name.
    """

    def __init__(self, document: Schema) -> None:
        self.document = document
        self.paths: dict[str, Path] = {}
        self.anchors: dict[tuple[Path, str], Path] = {}
        self.dynamic_anchors: dict[Path, dict[str, Path]] = {}
        self._uris: dict[Path, str] = {(): ""}
        self._ambiguous: set[tuple[Path, str]] = set()
        self._find()

    def target(self, reference: str, base: Path) -> Path:
        """The path that a reference in the resource at `base` names.

        Raises `PipelineError`, without a place, for what leaves the document or names nothing in it.
        """
        uri, fragment = urldefrag(reference)
        if uri:
            base = self._resource(uri, base, reference)
        if fragment and not fragment.startswith("/"):
            if (base, fragment) not in self.anchors:
                raise PipelineError(f"the reference {reference!r} names no anchor")
            if (base, fragment) in self._ambiguous:
                raise PipelineError(f"the reference {reference!r} names an anchor of two schemas", hint=_AMBIGUOUS)
            return self.anchors[base, fragment]
        path = base + pointers.split("#" + fragment)
        if not path:
            raise PipelineError(f"the reference {reference!r} names the whole document")
        if not self.exists(path):
            raise PipelineError(f"the reference {reference!r} names nothing")
        return path

    def base(self, path: Path) -> Path:
        """The path of the resource that a place belongs to."""
        return next(path[:length] for length in range(len(path), -1, -1) if path[:length] in self._uris)

    def exists(self, path: Path) -> bool:
        """Whether there is a value at the path."""
        try:
            self.value(path)
        except LookupError:
            return False
        return True

    def value(self, path: Path) -> Any:
        """The value at the path. Raises `LookupError` where there is none."""
        node: Any = self.document
        for token in path:
            node = pointers.step(node, token)
        return node

    def _resource(self, uri: str, base: Path, reference: str) -> Path:
        absolute = urljoin(self._uris[base], uri)
        if absolute not in self.paths:
            raise PipelineError(f"the reference {reference!r} leaves the document", hint=_BUNDLE)
        return self.paths[absolute]

    def _find(self) -> None:
        todo: list[tuple[Path, Any, str, Path]] = [((), self.document, "document", ())]
        while todo:
            path, node, kind, base = todo.pop()
            if not is_mapping(node):
                continue
            own = {"document": node.get("$self"), "schema": node.get("$id")}.get(kind)
            if isinstance(own, str) and not own.startswith("#"):
                uri = urldefrag(urljoin(self._uris[base], own))[0]
                base = path
                self.paths.setdefault(uri, path)
                self._uris[path] = uri
            if kind == "schema":
                self._note_anchors(node, path, base)
            todo += [((*path, *map(str, way)), child, below, base) for way, child, below in children(node, kind)]

    def _note_anchors(self, schema: Schema, path: Path, base: Path) -> None:
        for keyword in ("$anchor", "$dynamicAnchor"):
            if isinstance(name := schema.get(keyword), str):
                first = self.anchors.setdefault((base, name), path)
                if self.value(first) != schema:
                    self._ambiguous.add((base, name))
        if isinstance(name := schema.get("$dynamicAnchor"), str):
            self.dynamic_anchors.setdefault(base, {}).setdefault(name, path)


def children(node: Schema, kind: str) -> Iterator[tuple[tuple[str | int, ...], Any, str]]:
    """The objects below an object, with the ways to them and their kinds; that of a whole document is `document`."""
    if kind == "document":
        yield from _sections(node)
        return
    for name, value in node.items():
        shape, child = field_of(kind, name)
        if child == DATA:
            continue
        if shape in {"list", "either"} and is_list(value):
            yield from (((name, index), each, child) for index, each in enumerate(value))
        elif shape in {"map", "named"} and is_mapping(value):
            yield from (((name, key), each, child) for key, each in value.items())
        else:
            yield (name,), value, child


def _sections(document: Schema) -> Iterator[tuple[Path, Any, str]]:
    sections = ((("components", name), section_of(document, name), kind) for name, kind in SECTIONS.items())
    for path, held, kind in (*sections, *(((name,), document.get(name), "path item") for name in WITH_OPERATIONS)):
        if is_mapping(held):
            yield from (((*path, name), each, kind) for name, each in held.items())
