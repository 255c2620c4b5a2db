"""Documents judged: is what comes of each a package that works, and has it a JSON Schema validator's verdicts?"""

from __future__ import annotations

import ast
import functools
import json
import subprocess
import sys
import tempfile
import traceback
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal
from unittest.mock import patch

import jsonschema_rs
from jinja2 import FileSystemLoader

from scripts import pipeline
from scripts.base.errors import PipelineError
from scripts.documents import pointers
from scripts.render import formatting, rendering
from tests.judging.oracle import validator
from tests.support.instances import ODD, instances, mutations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Outcome = Literal["exact", "inexact", "refused", "broken", "unjudged"]
OUTCOMES: Final[tuple[Outcome, ...]] = ("exact", "inexact", "refused", "broken", "unjudged")
BATCH: Final = 40
PATIENCE: Final = 300  # seconds that a batch may take
HOLDER: Final = "JudgedHolder"


@dataclass(frozen=True)
class Case:
    """A document, the component schemas of it that are wanted, and what is known of values of them.

    Without roots, all are. `known` are values of the first root and whether they are valid; `schema` is that root where
    it stands alone, for a validator that can't read it as a part of a document.
    """

    name: str
    document: Callable[[bool], dict[str, Any]]
    roots: tuple[str, ...] = ()
    known: tuple[tuple[Any, bool], ...] = ()
    schema: Any = None


@dataclass
class Judgement:
    """What came of a case. `detail` says why it is not exact; `problems` are those of a refusal; `compared` values."""

    name: str
    outcome: Outcome
    detail: str = ""
    problems: tuple[PipelineError, ...] = ()
    compared: int = 0


@dataclass
class _Batch:
    modules: dict[str, str] = field(default_factory=dict[str, str])
    targets: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    judgements: dict[str, Judgement] = field(default_factory=dict[str, Judgement])


def judge(cases: Iterable[Case], *, repair: bool = False, count: int = 40) -> Iterator[Judgement]:
    """Judge cases, a process for each few; `count` generated values for each root."""
    with patch.object(formatting, "formatted", _parsed), patch.object(rendering, "environment", _environment):
        waiting = iter(cases)
        while some := list(islice(waiting, BATCH)):
            batch = _Batch()
            for number, case in enumerate(some):
                _build(case, f"p{number}", batch, repair=repair, count=count)
            _read(batch)
            yield from batch.judgements.values()


def _build(case: Case, package: str, batch: _Batch, *, repair: bool, count: int) -> None:
    told = batch.judgements.setdefault(package, Judgement(case.name, "exact"))
    try:
        document, wanted = held(case.document(repair), case.roots)
        built = pipeline.build(
            json.dumps(document).encode(), roots=list(wanted) or ["*"], package=package, repair=repair
        )
    except PipelineError as error:
        told.outcome, told.detail, told.problems = "refused", str(error), error.problems
        return
    except Exception:  # noqa: BLE001  # whatever it raises is told
        told.outcome, told.detail = "broken", traceback.format_exc(limit=-6)
        return
    try:
        targets = {name: _target(case, built.schema, name, holder, count) for holder, name in wanted.items()}
    except ValueError as error:
        told.outcome, told.detail = "unjudged", str(error)
        return
    batch.targets[package] = targets
    batch.modules |= {path: text for path, text in built.files.items() if path.endswith(".py")}


def held(document: dict[str, Any], roots: tuple[str, ...]) -> tuple[dict[str, Any], dict[str, str]]:
    """The document with a model for each root that holds it in a property, and the roots by its name."""
    components = document.get("components")
    schemas = components.get("schemas") if isinstance(components, dict) else None
    if not isinstance(schemas, dict) or not schemas:
        return document, {}
    wanted = {f"{HOLDER}{number}": name for number, name in enumerate(roots or schemas, 1)}
    holders = {
        holder: {"type": "object", "required": ["value"], "properties": {"value": {"$ref": _reference(name)}}}
        for holder, name in wanted.items()
    }
    return {**document, "components": {**components, "schemas": {**schemas, **holders}}}, wanted


def _reference(name: str) -> str:
    return pointers.join("components", "schemas", name)


def _target(case: Case, schema: dict[str, Any], name: str, holder: str, count: int) -> dict[str, Any]:
    """What is read as one root: values and what a validator says of them."""
    known = case.known if name in case.roots[:1] else ()
    if case.schema is None:
        is_valid = validator(schema, name).is_valid
    else:
        is_valid = jsonschema_rs.Draft202012Validator(case.schema).is_valid
    values = _generated(schema, name, count)
    values += mutations([*values, *(value for value, _ in known)], 1, count // 2)
    judged = [*known, *((value, is_valid(value)) for value in values)]
    return {
        "holder": holder,
        "null": is_valid(None),
        "values": [json.dumps(value) for value, _ in judged],
        "valid": [valid for _, valid in judged],
    }


def _generated(schema: dict[str, Any], name: str, count: int) -> list[Any]:
    """Values near to a component, or any if it is none that they can be made of: it refers in other ways, to itself."""
    try:
        return instances({"$ref": _reference(name)}, schema, 1, count) or [*ODD]
    except (RecursionError, LookupError, TypeError, ValueError, ArithmeticError, AttributeError, PipelineError):
        return [*ODD]


def _read(batch: _Batch) -> None:
    """Let another process read; if it ends early, go on after the package that ended it."""
    while batch.targets:
        for package in _read_once(batch):
            batch.targets.pop(package)


def _read_once(batch: _Batch) -> list[str]:
    texts = list(dict.fromkeys(batch.modules.values()))
    numbers = {text: number for number, text in enumerate(texts)}
    modules = {path: numbers[text] for path, text in batch.modules.items()}
    told = {"texts": texts, "modules": modules, "targets": batch.targets}
    seen: list[str] = []
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(told, file)
        file.flush()
        program = Path(__file__).with_name("reading.py")
        command = [sys.executable, "-I", "-W", "error", str(program), file.name]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=PATIENCE)
            output, code = done.stdout, done.returncode
            why = f"the process ended with {code}: {done.stderr[-500:]}"
        except subprocess.TimeoutExpired as error:
            output, code = (error.stdout or b"").decode(), -1
            why = f"the process took more than {PATIENCE} s"
    open_package = None
    for line in output.splitlines():
        package, name, found = json.loads(line)
        if name == "begins":
            seen.append(package)
            open_package = package
        elif name == "ends":
            open_package = None
        elif name == "broken":
            _broken(batch.judgements[package], found)
        else:
            _compare(batch.judgements[package], name, batch.targets[package][name], found)
    if not seen:
        raise RuntimeError(why)
    if code:  # in a package, or at its end: of the last of them
        _broken(batch.judgements[open_package or seen[-1]], why)
    return seen


def _broken(told: Judgement, why: str) -> None:
    told.outcome, told.detail = "broken", why


def _compare(told: Judgement, name: str, target: dict[str, Any], found: list[str | None]) -> None:
    told.compared += len(found)
    for value, complaint in zip(target["values"], found, strict=True):
        if complaint is not None and told.outcome == "exact":
            told.outcome, told.detail = "inexact", f"{name}: {value} {complaint}"


@functools.cache
def _parsed(text: str, path: str) -> str:
    """Stand in for ruff, which takes ten times as long as the rest. What it is given has to be Python all the same."""
    ast.parse(text, path)
    return text


@functools.cache
def _shared(templates: Path) -> Any:
    return _make_environment(FileSystemLoader(templates))


_make_environment = rendering.environment


def _environment(_: object) -> Any:
    return _shared(pipeline.TEMPLATES)
