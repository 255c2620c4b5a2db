"""Several packages in one repository: each its own, none touches what is another's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scripts import pipeline
from scripts.commands import cli
from scripts.output import trial
from scripts.render.header import header
from tests.support.repositories import UPSTREAM, repository
from tests.support.trees import lay, state

if TYPE_CHECKING:
    from pathlib import Path

OTHER = """\
[[package]]
name = "other"
source.path = "upstream.yaml"
roots.schemas = ["Other"]
"""


def files(package):
    """What is generated from a package, in short."""
    text = header("hash", [package.relative(package.schema), "templates/"])
    return {f"generated/{package.name}/models.py": text, f"{package.relative(package.pages)}/README.md": text}


@pytest.fixture
def root(tmp_path: Path, monkeypatch):
    """A repository with the packages `thing` and `other`, both written."""
    repository(tmp_path)
    path = tmp_path / "openapi" / "pipeline.toml"
    path.write_text(path.read_text() + OTHER)
    monkeypatch.setattr(pipeline, "generate", files)
    monkeypatch.setattr(trial, "check", lambda *_: None)  # no package
    assert run(tmp_path, "trim") == run(tmp_path, "generate") == 0
    return tmp_path


def run(root, *arguments):
    return cli.main(["--config", str(root / "openapi" / "pipeline.toml"), *arguments])


def generated(root):
    found = (path for path in (root / "generated").rglob("*") if path.is_file())
    return sorted(path.relative_to(root / "generated").as_posix() for path in found)


BOTH = ["docs/other/README.md", "docs/thing/README.md", "other/models.py", "thing/models.py"]


def test_a_command_is_about_all_packages_and_sums_each_up_in_a_line(root, capsys):
    assert generated(root) == BOTH
    capsys.readouterr()
    for command in ("trim", "generate", "check", "update"):
        assert run(root, command) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition("; ")[0] for line in lines] == [
        "thing: kept 1 of 2 schemas, dropped 1",
        "other: kept 1 of 2 schemas, dropped 1",
        "thing: 2 files, 0 written",
        "other: 2 files, 0 written",
        "thing: openapi/thing.yaml and 2 files are what they are made from",
        "other: openapi/other.yaml and 2 files are what they are made from",
        "thing: nothing new: the upstream document is the locked one",
        "other: nothing new: the upstream document is the locked one",
    ]


@pytest.mark.parametrize("name", ["thing", "other"])
def test_a_package_of_its_own_is_written_and_the_other_stays(root, name, capsys):
    for path in BOTH:
        (root / "generated" / path).write_text((root / "generated" / path).read_text() + "edited\n")
    capsys.readouterr()
    assert run(root, "check", "--package", name) == 1
    out = capsys.readouterr().out
    assert [line.split()[1] for line in out.splitlines() if line.startswith("changed: ")] == [
        f"generated/docs/{name}/README.md",
        f"generated/{name}/models.py",
    ]
    assert out.endswith(f'run: make generate ARGS="--package {name}"\n')
    assert run(root, "generate", "--package", name) == 0
    assert run(root, "check", "--package", name) == 0
    edited = [path for path in BOTH if "edited" in (root / "generated" / path).read_text()]
    assert edited == [path for path in BOTH if name not in path]
    assert run(root, "check") == 1


def test_traffic_is_compared_with_one_package_that_has_to_be_named(root, capsys):
    (root / "some.jsonl").write_text('{"id": "a", "n": 1}\n')
    assert run(root, "observe", str(root / "some.jsonl"), "--at", "$") == 2
    assert capsys.readouterr().err == (
        "error: this is about one package, and there are thing, other; name it: --package NAME\n"
    )
    assert run(root, "observe", str(root / "some.jsonl"), "--at", "$", "--package", "thing") == 0


def test_what_a_package_no_longer_generates_goes_and_what_is_anothers_stays(root):
    lay(root, {"generated/docs/Gone.md": header("html", ["openapi/thing.yaml", "templates/"])})
    assert run(root, "generate", "--package", "other") == 0
    assert generated(root) == ["docs/Gone.md", *BOTH]
    assert run(root, "generate", "--package", "thing") == 0
    assert generated(root) == BOTH


def test_what_a_package_left_that_is_no_longer_configured_is_stale(root, capsys):
    path = root / "openapi" / "pipeline.toml"
    path.write_text(path.read_text().replace(OTHER, ""))
    capsys.readouterr()
    assert run(root, "check") == 1
    out = capsys.readouterr().out
    assert "stale: generated/docs/other/README.md is no longer generated" in out
    assert run(root, "generate") == 0
    assert generated(root) == ["docs/thing/README.md", "thing/models.py"]


def test_a_newer_document_is_taken_for_all_packages_or_for_those_that_are_named(root, capsys):
    (root / "upstream.yaml").write_text(UPSTREAM.replace("n: {type: integer}", "n: {type: number}"))
    capsys.readouterr()
    assert run(root, "update") == 1
    out = capsys.readouterr().out
    assert "thing: upstream.yaml (sha256 " in out
    assert "other: upstream.yaml (sha256 " in out
    assert out.endswith("run: make update ARGS=--accept\n")
    assert run(root, "update", "--package", "thing") == 1
    assert capsys.readouterr().out.endswith('run: make update ARGS="--accept --package thing"\n')
    assert run(root, "update", "--package", "thing", "--accept") == 0
    assert run(root, "trim", "--package", "thing") == 0
    assert run(root, "trim") == 2
    assert "other.lock says" in capsys.readouterr().err
    assert run(root, "update", "--accept") == 0
    assert run(root, "trim") == run(root, "check") == 0


def test_a_refusal_of_one_package_writes_none(root, capsys):
    path = root / "openapi" / "pipeline.toml"
    path.write_text(path.read_text().replace('["Other"]', '["Gone"]'))
    (root / "openapi" / "thing.yaml").write_text("edited\n")
    before = state(root)
    assert run(root, "trim") == 2
    assert state(root) == before


def test_two_packages_that_write_one_file_are_refused(root, capsys, monkeypatch):
    monkeypatch.setattr(pipeline, "generate", lambda _: {"generated/docs/a.md": ""})
    capsys.readouterr()
    assert run(root, "generate") == 2
    assert capsys.readouterr().err == (
        "error: generated/docs/a.md: thing and other both write this; part their folders\n"
    )


def test_why_is_reported_for_each_package_that_has_the_component(root, capsys):
    capsys.readouterr()
    assert run(root, "trim", "--why", "Other") == 0
    assert capsys.readouterr().out == "other: #/components/schemas/Other is a root\n"
    assert run(root, "trim", "--why", "Other", "--package", "thing") == 2
    assert capsys.readouterr().err == "error: Other is not kept\n"


def test_a_package_that_is_not_there_is_one_line(root, capsys):
    capsys.readouterr()
    assert run(root, "check", "--package", "nothing") == 2
    assert capsys.readouterr().err == "error: no package 'nothing' in pipeline.toml; there are thing, other\n"


def test_every_package_that_is_refused_is_reported_and_nothing_is_written(root, capsys):
    path = root / "openapi" / "pipeline.toml"
    path.write_text(path.read_text().replace('["Other"]', '["Gone"]').replace('["Thing"]', '["Lost"]'))
    before = state(root)
    capsys.readouterr()
    for command in ("trim", "check"):
        assert run(root, command) == 2
        lines = capsys.readouterr().err.splitlines()
        assert [line for line in lines if "no schema" in line] == [
            "error: upstream.yaml: no schema 'Lost'",
            "error: upstream.yaml: no schema 'Gone'",
        ]
    assert state(root) == before
