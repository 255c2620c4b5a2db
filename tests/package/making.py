"""A document in, an imported package out."""

from __future__ import annotations

import importlib
import json
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from scripts import pipeline
from scripts.documents import reading

if TYPE_CHECKING:
    from types import ModuleType

ROOT: Final = Path(__file__).resolve().parents[2]


def package(components: dict[str, Any], name: str) -> ModuleType:
    """The package that is generated from component schemas."""
    return _package(json.dumps(components), name)


@cache
def _package(components: str, name: str) -> ModuleType:
    value = {"openapi": "3.1.0", "info": {"title": name, "version": "1"}, "paths": {}}
    document = reading.parse(
        json.dumps({**value, "components": {"schemas": json.loads(components)}}).encode(), name=f"{name}.json"
    )
    folder = Path(tempfile.mkdtemp())
    files = pipeline.files(document, package=name, output="", templates=ROOT / "templates", inputs=("tests",))
    for path, text in files.items():
        file = folder / path.lstrip("/")
        if file.parts[len(folder.parts)] == name:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
    sys.path.insert(0, str(folder))
    try:
        return importlib.import_module(name)
    finally:
        sys.path.remove(str(folder))


def models(module: ModuleType) -> list[Any]:
    """Every model of a package."""
    return [
        item
        for item in vars(module.models).values()
        if isinstance(item, type) and item.__module__ == module.models.__name__
    ]
