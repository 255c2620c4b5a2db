"""The trimmed schema: source, then trim, then overlay, as text. Nothing here writes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scripts.base.errors import PipelineError
from scripts.documents import reading
from scripts.sources import access, provenance
from scripts.sources.fetched import SourceMissingError
from scripts.trimming import closure, overlay

if TYPE_CHECKING:
    from scripts.config import Config
    from scripts.documents.reading import Document
    from scripts.sources.fetched import Fetched
    from scripts.trimming.closure import Trimmed

_HEADER = """\
# Made by `make trim` from three files beside this one: the upstream document that upstream.lock names, cut down to what
# the roots in pipeline.toml need, with its overlay applied. Do not edit it: change those, then run `make trim`.
"""


@dataclass(frozen=True)
class Built:
    """The schema and the lock as they should be: `files` is text by path relative to the repository."""

    files: dict[str, str]
    fetched: Fetched
    trimmed: Trimmed
    schema: Document


@dataclass(frozen=True)
class SchemaCheck:
    """What the committed schema and lock should be, or the reason why that can't be told here."""

    expected: dict[str, str] | None
    reason: str | None = None


def build(config: Config, fetched: Fetched) -> Built:
    """Source to schema. Raises `PipelineError` for bad input of any stage."""
    upstream = reading.parse(fetched.data, name=fetched.name, limits=config.limits)
    trimmed = closure.trim(upstream, config.trim)
    changes = read_overlay(config)
    value = overlay.apply(changes, trimmed.value) if changes else trimmed.value
    text = _HEADER + reading.dump_yaml(value)
    schema_path, lock_path = config.relative(config.schema), config.relative(config.lock)
    files = {schema_path: text, lock_path: provenance.text(config, fetched, upstream)}
    return Built(files, fetched, trimmed, reading.Document(schema_path, value, text))


def read_overlay(config: Config) -> overlay.Overlay | None:
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


def check_schema(config: Config) -> SchemaCheck:
    """What the schema and the lock should be, from the locked source. Raises `PipelineError`; asks no network."""
    try:
        fetched = access.at_hand(config)
    except SourceMissingError as error:
        return SchemaCheck(None, str(error))
    provenance.verify(config, fetched)
    return SchemaCheck(build(config, fetched).files)
