"""One escaping function for each place in a generated file that text of the document can land in.

They are the templates' filters. `Raw` text has no other way into a file: the environment refuses to print it.
"""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING, Any, Final

from scripts import annotations
from scripts.literals import literal as python_literal
from scripts.view import Raw

if TYPE_CHECKING:
    from collections.abc import Callable

    from scripts.view import Field

_WIDTH: Final = 100  # columns of prose in a docstring
_CODE_SPAN: Final = re.compile(r"(`[^`]+`)")
_INLINE: Final = re.compile(r"[\\`*_\[\]<>|~&$@]")
_LEADING: Final = re.compile(r"\A(\d*)([#+=.)-])")  # what makes a heading, a rule or a list of a line


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


def docstring(value: Raw | str, indent: int = 0) -> str:
    """Return a whole docstring, quotes included, whose further lines are indented by so many spaces."""
    paragraphs = [one_line(paragraph) for paragraph in re.split(r"\n\s*\n", visible(text_of(value)))]
    body = "\n\n".join(textwrap.fill(paragraph, _WIDTH) for paragraph in paragraphs if paragraph)
    body = textwrap.indent(body, " " * indent).lstrip(" ")
    body = body.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    if body.endswith('"'):
        body = body[:-1] + '\\"'
    return f'"""{body}"""'


def literal(value: Any) -> str:
    """Return a literal of Python code."""
    return python_literal(value.value if isinstance(value, Raw) else value)


def markdown(value: Raw | str) -> str:
    """Return prose as Markdown that renders as it is written, save that `code` stays code."""
    return "".join(_markdown_part(part) for part in _CODE_SPAN.split(one_line(text_of(value))))


def cell(value: Raw | str) -> str:
    """Return prose for a cell of a Markdown table, where a bar would end the cell even inside code."""
    return "".join(
        part.replace("|", r"\|") if part.startswith("`") and len(part) > 1 else _markdown_part(part)
        for part in _CODE_SPAN.split(one_line(text_of(value)))
    )


def code(value: Raw | str) -> str:
    """Return a text as a code span in a cell of a Markdown table, whatever backticks are in it."""
    text = one_line(text_of(value)).replace("|", r"\|")
    fence = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    padding = " " if not text or text[0] == "`" or text[-1] == "`" else ""
    return f"{fence}{padding}{text or ' '}{padding}{fence}"


def json_block(value: Raw) -> str:
    """Return JSON for a fenced code block. No line of it can close the fence: JSON has none that starts so."""
    return "\n".join(visible(line) for line in value.text.split("\n"))


def field_annotation(field: Field) -> str:
    """Return the annotation of a field, as code."""
    return annotations.field_annotation(field.type, required=field.required)


def _markdown_part(part: str) -> str:
    if part.startswith("`") and len(part) > 1:
        return part
    escaped = _INLINE.sub(r"\\\g<0>", part)
    escaped = _LEADING.sub(r"\1\\\2", escaped, count=1)
    return escaped.replace("://", ":\\/\\/").replace("www.", "www\\.").replace("WWW.", "WWW\\.")


FILTERS: Final[dict[str, Callable[..., str]]] = {
    "annotation": annotations.annotation,
    "cell": cell,
    "code": code,
    "docstring": docstring,
    "field_annotation": field_annotation,
    "json_block": json_block,
    "literal": literal,
    "markdown": markdown,
}
