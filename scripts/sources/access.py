"""Where the upstream document comes from: a data file of a pinned package, an https URL, or a local file."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from scripts.base.errors import Location, PipelineError
from scripts.sources.fetched import Fetched, SourceMissingError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.config import PackageConfig

REQUIREMENTS = "requirements.lock"

_ELSEWHERE = re.compile(rb"""\$ref['"]?\s*:\s*['"]?[^#'"\s]|mapping""")
"""A reference that does not begin with `#`, or what can hold one without the keyword."""


def at_hand(config: PackageConfig) -> Fetched:
    """The document without asking the network. Raises `SourceMissingError` if it is not here."""
    source = config.source
    if source.package and source.file:
        return _from_package(config, source.package, source.file)
    if source.path:
        return _from_file(config, source.path)
    from scripts.sources import downloads  # noqa: PLC0415 - httpx takes half a second to import

    return downloads.cached(config)


def fetch(config: PackageConfig) -> Fetched:
    """The document, from the network if it is there. Raises `PipelineError`."""
    if config.source.url:
        from scripts.sources import downloads  # noqa: PLC0415 - httpx takes half a second to import

        return downloads.download(config)
    return at_hand(config)


def extends(config: PackageConfig) -> str:
    """The URI by which an overlay's `extends` names the source, whatever its version."""
    source = config.source
    if source.package:
        return f"pkg:pypi/{_normalised(source.package)}#{source.file}"
    return str(source.url or source.path)


def _from_package(config: PackageConfig, package: str, file: str) -> Fetched:
    name = f"{package}: {file}"
    folder = next((folder for folder in _search_path() if (folder / file).is_file()), None)
    if folder is None:
        raise _not_installed(config, package, name)
    version = _installed(folder, package)
    pinned = _pinned(config, package)
    if pinned is None or version != pinned:
        what = f"{version or 'no version'} is installed and {pinned or 'none'} is pinned in {REQUIREMENTS}"
        raise PipelineError(what, Location(name), "run make venv")
    data = _bytes(folder / file, name, config.limits.bytes)
    return Fetched(data, name, {"package": package, "version": version, "file": file})


def _not_installed(config: PackageConfig, package: str, name: str) -> SourceMissingError:
    if _pinned(config, package) is None:
        return SourceMissingError("the package is not pinned", Location(name), f"pin {package} in {REQUIREMENTS}")
    if any(_installed(folder, package) for folder in _search_path()):
        return SourceMissingError("the package has no such file", Location(name), "name a file of the package")
    return SourceMissingError("the package is not installed", Location(name), "run make venv")


def _search_path() -> Iterator[Path]:
    return (Path(entry) for entry in sys.path if entry)


def _normalised(package: str) -> str:
    return re.sub(r"[-_.]+", "-", package).lower()


def _installed(folder: Path, package: str) -> str | None:
    """The version that a package's metadata folder is named after; `importlib.metadata` takes as long as trimming."""
    prefix = _normalised(package).replace("-", "_") + "-"
    found = [each.name for each in folder.glob("*.dist-info") if each.name.lower().startswith(prefix)]
    return found[0][len(prefix) : -len(".dist-info")] if len(found) == 1 else None


def _pinned(config: PackageConfig, package: str) -> str | None:
    try:
        text = (config.root / REQUIREMENTS).read_bytes().decode(errors="replace")
    except OSError:
        return None
    found = re.search(rf"^{re.escape(_normalised(package))}==([^\s;\\]+)", text, re.MULTILINE)
    return found[1] if found else None


def _from_file(config: PackageConfig, path: str) -> Fetched:
    file = config.root / path
    if not file.is_file():
        what = "this is a folder, not a file" if file.is_dir() else "there is no such file"
        raise SourceMissingError(what, Location(path))
    data = _bytes(file, path, config.limits.bytes)
    if not _ELSEWHERE.search(data):
        return Fetched(data, path, {"path": path})
    from scripts.sources import bundling  # noqa: PLC0415 - most documents are one file

    whole, parts = bundling.bundled(data, file.parent, path, config.limits)
    return Fetched(whole, path, {"path": path}, parts)


def _bytes(file: Path, name: str, limit: int) -> bytes:
    try:
        with file.open("rb") as opened:
            data = opened.read(limit + 1)
    except OSError as error:
        raise PipelineError(f"can't be read: {error.strerror}", Location(name)) from error
    if len(data) > limit:
        hint = "raise limits.bytes in pipeline.toml if this is meant"
        raise PipelineError(f"the document is over the limit of {limit} bytes", Location(name), hint)
    return data
