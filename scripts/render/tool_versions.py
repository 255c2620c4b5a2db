"""The tools whose version decides the bytes of what is generated are the locked ones, or nothing is generated."""

from __future__ import annotations

import re
from importlib import metadata
from pathlib import Path
from typing import Final

from scripts.base.errors import Location, PipelineError

SHAPING: Final = ("openapi-python-client", "jinja2", "ruff")
LOCK: Final = Path(__file__).resolve().parents[2] / "requirements.lock"


def check(lock: Path = LOCK) -> None:
    """Raise `PipelineError` if a tool that shapes the output is not installed in the version that the lock pins."""
    try:
        text = lock.read_bytes().decode(errors="replace")  # pins are ASCII
    except OSError as error:
        raise PipelineError(f"can't be read: {error.strerror}", Location(lock.name)) from error
    for name in SHAPING:
        pin = re.search(rf"^{re.escape(name)}==(\S+)", text, re.MULTILINE)
        if not pin:
            raise PipelineError(f"{name} is not pinned", Location(lock.name), "run `make lock`")
        if _installed(name) != pin[1]:
            raise PipelineError(
                f"{name} {_installed(name) or 'is not installed, and'} {pin[1]} is locked",
                Location(lock.name),
                "run it by `make`, or remake .venv with `make clean venv`",
            )


def _installed(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
