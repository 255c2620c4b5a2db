"""What the workflows do, tried against a local repository: the weekly pull request, and what publishing waits for."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import pytest
import yaml

from tests.support.copies import ROOT, copy
from tests.support.gits import IDENTITY, commit, git
from tests.support.repositories import UPSTREAM, repository

NEWER = UPSTREAM.replace("n: {type: integer}", "n: {type: integer, description: How many.}, m: {type: string}")
GH = """\
#!{python}
import json, os, sys
with open(os.environ["GH_LOG"], "a") as log:
    log.write(json.dumps([sys.argv[1:], sys.stdin.read()]) + "\\n")
"""


@pytest.fixture
def house(tmp_path, monkeypatch):
    """A clone of a repository like ours, whose package is made of a small document, and a `gh` that only notes."""
    folder = copy(tmp_path / "clone")
    for path in [*(folder / "openapi").iterdir(), *(folder / "generated").rglob("*")]:
        if path.is_file():
            path.unlink()
    repository(folder)
    for command in ("trim", "generate"):
        scripts(folder, command)
    commit(folder)
    git(tmp_path, "init", "--quiet", "--bare", "origin.git")
    git(folder, "remote", "add", "origin", str(tmp_path / "origin.git"))
    git(folder, "push", "--quiet", "origin", "main")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "gh").write_text(GH.format(python=sys.executable))
    (tmp_path / "bin" / "gh").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    monkeypatch.setenv("GH_LOG", str(tmp_path / "gh.log"))
    return folder


def scripts(folder, *arguments):
    subprocess.run([sys.executable, "-m", "scripts", *arguments], cwd=folder, check=True, capture_output=True)


def newer(folder, text=NEWER):
    """Let there be a newer document, as if it had always been where it is."""
    (folder / "upstream.yaml").write_text(text)
    git(folder, "commit", "--quiet", "--all", "--message=upstream has moved")
    git(folder, "push", "--quiet", "origin", "main")


def step(folder, name):
    return subprocess.run(
        [folder / ".ci/update", name, folder.parent / "report.md"],
        env={**os.environ, **IDENTITY, "PY": sys.executable},
        capture_output=True,
        text=True,
        check=False,
    )


def steps(folder):
    for name in ("take", "propose"):
        done = step(folder, name)
        assert done.returncode == 0, done.stderr
    return done.stdout


def opened(folder):
    """The pull requests: what gh was called with, and what it was given to read."""
    log = folder.parent / "gh.log"
    return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []


def branches(folder):
    return git(folder, "ls-remote", "--heads", "origin").split()[1::2]


def test_a_newer_document_becomes_a_pull_request_and_only_one(house):
    assert steps(house) == "nothing new\n"
    assert branches(house) == ["refs/heads/main"]
    newer(house)
    steps(house)
    [[arguments, body]] = opened(house)
    *_, branch = [each.removeprefix("refs/heads/") for each in branches(house)]
    assert arguments[:4] == ["pr", "create", "--head", branch]
    assert "--draft" not in arguments
    assert "### Breaking (1)" in body
    assert "| property-taken-over | Thing.m: added;" in body
    assert "`make generate` does not go through" not in body
    changed = git(house, "diff", "--name-only", "origin/main", f"origin/{branch}").split()
    assert {"openapi/thing.lock", "openapi/thing.yaml", "generated/thing/models.py"} <= {*changed}
    assert all(path.startswith(("openapi/", "generated/")) for path in changed)
    assert git(house, "rev-parse", "origin/main") == git(house, "rev-parse", "main")
    scripts(house, "check")
    git(house, "switch", "--quiet", "main")
    assert re.search(r"^upstream-\w{12} is proposed already$", steps(house), re.MULTILINE)
    assert len(opened(house)) == 1


@pytest.mark.fuzz
def test_what_make_generate_refuses_becomes_a_draft_that_tells_why(house):
    path = house / "openapi/pipeline.toml"
    path.write_text(path.read_text().replace('name = "thing"', 'name = "thing"\ndescribe_all = true'))
    newer(house)
    steps(house)
    [[arguments, body]] = opened(house)
    assert arguments[-1] == "--draft"
    assert "`make generate` does not go through yet:\n\n    error: openapi/thing.yaml" in body
    assert "openapi/thing.yaml" in git(house, "diff", "--name-only", "main", "HEAD").split()


@pytest.mark.fuzz
def test_a_document_that_is_refused_is_an_error_and_opens_nothing(house):
    newer(house, UPSTREAM.replace("Thing:", "Renamed:"))
    done = step(house, "take")
    assert done.returncode == 2
    assert "no schema 'Thing'" in done.stderr
    assert git(house, "status", "--porcelain") == ""


def workflow(name):
    return yaml.safe_load((ROOT / ".github/workflows" / name).read_text(encoding="utf-8"))


def runs(job):
    return "\n".join(step.get("run", "") for step in job["steps"])


def test_the_weekly_workflow_gives_a_token_to_the_last_step_only():
    *others, last = workflow("update.yml")["jobs"]["update"]["steps"]
    assert ".ci/update propose" in last["run"]
    assert "GH_TOKEN" in last["env"]
    assert not any("token" in str(each).lower() for each in others)
    assert any(".ci/update take" in each.get("run", "") for each in others)


def test_what_is_published_is_what_a_tag_names_after_all_checks():
    publish = workflow("publish.yml")
    assert publish[True] == {"push": {"tags": ["v*"]}}  # `on`, to a parser of YAML 1.1
    build, upload = publish["jobs"]["build"], publish["jobs"]["publish"]
    order = [runs(build).index(each) for each in (".ci/run", "scripts release --tag", "make dist")]
    assert order == sorted(order)
    assert upload["needs"] == "build"
    assert upload["permissions"] == {"id-token": "write"}
    [*_, last] = upload["steps"]
    assert last["uses"].startswith("pypa/gh-action-pypi-publish@")
    assert last["with"] == {"attestations": True}
    assert not any("run" in each for each in upload["steps"])


@pytest.mark.parametrize("path", sorted((ROOT / ".github/workflows").iterdir()), ids=lambda path: path.name)
def test_no_workflow_puts_text_of_others_into_a_command(path):
    for job in workflow(path.name)["jobs"].values():
        assert "${{" not in runs(job)


@pytest.mark.parametrize("path", sorted((ROOT / ".github/workflows").iterdir()), ids=lambda path: path.name)
def test_every_workflow_asks_for_the_least(path):
    found = workflow(path.name)
    assert found["permissions"] in ({}, {"contents": "read"})
    for job in found["jobs"].values():
        for each in job["steps"]:
            if each.get("uses", "").startswith("actions/checkout@"):
                assert each["with"]["persist-credentials"] is False
