"""The one function through which a value of the document becomes a literal in Python code."""

from __future__ import annotations

import re
from math import isfinite
from typing import Any, Final

from scripts.base.json_types import is_list, is_mapping

_UNPRINTABLE: Final = re.compile(r"[^ -~]")


def literal(value: Any) -> str:
    """Return a JSON value as a Python literal of printable ASCII, whatever is in it."""
    match value:
        case float() if not isfinite(value):
            msg = f"{value} is no JSON value"
            raise ValueError(msg)
        case None | bool() | int() | float():
            return repr(value)
        case str():
            return _string(value)
        case _:
            return _collection(value)


def _collection(value: object) -> str:
    if is_list(value):
        return f"[{', '.join(literal(item) for item in value)}]"
    if is_mapping(value):
        return f"{{{', '.join(f'{_string(name)}: {literal(member)}' for name, member in value.items())}}}"
    msg = f"a {type(value).__name__} is no JSON value"
    raise TypeError(msg)


def _string(text: str) -> str:
    # repr would keep printable letters of all scripts, some of which look like others or change direction.
    body = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{_UNPRINTABLE.sub(_escaped, body)}"'


def _escaped(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
