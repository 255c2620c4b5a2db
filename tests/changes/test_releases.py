"""A release: its version and its changelog fit what changed since the last tag, or nothing is built."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scripts.base.errors import PipelineError
from scripts.changes import releases, releasing
from scripts.commands import cli
from scripts.config import load
from tests.support.copies import ROOT
from tests.support.gits import commit, git
from tests.support.repositories import repository

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA = """\
openapi: 3.1.0
info: {title: T, version: '1'}
components:
  schemas:
    Thing: {type: object, properties: {n: {type: integer}}, additionalProperties: false}
"""
SAME = SCHEMA
WORDS = SCHEMA.replace("{type: object", "{type: object, description: other words")
ADDED = SCHEMA.replace("{n:", "{m: {type: string}, n:")
BROKEN = SCHEMA.replace("integer", "string")
CHANGED = "### Changed\n\n- it"
LAST, GRAVEST = "the last release is 1.2.0", "the gravest change since is"


def describe(root: Path, version: str, notes: str | None = "### Added\n\n- it", *, unreleased: str = "") -> None:
    """Write a version and what the changelog says of it."""
    (root / "pyproject.toml").write_text(f'[project]\nname = "a"\nversion = "{version}"\n')
    section = "" if notes is None else f"## [{version}] - 2026-11-26\n\n{notes}\n"
    (root / "CHANGELOG.md").write_text(f"# Changelog\n\n## [Unreleased]\n\n{unreleased}\n\n{section}")


@pytest.fixture
def released(tmp_path: Path) -> Path:
    """A repository that has released 1.2.0, and 0.9.0 and 1.10.0-rc before."""
    config = repository(tmp_path)
    config.schema.write_text(SCHEMA)
    (tmp_path / "generated/thing").mkdir(parents=True)
    (tmp_path / "generated/thing/_model.py").write_text("a = 1\n")
    describe(tmp_path, "1.2.0")
    commit(tmp_path, "v0.9.0", "v1.2.0", "v1.10.0-rc", "1.3.0")
    return tmp_path


def checked(root: Path, tag: str | None = None) -> str:
    return releasing.check(load(root / "openapi/pipeline.toml"), tag)


def refused(root: Path, tag: str | None = None) -> list[str]:
    with pytest.raises(PipelineError) as error:
        checked(root, tag)
    return [str(problem) for problem in error.value.problems]


@pytest.mark.parametrize(
    ("schema", "version", "notes", "what"),
    [
        (SAME, "1.2.1", "- it", "nothing changed since"),
        (WORDS, "1.2.1", "- it", "the gravest change since is documentation"),
        (WORDS, "1.3.0", "- it", "the gravest change since is documentation"),
        (ADDED, "1.3.0", "- it", "the gravest change since is additive"),
        (ADDED, "2.0.0", "- it", "the gravest change since is additive"),
        (BROKEN, "2.0.0", CHANGED, "the gravest change since is breaking"),
        (BROKEN, "2.0.0", "### Removed\n\n- it", "the gravest change since is breaking"),
    ],
)
def test_what_fits_is_reported_in_a_line(released, schema, version, notes, what):
    (released / "openapi/thing.yaml").write_text(schema)
    describe(released, version, notes)
    assert checked(released) == f"{version}: the last release is 1.2.0, and {what}"


@pytest.mark.parametrize(
    ("schema", "version", "what"),
    [
        (SAME, "1.2.0", f"1.2.0 is released already; {LAST}, and nothing changed since; make it 1.2.1"),
        (ADDED, "1.2.0", f"1.2.0 is released already; {LAST}, and {GRAVEST} additive; make it 1.3.0"),
        (WORDS, "1.1.9", f"1.1.9 is too small; {LAST}, and {GRAVEST} documentation; make it 1.2.1"),
        (ADDED, "1.2.1", f"1.2.1 is too small; {LAST}, and {GRAVEST} additive; make it 1.3.0"),
        (BROKEN, "1.3.0", f"1.3.0 is too small; {LAST}, and {GRAVEST} breaking; make it 2.0.0"),
        (BROKEN, "3.0.0", "3.0.0 does not follow 1.2.0; what follows is 1.2.1, 1.3.0, 2.0.0"),
        (SAME, "1.2.7", "1.2.7 does not follow 1.2.0; what follows is 1.2.1, 1.3.0, 2.0.0"),
    ],
)
def test_a_version_that_does_not_fit_is_refused(released, schema, version, what):
    commit(released)  # else 1.2.0 would be what is released here
    (released / "openapi/thing.yaml").write_text(schema)
    describe(released, version, CHANGED)
    [told] = refused(released)
    assert told == f"pyproject.toml: {what}"


def test_before_1_0_what_breaks_makes_a_minor_version(tmp_path):
    repository(tmp_path).schema.write_text(SCHEMA)
    describe(tmp_path, "0.1.0")
    commit(tmp_path, "v0.1.0")
    (tmp_path / "openapi/thing.yaml").write_text(BROKEN)
    for version in ("0.2.0", "1.0.0"):
        describe(tmp_path, version, CHANGED)
        assert checked(tmp_path).endswith("breaking")
    describe(tmp_path, "0.1.1", CHANGED)
    assert "make it 0.2.0" in refused(tmp_path)[0]


@pytest.mark.parametrize("edit", ["changed", "new", "committed"])
def test_what_no_schema_shows_is_a_change_too(released, edit):
    (released / "generated/thing" / ("_more.py" if edit == "new" else "_model.py")).write_text("a = 2\n")
    if edit == "committed":
        commit(released)
    describe(released, "1.2.1")
    assert checked(released).endswith("the gravest change since is documentation")


def test_a_folder_whose_name_looks_like_an_option_is_a_folder(released):
    (released / "--cached").mkdir()
    (released / "--cached" / "new.py").touch()
    assert releases.Release(released, "1.2.0").differs(["--cached"])


def test_what_is_in_no_package_and_in_no_commit_is_no_change(released):
    (released / "notes.txt").write_text("more")
    describe(released, "1.2.1")
    assert checked(released).endswith("nothing changed since")


def test_a_schema_that_is_not_there_is_reported(released):
    (released / "openapi/thing.yaml").unlink()
    describe(released, "1.2.2")
    assert refused(released) == ["openapi/thing.yaml: there is no such file; run make trim"]


def test_a_released_schema_that_can_not_be_read_is_reported_with_its_tag(released):
    (released / "openapi/thing.yaml").write_bytes(b"\xff: [")
    commit(released, "v1.2.1")
    (released / "openapi/thing.yaml").write_text(SCHEMA)
    describe(released, "1.2.2")
    assert refused(released)[0].startswith("v1.2.1:openapi/thing.yaml:")


def test_a_judgement_counts_and_one_on_nothing_is_refused(released):
    (released / "openapi/thing.yaml").write_text(BROKEN)
    describe(released, "1.2.1", "- it")
    table = 'changes = [{rule = "type-changed", at = "#/components", as = "documentation", reason = "never sent"}]'
    repository(released, package=table)
    assert checked(released).endswith("the gravest change since is documentation")
    (released / "openapi/thing.yaml").write_text(SCHEMA)
    assert "nothing is type-changed at #/components" in refused(released)[0]


@pytest.mark.parametrize(
    ("notes", "unreleased", "what"),
    [
        (
            "- it",
            "",
            "CHANGELOG.md:7:1: it says nothing of what breaks; say it under ### Changed or ### Removed",
        ),
        ("", "", "CHANGELOG.md:7:1: nothing is said of 2.0.0; say what changed"),
        (None, "", "CHANGELOG.md: the newest section is not that of 2.0.0; write it"),
        (CHANGED, "- more", "CHANGELOG.md:3:1: what is unreleased would be released; put it under ## [2.0.0] - DATE"),
    ],
)
def test_a_changelog_that_does_not_fit_is_refused(released, notes, unreleased, what):
    (released / "openapi/thing.yaml").write_text(BROKEN)
    describe(released, "2.0.0", notes, unreleased=unreleased)
    assert refused(released) == [what]


def test_a_changelog_needs_no_section_for_what_is_unreleased(released):
    describe(released, "1.2.1")
    path = released / "CHANGELOG.md"
    path.write_text(path.read_text().replace("## [Unreleased]\n", ""))
    assert checked(released).endswith("nothing changed since")
    path.write_text("")
    assert refused(released) == ["CHANGELOG.md: the newest section is not that of 1.2.1; write it"]


def test_versions_that_follow_are_told_in_their_order(released):
    commit(released, "v1.9.0")
    describe(released, "1.9.5")
    assert refused(released)[0].endswith("; what follows is 1.9.1, 1.10.0, 2.0.0")


def test_a_section_without_a_date_is_refused(released):
    describe(released, "1.2.1")
    path = released / "CHANGELOG.md"
    path.write_text(path.read_text().replace(" - 2026-11-26", " - soon"))
    assert refused(released) == ["CHANGELOG.md:7:1: 1.2.1 has no date; write ## [1.2.1] - YYYY-MM-DD"]


def test_all_that_does_not_fit_is_reported_at_once(released):
    describe(released, "1.2.9", None)
    assert len(refused(released, "v1.3.0")) == 3
    path = released / "CHANGELOG.md"
    path.unlink()
    assert refused(released)[-1] == "CHANGELOG.md: there is no such file"
    path.write_bytes(b"## [1.3.0] \xff")
    assert refused(released)[-1] == "CHANGELOG.md: not UTF-8"


def test_a_tag_names_the_version_and_the_release_before_it_is_compared(released):
    (released / "openapi/thing.yaml").write_text(ADDED)
    describe(released, "1.3.0")
    commit(released, "v1.3.0")
    assert checked(released, "v1.3.0") == "1.3.0: the last release is 1.2.0, and the gravest change since is additive"
    assert refused(released, "v1.3.1") == ["pyproject.toml: the version is 1.3.0, and the tag v1.3.1; tag it anew"]


def test_the_first_release_needs_a_section_only(tmp_path):
    repository(tmp_path).schema.write_text(SCHEMA)
    describe(tmp_path, "0.1.0")
    commit(tmp_path)
    assert checked(tmp_path) == "0.1.0: the first release"
    describe(tmp_path, "0.1.0", None)
    assert refused(tmp_path) == ["CHANGELOG.md: the newest section is not that of 0.1.0; write it"]


def test_where_git_can_not_tell_nothing_is_released(tmp_path, released):
    copy = tmp_path / "shallow"
    commit(released)
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{released}", str(copy))
    assert "no git repository, or a shallow one; clone it whole" in refused(copy)[0]


def test_a_folder_that_is_no_repository_releases_nothing(tmp_path, monkeypatch):
    repository(tmp_path).schema.write_text(SCHEMA)
    describe(tmp_path, "0.1.0")
    assert "this is no git repository" in refused(tmp_path)[0]
    monkeypatch.setenv("PATH", "")
    assert "this is no git repository" in refused(tmp_path)[0]
    git_only = (tmp_path / ".git").exists()
    assert not git_only


def test_a_repository_without_a_commit_releases_nothing(tmp_path):
    repository(tmp_path).schema.write_text(SCHEMA)
    describe(tmp_path, "0.1.0")
    git(tmp_path, "init", "--quiet")
    assert refused(tmp_path) == ["there is no commit yet; commit what shall be released"]


@pytest.mark.parametrize(
    "text", ["", '[project]\nversion = "1.2"\n', '[project]\nversion = "01.2.3"\n', "[project]\nversion = 1\n"]
)
def test_a_version_is_three_numbers(released, text):
    (released / "pyproject.toml").write_text(text)
    assert refused(released) == ['pyproject.toml: no version like 1.2.3; write version = "1.2.3" in [project]']


def test_a_project_that_is_not_toml_is_refused(released):
    (released / "pyproject.toml").write_text("[")
    assert refused(released)[0].startswith("pyproject.toml: can't be read: ")
    (released / "pyproject.toml").unlink()
    (released / "pyproject.toml").mkdir()
    assert refused(released)[0].startswith("pyproject.toml: can't be read: [Errno 21] Is a directory")


def test_only_what_is_shipped_counts(released):
    (released / "openapi/thing.yaml").write_text(BROKEN)
    describe(released, "1.2.1")
    wheel = '[tool.hatch.build.targets.wheel]\npackages = ["generated/{}"]\n'
    project = (released / "pyproject.toml").read_text()
    (released / "pyproject.toml").write_text(project + wheel.format("other"))
    assert checked(released).endswith("nothing changed since")
    (released / "pyproject.toml").write_text(project + wheel.format("thing"))
    assert "is too small" in refused(released)[0]


def test_a_package_that_is_new_since_the_last_release_is_an_addition(released):
    git(released, "rm", "--quiet", "--cached", "openapi/thing.yaml")
    describe(released, "1.2.0")
    git(released, "commit", "--quiet", "--amend", "--message=without it")
    git(released, "tag", "--force", "v1.2.0")
    describe(released, "1.3.0")
    assert checked(released).endswith("the gravest change since is additive")


def test_the_newest_release_is_the_greatest_version_that_led_here(released):
    assert releases.last(released) == releases.Release(released, "1.2.0")
    assert releases.last(released, besides="1.2.0") == releases.Release(released, "0.9.0")
    git(released, "checkout", "--quiet", "-b", "aside")
    commit(released, "v1.9.0", "v1.10.0")
    assert releases.last(released) == releases.Release(released, "1.10.0")
    git(released, "checkout", "--quiet", "main")
    assert releases.last(released) == releases.Release(released, "1.2.0")


def test_the_command_tells_and_ends(released, capsys):
    describe(released, "1.2.1")
    path = str(released / "openapi/pipeline.toml")
    assert cli.main(["--config", path, "release"]) == 0
    assert capsys.readouterr().out == "1.2.1: the last release is 1.2.0, and nothing changed since\n"
    assert cli.main(["--config", path, "release", "--tag", "v9.9.9"]) == 2


def test_what_is_built_for_a_release_is_checked_first():
    [recipe] = [part for part in (ROOT / "Makefile").read_text().split("\n\n") if part.startswith("dist:")]
    _, first, second = recipe.splitlines()
    assert "-m scripts release" in first
    assert second.endswith("build")
