"""The trimmed schema: source, then trim, then overlay, as text. Nothing here writes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from scripts.base.errors import PipelineError
from scripts.documents import reading
from scripts.sources import access, provenance
from scripts.sources.fetched import SourceMissingError
from scripts.trimming import closure, overlay

if TYPE_CHECKING:
    from scripts.base.limits import Limits
    from scripts.config import PackageConfig
    from scripts.documents.reading import Document
    from scripts.sources.fetched import Fetched
    from scripts.trimming.closure import Trimmed

_HEADER = """\
# Made by `make trim` from the upstream document that {lock} names, cut down to what the
# roots in pipeline.toml need{overlaid}. Do not edit it: change those, then run `make trim`.
"""


@dataclass(frozen=True)
class Built:
    """The schema and the lock as they should be: `files` is text by path relative to the repository."""

    files: dict[str, str]
    fetched: Fetched
    trimmed: Trimmed
    schema: Document

    @property
    def as_upstream(self) -> Document:
        """The schema as a part of the document that it was taken from: errors tell the lines there."""
        return reading.Document(self.fetched.name, self.schema.value, self.fetched.data.decode("utf-8-sig"))


@dataclass(frozen=True)
class SchemaCheck:
    """What the committed schema and lock should be, or the reason why that can't be told here."""

    expected: dict[str, str] | None
    reason: str | None = None


def build(config: PackageConfig, fetched: Fetched) -> Built:
    """Source to schema. Raises `PipelineError` for bad input of any stage."""
    upstream = _parsed(fetched.data, fetched.name, config.limits)
    trimmed = closure.trim(upstream, config.roots, config.keep)
    changes = read_overlay(config)
    value = overlay.apply(changes, trimmed.value) if changes else trimmed.value
    text = header(config) + reading.dump_yaml(value)
    schema_path, lock_path = config.relative(config.schema), config.relative(config.lock)
    files = {schema_path: text, lock_path: provenance.text(config, fetched, upstream)}
    return Built(files, fetched, trimmed, reading.Document(schema_path, value, text))


@lru_cache(maxsize=1)  # several packages of one document are made one after the other
def _parsed(data: bytes, name: str, limits: Limits) -> Document:
    return reading.parse(data, name=name, limits=limits)


def header(config: PackageConfig) -> str:
    """The comment that a schema begins with."""
    overlaid = f", with {config.relative(config.overlay)} applied" if config.overlay else ""
    return _HEADER.format(lock=config.relative(config.lock), overlaid=overlaid)


def read_overlay(config: PackageConfig) -> overlay.Overlay | None:
    """The overlay, if there is one and it is for the configured source. Raises `PipelineError`."""
    if config.overlay is None:
        return None
    document = reading.read(config.overlay, name=config.relative(config.overlay), limits=config.limits)
    result = overlay.read(document)
    expected = access.extends(config)
    if result.extends is not None and result.extends != expected:
        what = f"the overlay is for {result.extends}, and the source is {expected}"
        raise PipelineError(what, document.where("#/extends"))
    return result


def check_schema(config: PackageConfig) -> SchemaCheck:
    """What the schema and the lock should be, from the locked source. Raises `PipelineError`; asks no network."""
    try:
        fetched = access.at_hand(config)
    except SourceMissingError as error:
        return SchemaCheck(None, str(error))
    provenance.verify(config, fetched)
    return SchemaCheck(build(config, fetched).files)
