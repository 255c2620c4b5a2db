"""`$recursiveRef`, with which JSON Schema of 2019 said what `$ref` says to the schema that it stands in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scripts.base.json_types import is_mapping
from scripts.documents import pointers
from scripts.repairs.places import Change, Path, at, is_3_0, schemas

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.base.json_types import Schema

_ANCHOR: Final = "$recursiveAnchor"
_REFERENCE: Final = "$recursiveRef"
_COMPONENT: Final = 3  # tokens of the path to one


def recursive_references(document: Schema) -> Iterator[Change]:
    """A `$recursiveRef` refers to the nearest schema around it that is a `$recursiveAnchor`, or to its component."""
    found = [path for path in schemas(document) if at(document, path).get(_REFERENCE) == "#"]
    for path in found:
        schema: Schema = at(document, path)
        target = pointers.join(*_anchor(document, path))
        said = f"says {_REFERENCE}, which OpenAPI {'3.0' if is_3_0(document) else '3.1'} does not know"
        yield Change(
            path,
            {("$ref" if key == _REFERENCE else key): value for key, value in schema.items()} | {"$ref": target},
            said,
        )
    for path in schemas(document):
        schema = at(document, path)
        if _ANCHOR in schema:
            left = {key: value for key, value in schema.items() if key != _ANCHOR}
            yield Change(path, left, f"says {_ANCHOR}, which belongs to {_REFERENCE}")


def _anchor(document: Schema, path: Path) -> Path:
    around = [path[:length] for length in range(len(path), _COMPONENT, -1)]
    marked = (each for each in around if _is_anchor(at(document, each)))
    return next(marked, path[:_COMPONENT])


def _is_anchor(node: object) -> bool:
    return is_mapping(node) and node.get(_ANCHOR) is True
