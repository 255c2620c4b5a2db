"""What generators make of a sample of vendors' schemas: `python -m scripts.bench.sampled SUBJECT FILE` prints tallies.

Runs in the peers' environment. The file is what `python -m tests.judging.sample` writes.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec

from scripts.bench.peers import BEST, DATAMODEL
from scripts.bench.rows import OURS, REPAIRED, Tally

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_PACKAGE: Final = "judged"
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
        for name in [name for name in sys.modules if name.partition(".")[0] == _PACKAGE]:
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
    model = getattr(importlib.import_module(_PACKAGE), _HOLDER)
    return lambda text: model.from_json(text, strict=True)


def _datamodel(root: Mapping[str, Any], folder: Path) -> Callable[[str], object]:
    generate = importlib.import_module("datamodel_code_generator.__main__").main
    (folder / "document.json").write_text(json.dumps(root["document"]), encoding="utf-8")
    files = ["--input", str(folder / "document.json"), "--output", str(folder / f"{_PACKAGE}.py")]
    if generate([*DATAMODEL, *BEST, *files]):
        raise ValueError
    model = getattr(importlib.import_module(_PACKAGE), _HOLDER)
    model.model_rebuild()
    return model.model_validate_json  # type: ignore[no-any-return]


def _client(root: Mapping[str, Any], folder: Path) -> Callable[[str], object]:
    client = importlib.import_module("openapi_python_client.cli").app
    (folder / "document.json").write_text(json.dumps(root["document"]), encoding="utf-8")
    (folder / "config.json").write_text(json.dumps({"package_name_override": _PACKAGE, "post_hooks": []}))
    files = ["--path", str(folder / "document.json"), "--config", str(folder / "config.json")]
    output = ["--output-path", str(folder / _PACKAGE), "--meta", "none", "--overwrite"]
    client(["generate", *files, *output], standalone_mode=False)
    model = getattr(importlib.import_module(f"{_PACKAGE}.models"), _HOLDER)
    return lambda text: model.from_dict(json.loads(text))


MAKERS: Final = {OURS: _ours, "pydantic_best": _datamodel, "client": _client}


def main(subject: str, file: str) -> None:
    """Print what becomes of a sample."""
    found = tallies(subject, json.loads(Path(file).read_bytes()))
    print(msgspec.json.encode(found).decode())


if __name__ == "__main__":
    main(*sys.argv[1:])
