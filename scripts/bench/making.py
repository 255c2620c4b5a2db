"""What generators make: of each of a sample of schemas a package, and one of a whole document.

`python -m scripts.bench.making sample SUBJECT FILE` prints tallies, in the peers' environment; the file is what
`python -m tests.judging.sample` writes. `python -m scripts.bench.making whole DOCUMENT ROOTS FOLDER`, a process of many
that are measured, makes ours, repaired, of the schemas that the file ROOTS names, and prints how many there are with
all that they refer to.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec

from scripts.base.errors import PipelineError
from scripts.bench.clock import TIMED_STATEMENT
from scripts.bench.peers import BEST, DATAMODEL
from scripts.bench.rows import HALF, OURS, REPAIRED, Samples, Tally

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from scripts.bench.peers import Places

_JUDGED: Final = "judged"
_HOLDER: Final = "Holder"


def tallies(subject: str, sample: Mapping[str, Sequence[dict[str, Any]]]) -> list[Tally]:
    """Count the roots that give a package, and those whose every verdict is a validator's."""
    found: list[Tally] = []
    for kind, mark in (("word", ""), ("repaired", REPAIRED)):
        outcomes = [outcome(subject, root) for root in sample[kind]]
        whole = len(outcomes)
        counts = {"a package": (whole - outcomes.count(None), whole), "exact": (outcomes.count(True), whole)}
        found.append(Tally("roots", subject + mark, counts))
    return found


def outcome(subject: str, root: Mapping[str, Any]) -> bool | None:
    """Whether the package made of a root is exact; None if there is none, or if it can't be imported."""
    with tempfile.TemporaryDirectory() as folder, importable(folder), contextlib.redirect_stdout(io.StringIO()):
        try:
            load = MAKERS[subject](root, Path(folder))
        except (Exception, SystemExit):  # noqa: BLE001  # each generator fails in its own way
            return None
        return all(accepts(load, text) is valid for text, valid in zip(root["texts"], root["valid"], strict=True))


@contextlib.contextmanager
def importable(folder: str) -> Any:
    """Import from a folder, and forget what was imported."""
    sys.path.insert(0, folder)
    importlib.invalidate_caches()
    try:
        yield
    finally:
        sys.path.remove(folder)
        for name in [name for name in sys.modules if name.partition(".")[0] == _JUDGED]:
            del sys.modules[name]


def accepts(load: Callable[[str], object], text: str) -> bool:
    """Whether a text is read. Whatever is raised is a refusal."""
    try:
        load(text)
    except Exception:  # noqa: BLE001  # each subject raises its own
        return False
    return True


def _ours(root: Mapping[str, Any], folder: Path) -> Callable[[str], object]:
    for path, text in root["files"].items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    model = getattr(importlib.import_module(_JUDGED), _HOLDER)
    return lambda text: model.from_json(text, strict=True)


def _datamodel(root: Mapping[str, Any], folder: Path) -> Callable[[str], object]:
    generate = importlib.import_module("datamodel_code_generator.__main__").main
    (folder / "document.json").write_text(json.dumps(root["document"]), encoding="utf-8")
    files = ["--input", str(folder / "document.json"), "--output", str(folder / f"{_JUDGED}.py")]
    if generate([*DATAMODEL, *BEST, *files]):
        raise ValueError
    model = getattr(importlib.import_module(_JUDGED), _HOLDER)
    model.model_rebuild()
    return model.model_validate_json  # type: ignore[no-any-return]


def _client(root: Mapping[str, Any], folder: Path) -> Callable[[str], object]:
    client = importlib.import_module("openapi_python_client.cli").app
    (folder / "document.json").write_text(json.dumps(root["document"]), encoding="utf-8")
    (folder / "config.json").write_text(json.dumps({"package_name_override": _JUDGED, "post_hooks": []}))
    files = ["--path", str(folder / "document.json"), "--config", str(folder / "config.json")]
    output = ["--output-path", str(folder / _JUDGED), "--meta", "none", "--overwrite"]
    client(["generate", *files, *output], standalone_mode=False)
    model = getattr(importlib.import_module(f"{_JUDGED}.models"), _HOLDER)
    return lambda text: model.from_dict(json.loads(text))


MAKERS: Final = {OURS: _ours, "pydantic_best": _datamodel, "client": _client}


_WHOLE: Final = "whole"
_IMPORTS: Final = {
    OURS: f"import {_WHOLE}",
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


def whole(places: Places, document: Path, names: Sequence[str], rounds: int) -> list[Samples]:
    """Measure whole processes that read a document and write a package of all of its schemas, everybody in turn."""
    folder = places.cache / "whole"
    folder.mkdir(exist_ok=True, parents=True)
    commands = {**_commands(places, document, folder), OURS: _our_command(document, ["*"], folder)}
    half = _our_command(document, [*names[: len(names) // 2]], folder / "half")
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


def _our_command(document: Path, roots: list[str], folder: Path) -> list[str]:
    folder.mkdir(exist_ok=True)
    file = folder / "roots.json"
    file.write_text(json.dumps(roots), encoding="utf-8")
    return [sys.executable, "-m", "scripts.bench.making", "whole", str(document), str(file), str(folder)]


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


def write_whole(document: str, roots: str, folder: str) -> int:
    """Write our package and print how many schemas it has; what is refused is reported in one line."""
    from scripts import pipeline  # noqa: PLC0415 - the peers' environment has none of what it is built on

    try:
        built = pipeline.build(
            Path(document).read_bytes(), roots=json.loads(Path(roots).read_bytes()), package=_WHOLE, repair=True
        )
    except PipelineError as error:
        print(f"refused: {len(error.problems)} problems, the first: {error.problems[0].what}")
        return 2
    for path, text in built.files.items():
        (Path(folder) / path).parent.mkdir(parents=True, exist_ok=True)
        (Path(folder) / path).write_text(text, encoding="utf-8")
    print(len(built.schema["components"]["schemas"]))
    return 0


def main(task: str, *arguments: str) -> int:
    """Print what becomes of a sample, or make our package of a whole document."""
    if task == "whole":
        return write_whole(*arguments)
    subject, file = arguments
    print(msgspec.json.encode(tallies(subject, json.loads(Path(file).read_bytes()))).decode())
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
