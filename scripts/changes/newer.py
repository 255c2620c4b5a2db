"""Is there a newer upstream document, and what would it mean for the users of the package?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scripts.base.errors import of_each
from scripts.changes import comparison, judgements, releases
from scripts.changes.view import NOTHING, view
from scripts.documents import reading
from scripts.sources import access, provenance, registry
from scripts.trimming import trimmed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scripts.changes.change_rules import Change, Kind
    from scripts.changes.view import View
    from scripts.config import PackageConfig, Source
    from scripts.sources.fetched import Fetched
    from scripts.trimming.trimmed import Built


@dataclass(frozen=True)
class Update:
    """A newer document of a package, and what accepting it writes: `built.files`, text by path.

    `before` is the lock as it is, empty if there is none. `gravest` is the kind of all that changed since the last
    release, `version` what the distribution has and `deserves` what it should have. `wheel` is the SHA-256 of the wheel
    that the document is in.
    """

    package: PackageConfig
    before: dict[str, Any]
    fetched: Fetched
    built: Built
    changes: list[Change]
    gravest: Kind | None
    version: str | None
    deserves: str | None
    wheel: str | None = None


def look(packages: Iterable[PackageConfig]) -> dict[str, Update | None]:
    """By package the newer document and what it changes, `None` if there is none. Raises `PipelineError`."""
    asked: dict[Source, tuple[Fetched, str]] = {}
    return dict(of_each(packages, lambda package: (package.name, _look(package, asked))))


def files(updates: Iterable[Update]) -> dict[str, str]:
    """What accepting these writes, text by path: the schemas, the locks, the pins. Raises `PipelineError`."""
    texts: dict[str, str] = {}
    for update in updates:
        if update.wheel:
            texts = registry.pins(update.package, update.fetched.origin["version"], update.wheel, texts)
    return texts | {path: text for update in updates for path, text in update.built.files.items()}


def _look(config: PackageConfig, asked: dict[Source, tuple[Fetched, str]]) -> Update | None:
    lock = provenance.read(config) or {}
    fetched, wheel = _newest(config, asked)
    if fetched is None or fetched.sha256 == lock.get("sha256"):
        return None
    built = trimmed.build(config, fetched)
    now = view(built.as_upstream)
    committed, release = _committed(config), releases.last(config.root)
    found = comparison.changes(committed, now)
    since = comparison.changes(release.seen(config), now) if release else []
    judgements.check(config, [*found, *since])
    version = releases.version_of(config.root)
    changes = judgements.judged(config, found)
    gravest = comparison.gravest([*changes, *judgements.judged(config, since)])
    deserves = releases.deserved(version, release, gravest)
    return Update(config, lock, fetched, built, changes, gravest, version, deserves, wheel)


def _newest(config: PackageConfig, asked: dict[Source, tuple[Fetched, str]]) -> tuple[Fetched | None, str | None]:
    if config.source.package:
        if config.source not in asked:  # pip takes seconds, and packages often share a document
            asked[config.source] = registry.newest(config)
        return asked[config.source]
    if config.source.url:
        from scripts.sources import downloads  # noqa: PLC0415 - httpx takes half a second to import

        return downloads.newer(config), None
    return access.at_hand(config), None


def _committed(config: PackageConfig) -> View:
    if not config.schema.exists():
        return NOTHING
    return view(reading.of_package(config, config.schema))
