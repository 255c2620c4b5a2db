"""The names of components: those that the document gives, and those made for schemas that stand inside of others.

An inline schema is called after the component that it stands in, then the property's name in Pascal case, `Item` for
an array's items, `Value` for a map's values; a union's variant adds its tag, or its JSON type where it has none.
`x-name` on the schema says it otherwise: a short name that an overlay gives.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import count
from typing import TYPE_CHECKING, Final

from scripts.base.errors import Location, PipelineError
from scripts.schema import problems
from scripts.schema.identifiers import class_name
from scripts.schema.keywords import IN_PLACE
from scripts.schema.shapes import NAME
from scripts.schema.walk import X_NAME, bare, component_of, reference_to, rewritten, schemas_of, with_schemas

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

    from scripts.base.json_types import Schema

STEPS: Final = {"items": "Item", "additionalProperties": "Value"}
"""The word for the schema that a keyword holds."""

_SILENT: Final = frozenset(
    {"components", "schemas", "properties", "schema", "content", "$defs", "definitions", *IN_PLACE}
)
"""Steps of a pointer that give no word."""


def is_name(name: str) -> bool:
    """Whether a component can have this name, in OpenAPI and as a class."""
    return NAME.fits(name) and bool(_key(name))


def pascal(text: str) -> str:
    """`last_error` as `LastError`: the words' first letters become large, the others stay as they are."""
    # Which other characters are letters depends on the version of Python, so all stay, for the caller to refuse.
    return "".join(word[:1].upper() + word[1:] for word in re.findall(r"[A-Za-z0-9\u0080-\U0010ffff]+", text))


def words(tokens: Iterable[str]) -> str:
    """What the steps of a pointer say of a place."""
    return "".join(STEPS.get(token) or pascal(token) for token in tokens if token not in _SILENT)


def variant_word(variant: Schema, tag: str | None) -> str:
    """The word for a variant of a union: its tag if it has one, else its JSON type."""
    return pascal(variant.get("type", "") if tag is None else tag)


class Names:
    """The names of one document's components, with those of schemas that are about to become some.

    `components` are the given ones with the pointers of their places. Two names that would be one class, or one file,
    are told apart by a number, whatever order they come in: a given name stays before one that is made, of two given
    ones that which is written as a class, and else the first by name and place.
    """

    def __init__(self, components: Mapping[str, str]) -> None:
        self._given = dict(components)
        self._chosen: dict[str, tuple[str, Schema]] = {}
        self._made: dict[str, tuple[str, Schema]] = {}

    def inline(self, schema: Schema, place: str, parent: str, word: str) -> str:
        """A name for the inline schema at a place, which `final` tells what it becomes.

        It is the parent's with the word, unless the schema has an `x-name`. Raises `PipelineError` for an `x-name` that
        is no name, and for one that is taken.
        """
        chosen = schema.get(X_NAME)
        if chosen is not None:
            return self._fixed(chosen, schema, place)
        name = f"{wish(parent)}{_plain(word)}{_MARK}{place}"
        while name in self._made and bare(self._made[name][1]) != bare(schema):
            name += _MARK
        self._made[name] = (place, schema)
        return name

    def outline(self, name: str, place: str) -> str:
        """A name for the component at a place whose own is none, which `final` tells what it becomes."""
        made = f"{_plain(pascal(name))}{_MARK}{place}"
        self._made[made] = (place, {})
        problems.remark(f"a component's name is {NAME.words}, so it is called {wish(made)}", place, "rename it")
        return made

    def final(self) -> dict[str, str]:
        """The name of each component, given or made, by the one that it was referred to by."""
        final = {name: name for name in self._chosen}
        taken = {_key(name) for name in final}
        given = sorted(self._given, key=lambda name: (pascal(name) != name, name))
        for name in (*given, *sorted(self._made)):
            final[name] = _free(wish(name), taken)
            taken.add(_key(final[name]))
            if final[name] != wish(name):
                self._report(name, final[name])
        self._report_classes()
        return final

    def _fixed(self, name: str, schema: Schema, place: str) -> str:
        """The name that a schema has; after merging, it can stand in several places under it."""
        where = Location(pointer=place)
        if not is_name(name):
            raise PipelineError(f"{X_NAME}: {NAME.refusal(name)}", where)
        given = ((known, at) for known, at in self._given.items())
        chosen = (
            (known, at) for known, (at, other) in self._chosen.items() if bare(other) != bare(schema) or at != place
        )
        for known, at in (*given, *chosen):
            if _key(known) == _key(name):
                what = f"{name} is the name of {at} too"
                if name != known:
                    what = f"{name} becomes the same class name as {known}, from {at}"
                raise PipelineError(what, where, "give one of them another name")
        self._chosen[name] = (place, schema)
        return name

    def _report(self, name: str, final: str) -> None:
        place, schema = self._made.get(name) or (self._given[name], {})
        remark_name(wish(name), final, place, f"name it with {X_NAME}" if schema else "rename one of them")

    def _report_classes(self) -> None:
        """Tell which components have the name of something that a package has of its own."""
        for name, place in self._given.items():
            wanted = pascal(name)
            if (own := class_name(wanted)) != wanted:
                problems.remark(f"a package uses the name {wanted} itself, so the class is {own}", place, "rename it")


def remark_name(wanted: str, final: str, place: str, hint: str = f"name it with {X_NAME}") -> None:
    """Tell that the schema at a place has another name than it would have alone."""
    problems.remark(f"{wanted} would be the same class as another one, so it is called {final}", place, hint)


_MARK: Final = "@"
"""What no component's name has: between the name that is wished for and the place that tells it from others."""


def wish(name: str) -> str:
    """What a schema would be called, if nothing else was."""
    return name.partition(_MARK)[0]


def renamed(document: Schema, final: Mapping[str, str]) -> Schema:
    """The document with its components, and what refers to them, under their final names."""

    def change(schema: Schema) -> Schema:
        if "$ref" not in schema:
            return schema
        return {**schema, "$ref": reference_to(final[component_of(schema["$ref"])])}

    return with_schemas(
        document, {final[name]: rewritten(schema, change) for name, schema in schemas_of(document).items()}
    )


def _free(name: str, taken: Container[str]) -> str:
    """The name, with the least number that makes it free."""
    numbered = (name if number == 1 else f"{name}{number}" for number in count(1))
    return next(each for each in numbered if _key(each) not in taken)


def _plain(word: str) -> str:
    """The word in the letters that a component's name may have."""
    # Unicode 3.2 is the same in every Python.
    letters = unicodedata.ucd_3_2_0.normalize("NFKD", word).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9._-]", "", letters) or "Part"


def _key(name: str) -> str:
    """Equal for two names that the engine can turn into one class name, or a file system into one file."""
    key = re.sub(r"[^a-z0-9]", "", name.casefold())
    return f"field{key}" if key[:1].isdecimal() else key  # the engine's prefix
