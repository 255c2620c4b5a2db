"""The second line of defence: what document text lands in may have the shape that templates give it, and no other.

If an escaping function or a template ever let text of the document become code, that code would need a statement, a
call or a name that is not on these lists, and rendering fails before anything is written.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from scripts.errors import Location, PipelineError

if TYPE_CHECKING:
    from collections.abc import Iterator

CHECKED: Final = frozenset({"__init__.py", "_definitions.py", "models.py"})
"""The files in which text of the document becomes names or expressions."""

_NODES: Final = (
    ast.Module, ast.ImportFrom, ast.alias, ast.ClassDef, ast.keyword, ast.AnnAssign, ast.Assign, ast.Expr, ast.If,
    ast.FunctionDef, ast.arguments, ast.arg, ast.Return, ast.Attribute,
    ast.Name, ast.Constant, ast.Subscript, ast.Tuple, ast.List, ast.Dict, ast.Call, ast.BinOp, ast.BitOr, ast.UnaryOp, ast.USub,
    ast.Load, ast.Store,
)  # fmt: skip

_CALLS: Final = frozenset({"Meta", "field"})
_BUILTINS: Final = frozenset({"bool", "dict", "float", "int", "list", "property", "self", "str", "tuple"})
_MODULES: Final = frozenset({"__future__", "typing", "msgspec", "_errors", "_jsonl", "_model", "models"})
_ASSIGNED: Final = frozenset({"__all__"})
_ATTRIBUTES: Final = frozenset({"self.tag"})


def check(text: str, path: str) -> None:
    """Refuse generated code of another shape than the templates give it. Raises PipelineError."""
    if path.rsplit("/", maxsplit=1)[-1] not in CHECKED:
        return
    tree = ast.parse(text)
    known = _BUILTINS | set(_defined(tree))
    for node in ast.walk(tree):
        reason = _refusal(node, known)
        if reason:
            raise PipelineError(
                f"generated code holds {reason}, which no template writes",
                Location(path, line=getattr(node, "lineno", None)),
                "mend the escaping, not the check",
            )


def _defined(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        match node:
            case ast.ImportFrom(names=names):
                yield from (alias.asname or alias.name for alias in names)
            case ast.ClassDef(name=name) | ast.AnnAssign(target=ast.Name(id=name)):
                yield name
            case _:
                pass


def _refusal(node: ast.AST, known: set[str] | frozenset[str]) -> str | None:
    match node:
        case ast.Name(id=name, ctx=ast.Load()) if name not in known:
            return f"the name {name!r}"
        case ast.Call(func=func) if ast.unparse(func) not in _CALLS:
            return f"a call of {ast.unparse(func)!r}"
        case ast.ImportFrom(module=module) if module not in _MODULES:
            return f"an import from {module!r}"
        case ast.Assign(targets=targets) if {ast.unparse(target) for target in targets} - _ASSIGNED:
            return f"an assignment to {ast.unparse(targets[0])!r}"
        case ast.Attribute() if ast.unparse(node) not in _ATTRIBUTES:
            return f"the attribute {ast.unparse(node)!r}"
        case ast.If(test=test) if ast.unparse(test) != "TYPE_CHECKING":
            return "a condition"
        case ast.Expr(value=value) if not (isinstance(value, ast.Constant) and isinstance(value.value, str)):
            return "an expression statement"
        case _:
            return None if isinstance(node, _NODES) else f"a {type(node).__name__}"
