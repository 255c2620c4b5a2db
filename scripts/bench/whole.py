"""What making one package of a whole document takes: `whole` measures processes, one of which is this module.

`python -m scripts.bench.whole DOCUMENT ROOTS FOLDER` makes ours, repaired, of the schemas that the file ROOTS names,
and prints how many there are with all that they refer to.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from scripts import pipeline
from scripts.base.errors import PipelineError
from scripts.bench.clock import TIMED_STATEMENT
from scripts.bench.peers import BEST, DATAMODEL
from scripts.bench.rows import HALF, OURS, Samples
from scripts.documents import reading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scripts.bench.peers import Places

_PACKAGE: Final = "whole"
_IMPORTS: Final = {
    OURS: f"import {_PACKAGE}",
    "client": "import client_whole.models",
    "pydantic_best": "import pydantic_whole",
}


@dataclass
class _Rows:
    """Figures of the rows while they are gathered: each is a list for each subject."""

    seconds: dict[str, list[float]] = field(default_factory=dict[str, list[float]])
    megabytes: dict[str, list[float]] = field(default_factory=dict[str, list[float]])
    each: dict[str, list[float]] = field(default_factory=dict[str, list[float]])
    imports: dict[str, list[float]] = field(default_factory=dict[str, list[float]])
    absent: dict[str, str] = field(default_factory=dict[str, str])


def measure(places: Places, document: Path, rounds: int) -> list[Samples]:
    """Measure whole processes that read a document and write a package of all of its schemas, everybody in turn."""
    folder = places.cache / "whole"
    folder.mkdir(exist_ok=True, parents=True)
    names = list(reading.read(document).value["components"]["schemas"])
    commands = {**_commands(places, document, folder), OURS: _ours(document, ["*"], folder)}
    half = _ours(document, names[: len(names) // 2], folder / "half")
    rows = _Rows()
    for _ in range(rounds):
        for name, command in commands.items():
            _add(rows, name, command, places)
        _add(rows, HALF, half, places)
        _add_imports(rows, places, folder)
    halved = {HALF, *rows.absent}
    return [
        Samples("whole", {name: found for name, found in rows.seconds.items() if name not in halved}, rows.absent),
        Samples("whole_memory", {name: found for name, found in rows.megabytes.items() if name not in halved}),
        Samples("whole_growth", rows.each),
        Samples("whole_import", rows.imports),
    ]


def _commands(places: Places, document: Path, folder: Path) -> dict[str, list[str]]:
    config = folder / "client.json"
    config.write_text(json.dumps({"package_name_override": "client_whole", "post_hooks": []}), encoding="utf-8")
    files = ["--path", str(document), "--config", str(config), "--output-path", str(folder / "client_whole")]
    client = ["openapi_python_client", "generate", "--meta", "none", "--overwrite", *files]
    output = ["--input", str(document), "--output", str(folder / "pydantic_whole.py")]
    return {
        "client": [str(places.python), "-m", *client],
        "pydantic_best": [str(places.python), "-m", "datamodel_code_generator", *DATAMODEL, *BEST, *output],
    }


def _ours(document: Path, roots: list[str], folder: Path) -> list[str]:
    folder.mkdir(exist_ok=True)
    file = folder / "roots.json"
    file.write_text(json.dumps(roots), encoding="utf-8")
    return [sys.executable, "-m", "scripts.bench.whole", str(document), str(file), str(folder)]


def _add(rows: _Rows, name: str, command: Sequence[str], places: Places) -> None:
    """Run a generator in a process of its own and note what it took."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        process = subprocess.Popen(command, cwd=places.root, stdout=output, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        printed = output.read()
    if process.returncode:
        rows.absent[name] = (printed.strip().splitlines() or ["ends with an error"])[-1]
        return
    seconds = usage.ru_utime + usage.ru_stime
    rows.seconds.setdefault(name, []).append(seconds)
    rows.megabytes.setdefault(name, []).append(usage.ru_maxrss / 1024)
    if name in {OURS, HALF}:
        rows.each.setdefault(name, []).append(seconds * 1000 / int(printed))


def _add_imports(rows: _Rows, places: Places, folder: Path) -> None:
    """Time the import of each package, once more than is counted: the first writes the compiled files."""
    environ = {**os.environ, "PYTHONPATH": str(folder)}
    for name, statement in _IMPORTS.items():
        command = [str(places.python), "-c", TIMED_STATEMENT.format("", statement)]
        for is_counted in (False, True):
            done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
            if done.returncode == 0 and is_counted:
                rows.imports.setdefault(name, []).append(float(done.stdout) / 1e6)


def main(document: str, roots: str, folder: str) -> int:
    """Write our package and print how many schemas it has; what is refused is reported in one line."""
    try:
        built = pipeline.build(
            Path(document).read_bytes(), roots=json.loads(Path(roots).read_bytes()), package=_PACKAGE, repair=True
        )
    except PipelineError as error:
        print(f"refused: {len(error.problems)} problems, the first: {error.problems[0].what}")
        return 2
    for path, text in built.files.items():
        (Path(folder) / path).parent.mkdir(parents=True, exist_ok=True)
        (Path(folder) / path).write_text(text, encoding="utf-8")
    print(len(built.schema["components"]["schemas"]))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
