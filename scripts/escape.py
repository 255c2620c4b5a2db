"""One escaping function for each place in a generated file that text of the document can land in.

They are the templates' filters. `Raw` text has no other way into a file: the environment refuses to print it.
"""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING, Any, Final

from scripts import annotations, escape_markdown, page_text
from scripts.literals import literal as python_literal
from scripts.plain_text import one_line, text_of, visible
from scripts.view import Raw

if TYPE_CHECKING:
    from collections.abc import Callable

    from scripts.view import Field

_WIDTH: Final = 100  # columns of prose in a docstring


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


def field_annotation(field: Field) -> str:
    """Return the annotation of a field, as code."""
    return annotations.field_annotation(field.type, required=field.required)


FILTERS: Final[dict[str, Callable[..., str]]] = {
    "annotation": annotations.annotation,
    "cell": escape_markdown.cell,
    "cell_code": escape_markdown.cell_code,
    "code": escape_markdown.code,
    "docstring": docstring,
    "field_annotation": field_annotation,
    "json_block": escape_markdown.json_block,
    "literal": literal,
    "markdown": escape_markdown.markdown,
    "mermaid": escape_markdown.mermaid,
    "notes_cell": page_text.notes_cell,
    "type_cell": page_text.type_cell,
    "type_notes": page_text.type_notes,
}
