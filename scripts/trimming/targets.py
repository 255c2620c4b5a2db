"""What a reference in an OpenAPI document names: a path into the document, and the component that must come along."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag, urljoin

from scripts.base.errors import PipelineError
from scripts.base.json_types import is_list, is_mapping
from scripts.documents import pointers
from scripts.schema.openapi_objects import METHODS, SECTIONS, WITH_OPERATIONS

if TYPE_CHECKING:
    from scripts.documents.reading import Document

Path = tuple[str, ...]

_MEND = "bundle it into one document first; nothing is fetched"
_IN_COMPONENTS = 3


@dataclass(frozen=True)
class Unit:
    """What is taken or left as a whole: a component, an operation, what the operations of a path share.

    `path` is its place in the document and `kind` a key of `openapi_structure.FIELDS`.
    """

    path: Path
    kind: str


@dataclass
class References:
    """Finds the targets of the references of one document."""

    document: Document

    def target(self, reference: str, base: Path, at: Path) -> Path:
        """The path that `reference`, which stands at the path `at`, names.

        `base` is the nearest enclosing schema with an `$id`, or empty: pointers count from there.
        Raises `PipelineError` for what leaves the document or names nothing in it.
        """
        uri, fragment = urldefrag(reference)
        if uri:
            base = self._resource(uri, base, reference, at)
        if fragment and not fragment.startswith("/"):
            return self._anchor(fragment, base, reference, at)
        path = base + pointers.split("#" + fragment)
        if not path:
            raise PipelineError(f"the reference {reference!r} names the whole document", self._where(at))
        if not self.exists(path):
            raise PipelineError(f"the reference {reference!r} names nothing", self._where(at))
        return path

    def exists(self, path: Path) -> bool:
        """Whether there is a value at the path."""
        try:
            self.value(path)
        except LookupError:
            return False
        return True

    def value(self, path: Path) -> Any:
        """The value at the path. Raises `LookupError` where there is none."""
        node: Any = self.document.value
        for token in path:
            node = pointers.step(node, token)
        return node

    def unit(self, path: Path, kind: str) -> Unit:
        """The unit that a target lies in; `kind` is what the reference expects there."""
        if path[0] == "components" and len(path) >= _IN_COMPONENTS and path[1] in SECTIONS:
            return Unit(path[:3], SECTIONS[path[1]])
        if path[0] in WITH_OPERATIONS and len(path) > len(("paths", "/")):
            return Unit(path[:3], "operation" if path[2] in METHODS else "path field")
        return Unit(self._before_lists(path), kind)

    def _before_lists(self, path: Path) -> Path:
        """The path as far as mappings go: an item of a list can't stand anywhere without the list."""
        for length in range(len(path)):
            if is_list(self.value(path[:length])):
                return path[:length]
        return path

    def _where(self, at: Path) -> Any:
        return self.document.where(pointers.join(*at))

    def _resource(self, uri: str, base: Path, reference: str, at: Path) -> Path:
        absolute = urljoin(self._uri_of(base), uri)
        if absolute not in self._identifiers:
            raise PipelineError(f"the reference {reference!r} leaves the document", self._where(at), _MEND)
        return self._identifiers[absolute]

    def _uri_of(self, base: Path) -> str:
        return next((uri for uri, path in self._identifiers.items() if path == base), "")

    def _anchor(self, name: str, base: Path, reference: str, at: Path) -> Path:
        if (base, name) not in self._anchors:
            raise PipelineError(f"the reference {reference!r} names no anchor", self._where(at))
        return self._anchors[base, name]

    @cached_property
    def _marks(self) -> tuple[dict[str, Path], dict[tuple[Path, str], Path]]:
        """All `$id`s by absolute URI, and all anchors by the schema resource they belong to."""
        identifiers: dict[str, Path] = {}
        anchors: dict[tuple[Path, str], Path] = {}
        todo: list[tuple[Path, Any, Path, str]] = [((), self.document.value, (), "")]
        while todo:
            path, node, base, uri = todo.pop()
            if is_mapping(node):
                own = node.get("$id", node.get("$self") if not path else None)
                if isinstance(own, str) and not own.startswith("#"):
                    base, uri = path, urldefrag(urljoin(uri, own))[0]
                    identifiers.setdefault(uri, path)
                for keyword in ("$anchor", "$dynamicAnchor"):
                    if isinstance(name := node.get(keyword), str):
                        anchors.setdefault((base, name), path)
                todo += [((*path, key), child, base, uri) for key, child in node.items()]
            elif is_list(node):
                todo += [((*path, str(index)), child, base, uri) for index, child in enumerate(node)]
        return identifiers, anchors

    @cached_property
    def _identifiers(self) -> dict[str, Path]:
        return self._marks[0]

    @cached_property
    def _anchors(self) -> dict[tuple[Path, str], Path]:
        return self._marks[1]
