"""What a new variant's component is called: as its siblings are, or after the place of the union."""

from __future__ import annotations

import re
from posixpath import commonprefix
from typing import TYPE_CHECKING, Any, Final

from scripts.base.json_types import is_mapping
from scripts.schema.names import pascal
from scripts.schema.walk import PREFIX, component_of

if TYPE_CHECKING:
    from collections.abc import Iterable

_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_STEPS: Final = frozenset({"properties", "items", "anyOf", "oneOf", "allOf"})
"""Keywords on the way to a union that say nothing of what it is."""
_FEWEST: Final = 2  # siblings that show how variants are called


def of_variant(variants: list[Any], place: tuple[str, ...], tag: str, taken: Iterable[str]) -> str:
    """A name that nothing has yet: `ToolCallsCodeObject` and `ToolCallsFunctionObject` lead to `ToolCallsMcpObject`."""
    references = [variant.get("$ref") for variant in variants if is_mapping(variant)]
    siblings = [component_of(each) for each in references if isinstance(each, str) and each.startswith(PREFIX)]
    name = _between(siblings, pascal(tag)) if len(siblings) >= _FEWEST else ""
    if not name:
        steps = [token for token in place[2:] if token not in _STEPS]
        name = "".join(pascal(step) for step in steps if not step.isdigit()) + pascal(tag)
    number = 2
    free = name
    lower = {each.lower() for each in taken}  # two names that differ in case alone would be one file
    while free.lower() in lower:
        free, number = f"{name}{number}", number + 1
    return free


def _between(siblings: list[str], word: str) -> str:
    """The word between the words with which all siblings begin and end."""
    split = [_WORD.findall(name) for name in siblings]
    if ["".join(words) for words in split] != siblings:
        return ""
    first = commonprefix(split)  # of lists as of paths
    last = commonprefix([words[len(first) :][::-1] for words in split])[::-1]
    return "".join([*first, word, *last]) if first or last else ""
