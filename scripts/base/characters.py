"""Characters that nobody sees, made visible: what every escaping function begins with."""

from __future__ import annotations

import re
from typing import Final

from scripts.base.terminal import spelled

# What Unicode says of a character depends on the version that a Python brings, so the hidden ones are listed here:
# controls, spaces other than the plain one, line ends, format and default-ignorable characters, surrogates, private
# use and noncharacters, with the places that are reserved for more of them.
HIDDEN: Final = (
    r"\x00-\x1f\x7f-\xa0\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u1680\u17b4\u17b5"
    r"\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\u3164\ud800-\uf8ff\ufdd0-\ufdef\ufe00-\ufe0f\ufeff"
    r"\uffa0\ufff0-\ufffb\ufffe\uffff\U000110bd\U000110cd\U00013430-\U0001345f\U0001bca0-\U0001bca3"
    r"\U0001d173-\U0001d17a" + "".join(rf"\U000{plane:x}fffe\U000{plane:x}ffff" for plane in range(0x1, 0xE))
    + r"\U000e0000-\U0010ffff"
)  # fmt: skip
"""Characters that a reader can't see, or that change what he sees, as the inside of a class of a regular expression."""

_HIDDEN: Final = re.compile(f"[{HIDDEN}]")
_HIDDEN_IN_LINE: Final = re.compile("[{}]".format(HIDDEN.replace(r"\x00-\x1f", r"\x00-\x09\x0b-\x1f")))
_LOST_SPACE: Final = re.compile(r"\A | \Z|(?<= ) ")


def visible(text: str) -> str:
    """Spell out hidden characters. Line ends stay."""
    return _HIDDEN_IN_LINE.sub(_spelled, text.replace("\r\n", "\n").replace("\t", " "))


def one_line(text: str) -> str:
    """Return prose without line ends or runs of spaces."""
    return " ".join(visible(text).split())


def exact(text: str) -> str:
    """Return a value in one line in which every character shows, spaces at the ends and in a row too."""
    return _LOST_SPACE.sub(r"\\x20", _HIDDEN.sub(_spelled, text)) or '""'


def first_hidden(text: str) -> int | None:
    """Return the place of the first hidden character that is no line end, from 0."""
    if text.isascii() and text.replace("\n", "").isprintable():  # which is quick to see
        return None
    found = _HIDDEN_IN_LINE.search(text)
    return found.start() if found else None


def _spelled(found: re.Match[str]) -> str:
    return spelled(found.group())
