"""Counts and places in words, for a terminal, a page or an overlay: every character of a payload's file shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scripts.base.characters import exact
from scripts.base.terminal import many
from scripts.documents import pointers

if TYPE_CHECKING:
    from scripts.evidence.ledger import Seen
    from scripts.evidence.tally import Tally

_BELOW: Final = {"items": "[]", "additionalProperties": "{}"}
_NAMED: Final = ("properties", "patternProperties", "dependentSchemas")
_APART: Final = ("$defs", "definitions")
_LISTED: Final = ("allOf", "anyOf", "oneOf", "prefixItems")


def evidence(what: str, seen: Seen, of: Tally | None = None) -> str:
    """Say how often something was seen: `Missing in 81 of 92, in 38 of 41 files (a.json:1, b.json:7 and 79 more)`."""
    return f"{what} {counts(seen, of)} ({places(seen.shown, seen.count)})."


def counts(seen: Tally, of: Tally | None) -> str:
    """How often, of how many, in how many files."""
    if of is None:
        return f"{many(seen.count, 'time')}, in {many(seen.files, 'file')}"
    return f"in {seen.count:,} of {of.count:,}, in {seen.files:,} of {many(of.files, 'file')}"


def places(shown: list[str], count: int) -> str:
    """The first places that show it, and how many there are besides."""
    text = ", ".join(map(exact, shown))
    more = count - len(shown)
    return f"{text} and {more:,} more" if more > 0 else text


def place(pointer: str) -> str:
    """A schema's pointer as a reader of payloads sees it: `RunStepDetailsToolCallsObject.tool_calls[]`."""
    _, _, name, *tokens = pointers.split(pointer)
    words = [name]
    steps = iter(tokens)
    for token in steps:
        if token in _NAMED:
            words.append(f".{next(steps)}")
        elif token in _LISTED:
            next(steps, None)
        elif token in _APART:
            words = [next(steps)]
        else:
            words.append(_BELOW.get(token, ""))
    return exact("".join(words))
