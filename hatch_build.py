"""The README as a package index shows it, where the links to files of the repository lead nowhere by themselves."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

_LINK = re.compile(r"\[([^\]]+)\]\((?!https:|#)([^)]+)\)")


class ReadmeHook(MetadataHookInterface):
    """Lets links lead to the files of the release's tag, in the repository that REPOSITORY_URL names.

    Without one they become plain text. Whoever publishes knows the address; a clone does not.
    """

    def update(self, metadata: dict[str, Any]) -> None:
        """Set the readme, and the project's addresses if there is one."""
        repository = os.environ.get("REPOSITORY_URL", "").rstrip("/")
        text = Path(self.root, "README.md").read_text(encoding="utf-8")
        files = f"{repository}/blob/v{metadata['version']}"
        absolute = rf"[\1]({files}/\2)" if repository else r"\1"
        metadata["readme"] = {"content-type": "text/markdown", "text": _LINK.sub(absolute, text)}
        metadata["urls"] = (
            {
                "Source": repository,
                "Documentation": f"{files}/generated/docs/README.md",
                "Changelog": f"{files}/CHANGELOG.md",
            }
            if repository
            else {}
        )
