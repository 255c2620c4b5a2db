"""View records and templates to formatted, checked text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from jinja2 import TemplateError, TemplateSyntaxError, Undefined

from scripts.base.errors import Location, PipelineError
from scripts.ir.records import Raw
from scripts.render import escape, formatting, page_structure, structure
from scripts.render.header import Style, header

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from jinja2 import Environment

_STYLES: Final[dict[str, Style]] = {"python": "hash", "markdown": "html"}


def prepare(environment: Environment) -> Environment:
    """Give an environment our filters, and make it refuse text of the document that nothing has escaped."""
    filters: dict[str, Callable[..., str]] = {**escape.FILTERS, "header": _header}
    environment.filters.update(filters)
    environment.finalize = _refuse_raw
    return environment


def render(environment: Environment, template: str, path: str, records: Mapping[str, Any]) -> str:
    """Return the finished text of one file. Raises PipelineError with the template's file and line."""
    try:
        text = environment.get_template(template).render(records)
    except TemplateSyntaxError as error:
        raise PipelineError(
            f"mistake in a template: {error.message}", Location(f"templates/{error.name}", line=error.lineno)
        ) from error
    except (TemplateError, TypeError, ValueError, AttributeError, KeyError) as error:
        raise PipelineError(
            f"mistake in a template: {error}", Location(f"templates/{template}", line=_line_of(error, template))
        ) from error
    if path.endswith(".md"):
        page = _tidy(text)
        page_structure.check(page, path)
        return page
    if not path.endswith(".py"):
        return _tidy(text)
    formatted = formatting.formatted(text, path)
    structure.check(formatted, path)
    return formatted


def with_header(module: Path, inputs: tuple[str, ...]) -> str:
    """Return the text of a module that is the same in every package, with the header of this one before it."""
    try:
        return header("hash", inputs) + module.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", "it is not UTF-8")
        raise PipelineError(f"can't be read: {reason}", Location(f"templates/runtime/{module.name}")) from error


def _header(inputs: tuple[str, ...], style: str) -> str:
    return header(_STYLES[style], inputs).removesuffix("\n")


def _refuse_raw(value: Any) -> Any:
    if isinstance(value, Raw):
        msg = "text of the document is printed without an escaping filter"
        raise TypeError(msg)
    if isinstance(value, Undefined):
        return str(value)  # raises an error that tells its name
    if not isinstance(value, str):
        msg = f"a {type(value).__name__} is printed without a filter"
        raise TypeError(msg)
    return value


def _line_of(error: BaseException, template: str) -> int | None:
    """Return the line of the innermost template frame: Jinja rewrites tracebacks to point into templates."""
    line = None
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename.endswith(template):
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _tidy(text: str) -> str:
    """Return text with no white space at line ends, no more than one blank line in a row, and one line end."""
    lines = [line.rstrip() for line in text.split("\n")]
    kept = [line for index, line in enumerate(lines) if line or (index and lines[index - 1])]
    return "\n".join(kept).strip("\n") + "\n"
