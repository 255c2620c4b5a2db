"""A run of the benchmark with stand-ins for what it installs: who is asked what, and what becomes of the answers."""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from scripts.base.errors import PipelineError
from scripts.bench import archive, cli, environment, machine, memory, peers, worker
from scripts.bench.broken import WHOLE, broken_steps
from scripts.bench.corpus import encode
from scripts.bench.counting import is_lossless
from scripts.bench.measure import Effort, measure
from scripts.bench.novelty import KINDS
from scripts.bench.records import Findings, Row, Tally
from scripts.bench.subjects import GENERATED, OFFICIAL, TITLES, build
from scripts.bench.targets import verdicts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STEP = encode(WHOLE)
SMALL = Effort(payloads=3, rounds=1, held=5, processes=2, imports=2, short=10, long=1_000)

# Beside the command's modules, in the folder that it is run in: `python -m venv` and `python -m uv` find these first.
VENV = """
import pathlib, shutil, sys
place = pathlib.Path(sys.argv[1], "bin")
place.mkdir(parents=True)
shutil.copy("stand-in", place / "python")
"""
UV = """
import pathlib, sys
pathlib.Path(sys.argv[sys.argv.index("--output-file") + 1]).write_text("\\n".join(sys.argv[1:]))
"""
# The interpreter of the peers' environment: it writes down what it is asked for and gives a known answer.
PYTHON = """\
#!/bin/sh
printf '%s\\n' "$*" >>"{root}/asked"
case "$*" in
  *"-m pip "*) [ -f "{root}/requirements.lock" ] || {{ echo "no index within reach" >&2; exit 1; }};;
  *"worker timings"*) echo '{timings}';;
  *"worker tallies"*) echo '{tallies}';;
  *"worker archive_speed"*) echo '{archive}';;
  *"worker archive_growth"*) echo 4096.0;;
  *"worker held"*) echo 512.5;;
  "-c "*) [ -n "$PYTHONPATH" ] && echo 3000000;;
esac
"""
TIMES = Row("decode", "decode", "ns", {"ours": [1.0]})
ARCHIVE = Row("archive", "an archive", "ns", {archive.PLAIN: [3.0], archive.ALONE: [2.0]})
COUNTED = [Tally("ours", 2, 2, 2, 1, 1, 3, 3), Tally("client", 2, 2, 1, 1, 1, 3, 1)]


def answer(value: object) -> str:
    return msgspec.json.encode(value).decode()


def repository(folder: Path) -> environment.Places:
    """Make a repository whose environments can only be stand-ins."""
    found = environment.Places(folder / "a folder")
    found.sources.mkdir(parents=True)
    found.lock.write_text("orjson==3.13.0 \\\n    --hash=sha256:00\n", encoding="utf-8")
    (found.root / "requirements.lock").touch()
    (found.root / "openapi").symlink_to(cli.ROOT / "openapi")
    (found.root / "venv.py").write_text(VENV, encoding="utf-8")
    (found.root / "uv.py").write_text(UV, encoding="utf-8")
    answers = {"timings": answer([TIMES]), "tallies": answer(COUNTED), "archive": answer(ARCHIVE)}
    stand_in = found.root / "stand-in"
    stand_in.write_text(PYTHON.format(root=found.root, **answers), encoding="utf-8")
    stand_in.chmod(0o755)
    return found


@pytest.fixture
def places(tmp_path) -> environment.Places:
    return repository(tmp_path)


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> tuple[environment.Places, Findings, list[str]]:
    """A whole run: where it was, what it found, and what the peers' interpreter was asked for."""
    places = repository(tmp_path_factory.mktemp("run"))
    return places, measure(places, SMALL), asked(places)


def asked(places: environment.Places) -> list[str]:
    """Return what the peers' interpreter was asked for since the last look."""
    log = places.root / "asked"
    lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    log.unlink(missing_ok=True)
    return lines


def test_the_peers_are_installed_from_their_hashed_lock_once(places, capsys) -> None:
    environment.prepare(places)
    (line,) = asked(places)
    assert line.startswith("-m pip install ")
    assert line.endswith(f"--require-hashes -r {places.lock}")
    assert capsys.readouterr().err == "installing the peers (about a minute) …\n"
    environment.prepare(places)
    assert (asked(places), capsys.readouterr().err) == ([], "")


@pytest.mark.parametrize("change", ["another lock", "no interpreter", "an older Python"])
def test_the_peers_are_installed_anew_when_what_is_there_is_not_what_is_wanted(places, change) -> None:
    environment.prepare(places)
    left = places.cache / "left"
    left.touch()
    if change == "another lock":
        places.lock.write_text("orjson==3.14.0\n", encoding="utf-8")
    elif change == "no interpreter":
        places.python.unlink()
    else:
        stamp = places.cache / "complete"
        stamp.write_text(stamp.read_text(encoding="utf-8").replace(sys.version, "3.11.0"), encoding="utf-8")
    asked(places)
    environment.prepare(places)
    assert len(asked(places)) == 1
    assert not left.exists()


def test_peers_that_cannot_be_installed_are_one_line_and_nothing_looks_complete(places) -> None:
    (places.root / "requirements.lock").unlink()
    for _ in range(2):
        with pytest.raises(PipelineError, match=r"python -m pip install failed: no index within reach$"):
            environment.prepare(places)


def test_the_lock_is_remade_from_its_input_file_with_the_pins_of_the_other_one(places, monkeypatch) -> None:
    monkeypatch.setattr(cli, "ROOT", places.root)
    assert cli.main(["--lock"]) == 0
    told = places.lock.read_text(encoding="utf-8").splitlines()
    assert told[:2] == ["pip", "compile"]
    assert told[-5:-3] == ["--constraint", "requirements.lock"]
    assert told[-1] == "scripts/bench/requirements.in"
    assert "--generate-hashes" in told
    assert not [argument for argument in told if str(places.root) in argument]


def test_the_command_says_what_it_can_do() -> None:
    command = [sys.executable, "-m", "scripts.bench", "--help"]
    told = subprocess.run(command, cwd=cli.ROOT, capture_output=True, text=True, check=True).stdout
    assert told.startswith("usage: python -m scripts.bench [-h] [--quick] [--lock]")


def test_models_are_made_by_each_generator_from_each_document_once(places) -> None:
    environment.prepare(places)
    asked(places)
    usage = {"anyOf": [{"type": "object", "properties": {}}, {"type": "null"}]}
    union = {"oneOf": [{"$ref": "#/components/schemas/A"}, {"$ref": "#/components/schemas/B"}]}
    documents = {name: {"components": {"schemas": {"Usage": usage, "Call": union}}} for name in ("one", "two")}
    peers.generate(places, documents)
    lines = asked(places)
    made = [f"{generator}_{name}" for name in documents for generator in GENERATED]
    assert len(lines) == len(made)
    given = {name: json.loads((places.peers / f"{name}.json").read_text(encoding="utf-8")) for name in made}
    for name, document in given.items():
        (line,) = [line for line in lines if str(places.peers / f"{name}.json") in line]
        assert ("openapi_python_client" in line) is ("UsageValue" in document["components"]["schemas"])
        assert ("discriminator" in document["components"]["schemas"]["Call"]) is ("tagged" in name)
        assert ("msgspec.Struct" in line) is name.startswith("structs")
    assert json.loads((places.peers / "client_one.config.json").read_text(encoding="utf-8")) == {
        "package_name_override": "client_one",
        "post_hooks": [],
    }
    peers.generate(places, documents)
    assert asked(places) == []
    peers.generate(places, {"one": documents["one"]})
    assert len(asked(places)) == len(GENERATED)
    assert not (places.peers / "client_two.json").exists()


def test_a_run_gathers_what_every_process_found(whole) -> None:
    places, found, _ = whole
    rows = {row.key: row for row in found.rows}
    assert [*rows] == ["decode", "import", "import_over", "memory", "archive", "archive_growth"]
    assert (rows["decode"], rows["archive"]) == (TIMES, ARCHIVE)
    assert rows["import"].samples["ours"] == [3.0, 3.0]
    assert rows["memory"].samples["orjson"] == [512.5, 512.5]
    assert rows["memory"].title == "memory of 5 steps held"
    assert rows["archive_growth"].samples == {"10 lines": [4096.0], "1,000 lines": [4096.0]}
    # The package is the same whichever schema the peers' models are made from.
    assert [tally.subject for tally in found.tallies] == ["ours", "client", f"client{OFFICIAL}"]
    assert found.versions == {"orjson": "3.13.0"}
    assert found.corpus["payloads"] == "3"
    assert {path.stem for path in places.data.iterdir()} == {"known", *KINDS, "recorded", "examples", "broken"}


def test_a_run_gives_every_process_its_payloads_and_its_effort(whole) -> None:
    places, _, lines = whole
    tasks = [line.removeprefix("-m scripts.bench.worker ") for line in lines if ".worker " in line]
    assert tasks[0] == f"timings {places.data} 1"
    assert tasks.count(f"held {places.data} ours 5") == 2
    expected = ["archive_speed {} 1", "archive_growth {} 10", "archive_growth {} 1000"]
    expected += ["tallies {} corrected", "tallies {} official"]
    assert tasks[-5:] == [task.format(places.data) for task in expected]


def test_a_run_needs_an_upstream_document_that_is_installed(places) -> None:
    (places.root / "openapi").unlink()
    (places.root / "openapi").mkdir()
    config = (cli.ROOT / "openapi" / "pipeline.toml").read_text(encoding="utf-8")
    elsewhere = re.sub(r'^package = "ai.*\nfile = .*$', 'path = "upstream.yaml"', config, flags=re.MULTILINE)
    (places.root / "openapi" / "pipeline.toml").write_text(elsewhere, encoding="utf-8")
    with pytest.raises(
        PipelineError, match=r"^openapi/pipeline\.toml: peers are made from a source of kind `package`$"
    ):
        measure(places, SMALL)


CLIENT = """
class {name}:
    def __init__(self, members): self.members = members
    @classmethod
    def from_dict(cls, members): return cls(dict(members))
    def to_dict(self): return self.members
"""
PYDANTIC = """
import pydantic
class {name}(pydantic.BaseModel, extra="allow"):
    id: str
"""
STRUCTS = """
import msgspec
class RunStepObject(msgspec.Struct):
    id: str
"""
CONSTRUCT = """
def construct_type(*, type_, value):
    return type_.model_construct(**value)
"""
RUNS = "openai/types/beta/threads/runs"


@pytest.fixture
def made(tmp_path, monkeypatch) -> Iterator[None]:
    """Small models in place of those that generators make and of the official client; one of them can't be imported."""
    texts = {
        "client_corrected/models": CLIENT.format(name="RunStepObject"),
        "client_official/models": CLIENT.format(name="RunSteps"),
        "structs_corrected": STRUCTS,
        "structs_tagged_corrected": "raise TypeError('not an annotation')",
        RUNS: PYDANTIC.format(name="RunStep"),
        "openai/_models": CONSTRUCT,
    } | {f"pydantic_{kind}_corrected": PYDANTIC.format(name="RunStepObject") for kind in ("default", "best", "tagged")}
    for name, text in texts.items():
        path = tmp_path / "made" / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    tops = {name.partition("/")[0] for name in texts}
    before = {*sys.modules}
    monkeypatch.syspath_prepend(tmp_path / "made")
    yield
    for name in {*sys.modules} - before:
        if any(name == made or name.startswith(f"{made}.") for made in tops):
            del sys.modules[name]


@pytest.mark.parametrize("name", [*TITLES])
def test_a_subject_loads_a_payload_and_writes_it_back(made, name) -> None:
    if name == "structs_tagged":
        with pytest.raises(TypeError, match="not an annotation"):
            build(name)
        return
    subject = build(name)
    assert is_lossless(subject.load, subject.dump, STEP) is not name.startswith("structs")
    assert json.loads(subject.dump(subject.load(STEP)))["id"] == WHOLE["id"]


def test_the_stock_client_of_the_official_schema_is_found_by_its_other_name(made) -> None:
    subject = build("client", "official")
    assert is_lossless(subject.load, subject.dump, STEP)


def run(capsys, *arguments: object) -> Any:
    worker.main([*map(str, arguments)])
    return json.loads(capsys.readouterr().out)


@pytest.fixture
def folder(tmp_path) -> Path:
    """The payloads of a small run."""
    names = {"known", "recorded", "examples"}
    lines = dict.fromkeys(names, [STEP] * 2) | {kind: [encode(change(WHOLE))] for kind, change in KINDS.items()}
    lines["broken"] = [encode(step) for _, step in broken_steps()]
    for name, texts in lines.items():
        (tmp_path / f"{name}.jsonl").write_bytes(b"\n".join(texts) + b"\n")
    return tmp_path


def test_the_worker_times_every_subject_that_can_be_used_and_says_why_others_cannot(made, folder, capsys) -> None:
    rows = {row["key"]: row for row in run(capsys, "timings", folder, 2)}
    assert [*rows][:2] == ["decode", "decode_kept"]
    assert rows["decode"]["absent"] == {"structs_tagged": "cannot be used: TypeError"}
    # As it comes, datamodel-code-generator makes models that say nothing of speed: they are left out, and are no news.
    assert {*rows["decode"]["samples"]} == {*TITLES} - {"structs_tagged", "pydantic_default"}
    assert all(len(samples) == 2 for row in rows.values() for samples in row["samples"].values())
    assert rows["encode"]["lossy"] == ["structs"]


def test_the_worker_counts_for_every_subject_what_it_takes_and_refuses(made, folder, capsys) -> None:
    found = {tally["subject"]: tally for tally in run(capsys, "tallies", folder, "corrected")}
    assert {*found} == {*TITLES}
    assert (found["ours"]["loads"], found["ours"]["lossless"], found["ours"]["refuses"]) == (2, 2, 21)
    assert (found["json"]["loads"], found["json"]["lossless"], found["json"]["refuses"]) == (2, 2, 0)
    assert (found["structs_tagged"]["loads"], found["structs_tagged"]["refuses"]) == (0, 21)


def test_the_worker_measures_memory_and_archives(folder, capsys) -> None:
    assert run(capsys, "held", folder, "json", 2_000) > 0
    row = run(capsys, "archive_speed", folder, 2)
    assert (row["key"], row["unit"]) == ("archive", "ns a line")
    assert {name: len(samples) for name, samples in row["samples"].items()} == dict.fromkeys(
        (archive.PLAIN, archive.ZIPPED, archive.ALONE), 2
    )
    # Ten thousand of these lines are 12 MB, and they are read one after the other.
    assert 0 <= run(capsys, "archive_growth", folder, 10_000) < 6e6


def test_the_worker_is_a_command(folder) -> None:
    command = [sys.executable, "-m", "scripts.bench.worker", "archive_growth", str(folder), "1"]
    path = f"{cli.ROOT}:{cli.ROOT / 'generated'}"
    told = subprocess.run(command, cwd=folder, env={**os.environ, "PYTHONPATH": path}, capture_output=True, check=True)
    assert json.loads(told.stdout) == 0


def test_an_archive_that_is_not_read_whole_is_not_timed() -> None:
    with pytest.raises(RuntimeError, match="2 of 3 lines read"):
        archive.speed([STEP, b"", STEP], 1)


@pytest.mark.parametrize(("system", "unit"), [("darwin", 1), ("freebsd14", 1024)])
def test_where_there_is_no_proc_the_most_so_far_is_told_in_bytes(monkeypatch, tmp_path, system, unit) -> None:
    monkeypatch.setattr(memory, "STATM", tmp_path / "nothing")
    monkeypatch.setattr(memory.sys, "platform", system)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert memory.resident() == pytest.approx(most * unit, rel=0.1)


@pytest.mark.parametrize("text", [None, "processor : 0\n", "model name\t: A Processor \nmodel name\t: Another\n"])
def test_a_processor_is_named_wherever_the_benchmark_runs(monkeypatch, tmp_path, text) -> None:
    place = tmp_path / "cpuinfo"
    if text is not None:
        place.write_text(text, encoding="utf-8")
    monkeypatch.setattr(machine, "CPUINFO", place)
    named = text is not None and "model" in text
    assert (machine.machine()["processor"] == "A Processor") is named
    assert machine.machine()["processor"]


def test_a_run_that_measured_nothing_has_no_promise_to_judge() -> None:
    assert verdicts(Findings({}, {}, {}, [], [])) == []
