"""Many small packages in one, on one runtime: of each pair the older and the newer, and a client of the older."""

from __future__ import annotations

import importlib
import shutil
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from jinja2 import FileSystemLoader

from scripts.pipeline import TEMPLATES
from scripts.render import rendering
from tests.changes.clients import client

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pytest

    from scripts.changes.view import View
    from scripts.ir.package import Package
    from tests.changes.pairs import Schema

    Couple = Sequence[tuple[Schema, View]]

PACKAGE = "pairs_of_models"
DEFINED = ("COMPONENTS", "REFERENCES", "CHECKS")


def laid_out(couples: Sequence[Couple], folder: Path) -> None:
    """Write into a folder, of each couple, `old_N`, `new_N` and `client_N`, which uses `new_N` as `old_N` could be."""
    package = folder / PACKAGE
    for part in ("", "client"):
        (package / part).mkdir()
        for module in (TEMPLATES / "runtime" / part).glob("*.py"):
            shutil.copy(module, package / part)
        (package / part / "__init__.py").touch()
    (package / "models.py").touch()
    (package / "_definitions.py").write_text("".join(f"{name} = {{}}\n" for name in (*DEFINED, "PAGES")))
    for number, ((_, before), (_, after)) in enumerate(couples):
        used = _written(before.package, f"old_{number}", package)
        _written(after.package, f"new_{number}", package)
        (package / f"client_{number}.py").write_text(client(*used, f"new_{number}"))


def _written(shown: Package, name: str, folder: Path) -> tuple[str, str]:
    """The texts of a package's models and operations. They are written, and so is what checks refer to."""

    def text(template: str) -> str:
        return _ENVIRONMENT.get_template(f"package/{template}.py.jinja").render(package=replace(shown, inputs=("x",)))

    models = text("models")
    operations = text("client/_operations").replace("from .. import models", f"from .. import {name} as models")
    for path, each in ((name, models), (f"{name}_definitions", text("_definitions")), (f"client/{name}", operations)):
        (folder / f"{path}.py").write_text(each)
    return models, operations


_ENVIRONMENT = rendering.environment(FileSystemLoader(TEMPLATES))


def importable(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what is laid out in a folder be what is imported."""
    monkeypatch.syspath_prepend(str(folder))
    for module in [each for each in sys.modules if each.split(".")[0] == PACKAGE]:
        del sys.modules[module]


def imported(name: str, within: str = "") -> dict[str, Any]:
    """What one of the packages defines, or its `client` does. From now on its checks are those that count."""
    found, its, shared, checks = (
        importlib.import_module(f"{PACKAGE}.{module}")
        for module in (within + name, f"{name}_definitions", "_definitions", "_checks")
    )
    for each in DEFINED:
        vars(shared)[each].clear()
        vars(shared)[each].update(vars(its).get(each, {}))
    checks.check_of.cache_clear()
    return vars(found)
