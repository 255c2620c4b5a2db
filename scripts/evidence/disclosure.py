"""Which names and constants of a payload may be shown.

Payloads are private, and the names of an object's members can be data too: maps are keyed by ids, dates and people. A
name is shown if it looks like one that a programmer gave, and only where the names recur as those of members do.
"""

from __future__ import annotations

import re
from typing import Final

MOST_NAMES: Final = 64
"""Different names of one place: if there are more, they are the keys of a map."""

_NAME: Final = re.compile(r"[A-Za-z_$@][A-Za-z0-9_.$:@/-]{0,63}")
_CONSTANT: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.:/-]{0,63}")
_NUMBER: Final = re.compile(r"[0-9]{4}")
_MIXED: Final = re.compile(r"(?:[0-9]+[A-Za-z]+){2}[0-9]")
_FEWEST_OBJECTS: Final = 4
_FEWEST_NAMES: Final = 8


def is_name(text: str) -> bool:
    """Whether it looks like the name of a member: ASCII, short, no number of four digits, not half of it digits.

    `customer-4711`, `2024-01-01`, `a3f9c1d2`, `Ana Paz` and `ana@example.com` do not.
    """
    if not _NAME.fullmatch(text) or _NUMBER.search(text) or _MIXED.search(text):
        return False
    return not ("@" in text[1:] or text.startswith("$$"))


def is_constant(text: str) -> bool:
    """Whether it looks like the tag of a variant, such as `web_search_20250305`."""
    return _CONSTANT.fullmatch(text) is not None


def are_keys(names: int, uses: int, objects: int) -> bool:
    """Whether so many names, used so often in so many objects, are a map's keys: those of members recur."""
    return objects >= _FEWEST_OBJECTS and names >= _FEWEST_NAMES and uses < 2 * names
