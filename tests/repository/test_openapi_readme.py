"""The README's chapter on changing the schema, done as it is written."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.support.traffic_steps import recorded_steps

ROOT = Path(__file__).resolve().parents[2]
HEADING = "## How to change the schema\n"
COPIED = ("openapi", "templates", "generated", "requirements.lock", "pyproject.toml")


def chapter() -> str:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    return re.split(r"^## ", readme.split(HEADING)[1], flags=re.MULTILINE)[0]


def block(text: str, language: str) -> str:
    found = re.search(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert found
    return found[1]


def run(root: Path, verb: str) -> subprocess.CompletedProcess[str]:
    command = (sys.executable, "-m", "scripts", "--config", str(root / "openapi" / "pipeline.toml"), verb)
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_chapter_leads_from_a_new_field_to_a_passing_check(tmp_path: Path):
    text = chapter()
    for name in COPIED:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tmp_path / name)
    with (tmp_path / "openapi" / "overlay.yaml").open("a", encoding="utf-8") as overlay:
        overlay.write("\n" + block(text, "yaml"))
    verbs = re.findall(r"^make (\w+)$", block(text, "sh"), re.MULTILINE)
    assert verbs == ["trim", "generate", "check"]
    for verb in verbs:
        done = run(tmp_path, verb)
        assert done.returncode == 0, done.stdout + done.stderr
    name, value = next(iter(json.loads(block(text, "json")).items()))
    step = json.dumps({**recorded_steps()[0].value, name: value})
    code = (
        "import sys; from openai_run_steps import RunStepObject; step = RunStepObject.from_json(sys.stdin.read()); "
        f"print(step.{name}, {name!r} in step.additional_properties)"
    )
    command = (sys.executable, "-c", f"import sys; sys.path.insert(0, {str(tmp_path / 'generated')!r}); {code}")
    done = subprocess.run(command, input=step, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout == f"{value} False\n"
