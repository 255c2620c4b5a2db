"""The second line of defence: generated code has the shape that templates give it, and no other.

If an escaping function or a template ever let text of the document become code, that code would be a statement, a
call or a name that stands nowhere below, and rendering fails before anything is written.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TypeAlias

from scripts.base.characters import first_hidden
from scripts.base.errors import Location, PipelineError

if TYPE_CHECKING:
    from collections.abc import Iterator

CHECKED: Final = frozenset({"__init__.py", "_definitions.py", "models.py"})
"""The files in which text of the document becomes names or expressions. All others are the same for all documents."""

_IMPORTS: Final = {
    "__future__": {"annotations"},
    "typing": {"TYPE_CHECKING", "Annotated", "Any", "ClassVar", "Final", "Literal", "Never", "TypeAlias"},
    "msgspec": {"UNSET", "Meta", "UnsetType", "field"},
}
_OURS: Final = frozenset(
    {
        "SENTINEL", "Extras", "LineError", "Model", "Open", "Problem", "Tagged", "UnknownVariant", "ValidationError",
    }
)  # fmt: skip
"""What the files import from the package's own modules. From `models` it is whatever the models are called."""

_TYPES: Final = frozenset({"Any", "SENTINEL", "Never", "UnsetType", "bool", "dict", "float", "int", "list", "str"})
_GENERIC: Final = frozenset({"ClassVar", "Extras", "Open", "Tagged", "dict", "list"})
_BOUNDS: Final = frozenset({"ge", "gt", "le", "lt", "max_length", "min_length", "multiple_of", "pattern"})
_DATA: Final = {
    "COMPONENTS": "Final[dict[str, dict[str, Any]]]",
    "REFERENCES": "Final[dict[str, tuple[str, ...]]]",
}
_TAG_PROPERTY: Final = 'def {}(self) -> str:\n    """The value that came."""\n    return self.tag'


class _OddError(Exception):
    """A node that no template writes."""

    def __init__(self, node: ast.stmt | ast.expr) -> None:
        super().__init__()
        self.node = node


Defined: TypeAlias = frozenset[str]
Statement: TypeAlias = Callable[[ast.stmt, Defined], None]


def check(text: str, path: str) -> None:
    """Refuse generated code of another shape than the templates give it. Raises PipelineError."""
    hidden = first_hidden(text)
    if hidden is not None:
        raise _refusal(f"the hidden character {text[hidden]!a}", path, text[:hidden].count("\n") + 1)
    name = path.rpartition("/")[2]
    if name not in CHECKED:
        return
    tree = ast.parse(text)
    defined = frozenset(_defined(tree))
    try:
        for statement in tree.body:
            _statement(statement, name, defined)
    except _OddError as odd:
        shown = ast.unparse(odd.node).splitlines()[0]
        raise _refusal(f"{shown!r}", path, odd.node.lineno) from odd


def _refusal(what: str, path: str, line: int) -> PipelineError:
    return PipelineError(
        f"generated code holds {what}, which no template writes",
        Location(path, line=line),
        "mend the escaping, not the check",
    )


def _defined(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id


def _statement(node: ast.stmt, file: str, defined: Defined) -> None:
    match node:
        case ast.ImportFrom():
            _import(node)
        case ast.Expr():
            _docstring(node)
        case _:
            _STATEMENTS[file](node, defined)


def _import(node: ast.ImportFrom) -> None:
    names = {alias.name for alias in node.names}
    module = "." * node.level + (node.module or "")
    allowed = _OURS if module.startswith("._") else names if module == ".models" else _IMPORTS.get(module, set())
    if names - allowed or any(alias.asname for alias in node.names):
        raise _OddError(node)


def _docstring(node: ast.stmt) -> None:
    match node:
        case ast.Expr(value=ast.Constant(value=str())):
            return
        case _:
            raise _OddError(node)


def _exports(node: ast.stmt, _: Defined) -> None:
    match node:
        case ast.Assign(targets=[ast.Name(id="__all__")], value=ast.List(elts=names)) if all(map(_is_text, names)):
            return
        case _:
            raise _OddError(node)


def _data(node: ast.stmt, _: Defined) -> None:
    match node:
        case ast.AnnAssign(target=ast.Name(id=name), annotation=kind, value=ast.Dict() as value) if ast.unparse(
            kind
        ) == _DATA.get(name):
            _constant(value)
        case _:
            raise _OddError(node)


def _model(node: ast.stmt, defined: Defined) -> None:
    match node:
        case ast.AnnAssign(target=ast.Name(), annotation=ast.Name(id="TypeAlias"), value=ast.expr() as value):
            _type(value, defined)
        case ast.ClassDef(bases=[ast.Name(id="Model")], decorator_list=[]):
            _class_keywords(node, {"kw_only", "tag_field", "tag"})
            for member in node.body:
                _member(member, defined)
        case ast.ClassDef(bases=[ast.Name(id="UnknownVariant")], decorator_list=[]):
            _class_keywords(node, {"tag_field", "tag"})
            _unknown_variant(node)
        case _:
            raise _OddError(node)


def _class_keywords(node: ast.ClassDef, allowed: set[str]) -> None:
    for part in (*node.keywords, *getattr(node, "type_params", ())):  # which came with Python 3.12
        match part:
            case ast.keyword(arg="kw_only", value=ast.Constant(value=True)):
                pass
            case ast.keyword(arg="tag", value=ast.Name(id="SENTINEL")):
                pass
            case ast.keyword(arg="tag_field" | "tag", value=ast.Constant(value=str())):
                pass
            case _:
                raise _OddError(node)
        if part.arg not in allowed:
            raise _OddError(node)


def _member(node: ast.stmt, defined: Defined) -> None:
    match node:
        case ast.AnnAssign(target=ast.Name(), annotation=annotation, value=value):
            _type(annotation, defined)
            if value is not None:
                _default(value)
        case _:
            _docstring(node)


def _default(node: ast.expr) -> None:
    match node:
        case ast.Name(id="UNSET") | ast.Constant(value=str()):
            return
        case ast.Call(func=ast.Name(id="field"), args=[], keywords=keywords):
            for keyword in keywords:
                _field_keyword(keyword)
        case _:
            raise _OddError(node)


def _field_keyword(keyword: ast.keyword) -> None:
    match keyword:
        case (
            ast.keyword(arg="default", value=ast.Name(id="UNSET"))
            | ast.keyword(arg="name", value=ast.Name(id="SENTINEL"))
        ):
            return
        case ast.keyword(arg="name", value=ast.Constant(value=str())):
            return
        case _:
            raise _OddError(keyword.value)


def _unknown_variant(node: ast.ClassDef) -> None:
    match node.body:
        case [
            ast.Expr() as told,
            ast.If(test=ast.Name(id="TYPE_CHECKING"), body=seen, orelse=[ast.FunctionDef() as run]),
        ]:
            _docstring(told)
            for member in seen:
                _member(member, frozenset())
            match run.decorator_list:
                case [ast.Name(id="property")] if ast.unparse(_undecorated(run)) == _TAG_PROPERTY.format(run.name):
                    return
                case _:
                    raise _OddError(run)
        case _:
            raise _OddError(node)


def _undecorated(function: ast.FunctionDef) -> ast.FunctionDef:
    copied = ast.parse(ast.unparse(function)).body[0]
    assert isinstance(copied, ast.FunctionDef)  # noqa: S101  # it was one
    copied.decorator_list = []
    return copied


def _type(node: ast.expr, defined: Defined) -> None:
    match node:
        case ast.Name(id=name) if name in _TYPES or name in defined:
            return
        case ast.Constant(value=None):
            return
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            _type(left, defined)
            _type(right, defined)
        case ast.Subscript(value=ast.Name(id="Literal"), slice=values):
            for value in values.elts if isinstance(values, ast.Tuple) else [values]:
                _scalar(value)
        case ast.Subscript(value=ast.Name(id="Annotated"), slice=ast.Tuple(elts=[kind, limits])):
            _type(kind, defined)
            _limits(limits)
        case ast.Subscript(value=ast.Name(id=name), slice=part) if name in _GENERIC:
            for inner in part.elts if isinstance(part, ast.Tuple) else [part]:
                _type(inner, defined)
        case _:
            raise _OddError(node)


def _limits(node: ast.expr) -> None:
    match node:
        case ast.Call(func=ast.Name(id="Meta"), args=[], keywords=keywords):
            for keyword in keywords:
                if keyword.arg not in _BOUNDS:
                    raise _OddError(node)
                _scalar(keyword.value)
        case _:
            raise _OddError(node)


def _constant(node: ast.expr) -> None:
    match node:
        case ast.Dict(keys=names, values=values):
            for name in names:
                if name is None or not _is_text(name):
                    raise _OddError(node)
            for value in values:
                _constant(value)
        case ast.List(elts=values) | ast.Tuple(elts=values):
            for value in values:
                _constant(value)
        case _:
            _scalar(node)


def _scalar(node: ast.expr) -> None:
    match node:
        case ast.Constant(value=str() | int() | float() | None):
            return
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float())):
            return
        case _:
            raise _OddError(node)


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


_STATEMENTS: Final[dict[str, Statement]] = {"models.py": _model, "__init__.py": _exports, "_definitions.py": _data}
