"""What a reference in an OpenAPI document names: a path into the document, and the component that must come along."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from scripts.base.errors import PipelineError
from scripts.base.json_types import is_list
from scripts.documents import pointers
from scripts.schema.openapi_objects import METHODS, SECTIONS, WITH_OPERATIONS
from scripts.schema.resources import Path, Resources

if TYPE_CHECKING:
    from scripts.documents.reading import Document

_IN_COMPONENTS = 3


@dataclass(frozen=True)
class Unit:
    """What is taken or left as a whole: a component, an operation, what the operations of a path share.

    `path` is its place in the document and `kind` a key of `openapi_objects.FIELDS`.
    """

    path: Path
    kind: str


@dataclass
class References:
    """Finds the targets of the references of one document."""

    document: Document

    def target(self, reference: str, at: Path) -> Path:
        """The path that `reference`, which stands at the path `at`, names.

        Raises `PipelineError` for what leaves the document or names nothing in it.
        """
        try:
            return self._resources.target(reference, self._resources.base(at))
        except PipelineError as error:
            raise PipelineError(error.what, self.document.where(pointers.join(*at)), error.hint) from error

    def exists(self, path: Path) -> bool:
        """Whether there is a value at the path."""
        return self._resources.exists(path)

    def value(self, path: Path) -> Any:
        """The value at the path. Raises `LookupError` where there is none."""
        return self._resources.value(path)

    @cached_property
    def _resources(self) -> Resources:
        return Resources(self.document.value)

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
