"""Text of the document made visible: what every escaping function begins with."""

from __future__ import annotations

from scripts.view import Raw


def text_of(value: Raw | str) -> str:
    """Return the text of the document or of ours, for an escaping function to work on."""
    return value.text if isinstance(value, Raw) else value


def visible(text: str) -> str:
    """Spell out what a reader can't see or what would change what he sees: control, format, surrogate characters."""
    return "".join(
        character if character.isprintable() or character in "\n " else character.encode("unicode_escape").decode()
        for character in text.replace("\t", " ").replace("\r\n", "\n")
    )


def one_line(text: str) -> str:
    """Return text without line ends or runs of spaces."""
    return " ".join(visible(text).split())
