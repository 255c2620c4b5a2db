"""The columns of the pages' tables, and types and what there is to say of them as Markdown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from scripts.ir.records import (
    PYTHON_TYPES,
    AnyValue,
    Array,
    Bounds,
    Constant,
    Map,
    Nullable,
    Primitive,
    Reference,
    Set,
    Type,
)
from scripts.render.escape_markdown import cell, cell_code
from scripts.schema.keywords import KEYWORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scripts.ir.records import Field

Row = TypeVar("Row")


def type_cell(kind: Type) -> str:
    """Return a type with every model, enum, union and alias in it linked to its page."""
    match kind:
        case AnyValue():
            return "**Any**"
        case Primitive(name=name):
            return f"**{PYTHON_TYPES[name]}**"
        case Constant(value=value):
            return f"**{type(value.value).__name__}**"
        case Reference(name=name):
            return f"[**{name}**]({name}.md)"
        case Set(list=items):
            return type_cell(items)
        case Array(item=item):
            return rf"**list**\[{type_cell(item)}\]"
        case Map(value=value):
            return rf"**dict**\[**str**, {type_cell(value)}\]"
        case _:
            return type_cell(kind.value)


def type_notes(kind: Type) -> str:
    """Return the bounds and values of a type that stands on its own."""
    return ", ".join(_type_notes(kind))


def _name_cell(field: Field) -> str:
    return f"**{field.name}**"


def _notes(field: Field) -> Iterator[str]:
    if field.deprecated:
        yield "deprecated"
    if not field.required:
        yield "optional"
    if field.default is not None:
        yield f"default {cell_code(field.default)}"
    if field.renamed:
        yield f"{cell_code(field.json_name)} in JSON"
    yield from _type_notes(field.type)


def _type_notes(kind: Type) -> Iterator[str]:
    match kind:
        case Nullable(value=value):
            yield "nullable"
            yield from _type_notes(value)
        case Constant(value=value):
            yield f"always {cell_code(value)}"
        case Primitive(bounds=bounds, format=form):
            if form is not None:
                yield f"format {cell_code(form)}"
            yield from _limits(bounds)
        case Set(list=items):
            yield "items differ"
            yield from _type_notes(items)
        case Array(item=item, bounds=bounds):
            yield from _limits(bounds)
            yield from (f"each {note}" for note in _type_notes(item))
        case Map(value=value, bounds=bounds, key_bounds=key_bounds):
            yield from _limits(bounds)
            yield from (f"names: {note}" for note in _limits(key_bounds))
            yield from (f"values: {note}" for note in _type_notes(value))
        case AnyValue() | Reference(values=()):
            return
        case _:
            yield f"one of {', '.join(cell_code(value) for value in kind.values)}, or one that is newer"


def _limits(bounds: Bounds) -> Iterator[str]:
    for keyword, limit in bounds.limits.items():
        yield KEYWORDS[keyword].words.format(cell_code(limit))


@dataclass(frozen=True)
class Column(Generic[Row]):
    """A column of a table: its heading, and how the cell of a row is made."""

    name: str
    cell: Callable[[Row], str]

    @property
    def ruler(self) -> str:
        """What stands between the heading and the cells."""
        return "-" * len(self.name)


COLUMNS: Final[tuple[Column[Field], ...]] = (
    Column("Name", _name_cell),
    Column("Type", lambda field: type_cell(field.type)),
    Column("Description", lambda field: cell(field.description)),
    Column("Notes", lambda field: ", ".join(_notes(field))),
)
"""What the pages say of each property. Another column is another row here."""
