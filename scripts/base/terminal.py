"""Text for a terminal: every character shows, and none is obeyed."""

from __future__ import annotations

from typing import Final

_ESCAPES: Final = "unicode_escape"


def visible(text: str) -> str:
    """Spell out control and format characters, line ends, and spaces other than the plain one."""
    return "".join(character if character.isprintable() else spelled(character) for character in text)


def spelled(character: str) -> str:
    """A character as Python writes it in a string."""
    return character.encode(_ESCAPES).decode()


def many(count: int, noun: str) -> str:
    """A number of things."""
    return f"{count:,} {noun}{'s' * (count != 1)}"


def clipped(text: str, most: int) -> str:
    """Leave out the middle of what nobody would read."""
    return text if len(text) <= most else f"{text[: most * 2 // 3]}…{text[-most // 3 + 1 :]}"
