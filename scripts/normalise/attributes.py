"""Two properties of one object are two fields: names that become one Python identifier are refused.

Nothing is changed. The engine decides what a name becomes; it takes a second to import, so it is asked only about
names that differ in nothing but case, delimiters and compatibility forms.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from typing import TYPE_CHECKING

from scripts.schema.walk import ORIGIN, each, fail, rebuild, under

if TYPE_CHECKING:
    from scripts.base.json_types import Schema


def identifiers(document: Schema) -> Schema:
    """Refuse an object with two properties that become the same field."""
    return each(document, _check)


def _check(schema: Schema) -> Schema:
    schema = rebuild(schema, _check)
    similar: defaultdict[str, list[str]] = defaultdict(list)
    for name in schema.get("properties", {}):
        similar[_key(name)].append(name)
    for names in similar.values():
        if len(names) > 1:
            _check_similar(schema, names)
    return schema


def _key(name: str) -> str:
    """Equal for all names that the engine may turn into one identifier, but for the prefix that it puts to some."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", name).casefold() if letter.isalnum())


def _check_similar(schema: Schema, names: list[str]) -> None:
    from openapi_python_client.strings import PythonIdentifier  # noqa: PLC0415 - takes a second

    found: dict[str, str] = {}
    for name in names:
        identifier = unicodedata.normalize("NFKC", PythonIdentifier(name, prefix="field_"))
        if identifier in found:
            first, second = (under(schema[ORIGIN], "properties", known) for known in (found[identifier], name))
            fail(f"{first} and {second} become the same field, {identifier}", schema, "rename one")
        found[identifier] = name
