"""`openapi/upstream.lock`: which upstream document the schema was made from, and for which roots."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scripts.base.errors import PipelineError
from scripts.base.json_types import is_mapping
from scripts.documents import reading

if TYPE_CHECKING:
    from scripts.config import PackageConfig
    from scripts.documents.reading import Document
    from scripts.sources.fetched import Fetched

_HEADER = """\
# Which upstream document {schema} is made from. Written by `make trim`; another document is
# refused until `make update ARGS=--accept` takes it.
"""


def text(config: PackageConfig, fetched: Fetched, document: Document) -> str:
    """What the lock says of a document."""
    info = document.value.get("info")
    version = info.get("version") if is_mapping(info) else None
    record: dict[str, Any] = {
        "source": fetched.origin,
        "sha256": fetched.sha256,
        "bytes": len(fetched.data),
        "document": {"openapi": document.value.get("openapi"), "version": version},
        "roots": {"schemas": list(config.roots.schemas), "operations": list(config.roots.operations)},
    }
    return header(config) + reading.dump_yaml(record)


def header(config: PackageConfig) -> str:
    """The comment that a lock begins with."""
    return _HEADER.format(schema=config.relative(config.schema))


def read(config: PackageConfig) -> dict[str, Any] | None:
    """What the lock holds; `None` if there is none yet. Raises `PipelineError` if it is no lock."""
    if not config.lock.exists():
        return None
    document = reading.of_package(config, config.lock)
    if not (isinstance(document.value.get("sha256"), str) and is_mapping(document.value.get("source"))):
        raise PipelineError("no source or no sha256", document.where("#"), "remove it and run make trim")
    return document.value


def verify(config: PackageConfig, fetched: Fetched) -> None:
    """Refuse a document that is not the locked one. Raises `PipelineError` with both hashes."""
    lock = read(config)
    if lock is not None and lock["sha256"] != fetched.sha256:
        name = config.relative(config.lock)
        raise PipelineError(
            f"{fetched.name} has sha256 {fetched.sha256}, and {name} says {lock['sha256']}",
            hint="run make update to see what changed, and make update ARGS=--accept to take it",
        )
