"""The last release, which is the newest tag `v1.2.3` before this state of the repository, and the version after it."""

from __future__ import annotations

import re
import subprocess
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from scripts.base.errors import Location, PipelineError
from scripts.changes import comparison
from scripts.changes.view import NOTHING, view
from scripts.documents import reading

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from scripts.changes.change_rules import Kind
    from scripts.changes.view import View
    from scripts.config import PackageConfig

PROJECT: Final = "pyproject.toml"
_VERSION: Final = re.compile(r"v?((?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*))")


@dataclass(frozen=True)
class Release:
    """A release of the repository at `root`."""

    root: Path
    version: str

    @property
    def tag(self) -> str:
        """The tag that it has."""
        return f"v{self.version}"

    def seen(self, config: PackageConfig) -> View:
        """What users of the release see of a package; nothing, if it had none."""
        schema = config.relative(config.schema)
        text = git(self.root, "show", f"{self.tag}:./{schema}")
        if text is None:
            return NOTHING
        return view(reading.parse(text.encode(), name=f"{self.tag}:{schema}", limits=config.limits))

    def differs(self, paths: Sequence[str]) -> bool:
        """Whether anything at these paths is not as it was."""
        if not paths:  # to git, that would be all of them
            return False
        if git(self.root, "diff", "--quiet", self.tag, "--", *paths) is None:
            return True
        return bool(git(self.root, "ls-files", "--others", "--exclude-standard", "--", *paths))


def last(root: Path, *, besides: str | None = None) -> Release | None:
    """The newest release that this state descends from, but for the version `besides`. None before the first one."""
    merged = tags(root, "--merged")
    versions = [found[1] for tag in merged if tag.startswith("v") and (found := _VERSION.fullmatch(tag))]
    newest = max((each for each in versions if each != besides), key=numbers, default=None)
    return Release(root, newest) if newest else None


def git(root: Path, *arguments: str) -> str | None:
    """What git prints; None if it ends with an error, or is not there."""
    command = ("git", "-C", str(root), *arguments)
    try:
        return subprocess.run(command, capture_output=True, check=True).stdout.decode(errors="replace")
    except (OSError, subprocess.CalledProcessError):
        return None


def tags(root: Path, *options: str) -> list[str]:
    """The tags that git lists, none if it can't."""
    return (git(root, "tag", *options) or "").split()


def numbers(version: str) -> tuple[int, ...]:
    """A version in the order of versions."""
    return tuple(map(int, version.split(".")))


def project(root: Path) -> dict[str, Any]:
    """What pyproject.toml says; nothing, if there is none. Raises `PipelineError`."""
    try:
        return tomllib.loads((root / PROJECT).read_bytes().decode())
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise PipelineError(f"can't be read: {error}", Location(PROJECT)) from error


def version_of(root: Path) -> str | None:
    """The distribution's own version, if it is one like `1.2.3`."""
    version = project(root).get("project", {}).get("version")
    return version if isinstance(version, str) and _VERSION.fullmatch(version) else None


def deserved(version: str | None, release: Release | None, kind: Kind | None) -> str | None:
    """The version that follows the last release, or `version` before there is one; that one, if it is newer already."""
    if version is None or kind is None:
        return version
    since = release.version if release else version
    return max(version, comparison.bump(since, kind), key=numbers)
