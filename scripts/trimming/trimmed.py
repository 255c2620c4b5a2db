"""The trimmed schema: source, then trim, then repairs, then overlay, as text. Nothing here writes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from scripts.base.errors import Location, PipelineError
from scripts.documents import reading
from scripts.repairs import proposing
from scripts.repairs.rules import RULES
from scripts.schema.openapi_objects import PROSE
from scripts.sources import access, provenance
from scripts.sources.fetched import SourceMissingError
from scripts.trimming import closure, overlay

if TYPE_CHECKING:
    from pathlib import Path

    from scripts.base.limits import Limits
    from scripts.config import PackageConfig
    from scripts.documents.reading import Document
    from scripts.repairs.proposing import Repairs
    from scripts.sources.fetched import Fetched
    from scripts.trimming.closure import Trimmed

_HEADER = """\
# Made by `make trim` from the upstream document that {lock} names, cut down to what the
# roots in pipeline.toml need{overlaid}. Do not edit it: change those, then run `make trim`.
"""
_REPAIRS_HEADER = """\
# What the document that {lock} names says, and surely does not mean: each action has the name of a rule,
# which scripts/repairs/README.md explains. Written by `make trim`. Do not edit it: leave a rule out in pipeline.toml.
"""


@dataclass(frozen=True)
class Built:
    """The schema, the lock and the repairs as they should be: `files` is text by path relative to the repository.

    `repairs` is what there is to repair, whether the configuration wants it or not.
    """

    files: dict[str, str]
    fetched: Fetched
    trimmed: Trimmed
    repairs: Repairs
    schema: Document

    @property
    def as_upstream(self) -> Document:
        """The schema as a part of the document that it was taken from: errors tell the lines there."""
        text = self.fetched.data.decode("utf-8-sig")
        return reading.Document(self.fetched.name, self.schema.value, text, parts=self.fetched.parts)


@dataclass(frozen=True)
class SchemaCheck:
    """What the committed schema and lock should be, or the reason why that can't be told here."""

    expected: dict[str, str] | None
    reason: str | None = None


def build(config: PackageConfig, fetched: Fetched) -> Built:
    """Source to schema. Raises `PipelineError` for bad input of any stage."""
    upstream = replace(_parsed(fetched.data, fetched.name, config.limits), parts=fetched.parts)
    _check_names(config)
    with_heirs = config.repairs is not None and "inheritance" not in config.unrepaired
    trimmed = closure.trim(upstream, config.roots, config.keep, with_heirs=with_heirs)
    repairs = proposing.propose(trimmed.value, config.unrepaired)
    files = {config.relative(config.lock): provenance.text(config, fetched, upstream)}
    value = trimmed.value
    if config.repairs is not None:
        written = _repairs_overlay(config, config.repairs, repairs)
        files[written.name] = written.text
        value = overlay.apply(overlay.read(written), value) if repairs.actions else value
    if changes := read_overlay(config):
        value = overlay.apply(changes, value)
    schema = config.relative(config.schema)
    files[schema] = header(config) + reading.dump_yaml(value)
    return Built(files, fetched, trimmed, repairs, reading.Document(schema, value, files[schema]))


def _check_names(config: PackageConfig) -> None:
    """Refuse repairs that there are not, and words to keep that are none."""
    where = Location("pipeline.toml")
    for name in config.unrepaired:
        if name not in RULES:
            raise PipelineError(f"package {config.name}: no repair {name!r}", where, f"there are {', '.join(RULES)}")
    for name in config.keep:
        if name not in PROSE and not name.startswith("x-"):
            what = f"package {config.name}: keep: {name!r} is nothing that trimming drops"
            raise PipelineError(what, where, f"known are {', '.join(sorted(PROSE))}, x-NAME and x-*")


def _repairs_overlay(config: PackageConfig, path: Path, repairs: Repairs) -> Document:
    """The overlay that repairs the document; without actions, if there is nothing to repair."""
    info = {"title": f"Repairs of what {config.name} is made from", "version": "1.0.0"}
    value = {"overlay": "1.1.0", "info": info, "extends": access.extends(config), "actions": list(repairs.actions)}
    text = _REPAIRS_HEADER.format(lock=config.relative(config.lock)) + reading.dump_yaml(value)
    return reading.Document(config.relative(path), value, text)


@lru_cache(maxsize=1)  # several packages of one document are made one after the other
def _parsed(data: bytes, name: str, limits: Limits) -> Document:
    return reading.parse(data, name=name, limits=limits)


def header(config: PackageConfig) -> str:
    """The comment that a schema begins with."""
    applied = [config.relative(path) for path in (config.repairs, config.overlay) if path is not None]
    overlaid = f", with {' and '.join(applied)} applied" if applied else ""
    return _HEADER.format(lock=config.relative(config.lock), overlaid=overlaid)


def read_overlay(config: PackageConfig) -> overlay.Overlay | None:
    """The overlay, if there is one and it is for the configured source. Raises `PipelineError`."""
    if config.overlay is None:
        return None
    missing = f"write it, or take overlay from the package {config.name} in pipeline.toml"
    document = reading.of_package(config, config.overlay, missing=missing)
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
