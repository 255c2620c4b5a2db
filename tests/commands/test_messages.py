"""What `generate` and `update` did is told path by path, and what can't be written is one line."""

from __future__ import annotations

import io
import json
import shutil
import sys
from pathlib import Path

import pytest

from scripts import pipeline
from scripts.commands import cli
from scripts.output import trial
from tests.support.repositories import repository
from tests.support.trees import FILES, MARKDOWN, UNTRACKED, lay

ROOT = Path(__file__).resolve().parents[2]
GONE = "generated/docs/Gone.md"


def test_generate_tells_what_it_wrote_removed_and_left(tmp_path, monkeypatch, capsys):
    lay(tmp_path, {"openapi/run-step.yaml": "a: 1\n", GONE: MARKDOWN, UNTRACKED: "mine"})
    shutil.copy(ROOT / "openapi/pipeline.toml", tmp_path / "openapi")
    monkeypatch.setattr(trial, "check", lambda *_: None)  # no package
    given = []
    monkeypatch.setattr(pipeline, "generate", lambda settings: given.append(settings.root) or dict(FILES))
    assert cli.main(["--config", str(tmp_path / "openapi/pipeline.toml"), "generate"]) == 0
    out, err = capsys.readouterr()
    assert out.splitlines() == [
        *(f"wrote {path}" for path in sorted(FILES)),
        f"removed {GONE}",
        "openai_run_steps: 7 files, 7 written",
    ]
    assert err == f"untracked: {UNTRACKED} is not generated; move it out or remove it\n"
    assert given == [tmp_path]


def test_another_folder_can_be_generated_into(tmp_path, monkeypatch, capsys):
    repository(tmp_path, package='code = "made/here"\npages = "made/there"')
    monkeypatch.setattr(pipeline, "generate", lambda _: {"made/here/a.md": MARKDOWN})
    assert cli.main(["--config", str(tmp_path / "openapi/pipeline.toml"), "generate"]) == 0
    assert capsys.readouterr().out == "wrote made/here/a.md\nthing: 1 files, 1 written\n"


def test_check_compares_the_files_that_the_configuration_names(tmp_path, monkeypatch, capsys):
    repository(tmp_path, package='code = "made/here"\nschema = "openapi/ours.yaml"')
    path = tmp_path / "openapi/pipeline.toml"
    monkeypatch.setattr(pipeline, "generate", lambda package: {f"{package.relative(package.code)}/a": MARKDOWN})
    for command in ("trim", "generate", "check"):
        assert cli.main(["--config", str(path), command]) == 0
    told = "thing: openapi/ours.yaml and 1 files are what they are made from"
    assert capsys.readouterr().out.splitlines()[-1] == told
    (tmp_path / "made/here/b").write_text(MARKDOWN)
    assert cli.main(["--config", str(path), "check"]) == 1
    assert capsys.readouterr().out.startswith("stale: made/here/b")


def test_check_tells_other_programs_what_differs(tmp_path, monkeypatch, capsys):
    repository(tmp_path)
    path = str(tmp_path / "openapi/pipeline.toml")
    monkeypatch.setattr(pipeline, "generate", lambda _: {"generated/a.md": MARKDOWN, "generated/b.md": MARKDOWN})
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    for command in ("trim", "generate"):
        assert cli.main(["--config", path, command]) == 0
    capsys.readouterr()
    assert cli.main(["--config", path, "check", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == []
    (tmp_path / "generated/a.md").write_text(f"{MARKDOWN}more\n")
    (tmp_path / "generated/b.md").unlink()
    (tmp_path / UNTRACKED).write_text("mine")
    (tmp_path / "openapi/thing.yaml").write_text("a: 1\n")
    assert cli.main(["--config", path, "check", "--format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert [(each["kind"], each["path"], each["line"], each["run"]) for each in found] == [
        ("changed", "openapi/thing.yaml", 1, "make trim"),
        ("changed", "generated/a.md", MARKDOWN.count("\n") + 1, "make generate"),
        ("missing", "generated/b.md", 1, "make generate"),
        ("untracked", UNTRACKED, 1, None),
    ]
    assert found[0]["what"] == "changed: openapi/thing.yaml is not what is generated"


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(("environment", "coloured"), [({"TERM": "xterm"}, True), ({"NO_COLOR": "1"}, False)])
def test_a_terminal_gets_colours_unless_it_is_reported_not_to(tmp_path, monkeypatch, environment, coloured):
    config = str(repository(tmp_path).root / "openapi/pipeline.toml")
    monkeypatch.setattr(pipeline, "generate", lambda _: {"generated/a.md": MARKDOWN})
    cli.main(["--config", config, "trim"])
    cli.main(["--config", config, "generate"])
    (tmp_path / "generated/a.md").write_text(MARKDOWN + "more\n")
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    assert cli.main(["--config", config, "check"]) == 1
    assert "more" in terminal.getvalue()
    assert ("\x1b[" in terminal.getvalue()) is coloured


def test_output_that_is_no_terminal_and_no_file_is_written_to_all_the_same(tmp_path, monkeypatch):
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    assert cli.main(["--config", str(tmp_path / "openapi/pipeline.toml"), "generate"]) == 2
    assert (
        written.getvalue() == "error: openapi/pipeline.toml: there is no such file; name another one: --config FILE\n"
    )
