"""Is there a newer upstream document, and what would it mean for the users of the package?"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from scripts.changes import comparison
from scripts.changes.comparison import Kind
from scripts.documents import reading
from scripts.sources import access, provenance, registry
from scripts.trimming import trimmed

if TYPE_CHECKING:
    from scripts.changes.comparison import Change
    from scripts.config import Config
    from scripts.sources.fetched import Fetched
    from scripts.trimming.trimmed import Built

_HEADINGS = {
    Kind.BREAKING: "breaking",
    Kind.ADDITIVE: "additive",
    Kind.DOCUMENTATION: "documentation",
}


@dataclass(frozen=True)
class Update:
    """A newer document, and what accepting it writes: `built.files` and `pins`, text by path.

    `before` is the lock as it is, empty if there is none.
    """

    before: dict[str, Any]
    fetched: Fetched
    built: Built
    changes: list[Change]
    version: str | None
    pins: dict[str, str] = field(default_factory=dict[str, str])

    def report(self) -> list[str]:
        """The lines that tell a maintainer what the document means."""
        lock, fetched = self.before, self.fetched
        was = f"{_named(lock['source'], lock['sha256'])} is now" if lock else "there is no lock yet; the document is"
        lines = [was, _named(fetched.origin, fetched.sha256)]
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


def look(config: Config) -> Update | None:
    """The newer document and what it changes; `None` if there is none. Writes nothing. Raises `PipelineError`."""
    lock = provenance.read(config) or {}
    fetched, wheel = _newest(config)
    if fetched is None or fetched.sha256 == lock.get("sha256"):
        return None
    built = trimmed.build(config, fetched)
    pins = registry.pins(config, fetched.origin["version"], wheel) if wheel else {}
    return Update(lock, fetched, built, _changes(config, built), _version(config), pins)


def _newest(config: Config) -> tuple[Fetched | None, str | None]:
    if config.source.package:
        return registry.newest(config)
    if config.source.url:
        from scripts.sources import downloads  # noqa: PLC0415 - httpx takes half a second to import

        return downloads.newer(config), None
    return access.at_hand(config), None


def _changes(config: Config, built: Built) -> list[Change]:
    if not config.schema.exists():
        return comparison.classify({}, built.schema.value)
    name = config.relative(config.schema)
    committed = reading.read(config.schema, name=name, limits=config.limits)
    return comparison.classify(committed.value, built.schema.value)


def _version(config: Config) -> str | None:
    """The package's own version, from the static `version = "1.2.3"` of pyproject.toml."""
    try:
        text = (config.root / "pyproject.toml").read_text(encoding="utf-8")
    except OSError:
        return None
    found = re.search(r'^version = "(\d+\.\d+\.\d+)"', text, re.MULTILINE)
    return found[1] if found else None
