"""From records of the intermediate representation and templates to formatted, checked text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from jinja2 import ChoiceLoader, Environment, StrictUndefined, TemplateError, TemplateSyntaxError, Undefined

from scripts.base.errors import Location, PipelineError
from scripts.ir.records import Raw
from scripts.render import escape, formatting, structure
from scripts.render.header import Style, header

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from jinja2 import BaseLoader

_SUFFIX: Final = ".jinja"
_STYLES: Final[dict[str, Style]] = {"python": "hash", "markdown": "html"}


def environment(loader: BaseLoader) -> Environment:
    """Return an environment with our filters, which refuses names that no record has and text that nothing has escaped.

    A filter for the place, not one rule for all of a file, makes text safe: there is no autoescaping.
    """
    result = Environment(
        loader=ChoiceLoader([loader]),  # its errors name a template, not the folder where it was looked for
        undefined=StrictUndefined,
        finalize=_refuse_raw,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # or each page asks for the time of each template's last change
        autoescape=False,  # noqa: S701 - a filter for each place makes text safe
    )
    filters: dict[str, Callable[..., str]] = {**escape.FILTERS, "header": _header}
    result.filters.update(filters)
    return result


def render(
    environment: Environment, template: str, path: str, records: Mapping[str, Any], neutral: Mapping[str, Any]
) -> str:
    """Return the finished text of one file, from its records and the same ones with neutral texts.

    Raises PipelineError with the template's file and line, or if the texts of the document make a difference.
    """
    text = _filled(environment, template, records)
    structure.check(text, _filled(environment, template, neutral), path)
    return formatting.formatted(text, path) if path.endswith(".py") else text


def _filled(environment: Environment, template: str, records: Mapping[str, Any]) -> str:
    try:
        return _tidy(environment.get_template(template).render(records))
    except TemplateSyntaxError as error:
        raise PipelineError(
            f"mistake in a template: {error.message}", Location(f"templates/{error.name}", line=error.lineno)
        ) from error
    except (TemplateError, TypeError, ValueError, AttributeError, KeyError) as error:
        name, line = _place_of(error, template)
        raise PipelineError(f"mistake in a template: {error}", Location(f"templates/{name}", line=line)) from error


def with_header(module: Path, inputs: tuple[str, ...]) -> str:
    """Return the text of a module that is the same in every package, with the header of this one before it."""
    try:
        return header("hash", inputs) + module.read_bytes().decode()
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


def _place_of(error: BaseException, template: str) -> tuple[str, int | None]:
    """Return the innermost template's name and line: Jinja rewrites tracebacks to point into templates."""
    place: tuple[str, int | None] = (template, None)
    trace = error.__traceback__
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename
        if name.endswith(_SUFFIX):
            place = (name.rpartition("/templates/")[2], trace.tb_lineno)
        trace = trace.tb_next
    return place


def _tidy(text: str) -> str:
    """Return text with no white space at line ends, no more than one blank line in a row, and one line end."""
    lines = [line.rstrip() for line in text.split("\n")]
    kept = [line for index, line in enumerate(lines) if line or (index and lines[index - 1])]
    return "\n".join(kept).strip("\n") + "\n"
