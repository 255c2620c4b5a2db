"""On which line of a JSON document a value stands."""

from __future__ import annotations

import json
import re
from typing import Final

_SPACE: Final = re.compile(r"[ \t\r\n]*")
_decoder: Final = json.JSONDecoder()


def line_of(text: str, path: tuple[str | int, ...]) -> int:
    """The line, from 1, on which the value begins that the names and indices lead to. The text is valid JSON."""
    at = _after_space(text, 0)
    for step in path:
        at = _member(text, at, step) if isinstance(step, str) else _item(text, at, step)
    return text.count("\n", 0, at) + 1


def _after_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _after_value(text: str, at: int) -> int:
    """Where the next member or item begins."""
    _, end = _decoder.raw_decode(text, at)
    return _after_space(text, _after_space(text, end) + 1)


def _member(text: str, at: int, name: str) -> int:
    """Where the value of a name begins, in the object at `at`. Of a name that stands there twice the first is taken."""
    at = _after_space(text, at + 1)
    while True:
        key, end = _decoder.raw_decode(text, at)
        value = _after_space(text, _after_space(text, end) + 1)
        if key == name:
            return value
        at = _after_value(text, value)


def _item(text: str, at: int, index: int) -> int:
    at = _after_space(text, at + 1)
    for _ in range(index):
        at = _after_value(text, at)
    return at
