"""The names of components: those that the document gives, and those made for schemas that stand inside of others.

An inline schema is called after the component that it stands in, then the property's name in Pascal case, `Item` for
an array's items, `Value` for a map's values; a union's variant adds its tag, or its JSON type where it has none.
`x-name` on the schema says it otherwise: a short name that an overlay gives.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from scripts.base.errors import Location, PipelineError
from scripts.schema import problems
from scripts.schema.keywords import IN_PLACE
from scripts.schema.shapes import NAME
from scripts.schema.walk import X_NAME, bare

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scripts.base.json_types import Schema

STEPS: Final = {"items": "Item", "additionalProperties": "Value"}
"""The word for the schema that a keyword holds."""

_SILENT: Final = frozenset(
    {"components", "schemas", "properties", "schema", "content", "$defs", "definitions", *IN_PLACE}
)
"""Steps of a pointer that give no word."""


def pascal(text: str) -> str:
    """`last_error` as `LastError`: the words' first letters become large, the others stay as they are."""
    # Which other characters are letters depends on the version of Python, so all stay, for the caller to refuse.
    return "".join(word[:1].upper() + word[1:] for word in re.findall(r"[A-Za-z0-9\u0080-\U0010ffff]+", text))


def words(tokens: Iterable[str]) -> str:
    """What the steps of a pointer say of a place."""
    return "".join(STEPS.get(token) or pascal(token) for token in tokens if token not in _SILENT)


def variant_word(variant: Schema, tag: str | None) -> str:
    """The word for a variant of a union: its tag if it has one, else its JSON type."""
    return str(variant.get("type", "")).capitalize() if tag is None else pascal(tag)


class Names:
    """The names of one document's components, with those of schemas that are about to become some.

    `components` are the given ones with the pointers of their places.
    """

    def __init__(self, components: Mapping[str, str]) -> None:
        self._taken: dict[str, tuple[str, str]] = {}
        self._made: dict[tuple[str, str], Schema] = {}
        for name, place in components.items():
            try:
                self._take(name, place)
            except PipelineError as error:
                problems.note(error)

    def inline(self, schema: Schema, place: str, parent: str, word: str) -> str:
        """The name of the inline schema at a place: the parent's with the word, unless it has one of its own.

        Raises `PipelineError` for an `x-name` that is no name, and for a name that is taken.
        """
        given = schema.get(X_NAME)
        chosen: str = parent + _plain(word) if given is None else given
        if not NAME.fits(chosen):
            raise PipelineError(f"{X_NAME} is not {NAME.words}: {chosen!r}", Location(pointer=place))
        made = self._made.get((chosen, place))
        if given is None or made is None or bare(made) != bare(schema):
            # The same schema stands in several places after merging, under the one name that was given to it.
            self._take(chosen, place)
        self._made[chosen, place] = schema
        return chosen

    def _take(self, name: str, place: str) -> None:
        key = _key(name)
        if not key:
            what = f"a component needs a letter or a digit in its name: {name!r}"
            raise PipelineError(what, Location(pointer=place), "rename it")
        if key in self._taken:
            known, other = self._taken[key]
            clash = f"{name} is the name of {other} too"
            if name != known:
                clash = f"{name} becomes the same class name as {known}, from {other}"
            raise PipelineError(clash, Location(pointer=place), f"rename one, or give this another name with {X_NAME}")
        self._taken[key] = (name, place)


def _plain(word: str) -> str:
    """The word in the letters that a component's name may have."""
    # Unicode 3.2 is the same in every Python.
    letters = unicodedata.ucd_3_2_0.normalize("NFKD", word).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9._-]", "", letters) or "Part"


def _key(name: str) -> str:
    """Equal for two names that the engine can turn into one class name, or a file system into one file."""
    return re.sub(r"[^a-z0-9]", "", name.casefold())
