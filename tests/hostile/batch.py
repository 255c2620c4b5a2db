"""Generate from many documents in one process; import what comes out in one other, under a canary."""

from __future__ import annotations

import ast
import functools
import json
import re
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from unittest.mock import patch

from jinja2 import FileSystemLoader

from scripts import pipeline
from scripts.base.errors import PipelineError
from scripts.documents import reading
from scripts.ir import engine
from scripts.ir.intermediate import intermediate
from scripts.output import tree
from scripts.render import formatting, rendering
from tests.hostile import pages
from tests.hostile.positions import Case, encoded

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT: Final = Path(__file__).resolve().parents[2]
INPUTS: Final = ("openapi/run-step.yaml", "templates/")


@functools.cache
def _parsed(text: str, path: str) -> str:
    """Stand in for ruff, which takes ten times as long as the rest. What it is given has to be Python all the same."""
    try:
        ast.parse(text)
    except (SyntaxError, ValueError) as error:
        raise SyntaxError(f"{path} is not Python: {error}") from error
    return text


# An environment compiles its templates once; all documents share one.
_environment = functools.cache(lambda templates: rendering.environment(FileSystemLoader(templates)))


@dataclass
class Figures:
    """What became of the combinations that were tried."""

    refused: int = 0
    rendered: int = 0
    wrong: list[str] = field(default_factory=list[str])

    def __str__(self) -> str:
        tried = self.refused + self.rendered
        return f"{tried} combinations: {self.refused} refused, {self.rendered} rendered, {len(self.wrong)} wrong"


class Batch:
    """Packages `p0`, `p1`, … in a folder, with what each has to read and write back."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.figures = Figures()
        self._labels: dict[str, str] = {}
        self._sources: dict[str, str] = {}
        self._payloads: dict[str, Mapping[str, list[Any]]] = {}
        self._queries: dict[str, tuple[str, ...]] = {}

    def add(self, label: str, case: Case, text: str) -> None:
        """Generate one package; note what is wrong with a refusal or with the pages."""
        package = f"p{len(self._labels)}"
        try:
            made = generated(case, package)
        except PipelineError as error:
            self.figures.refused += 1
            if is_our_mistake(str(error)):
                self.figures.wrong.append(f"{label}: {error}")
            elif not is_clear(error):
                self.figures.wrong.append(f"{label}: an unclear refusal: {str(error)[:300]!r}")
            return
        except Exception as error:  # noqa: BLE001  # every other exception is a finding
            self.figures.refused += 1
            self.figures.wrong.append(f"{label}: {type(error).__name__}: {str(error)[:200]!a}")
            return
        self.figures.rendered += 1
        self._labels[package] = label
        self._queries[package] = case.queries
        self._payloads[package] = {engine.class_name(name): list(found) for name, found in case.payloads.items()}
        self.figures.wrong += [f"{label}: {complaint}" for complaint in _page_complaints(made, case, text)]
        self._sources |= {path: content for path, content in made.items() if path.endswith(".py")}

    def run(self) -> Figures:
        """Import every package in one process under the canary, and let each read and write its payloads."""
        # One file: writing thousands is slow, and so is compiling the same runtime for each package.
        told = {
            "texts": list(texts := dict.fromkeys(self._sources.values())),
            "payloads": self._payloads,
            "queries": self._queries,
        }
        numbers = {text: number for number, text in enumerate(texts)}
        told["modules"] = {path: numbers[text] for path, text in self._sources.items()}
        (self.folder / "packages.json").write_text(json.dumps(told))
        watcher = Path(__file__).with_name("canary.py")
        done = subprocess.run(
            [sys.executable, "-I", "-B", "-W", "error", watcher, self.folder],
            capture_output=True,
            text=True,
            check=False,
            cwd=self.folder,
        )
        if done.returncode:
            self.figures.wrong.append(f"the canary's process ended: {done.stderr[-2000:]}")
            return self.figures
        for package, complaint in json.loads(done.stdout):
            self.figures.wrong.append(f"{self._labels.get(package, package)}: {complaint}")
        return self.figures


def generated(case: Case, package: str, *, ruff: bool = False) -> dict[str, str]:
    """What is generated from a case, by path relative to the output folder."""
    document = reading.parse(encoded(case), name=case.name)
    with ExitStack() as stack:
        if not ruff:
            environment = _environment(ROOT / "templates")
            stack.enter_context(patch.object(formatting, "formatted", _parsed))
            stack.enter_context(patch.object(rendering, "environment", lambda *_: environment))
        made = pipeline.rendered(intermediate(document, package, INPUTS), ("o", "o/docs"), ROOT / "templates")
    tree.encode(made, ["o"])
    return {path.removeprefix("o/"): content for path, content in made.items()}


def is_clear(error: PipelineError) -> bool:
    """Whether each problem of a refusal is one printable line of a length that is read."""
    return all(line.isprintable() and 10 < len(line) < 1000 for line in map(str, error.problems))


def is_our_mistake(message: str) -> bool:
    """Whether the second line of defence had to refuse what the first should have escaped."""
    return any(
        told in message for told in ("the file would hold", "is no identifier", "mistake in a template", "ruff refuses")
    )


def _page_complaints(made: Mapping[str, str], case: Case, text: str) -> list[str]:
    names = frozenset(path.removeprefix("docs/") for path in made if path.startswith("docs/")) | {""}
    found = [
        f"{path}: {complaint}"
        for path, content in made.items()
        if path.endswith(".md")
        for complaint in pages.complaints(content, names)
    ]
    if (
        case.shown
        and text.isprintable()
        and not re.search("[\ufe00-\ufe0f\u3164\U000e0100-\U000e01ef]", text)
        and text == " ".join(text.split())
    ):
        seen = [pages.text_of(content) for path, content in made.items() if path.endswith(".md")]
        if not any(pages.bare(text) in one for one in seen):
            found.append("the text is not on any page as it was written")
    return found
