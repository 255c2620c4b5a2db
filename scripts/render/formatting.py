"""Ruff over standard input: one style wherever it runs, whatever settings lie around."""

from __future__ import annotations

import subprocess
import sysconfig
from pathlib import Path
from typing import Final

from scripts.base.errors import Location, PipelineError

_SETTINGS: Final = ("--isolated", "--no-cache", "--line-length=120", "--target-version=py311")
_RULES: Final = "I001,F,PLE"  # sorted imports, none that this schema has no use for, no name that stands for nothing
_TRAILING_COMMAS: Final = (
    "--config=format.skip-magic-trailing-comma=true",
    "--config=lint.isort.split-on-trailing-comma=false",  # or ruff warns that the two differ, before each mistake
)
_SHOWN: Final = 200  # characters of the text that ruff refuses


def formatted(text: str, path: str) -> str:
    """Return Python code in ruff's format, without unused imports. Raises PipelineError for a mistake in it."""
    text = _ruff(("check", "--quiet", "--fix", "--output-format=concise", f"--select={_RULES}"), text, path)
    # A trailing comma is for the template's ease; whether a list fits on a line is for ruff to see.
    return _ruff(("format", *_TRAILING_COMMAS), text, path)


def _ruff(command: tuple[str, ...], text: str, path: str) -> str:
    name = Path(path).name
    arguments = [str(_executable()), command[0], *_SETTINGS, *command[1:], f"--stdin-filename={name}", "-"]
    try:
        done = subprocess.run(arguments, input=text.encode(), capture_output=True, check=False)  # ours
    except OSError as error:
        raise PipelineError(f"ruff can't be run: {error.strerror}", hint="run `make venv`") from error
    if done.returncode:
        message = done.stderr.decode(errors="replace").strip().partition("\n")[0]
        shown = " / ".join(_around(text, message).splitlines())
        raise PipelineError(
            f"ruff refuses a generated file: {message}: {shown}", Location(path), "correct the template"
        )
    return done.stdout.decode()


def _executable() -> Path:
    """Return the ruff of this environment, not one that happens to be on the PATH."""
    return Path(sysconfig.get_path("scripts")) / "ruff"


def _around(text: str, message: str) -> str:
    """Return the offending lines, if ruff tells which: `file:LINE:COLUMN: …`."""
    numbers = [int(part) for part in message.replace(":", " ").split() if part.isdigit()]
    lines = text.splitlines()
    at = min(numbers[0], len(lines)) if numbers else 1
    return "\n".join(lines[max(at - 2, 0) : at + 1])[:_SHOWN]
