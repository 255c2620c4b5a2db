"""All schemas of OpenAI's document as one package: type checkers find nothing in it, and every decoder can be built."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import pipeline
from scripts.documents import reading
from scripts.output import trial
from tests.judging import cases
from tests.support.packages import write

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    data = reading.dump_yaml(cases.vendor("openai").value).encode()
    built = pipeline.build(data, roots=["*"], package="whole", repair=True)
    trial.check({f"src/{path}": text for path, text in built.files.items()}, "whole", "src")
    folder = tmp_path_factory.mktemp("whole")
    write({path: text for path, text in built.files.items() if path.startswith("whole/")}, folder)
    return folder


@pytest.mark.fuzz
def test_mypy_strict_finds_nothing_in_all_of_openais_document(folder):
    settings = ["--config-file=", "--strict", "--python-version=3.11", "--cache-dir", str(folder / "cache")]
    settings += ["--python-executable", sys.executable]
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *settings, "whole"], cwd=folder, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout[-2000:]) == (0, done.stdout[-2000:])


@pytest.mark.fuzz
def test_pyright_strict_finds_nothing_in_all_of_openais_document(folder):
    told = {
        "include": ["whole"],
        "typeCheckingMode": "strict",
        "pythonVersion": "3.11",
        "reportMissingModuleSource": False,
    }
    told |= {"venvPath": str(ROOT), "venv": ".venv"}
    (folder / "pyrightconfig.json").write_text(json.dumps(told), encoding="utf-8")
    done = subprocess.run([sys.executable, "-m", "pyright"], cwd=folder, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout[-2000:]) == (0, done.stdout[-2000:])
