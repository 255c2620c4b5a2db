"""A run of the benchmark with stand-ins for what it installs: who is asked what, and what becomes of the answers."""

from __future__ import annotations

import platform
import re
import subprocess
import sys

import msgspec
import pytest

from scripts.bench import __main__ as command
from scripts.bench import making, measuring, peers
from scripts.bench.measuring import Effort
from scripts.bench.rows import Samples, Tally
from scripts.bench.subjects import GENERATED
from tests.support.repositories import repository

SMALL = Effort(payloads=3, rounds=1, held=5, processes=2, imports=2, short=10, long=1_000)
# Beside the command's modules, in the folder that it is run in: `python -m venv` finds this first.
VENV = """
import pathlib, shutil, sys
place = pathlib.Path(sys.argv[1], "bin")
place.mkdir(parents=True)
shutil.copy("stand-in", place / "python")
"""
# The interpreter of the peers' environment: it writes down what it is asked for and gives a known answer.
PYTHON = """\
#!/bin/sh
printf '%s\\n' "$*" >>"{root}/asked"
case "$*" in
  *"-m pip "*) [ -f "{root}/requirements.lock" ] || {{ echo "no index within reach" >&2; exit 1; }};;
  *"measuring times"*) echo '{samples}';;
  *"measuring counts"*) echo '{tallies}';;
  *"bench.making sample "*) echo '{tallies_of_roots}';;
  *"measuring "*) echo '[]';;
esac
"""
SAMPLES = [Samples("decode", {"ours": [1.0]})]
OF_ROOTS = [Tally("roots", "ours", {"a package": (4, 5), "exact": (3, 5)})]
SAMPLE = """
import pathlib, sys
pathlib.Path(sys.argv[2]).write_text(sys.argv[1])
"""
TALLIES = [Tally("payloads", "ours", dict.fromkeys(("recorded: loads", "loses nothing", "broken: refuses"), (1, 1)))]


@pytest.fixture
def places(tmp_path) -> peers.Places:
    """A repository whose environments can only be stand-ins."""
    found = peers.Places(tmp_path / "a folder")
    found.sources.mkdir(parents=True)
    found.lock.write_text("orjson==3.13.0 \\\n    --hash=sha256:00\n", encoding="utf-8")
    (found.root / "requirements.lock").touch()
    (found.root / "openapi").symlink_to(command.ROOT / "openapi")
    answers = {"samples": msgspec.json.encode(SAMPLES).decode(), "tallies": msgspec.json.encode(TALLIES).decode()}
    answers["tallies_of_roots"] = msgspec.json.encode(OF_ROOTS).decode()
    texts = {
        "venv.py": VENV,
        "tests/judging/sample.py": SAMPLE,
        "stand-in": PYTHON.format(root=found.root, **answers),
    }
    for name, text in texts.items():
        (found.root / name).parent.mkdir(parents=True, exist_ok=True)
        (found.root / name).write_text(text, encoding="utf-8")
    (found.root / "stand-in").chmod(0o755)
    return found


def asked(places: peers.Places) -> list[str]:
    """Return what the peers' interpreter was asked for since the last look."""
    log = places.root / "asked"
    lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    log.unlink(missing_ok=True)
    return lines


def test_the_peers_are_installed_from_their_hashed_lock_and_anew_only_for_another(places) -> None:
    for lock in ("orjson==3.13.0", "orjson==3.14.0"):
        places.lock.write_text(lock, encoding="utf-8")
        peers.prepare(places)
        (line,) = asked(places)
        assert line.startswith("-m pip install ")
        assert line.endswith(f"--require-hashes -r {places.lock}")
        peers.prepare(places)
        assert asked(places) == []


def test_the_lock_of_the_peers_is_hashed_names_no_index_and_pins_what_its_input_file_pins() -> None:
    lock = peers.Places(command.ROOT).lock
    text = lock.read_text(encoding="utf-8")
    assert text.count("--hash=sha256:") > text.count("==") > 20
    assert "://" not in text
    wanted = re.findall(r"^\S+==\S+", lock.with_suffix(".in").read_text(encoding="utf-8"), re.MULTILINE)
    assert wanted
    assert all(pin in text for pin in wanted)


def test_the_lock_of_the_peers_is_remade_from_its_input_file(places, monkeypatch) -> None:
    monkeypatch.setattr(command, "ROOT", places.root)
    asked_for: list[list[str]] = []
    monkeypatch.setattr(peers, "run", lambda given, _: asked_for.append(given))
    assert command.main(["--lock"]) == 0
    assert asked_for[0][-1] == "scripts/bench/requirements.in"
    assert {"--generate-hashes", "--no-emit-index-url"} <= {*asked_for[0]}


def test_the_command_says_what_it_can_do() -> None:
    given = [sys.executable, "-m", "scripts.bench", "--help"]
    printed = subprocess.run(given, cwd=command.ROOT, capture_output=True, text=True, check=True).stdout
    assert "[--quick] [--lock]" in printed


def test_a_run_that_cannot_install_the_peers_is_one_line_and_exit_code_2(places, monkeypatch, capsys) -> None:
    monkeypatch.setattr(command, "ROOT", places.root)
    (places.root / "requirements.lock").unlink()
    for _ in range(2):  # nothing looks complete
        assert command.main(["--quick"]) == 2
        error = capsys.readouterr().err.splitlines()[-1]
        assert error.endswith("python -m pip install failed: no index within reach")


def test_a_run_without_an_upstream_document_in_a_package_is_one_line_and_exit_code_2(places, monkeypatch, capsys):
    monkeypatch.setattr(command, "ROOT", places.root)
    (places.root / "openapi").unlink()
    repository(places.root)
    assert command.main(["--quick"]) == 2
    error = capsys.readouterr().err.splitlines()[-1]
    assert error == "error: openapi/pipeline.toml: peers are made from a source of kind `package`"


def test_where_the_system_does_not_name_its_processor_python_does(monkeypatch, tmp_path):
    named = command.machine()
    monkeypatch.setattr(command, "CPUINFO", tmp_path / "none")
    assert command.machine() == {**named, "processor": platform.processor() or platform.machine()}


def test_generators_that_know_no_tags_are_given_discriminators_for_unions_of_references_only() -> None:
    one, two = {"$ref": "#/a"}, {"$ref": "#/b"}
    document = {"x": {"oneOf": [one, two]}, "y": {"anyOf": [one, {"type": "null"}]}, "z": [{"oneOf": [one]}]}
    changed = peers.with_discriminators(document)
    assert changed["x"] == {"oneOf": [one, two], "discriminator": {"propertyName": "type"}}
    assert (changed["y"], changed["z"]) == (document["y"], document["z"])


def test_the_stock_client_is_given_objects_with_names_since_it_drops_nullable_components() -> None:
    value = {"type": "object", "properties": {"n": {"type": "integer"}}}
    document = {"components": {"schemas": {"Usage": {"anyOf": [value, {"type": "null"}]}, "Other": value}}}
    schemas = peers.with_named_objects(document)["components"]["schemas"]
    assert schemas["Usage"]["anyOf"] == [{"$ref": "#/components/schemas/UsageValue"}, {"type": "null"}]
    assert schemas["UsageValue"] == schemas["Other"] == value


def test_a_whole_run_asks_for_every_task_and_keeps_its_page_and_picture_a_quick_one_neither(
    places, monkeypatch, capsys
) -> None:
    monkeypatch.setattr(command, "ROOT", places.root)
    monkeypatch.setattr(measuring, "QUICK", SMALL)
    monkeypatch.setattr(making, "whole", lambda *_: [Samples("whole", {"ours": [1.0]})])
    assert command.main(["--quick"]) == 0
    page = capsys.readouterr().out
    assert not places.results.exists()
    lines = asked(places)
    assert {*GENERATED} == {name for name in GENERATED if any(f"{name}_official" in line for line in lines)}
    tasks = [line.split()[2] for line in lines if "scripts.bench.measuring" in line]
    assert tasks == [*measuring.TIMED, *measuring.COUNTED]
    assert "* Versions: orjson 3.13.0\n* Payloads: " in page
    assert "1 of 1" in page
    assert "## One package of all schemas of OpenAI's document" in page
    assert page.count("4 of 5 | 3 of 5 |") == len(making.MAKERS)
    assert (places.data / "roots.json").read_text(encoding="utf-8") == str(SMALL.roots)
    assert "## Decode, known payloads" in page
    monkeypatch.setattr(measuring, "Effort", lambda: SMALL)
    assert command.main([]) == 0
    assert (places.results / "bench.md").read_text(encoding="utf-8") + "\n" == page
    assert "Recorded steps that come back whole" in (places.results / "bench.svg").read_text(encoding="utf-8")
