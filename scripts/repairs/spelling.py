"""Keywords and types that are misspelt, or that nobody knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

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
_LONGEST: Final = 30
_NEAR: Final = 0.85
_SHOWN: Final = 80  # characters of a name

_FOLDED: Final = {"".join(filter(str.isalnum, name)).casefold(): name for name in KEYWORDS if name.isalnum()}
_TYPES: Final[dict[str, str | None]] = {
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
    "any": None,
}
"""What other languages call the types; None is any value."""


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
    if meant is None and _SHORTEST <= len(folded) <= _LONGEST:
        import difflib  # noqa: PLC0415 - most documents have no such word

        near = difflib.get_close_matches(folded, list(_FOLDED), n=2, cutoff=_NEAR)
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
    """`int`, `String`: a type under the name that another language has for it."""
    for path in schemas(document):
        schema: Schema = at(document, path)
        name = schema.get("type")
        if not isinstance(name, str) or name in TYPES:
            continue
        folded = name.casefold()
        if folded in TYPES or folded in _TYPES:
            meant = folded if folded in TYPES else _TYPES[folded]
            new = {key: (meant if key == "type" else value) for key, value in schema.items() if key != "type" or meant}
            yield Change(path, new, f"says type: {clipped(name, _SHOWN)}, which is none: {meant or 'any'}")
