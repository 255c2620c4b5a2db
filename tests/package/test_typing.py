"""Type checkers find every mistake in `mistakes.py`, each on its line, and no other. (`make lint` checks the uses.)"""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

MISTAKES = Path(__file__).parent / "mistakes.py"
ROOT = MISTAKES.parents[2]


def mypy():
    """The lines in which mypy finds something."""
    run = checked("mypy", "--cache-dir", str(ROOT / ".mypy_cache"), str(MISTAKES))
    return {int(line) for line in re.findall(r"mistakes\.py:(\d+): error", run.stdout)}


def pyright():
    """The lines in which pyright finds something."""
    run = checked("pyright", "--outputjson", str(MISTAKES))
    return {found["range"]["start"]["line"] + 1 for found in json.loads(run.stdout)["generalDiagnostics"]}


def checked(*command):
    return subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("checker", [mypy, pyright])
def test_every_mistake_is_found_on_its_line(checker):
    lines = MISTAKES.read_text().splitlines()
    assert checker() == {number for number, line in enumerate(lines, 1) if line.endswith("# error")}
