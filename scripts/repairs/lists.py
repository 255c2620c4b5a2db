"""Lists of different values that say one twice, and `required` where it is no list."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from scripts.base.json_types import is_list, is_mapping
from scripts.base.terminal import clipped
from scripts.repairs.places import Change, Path, at, mapping, schemas
from scripts.schema.walk import distinct

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.base.json_types import Schema

_SETS: Final = ("required", "enum", "type")
_SHOWN: Final = 80  # characters of a value


def repeated_values(document: Schema) -> Iterator[Change]:
    """A name that is required twice, a value or a type that is listed twice, counts once."""
    for path in schemas(document):
        for keyword in _SETS:
            values = at(document, path).get(keyword)
            kept = distinct(values) if is_list(values) else values
            if is_list(values) and len(kept) < len(values):
                twice = next(value for value in kept if values.count(value) > 1)
                said = f"says {clipped(json.dumps(twice), _SHOWN)} twice in {keyword}"
                yield Change((*path, keyword), kept, said)


def required_flags(document: Schema) -> Iterator[Change]:
    """`required: true` in a property makes it a required one, as it did in JSON Schema's third draft."""
    for path in schemas(document):
        for name in _properties(document, path):
            schema: Schema = at(document, path)
            flag = schema["properties"][name].get("required")
            if not isinstance(flag, bool):
                continue
            said = f"says required: {str(flag).lower()} in the property {clipped(name, _SHOWN)}"
            required = schema.get("required", [])
            if flag and is_list(required) and name not in required:
                yield Change(path, {**schema, "required": [*required, name]}, said)
            inner: Path = (*path, "properties", name)
            yield Change(inner, {key: value for key, value in at(document, inner).items() if key != "required"}, said)


def _properties(document: Schema, path: Path) -> list[str]:
    return [name for name, each in mapping(at(document, path), "properties").items() if is_mapping(each)]
