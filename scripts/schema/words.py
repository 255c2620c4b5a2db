"""How the words of a document become part of a component's name."""

from __future__ import annotations

import re


def pascal(text: str) -> str:
    """`last_error` as `LastError`: the words' first letters become large, the others stay as they are."""
    # Which other characters are letters depends on the version of Python, so all stay, for the caller to refuse.
    return "".join(word[:1].upper() + word[1:] for word in re.findall(r"[A-Za-z0-9\u0080-\U0010ffff]+", text))
