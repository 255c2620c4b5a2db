"""Packages made in a test: schemas or a whole document in, files or an imported module out."""

from __future__ import annotations

import functools
import importlib
import json
import sys
from typing import TYPE_CHECKING, Any
from unittest import mock

from scripts import pipeline
from scripts.render import formatting

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from types import ModuleType

# Most files of a package are the same whatever the schema: within the tests ruff sees each once.
_formatted = functools.cache(formatting.formatted)


def document(schemas: Mapping[str, Any], version: str = "3.1.0", paths: Mapping[str, Any] | None = None) -> bytes:
    """An OpenAPI document that holds these component schemas and operations and nothing else."""
    told = {"openapi": version, "info": {"title": "T", "version": "1"}, "paths": paths or {}}
    return json.dumps({**told, "components": {"schemas": schemas}}).encode()


def build(source: bytes | Mapping[str, Any], package: str = "shape", **options: Any) -> pipeline.Built:
    """What the pipeline makes of a document, or of component schemas: all of it, unless `roots` names some."""
    data = source if isinstance(source, bytes) else document(source)
    with mock.patch.object(formatting, "formatted", _formatted):
        return pipeline.build(data, package=package, **{"roots": ["*"], **options})


def write(files: Mapping[str, str], folder: Path) -> None:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")


def imported(source: bytes | Mapping[str, Any], package: str, folder: Path, **options: Any) -> ModuleType:
    """The package, made in a folder and imported from there."""
    write(build(source, package, **options).files, folder)
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
