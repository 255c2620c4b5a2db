"""Text for a terminal: every character shows, and none is obeyed."""

from __future__ import annotations


def visible(text: str) -> str:
    """Spell out control and format characters, line ends, and spaces other than the plain one."""
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode() for character in text
    )


def clipped(text: str, most: int) -> str:
    """Leave out the middle of what nobody would read."""
    return text if len(text) <= most else f"{text[: most * 2 // 3]}…{text[-most // 3 + 1 :]}"
