"""What roots name: component schemas by their names, operations by their ids or as `get /path`, `*` for all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scripts.base.errors import Location, PipelineError
from scripts.base.json_types import is_mapping
from scripts.schema import problems
from scripts.schema.openapi_objects import METHODS, WITH_OPERATIONS, section_of
from scripts.trimming.targets import Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scripts.config import Roots
    from scripts.documents.reading import Document
    from scripts.schema.resources import Path

_ALL = "*"


def units(document: Document, roots: Roots, without: list[Unit]) -> list[Unit]:
    """What the roots are but for those `without`, in the order in which they are given.

    Names that are not there are collected as problems.
    """
    schemas = section_of(document.value, "schemas")
    operations = (f"{path[2]} {path[1]}" for path, _ in _operations(document))
    named = problems.attempt(lambda name: operation(document, name), _names(roots.operations, operations))
    return [
        *problems.attempt(lambda name: _schema(document, name), _names(roots.schemas, schemas)),
        *(unit for unit in named if unit not in without),
    ]


def left_out(document: Document, roots: Roots) -> list[Unit]:
    """The operations that are in no closure of all operations. Names that are not there are collected as problems."""
    return list(problems.attempt(lambda name: operation(document, name), roots.without))


def _names(wanted: Sequence[str], every: Iterable[str]) -> Iterable[str]:
    return every if _ALL in wanted else wanted


def _schema(document: Document, name: str) -> Unit:
    schemas = section_of(document.value, "schemas")
    if name not in schemas:
        raise PipelineError(f"no schema {name!r}", hint=nearest(name, schemas))
    return Unit(("components", "schemas", name), "schema")


def nearest(name: str, names: Iterable[str]) -> str | None:
    """A hint at names that are nearly the one that is not there."""
    import difflib  # noqa: PLC0415 - for errors only

    near = difflib.get_close_matches(name, list(names))
    return f"nearest: {', '.join(near)}" if near else None


def _operations(document: Document) -> Iterator[tuple[Path, dict[str, Any]]]:
    for place in WITH_OPERATIONS:
        items = document.value.get(place)
        for path, item in items.items() if is_mapping(items) else ():
            for method in METHODS if is_mapping(item) else ():
                if is_mapping(operation := item.get(method)):
                    yield (place, path, method), operation


def operation(document: Document, name: str, at: str | None = None) -> Unit:
    """The operation with this `operationId`, or at this `get /path`.

    Raises `PipelineError` if there is none, for the pointer of the place that names it, if it is in the document.
    """
    names: list[str] = []
    for path, value in _operations(document):
        own = (value.get("operationId"), f"{path[2]} {path[1]}")
        if name in own or (name.partition(" ")[0].lower(), name.partition(" ")[2]) == (path[2], path[1]):
            return Unit(path, "operation")
        names += [each for each in own if isinstance(each, str)]
    raise PipelineError(f"no operation {name!r}", Location(pointer=at), nearest(name, names))
