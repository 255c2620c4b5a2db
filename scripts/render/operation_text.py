"""Operations as Python code and as Markdown: the types of arguments and results, and what there is to say of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scripts.ir.records import PYTHON_TYPES, AnyValue, Array, Constant, Map, Nullable, Primitive, Reference, Set, Type
from scripts.render.escape_markdown import cell, cell_code, code
from scripts.render.literals import literal
from scripts.render.page_text import Column, type_cell, type_notes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.ir.client_records import Auth, Operation, Parameter
    from scripts.ir.records import Raw


def argument(kind: Type, *, read: bool = False) -> str:
    """Return the annotation of an argument, or of what is read. Arrays are of any kind: methods are called `list`."""
    match kind:
        case AnyValue():
            return "Any"
        case Primitive(name=name):
            return PYTHON_TYPES[name]
        case Constant(value=value):
            return f"Literal[{literal(value.value)}]"
        case Reference(kind="enum", base=base) if read:  # a server may have added values
            return base
        case Reference(name=name):
            return f"models.{name}"
        case Set(list=items):
            return argument(items, read=read)
        case Array(item=item):
            return f"Sequence[{argument(item, read=read)}]"
        case Map(value=value):
            return f"Mapping[str, {argument(value, read=read)}]"
        case _:
            return f"{argument(kind.value, read=read)} | None"


def optional_argument(kind: Type) -> str:
    """Return the annotation of an argument that need not be given, which None stands for."""
    return argument(kind) if isinstance(kind, Nullable) else f"{argument(kind)} | None"


def returned(operation: Operation) -> str:
    """Return the annotation of what a call returns."""
    kinds = ("None" if kind is None else argument(kind, read=True) for kind in operation.types)
    return " | ".join(dict.fromkeys(kinds))


def path_template(operation: Operation) -> str:
    """Return the code of a path: text and the argument after it, in turns."""
    pairs = (f"({literal(part.text.text)}, {literal(part.argument)})" for part in operation.parts)
    return f"({''.join(f'{pair}, ' for pair in pairs)})"


def arguments(operation: Operation) -> str:
    """Return the code of what a call is given, by the name of the argument."""
    names = [each.field.name for each in operation.parameters] + (["body"] if operation.body else [])
    return f"{{{', '.join(f'{literal(name)}: {name}' for name in names)}}}"


def address(operation: Operation) -> str:
    """Return method and path, for a page."""
    return f"{code(operation.method)} {code(operation.path)}"


def results(operation: Operation) -> str:
    """Return the code of what is returned, by status."""
    pairs = (
        f"({result.status}, {'None' if result.type is None else argument(result.type)})" for result in operation.results
    )
    return f"({''.join(f'{pair}, ' for pair in pairs)})"


def auth_argument(auth: Auth) -> str:
    """Return the code of the argument with which a client is told who calls."""
    key = 'os.environ["API_KEY"]'
    match auth.kind:
        case "basic":
            return 'auth=(os.environ["USERNAME"], os.environ["PASSWORD"])'
        case "header":
            return f"auth=HeaderAuth({literal(auth.name.text)}, {key})"
        case "query":
            return f"query={{{literal(auth.name.text)}: {key}}}"
        case _:
            return f"auth={key}"


def example_call(operation: Operation) -> str:
    """Return the code of a call with all that is required, of which a page shows the body."""
    required = [each for each in operation.parameters if each.field.required]
    given = [f"{each.field.name}={_example(each.example)}" for each in required]
    body = ["body=body"] if operation.body else []
    return f"{operation.name}({', '.join([*given, *body])})"


def _example(value: Raw | None) -> str:
    return "..." if value is None else literal(value.value)


def _notes(parameter: Parameter) -> Iterator[str]:
    field = parameter.field
    if field.deprecated:
        yield "deprecated"
    if not field.required:
        yield "optional"
    if field.default is not None:
        yield f"without it {cell_code(field.default)}"
    yield f"{cell_code(field.json_name)} in the {parameter.place}" if field.renamed else f"in the {parameter.place}"
    if notes := type_notes(field.type):
        yield notes


PARAMETER_COLUMNS: Final[tuple[Column[Parameter], ...]] = (
    Column("Name", lambda each: f"**{each.field.name}**"),
    Column("Type", lambda each: type_cell(each.field.type)),
    Column("Description", lambda each: cell(each.field.description)),
    Column("Notes", lambda each: ", ".join(_notes(each))),
)
"""What the page of an operation says of each parameter."""
