r"""The second line of defence: what a document says never decides what becomes of it, code and markup least of all.

Each file is rendered twice, the second time from the same records with neutral texts. Outside of the places that only
hold text (strings and comments of Python; escaped prose, code spans and JSON of a page) both must be the same to the
character, or nothing is written. What templates may write stands nowhere, so a new construct needs no change here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import takewhile
from operator import eq
from typing import Final, TypeAlias

from scripts.base.characters import first_hidden
from scripts.base.errors import Location, PipelineError

_Mark: TypeAlias = str | Callable[[re.Match[str]], str]
"""What is put in the place of text: a character, or that with a character for each line that goes with it."""

# Private characters, which no file holds since hidden ones are refused before, stand for text, for a line end in it,
# for the end of a cell, and for what begins a block.
_TEXT: Final = "\ue000"
_LINE: Final = "\ue001"
_CELL: Final = "\ue002"
_BLOCK: Final = {ord(character): 0xE010 + number for number, character in enumerate(" #>=+*-.)0123456789")}

_STRING: Final = re.compile(
    r"""\"{3}(?:[^"\\]++|\\.|"(?!""))*+\"{3} | "(?:[^"\\\n]++|\\.)*+"
    |   '{3}(?:[^'\\]++|\\.|'(?!''))*+'{3}   | '(?:[^'\\\n]++|\\.)*+'
    |   \#[^\n]*+  # or a comment
    """,
    re.VERBOSE | re.DOTALL,
)
_STRING_WITH_CODE: Final = re.compile(rf"[fFtT]\w?{_TEXT}")

_JSON: Final = re.compile(r"^```json\n(?:(?!```)[^\n]*\n)*+```$", re.MULTILINE)
_CODE: Final = re.compile(r"^```python\n(?:(?!```)[^\n]*\n)*+```$", re.MULTILINE)
_BLOCK_MARK: Final = re.compile(r"^(?:[ ]*(?:[#>=+*-]|\d+[.)]))+[ ]*|^[ ]+", re.MULTILINE)
_TABLE: Final = re.compile(r"^[^\n]*\|[^\n]*\n[|: -]*-[|: -]*\n(?:[^\n]+\n)*+", re.MULTILINE)
_BAR: Final = re.compile(r"(?<!\\)\|")
_PROSE: Final = re.compile(
    r"""(?: \\[!-/:-@\[-`{-~]                                   # an escaped character
          | (?<!`)(?P<fence>`++)[^\n\ue001-\ue0ff]+?(?<!`)(?P=fence)(?!`)  # a code span
          | [^\\`*_\[\]<>|~&$@{}:wW\n\ue001-\ue0ff]++                 # characters that mean nothing
          | :(?!//) | [wW](?!(?i:ww)\.)                         # others that begin no link
        )+""",
    re.VERBOSE,
)
_DIAGRAM: Final = re.compile(r"^```mermaid\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LABEL: Final = re.compile(r'"[^"\n]*"')

_ADDRESS: Final = re.compile(r" at 0x[0-9a-f]+>")

_SHOWN: Final = 80  # characters of a line that is refused


def check(text: str, neutral: str, path: str) -> None:
    """Refuse a text with another structure than its neutral twin, or with hidden characters. Raises PipelineError."""
    hidden = first_hidden(text)
    if hidden is not None:
        raise _refusal(f"the hidden character {text[hidden]!a}", path, text, _line_at(text, hidden))
    if address := _ADDRESS.search(neutral):
        raise _refusal("the address of an object", path, neutral, _line_at(neutral, address.start()))
    for diagram in _DIAGRAM.finditer(text):
        if not _LABEL.sub("", diagram[1]).isascii():  # which mermaid can't read
            raise _refusal("a name that no diagram can hold", path, text, _line_at(text, diagram.start()))
    structure = _of_code if path.endswith(".py") else _of_page
    if structure(text, _TEXT) != structure(neutral, _TEXT):
        line = _first_difference(structure(text, _with_lines), structure(neutral, _TEXT))
        raise _refusal("text of the document that changes its structure", path, text, line)


def _line_at(text: str, position: int) -> int:
    return text[:position].count("\n")


def _refusal(what: str, path: str, text: str, line: int) -> PipelineError:
    shown = text.split("\n")[line][:_SHOWN]
    hint = "escape it for the place that the template prints it to"
    return PipelineError(f"the file would hold {what}: {shown!r}", Location(path, line=line + 1), hint)


def _of_code(text: str, mark: _Mark) -> str:
    left = _STRING.sub(mark, text)
    return text if _STRING_WITH_CODE.search(left) else left


def _of_page(text: str, mark: _Mark) -> str:
    left = _JSON.sub(mark, text)
    left = _CODE.sub(lambda found: _of_code(found[0], mark), left)
    left = _TABLE.sub(lambda found: _BAR.sub(_CELL, found[0]), left)  # where a code span ends at a cell's end
    left = _BLOCK_MARK.sub(lambda found: found[0].translate(_BLOCK), left)
    return _PROSE.sub(mark, left)


def _with_lines(found: re.Match[str]) -> str:
    return _TEXT + _LINE * found[0].count("\n")


def _first_difference(structure: str, neutral: str) -> int:
    """Return the first line of a text, from 0, whose structure is another one than that of the neutral text."""
    lines = structure.split("\n")
    same = map(eq, (line.replace(_LINE, "") for line in lines), neutral.split("\n"))
    at = min(len([*takewhile(bool, same)]), len(lines) - 1)
    return at + sum(line.count(_LINE) for line in lines[:at])
