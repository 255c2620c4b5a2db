"""Records in which every text of the document is replaced by a word that means nothing anywhere."""

from __future__ import annotations

import functools
from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from scripts.base.characters import one_line
from scripts.base.errors import PipelineError
from scripts.base.json_types import is_list, is_mapping
from scripts.ir.records import Raw

if TYPE_CHECKING:
    from scripts.ir.package import Package

_WORD: Final = "text"


def neutral(package: Package) -> Package:
    """Return the same records without the document's texts. Raises PipelineError for a name that is no identifier.

    A text with nothing in it stays: templates leave out the place that it would stand in. So does what is no text.
    """
    made: Package = _neutral(replace(package, inputs=()))
    return replace(made, inputs=package.inputs)  # which the header looks at itself


def _neutral(record: Any) -> Any:
    if isinstance(record, Raw):
        return Raw(_value(record.value))
    if isinstance(record, str):
        return _identifier(record)
    if isinstance(record, tuple):
        return tuple(map(_neutral, record))  # pyright: ignore[reportUnknownArgumentType]
    if is_mapping(record):
        return {name: _neutral(member) for name, member in record.items()}
    kind: Any = type(record)  # pyright: ignore[reportUnknownVariableType]
    names = _fields(kind)
    return kind(*[_neutral(getattr(record, name)) for name in names]) if names else record


@functools.cache
def _fields(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()


def _identifier(name: str) -> str:
    if name and not name.isidentifier():
        raise PipelineError(f"{name!r} became a name of the package, and is no identifier")
    return name


def _value(value: Any) -> Any:
    if isinstance(value, str):
        return _WORD if value.strip() or one_line(value) else value
    if is_list(value):
        return list(map(_value, value))
    if is_mapping(value):
        return {f"{_WORD}{number}": _value(member) for number, member in enumerate(value.values())}
    return value
