"""A text that matches a pattern, for examples."""

from __future__ import annotations

import re
import string
from typing import TYPE_CHECKING, Final

from scripts.schema.pattern_nodes import AT_END, Chars, Choice, Node, Sequence
from scripts.schema.pattern_syntax import PatternError, parse
from scripts.schema.patterns import python_pattern

if TYPE_CHECKING:
    from scripts.schema.character_sets import Ranges

LONGEST: Final = 1000
"""Characters of a text that is made up."""

# In this order: `1` and not `0`, which may stand for nothing.
_LIKED: Final = string.ascii_letters + "1234567890" + string.punctuation + " "


def matching(pattern: str, least: int, most: int | None) -> str | None:
    """Return a printable text of `least` to `most` characters that matches; None if none is found by looking twice."""
    try:
        expression = python_pattern(pattern)
    except PatternError:
        return None
    texts = (_text(node, times) for _, node in parse(pattern) for times in (1, least))
    most = LONGEST if most is None else min(most, LONGEST)
    fitting = (text for text in texts if least <= len(text) <= most)
    return next((text for text in fitting if text.isprintable() and re.search(expression, text)), None)


def _text(node: Node, times: int) -> str:
    """A text for a part: of what may be repeated so many, as far as it may."""
    match node:
        case Chars(ranges=ranges):
            return "" if node == AT_END else _character(ranges)
        case Sequence(items=items):
            return "".join(_text(item, times) for item in items)
        case Choice(options=options):
            return _text(options[0], times)
        case _:
            most = times if node.most is None else min(times, node.most)
            return (_text(node.item, times) * min(max(most, node.least), LONGEST))[:LONGEST]


def _character(ranges: Ranges) -> str:
    within = (each for each in _LIKED if any(low <= ord(each) <= high for low, high in ranges))
    return next(within, chr(ranges[0][0]))
