"""Whatever the output is made from: once it is another, `check` says so, before anything is made anew."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.support.copies import copy
from tests.support.trees import state

SCHEMA = "openapi/run-step.yaml"
PAGE = "generated/docs/RunStepObject.md"
ERRORS = "generated/openai_run_steps/_errors.py"

# What is changed: the file, what stands there, what comes instead; then what `check` returns and tells.
CHANGES = {
    "the schema": (SCHEMA, "title: ", "title: Other ", 1, f"changed: {SCHEMA} is not what is generated"),
    "the overlay": ("openapi/overlay.yaml", "- type: integer", "- type: number", 1, f"changed: {SCHEMA}"),
    "the lock of the source": ("openapi/upstream.lock", "sha256: a", "sha256: b", 2, "openapi/upstream.lock"),
    "the configuration": ("openapi/pipeline.toml", '"openai_run_steps"', '"run_steps"', 1, f"stale: {ERRORS}"),
    "a module of the runtime": ("templates/runtime/_errors.py", "= 60 ", "= 61 ", 1, f"changed: {ERRORS}"),
    "a template of the pages": ("templates/docs/model.md.jinja", "## Properties", "## Fields", 1, f"changed: {PAGE}"),
    "the code of the pipeline": ("scripts/render/page_text.py", '"optional"', '"can be unset"', 1, f"changed: {PAGE}"),
    "the pinned engine": ("requirements.lock", "openapi-python-client==0.", "openapi-python-client==1.", 2, "0.29"),
}


def check(folder):
    environment = {name: value for name, value in os.environ.items() if name != "GITHUB_ACTIONS"}
    command = [sys.executable, "-m", "scripts", "check"]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return copy(tmp_path_factory.mktemp("repository"))


def test_an_untouched_repository_is_up_to_date(folder):
    done = check(folder)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_an_input_is_reported_and_nothing_is_written(change, folder):
    path, old, new, code, told = CHANGES[change]
    file = folder / path
    was = file.read_text(encoding="utf-8")
    assert old in was
    file.write_text(was.replace(old, new, 1), encoding="utf-8")
    try:
        before = state(folder / "generated"), state(folder / "openapi")
        done = check(folder)
        assert done.returncode == code
        assert told in done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        assert (state(folder / "generated"), state(folder / "openapi")) == before
    finally:
        file.write_text(was, encoding="utf-8")
