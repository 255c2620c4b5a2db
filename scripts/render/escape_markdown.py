"""Escaping for the places in a Markdown page."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from scripts.base.characters import HIDDEN, exact, one_line
from scripts.base.json_types import json_text
from scripts.ir.records import text_of

if TYPE_CHECKING:
    from scripts.ir.records import Raw

_CODE_SPAN: Final = re.compile(r"(?<!`)`(?!`)([^`]+)`(?!`)")
_INLINE: Final = re.compile(r"[\\`*_\[\]<>|~&$@{}]")
_LINKS_ITSELF: Final = re.compile(r"://|(?i:www)\.")
_MEANS_MORE: Final = re.compile(r"[^A-Za-z0-9_…]")  # to Mermaid, or to the renderer that it hands a label to
_LEADING: Final = re.compile(r"\A(\d*)([#+=.)-])")  # what makes a heading, a rule or a list of a line
_HIDDEN_IN_JSON: Final = re.compile(f"(?!\n)[{HIDDEN}]")


def markdown(value: Raw | str) -> str:
    """Return prose as Markdown that renders as it is written, save that `code` stays code."""
    return "".join(_prose(one_line(text_of(value))))


def cell(value: Raw | str) -> str:
    """Return prose for a cell of a Markdown table, where a bar would end the cell even inside code."""
    parts = _prose(one_line(text_of(value)))
    parts[1::2] = [part.replace("|", r"\|") for part in parts[1::2]]
    return "".join(parts)


def code(value: object) -> str:
    """Return a value as a code span, whatever backticks are in it."""
    return _span(exact(text_of(value)))


def cell_code(value: object) -> str:
    """Return a value as a code span in a cell of a Markdown table."""
    return code(value).replace("|", r"\|")


def json_block(value: Raw) -> str:
    """Return JSON, or a value as JSON, for a fenced code block. No line can close the fence: JSON has none like it."""
    text = value.value if isinstance(value.value, str) else json_text(value.value, indent=2)
    return _HIDDEN_IN_JSON.sub(lambda found: json.dumps(found.group())[1:-1], text)


def mermaid(label: str) -> str:
    """Return a name as a quoted label of a diagram, in which Mermaid takes other characters by their number."""
    return '"' + _MEANS_MORE.sub(lambda found: f"#{ord(found.group())};", label) + '"'


def _prose(text: str) -> list[str]:
    """Return escaped text and code spans, in turns."""
    parts = _CODE_SPAN.split(text)
    parts[::2] = [_escaped(part) for part in parts[::2]]
    parts[1::2] = [_span(part.strip() or " ") for part in parts[1::2]]
    parts[0] = _LEADING.sub(r"\1\\\2", parts[0])
    return parts


def _escaped(text: str) -> str:
    escaped = _INLINE.sub(r"\\\g<0>", text)
    return _LINKS_ITSELF.sub(lambda found: found.group().replace("/", r"\/").replace(".", r"\."), escaped)


def _span(text: str) -> str:
    fence = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    padding = " " if "`" in (text[0], text[-1]) else ""
    return f"{fence}{padding}{text}{padding}{fence}"
