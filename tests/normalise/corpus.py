"""The documents of the tests: a file holds `components.schemas`, or a whole document if it names its version."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from scripts.documents import Document, read

HERE = Path(__file__).parent


def documents(folder: str) -> list[Path]:
    """The files of a folder, by name."""
    return sorted((HERE / folder).glob("*.yaml"))


def document(schemas: Any, version: str = "3.1.0") -> dict[str, Any]:
    """An OpenAPI document around schemas."""
    return {"openapi": version, "info": {"title": "t", "version": "1"}, "components": {"schemas": schemas}}


def load(path: Path) -> Document:
    """The document in a file."""
    found = read(path, name=path.name)
    if "openapi" in found.value or "components" in found.value:
        return found
    return Document(path.name, document(found.value))
