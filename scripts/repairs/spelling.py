"""Keywords and types that are misspelt, or that nobody knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from scripts.base.json_types import is_list
from scripts.base.terminal import clipped
from scripts.repairs.places import Change, at, is_3_0, schemas
from scripts.schema.keywords import KEYWORDS
from scripts.schema.shapes import TYPES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.base.json_types import Schema

# Words of JSON Schema and OpenAPI that have no row in the table of keywords.
_OTHERS: Final = frozenset((
    "$anchor", "$dynamicAnchor", "$id", "$recursiveAnchor", "$recursiveRef", "$schema", "$vocabulary", "id",
))  # fmt: skip
_SHORTEST: Final = 5  # letters of a word in which one more or less is surely a slip
_NEAR: Final = 0.85
_SHOWN: Final = 80  # characters of a name

_FOLDED: Final = {"".join(filter(str.isalnum, name)).casefold(): name for name in KEYWORDS if name.isalnum()}
_ANY_TYPE: Final = "any"
_TYPES: Final = {
    "str": "string",
    "text": "string",
    "date": "string",
    "datetime": "string",
    "date-time": "string",
    "uuid": "string",
    "url": "string",
    "uri": "string",
    "file": "string",
    "binary": "string",
    "int": "integer",
    "int32": "integer",
    "int64": "integer",
    "long": "integer",
    "float": "number",
    "double": "number",
    "decimal": "number",
    "bool": "boolean",
    "list": "array",
    "dict": "object",
    "map": "object",
    "any": _ANY_TYPE,
}
"""What other languages call the types."""


def misspelt_keywords(document: Schema) -> Iterator[Change]:
    """`min_items` is `minItems`: written with another case or delimiter, or with one letter more or less."""
    for path in schemas(document):
        for key in list(at(document, path)):
            schema: Schema = at(document, path)
            meant = _meant(key, schema[key], document)
            if meant and meant not in schema:
                new = {(meant if name == key else name): value for name, value in schema.items()}
                yield Change(path, new, f"says {clipped(key, _SHOWN)}, which is no keyword: {meant}")


def _meant(key: str, value: Any, document: Schema) -> str | None:
    """The keyword that is surely meant by a word, if its value is one that such a keyword can have."""
    if _is_known(key):
        return None
    folded = "".join(filter(str.isalnum, key)).casefold()
    meant = _FOLDED.get(folded)
    if meant is None and len(folded) >= _SHORTEST:
        import difflib  # noqa: PLC0415 - most documents have no such word

        near = difflib.get_close_matches(folded, list(_FOLDED), cutoff=_NEAR)
        meant = _FOLDED[near[0]] if len(near) == 1 else None
    if meant is None:
        return None
    row = KEYWORDS[meant]
    shape = row.shape_3_0 if row.shape_3_0 and is_3_0(document) else row.shape
    return meant if shape.fits(value) else None


def unknown_keywords(document: Schema) -> Iterator[Change]:
    """A keyword that neither JSON Schema nor OpenAPI knows says nothing."""
    for path in schemas(document):
        schema: Schema = at(document, path)
        unknown = [key for key in schema if not _is_known(key)]
        if unknown:
            are = "is no keyword" if len(unknown) == 1 else "are no keywords"
            said = f"says {clipped(', '.join(unknown), _SHOWN)}, which {are}"
            yield Change(path, {key: value for key, value in schema.items() if _is_known(key)}, said)


def _is_known(key: str) -> bool:
    return key in KEYWORDS or key in _OTHERS or key.startswith("x-")


def misspelt_types(document: Schema) -> Iterator[Change]:
    """`int`, `String`: a type under the name that another language has for it; null without quotes in YAML."""
    for path in schemas(document):
        schema: Schema = at(document, path)
        if "type" not in schema:
            continue
        names = schema["type"] if is_list(schema["type"]) else [schema["type"]]
        meant = [_type_of_name(name) for name in names]
        wrong = [name for name in names if name not in TYPES]
        if not wrong or None in meant:
            continue
        kept = [name for name in meant if name != _ANY_TYPE]
        new = {
            key: (kept if is_list(value) else kept[0]) if key == "type" and kept else value
            for key, value in schema.items()
        }
        if len(kept) < len(meant):
            del new["type"]
        shown = clipped(str(wrong[0]), _SHOWN) if wrong[0] is not None else "null"
        yield Change(path, new, f"says type: {shown}, which is none: {_type_of_name(wrong[0])}")


def _type_of_name(name: object) -> str | None:
    """The type that is meant by a name, if it is clear."""
    if name is None:
        return "null"
    if not isinstance(name, str):
        return None
    folded = name.casefold()
    return folded if folded in TYPES else _TYPES.get(folded)
