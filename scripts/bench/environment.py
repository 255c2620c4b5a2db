"""The peers' own environment, from their own hashed lock: the package is never installed beside them in `.venv`."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scripts.base.errors import Location, PipelineError

_PIP: Final = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "--require-hashes")
_COMPILE: Final = ("-m", "uv", "pip", "compile", "--universal", "--python-version", "3.11", "--generate-hashes")
_QUIETLY: Final = ("--no-emit-index-url", "--no-emit-find-links", "--no-annotate", "--quiet")


@dataclass(frozen=True)
class Places:
    """Where the benchmark's files are. All that it makes for itself is inside `.venv`, which git ignores."""

    root: Path

    @property
    def sources(self) -> Path:
        """This package."""
        return self.root / "scripts" / "bench"

    @property
    def lock(self) -> Path:
        """The peers' lock."""
        return self.sources / "requirements.lock"

    @property
    def results(self) -> Path:
        """Where the table and the picture of the last whole run are."""
        return self.sources / "results"

    @property
    def cache(self) -> Path:
        """Everything made on the way."""
        return self.root / ".venv" / "bench"

    @property
    def environment(self) -> Path:
        """The peers' virtual environment."""
        return self.cache / "env"

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.environment / "bin" / "python"

    @property
    def peers(self) -> Path:
        """The peers' generated models."""
        return self.cache / "peers"

    @property
    def data(self) -> Path:
        """The payloads."""
        return self.cache / "data"


def prepare(places: Places) -> None:
    """Make the environment, unless it is there and of this lock. Raises `PipelineError` when that fails."""
    stamp = places.cache / "complete"
    wanted = f"{sys.version} {hashlib.sha256(places.lock.read_bytes()).hexdigest()}"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted and places.python.exists():
        return
    shutil.rmtree(places.cache, ignore_errors=True)
    places.cache.mkdir(parents=True)
    print("installing the peers (about a minute) …", file=sys.stderr, flush=True)
    run([sys.executable, "-m", "venv", str(places.environment)], places)
    run([str(places.python), *_PIP, "-r", str(places.lock)], places)
    stamp.write_text(wanted, encoding="utf-8")


def remake_lock(places: Places) -> None:
    """Write the peers' lock from its input file; what `requirements.lock` pins too keeps that version."""
    lock, entry = places.lock.relative_to(places.root), places.lock.with_suffix(".in").relative_to(places.root)
    command = "python -m scripts.bench --lock"
    files = ["--constraint", "requirements.lock", "--output-file", str(lock), str(entry)]
    run([sys.executable, *_COMPILE, *_QUIETLY, "--custom-compile-command", command, *files], places)


def run(command: list[str], places: Places, environ: dict[str, str] | None = None) -> str:
    """Run a command in the repository's folder and return what it prints; its last line is the error's, if it fails."""
    done = subprocess.run(command, cwd=places.root, env=environ, capture_output=True, text=True, check=False)
    if done.returncode:
        told = (done.stderr or done.stdout).strip().splitlines() or ["nothing"]
        name = " ".join(Path(part).name for part in command[:4])
        raise PipelineError(f"{name} failed: {told[-1]}", Location("scripts/bench"))
    return done.stdout
