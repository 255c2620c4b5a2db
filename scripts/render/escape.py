"""One escaping function for each place in a generated file that text of the document can land in.

They are the templates' filters. `Raw` text has no other way into a file: the environment refuses to print it.
"""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING, Any, Final

from scripts.base.characters import one_line, visible
from scripts.ir.records import Raw, text_of
from scripts.render import escape_markdown, operation_text, page_text
from scripts.render.annotations import alias_annotation, annotation
from scripts.render.annotations import field_annotation as annotation_of_field
from scripts.render.literals import literal as python_literal

if TYPE_CHECKING:
    from collections.abc import Callable

    from scripts.ir.records import Field

# Of prose in a docstring. A word is never broken: it may be an address.
_WRAPPER: Final = textwrap.TextWrapper(100, break_long_words=False, break_on_hyphens=False)
_CLOSING: Final = re.compile(r'\\|"(?="|\Z)')  # a quote alone closes nothing
_ESCAPED: Final = r"\\\g<0>"


def docstring(value: Raw | str, indent: int = 0) -> str:
    """Return a whole docstring, quotes included, whose further lines are indented by so many spaces.

    Nothing to say is nothing at all.
    """
    paragraphs = [one_line(paragraph) for paragraph in re.split(r"\n\s*\n", visible(text_of(value)))]
    body = "\n\n".join(_WRAPPER.fill(paragraph) for paragraph in paragraphs if paragraph)
    margin = " " * indent
    end = f"\n{margin}" if "\n" in body else ""
    body = textwrap.indent(body, margin).removeprefix(margin)
    return body and f'"""{_CLOSING.sub(_ESCAPED, body)}{end}"""'


def literal(value: Any) -> str:
    """Return a literal of Python code."""
    return python_literal(value.value if isinstance(value, Raw) else value)


def field_annotation(field: Field) -> str:
    """Return the annotation of a field, as code."""
    return annotation_of_field(field.type, required=field.required)


FILTERS: Final[dict[str, Callable[..., str]]] = {
    "address": operation_text.address,
    "alias_annotation": alias_annotation,
    "annotation": annotation,
    "argument": operation_text.argument,
    "arguments": operation_text.arguments,
    "auth_argument": operation_text.auth_argument,
    "code": escape_markdown.code,
    "docstring": docstring,
    "example_call": operation_text.example_call,
    "field_annotation": field_annotation,
    "json_block": escape_markdown.json_block,
    "literal": literal,
    "markdown": escape_markdown.markdown,
    "mermaid": escape_markdown.mermaid,
    "optional_argument": operation_text.optional_argument,
    "path_template": operation_text.path_template,
    "results": operation_text.results,
    "returned": operation_text.returned,
    "type_cell": page_text.type_cell,
    "type_notes": page_text.type_notes,
}
