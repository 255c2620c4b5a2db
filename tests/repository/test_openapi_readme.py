"""The chapters of openapi/README.md, done as they are written."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import yaml

from tests.support.copies import ROOT, copy, make
from tests.support.markdown import OPENAPI, blocks, commands
from tests.support.traffic_steps import recorded_steps
from tests.support.trees import state

if TYPE_CHECKING:
    from pathlib import Path

COPIED = ("openapi", "generated", "requirements.lock", "pyproject.toml")


def run(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A command of the chapter, as it is written there, in a folder that has what it needs."""
    config = ("--config", str(root / "openapi" / "pipeline.toml"))
    command = (sys.executable, "-m", "scripts", *config, *(words[3:] if words[0] == "python" else words[1:]))
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)


def test_the_chapter_leads_from_a_new_field_to_a_passing_check(tmp_path: Path):
    text = OPENAPI.chapter("How to change the schema")
    for name in COPIED:
        copied = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copied(ROOT / name, tmp_path / name)
    name, value = next(iter(json.loads("".join(blocks(text, "json"))).items()))
    step = json.dumps({**recorded_steps()[0].value, name: value})
    (tmp_path / "gateway.jsonl").write_text(step + "\n")
    observe, *others = commands(text)

    done = run(tmp_path, *observe)
    told = done.stdout.partition("\n\nnamed, but never seen")[0] + "\n"
    assert (done.returncode, told) == (1, "".join(blocks(text, "text")))
    [written] = yaml.safe_load("".join(blocks(text, "yaml")))
    [proposed] = yaml.safe_load((tmp_path / "openapi" / "proposed.yaml").read_text())["actions"]
    assert written["update"][name].pop("description")
    assert written["update"][name].pop("examples")
    assert proposed == written

    with (tmp_path / "openapi" / "overlay.yaml").open("a", encoding="utf-8") as overlay:
        overlay.write("\n" + "\n".join(blocks(text, "yaml")))
    assert [words[-1] for words in others] == ["trim", "generate", "check", "gateway.jsonl"]
    for words in others:
        done = run(tmp_path, *words)
        assert done.returncode == 0, done.stdout + done.stderr
    code = (
        "import sys; from openai_run_steps import RunStepObject; step = RunStepObject.from_json(sys.stdin.read()); "
        f"print(step.{name}, {name!r} in step.additional_properties)"
    )
    command = (sys.executable, "-c", f"import sys; sys.path.insert(0, {str(tmp_path / 'generated')!r}); {code}")
    done = subprocess.run(command, input=step, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout == f"{value} False\n"


def test_another_object_takes_what_its_chapter_says(tmp_path: Path):
    clone = copy(tmp_path)
    text = OPENAPI.chapter("Point it at another object")
    before = (clone / "openapi" / "pipeline.toml").read_text()
    generated = state(clone / "generated")
    for command in [*commands(text), ["make", "check"]]:
        done = make(clone, *command[1:])
        assert done.returncode == 0, done.stderr
    [settings] = blocks(text, "toml")
    assert (clone / "openapi" / "pipeline.toml").read_text() == f"{before}\n{settings}"
    now = state(clone / "generated")
    assert {path: entry for path, entry in now.items() if "vector_stores" not in path} == generated
    code = "from vector_stores import VectorStoreObject; print(VectorStoreObject.__name__)"
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=clone / "generated", capture_output=True, text=True, check=True
    )
    assert ran.stdout == "VectorStoreObject\n"
    assert "generated/docs/vector_stores/VectorStoreObject.md" in {f"generated/{path}" for path in now}
