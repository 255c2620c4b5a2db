"""Packages generated in a test: a document in, a module out."""

from __future__ import annotations

import functools
import importlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

from scripts import pipeline
from scripts.render import formatting

if TYPE_CHECKING:
    from types import ModuleType

    from scripts.documents.reading import Document

ROOT = Path(__file__).resolve().parents[2]

# Most files of a package are the same whatever the schema: within the tests ruff sees each once.
_formatted = functools.cache(formatting.formatted)


def files(document: Document, package: str) -> dict[str, str]:
    """What is generated, by path below the output folder."""
    with mock.patch.object(formatting, "formatted", _formatted):
        made = pipeline.files(
            document, package=package, output="out", templates=ROOT / "templates", inputs=("schema.yaml", "templates/")
        )
    return {path.removeprefix("out/"): text for path, text in made.items()}


def write(made: dict[str, str], folder: Path) -> None:
    for path, text in made.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")


def imported(document: Document, package: str, folder: Path) -> ModuleType:
    """The package, generated into a folder and imported from there."""
    write(files(document, package), folder)
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    try:
        return importlib.import_module(package)
    finally:
        sys.path.remove(str(folder))


def models(module: ModuleType) -> dict[str, Any]:
    """The model classes of a package by name."""
    found = {name: getattr(module, name) for name in module.__all__}
    return {
        name: value
        for name, value in found.items()
        if isinstance(value, type) and issubclass(value, module.Model) and value is not module.Model
    }
