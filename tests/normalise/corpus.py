"""The documents of the tests."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from scripts.documents.reading import read

if TYPE_CHECKING:
    from scripts.documents.reading import Document

HERE = Path(__file__).parent


def documents(folder: str) -> list[Path]:
    """The files of a folder, by name."""
    return sorted((HERE / folder).glob("*.yaml"))


def document(schemas: Any, version: str = "3.1.0") -> dict[str, Any]:
    """An OpenAPI document around schemas."""
    return {"openapi": version, "info": {"title": "t", "version": "1"}, "components": {"schemas": schemas}}


def load(path: Path) -> Document:
    """The document in a file."""
    return read(path, name=path.name)
