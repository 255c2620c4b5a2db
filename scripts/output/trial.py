"""A package tried before it is written: another process imports it and builds every decoder."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from scripts.base.errors import Location, PipelineError
from scripts.output import tried
from scripts.output.drift import compare_file

if TYPE_CHECKING:
    from collections.abc import Mapping

_PATIENCE: Final = 300  # seconds; a thousand models take one
_MEND: Final = "nothing is written; it is a mistake of this generator, report it with the schema"


def check_changed(files: Mapping[str, str], package: str, folder: str, root: Path) -> None:
    """Try a package if its code, in a folder of `root`, is to change. Raises as `check` does."""
    code = {path: text for path, text in files.items() if path.endswith(".py")}
    if any(compare_file(path, text, root) for path, text in code.items()):
        check(code, package, folder)


def check(files: Mapping[str, str], package: str, folder: str) -> None:
    """Try a package; `files` is text by path, its code in `folder`. Raises PipelineError if it does not work."""
    with tempfile.TemporaryDirectory() as place:
        inside = {PurePosixPath(path).relative_to(folder): text for path, text in files.items() if path.endswith(".py")}
        for path, text in inside.items():
            (Path(place) / path).parent.mkdir(parents=True, exist_ok=True)
            (Path(place) / path).write_bytes(text.encode())
        found = _tried(place, package)
    if found is not None:
        file, line, what = found
        where = Location(str(PurePosixPath(folder, file)) if file else None, line=line)
        raise PipelineError(f"the package {package} would not work: {what}", where, _MEND)


def _tried(place: str, package: str) -> tuple[str | None, int | None, str] | None:
    """What another process says of the package in a folder: file, line and mistake; None if it works."""
    command = [sys.executable, "-I", "-B", tried.__file__, place, package]
    try:
        done = subprocess.run(command, capture_output=True, check=True, timeout=_PATIENCE)
    except subprocess.TimeoutExpired:
        return None, None, f"its import takes more than {_PATIENCE} s"
    except subprocess.CalledProcessError as error:
        return None, None, f"its import ends with exit code {error.returncode}"
    file, line, what = json.loads(done.stdout.splitlines()[-1])
    return (file, line, what) if what else None
