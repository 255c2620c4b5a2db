"""Code that uses all that a package offers, made from the text of its modules, for a type checker."""

from __future__ import annotations

import ast
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HEAD = """\
from typing import Annotated, Any, Literal, TypeAlias, assert_never
from msgspec import UNSET, Meta, UnsetType
from ._hooks import Checked, Unique
from ._decoders import Open, Tagged
from ._model import UnknownVariant
from . import {module} as p
"""


OF_CALLS = """\
from collections.abc import Mapping, Sequence
from .client import {module} as c
"""


class _Renamed(ast.NodeTransformer):
    """Classes as the module's own, aliases as they were when the client was written."""

    def __init__(self, classes: set[str], aliases: set[str]) -> None:
        self.classes, self.aliases = classes, aliases

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id in self.classes:
            return ast.Attribute(ast.Name("p"), node.id)
        return ast.Name(f"Old{node.id}") if node.id in self.aliases else node

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        return self.visit_Name(ast.Name(node.attr))  # of `models`, as the operations have it

    def text(self, annotation: ast.expr) -> str:
        """An annotation of the older package, as code of a client."""
        return ast.unparse(self.visit(ast.parse(ast.unparse(annotation), mode="eval").body))


def client(models: str, operations: str, module: str) -> str:
    """Reads every attribute, builds every model, tells the members of every union apart, names and calls everything."""
    body = list(_for_type_checkers(ast.parse(models)))
    classes = {node.name: node for node in body if isinstance(node, ast.ClassDef)}
    aliases = {
        node.target.id: _whole(node.value)
        for node in body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value is not None
    }
    renamed = _Renamed({*classes}, {*aliases})
    lines = [HEAD.format(module=module)]
    for name, value in aliases.items():
        lines += [f"Old{name}: TypeAlias = {renamed.text(value)!r}", f"Now{name} = p.{name}"]
    for name, node in classes.items():
        lines += _uses(name, node, renamed)
    for name, value in aliases.items():
        lines += _match(name, value, {*classes})
    if calls := list(_calls(ast.parse(operations), renamed)):
        lines += [OF_CALLS.format(module=module), *calls]
    return "\n".join([*lines, ""])


def _for_type_checkers(module: ast.Module) -> Iterator[ast.stmt]:
    for node in module.body:
        yield from node.body if isinstance(node, ast.If) else [node]


def _whole(alias: ast.expr) -> ast.expr:
    """What an alias stands for: one that leads to itself is a text."""
    return ast.parse(alias.value, mode="eval").body if isinstance(alias, ast.Constant) else alias


def _uses(name: str, node: ast.ClassDef, renamed: _Renamed) -> list[str]:
    fields = [each for each in node.body if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name)]
    constants = {each.target.id for each in fields if "ClassVar" in ast.unparse(each.annotation)}
    named = {
        each.target.id: renamed.text(each.annotation).replace("ClassVar", "")
        for each in fields
        if each.target.id != "extra_"
    }
    required = [each.target.id for each in fields if each.value is None or _is_required(each.value)]
    arguments = {field: kind for field, kind in named.items() if field not in constants}
    lines = [f"def read_{name}(x: p.{name}) -> None:", "    pass"]
    lines += [f"    v{index}: {_plain(kind)} = x.{field}" for index, (field, kind) in enumerate(named.items())]
    if "UnknownVariant" in {ast.unparse(base) for base in node.bases}:
        return lines
    parameters = ", ".join(f"a{index}: {kind}" for index, kind in enumerate(arguments.values()))
    every = ", ".join(f"{field}=a{index}" for index, field in enumerate(arguments))
    few = ", ".join(f"{field}=a{index}" for index, field in enumerate(arguments) if field in required)
    return [
        *lines,
        f"def build_{name}({parameters}) -> p.{name}:",
        f"    p.{name}({every})",
        f"    return p.{name}({few})",
    ]


def _plain(kind: str) -> str:
    return kind.removeprefix("[").removesuffix("]") if kind.startswith("[") else kind


def _is_required(value: ast.expr) -> bool:
    return isinstance(value, ast.Call) and not any(each.arg == "default" for each in value.keywords)


def _match(name: str, value: ast.expr, classes: set[str]) -> list[str]:
    """A `match` over the classes of a union, which is whole."""
    members = ast.unparse(value).split(" | ")
    if len(members) < 2 or not {*members} <= {*classes, "str", "int", "float", "bool"}:
        return []
    cases = [line for each in members for line in (f"        case {_pattern(each, classes)}():", "            pass")]
    rest = ["        case other:", "            assert_never(other)"]
    return [f"def match_{name}(x: p.{name}) -> None:", "    match x:", *cases, *rest]


def _pattern(member: str, classes: set[str]) -> str:
    return f"p.{member}" if member in classes else member


def _calls(module: ast.Module, renamed: _Renamed) -> Iterator[str]:
    """Calls of every operation, of both kinds of client."""
    classes = {node.name: node for node in module.body if isinstance(node, ast.ClassDef)}
    for kind in ("Client", "AsyncClient"):
        for group in classes[kind].body:
            if isinstance(group, ast.FunctionDef) and group.returns is not None:
                for method in classes[ast.unparse(group.returns)].body:
                    if isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef):
                        yield from _call(kind, group.name, method, renamed)


def _call(kind: str, group: str, method: ast.FunctionDef | ast.AsyncFunctionDef, renamed: _Renamed) -> Iterator[str]:
    """With every argument, without names where that can be and with them all, and with those alone that it needs."""
    first, named = method.args.args[1:], method.args.kwonlyargs
    needed = {*first[: len(first) - len(method.args.defaults)]}
    needed |= {each for each, default in zip(named, method.args.kw_defaults, strict=True) if default is None}
    given = {each: f"a{index}" for index, each in enumerate((*first, *named))}
    kinds = [f"{name}: {renamed.text(each.annotation)}" for each, name in given.items() if each.annotation]
    result = renamed.text(method.returns) if method.returns else "None"
    is_async = isinstance(method, ast.AsyncFunctionDef)
    yield f"{'async ' * is_async}def call_{kind}_{group}_{method.name}({', '.join([f'x: c.{kind}', *kinds])}) -> None:"
    for number, (without, those) in enumerate(((first, {*given}), ([], {*given}), (first, needed), ([], needed))):
        arguments = [name if each in without else f"{each.arg}={name}" for each, name in given.items() if each in those]
        kept = f"r{number}: {result} = " * (result != "None")
        yield f"    {kept}{'await ' * is_async}x.{group}.{method.name}({', '.join(arguments)})"


def type_errors(folder: Path, pattern: str, *options: str) -> list[str]:
    """What mypy finds in the files of a folder. In a process of its own: it raises the limit of recursion."""
    files = [str(path) for path in sorted(folder.glob(pattern))]
    settings = ("--python-version=3.11", "--cache-dir", str(folder / "cache"), "--follow-imports=silent", *options)
    command = (sys.executable, "-m", "mypy", *settings, *files)
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode in {0, 1}, done.stderr
    return [line for line in done.stdout.splitlines() if ": error:" in line]
