"""JSON values to YAML that people read in reviews and every parser reads alike, under YAML 1.1 and 1.2.

The text depends on the value alone: order is the value's, long prose is folded at a fixed width.
"""

from __future__ import annotations

import re
from typing import Any

from scripts.base.json_types import is_list, is_mapping

_WIDTH = 110
_LONGEST_KEY = 1024  # characters of a key that a parser has to look for the colon after
# Plain only where no version of YAML sees anything but a string: no sign, digit or indicator in front,
# no colon at the end of a word, no comment.
_PLAIN = re.compile(
    r"[A-Za-z$_](?:[A-Za-z0-9_./$()'@%+*=;<>~^|&!?\[\]{}\"`,-]|(?<=[^ :]) (?! |#)|:(?=[^ \n]))*(?<![ :])"
)
_FLOW_INDICATORS = re.compile(r"[\[\]{},\"`]")
_NOT_STRINGS = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", "null"))
_FOLDABLE = re.compile(r"[^\s#&*!|>%@`\"'\-?:\[\]{},](?:[^\s]| (?=[^\s]))*")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def dump_yaml(value: Any) -> str:
    """The value as a YAML document in block style, with a final newline.

    `value` is made of dictionaries with string keys, lists, strings, finite numbers, booleans and `None`.
    """
    return "\n".join(_block(value, 0)) + "\n"


def _block(value: Any, indent: int) -> list[str]:
    """Lines of a value that starts on a line of its own."""
    pad = " " * indent
    if is_mapping(value) and value:
        lines: list[str] = []
        for key, child in value.items():
            text = pad + _string(key)
            if len(text) - indent > _LONGEST_KEY:
                lines.append(f"{pad}? {text[indent:]}")
                text = pad
            lines += _entry(f"{text}:", child, indent)
        return lines
    if is_list(value) and value:
        return [line for child in value for line in _item(child, indent)]
    return [pad + _scalar(value)]


def _entry(head: str, child: Any, indent: int) -> list[str]:
    if (is_mapping(child) or is_list(child)) and child:
        return [head, *_block(child, indent + 2)]
    if isinstance(child, str):
        first, *rest = _text(child, indent + 2, len(head) + 1)
        return [f"{head} {first}", *rest]
    return [f"{head} {_scalar(child)}"]


def _item(child: Any, indent: int) -> list[str]:
    """`- ` and the child, whose own first line moves up beside the dash."""
    pad = " " * indent
    if (is_mapping(child) or is_list(child)) and child:
        first, *rest = _block(child, indent + 2)
        return [f"{pad}- {first[indent + 2 :]}", *rest]
    if isinstance(child, str):
        first, *rest = _text(child, indent + 2, indent + 2)
        return [f"{pad}- {first}", *rest]
    return [f"{pad}- {_scalar(child)}"]


def _text(text: str, indent: int, used: int) -> list[str]:
    """A string as lines; the first one stands after `used` characters."""
    if used + len(text) > _WIDTH and " " in text and text.isprintable() and _FOLDABLE.fullmatch(text):
        return [">-", *_folded(text, " " * indent)]
    return [_string(text)]


def _folded(text: str, pad: str) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= _WIDTH:
            lines[-1] += " " + word
        else:
            lines.append(pad + word)
    return lines


def _scalar(value: Any) -> str:
    if isinstance(value, str):
        return _string(value)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    text = repr(value)  # a number, or an empty collection
    # YAML 1.1 takes an exponent for a number only after a point and with a sign.
    return text if "." in text else text.replace("e", ".0e")


def _string(text: str) -> str:
    if _PLAIN.fullmatch(text) and text.lower() not in _NOT_STRINGS:
        return text
    if text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    return '"' + "".join(_escaped(character) for character in text) + '"'


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character.isprintable():
        return character
    code = f"{ord(character):x}"
    return "\\U" + code.zfill(8) if len(code) > len("ffff") else "\\u" + code.zfill(4)
