"""What is wrong with a source is told whole: which, what, and what to do."""

from __future__ import annotations

import sys

import pytest

from scripts.base.errors import PipelineError
from scripts.sources import access
from tests.support.repositories import UPSTREAM, repository


@pytest.fixture
def site(tmp_path, monkeypatch):
    """A folder on the path with the file of `some-data` in it, and no version yet."""
    folder = tmp_path / "site"
    (folder / "some_data").mkdir(parents=True)
    (folder / "some_data" / "up.yaml").write_text(UPSTREAM)
    monkeypatch.setattr(sys, "path", [*sys.path, str(folder)])
    return folder


def told(tmp_path, package="some-data", file="some_data/up.yaml", lock=None, **tables):
    root = tmp_path / "repository"
    settings = repository(root, f'package = "{package}"\nfile = "{file}"', **tables)
    if lock is not None:
        (root / "requirements.lock").write_text(lock, encoding="latin-1")
    with pytest.raises(PipelineError) as caught:
        access.fetch(settings)
    return str(caught.value)


@pytest.mark.parametrize(
    ("lock", "line"),
    [
        (None, "the package is not pinned; pin no-data in requirements.lock"),
        ("other==1\n", "the package is not pinned; pin no-data in requirements.lock"),
        ("# not UTF-8: ÿ\n", "the package is not pinned; pin no-data in requirements.lock"),
        ("no-data==1\n", "the package is not installed; run make venv"),
    ],
)
def test_a_package_that_is_not_there_is_to_be_pinned_or_installed(tmp_path, lock, line):
    assert told(tmp_path, "no-data", "x.yaml", lock) == f"no-data: x.yaml: {line}"


def test_a_file_that_the_package_lacks_is_reported(tmp_path, site):
    (site / "some_data-1.dist-info").mkdir()
    line = "some-data: x.yaml: the package has no such file; name a file of the package"
    assert told(tmp_path, file="x.yaml", lock="some-data==1\n") == line


def test_a_folder_is_no_document(tmp_path):
    (tmp_path / "repository" / "folder").mkdir(parents=True)
    with pytest.raises(PipelineError) as caught:
        access.fetch(repository(tmp_path / "repository", 'path = "folder"'))
    assert str(caught.value) == "folder: this is a folder, not a file"


@pytest.mark.parametrize(
    ("versions", "lock", "what"),
    [
        ([], "some-data==1.2\n", "no version is installed and 1.2 is pinned"),
        ([], None, "no version is installed and none is pinned"),
        (["1.2", "1.3"], "some-data==1.2\n", "no version is installed and 1.2 is pinned"),
        (["1.3"], "some-data==1.2 ; python_version < '4'\n", "1.3 is installed and 1.2 is pinned"),
    ],
)
def test_a_version_that_is_not_the_pinned_one_is_reported_with_both(tmp_path, site, versions, lock, what):
    for version in versions:
        (site / f"some_data-{version}.dist-info").mkdir()
    expected = f"some-data: some_data/up.yaml: {what} in requirements.lock; run make venv"
    assert told(tmp_path, lock=lock) == expected


def test_a_file_over_the_limit_is_reported_with_the_limit(tmp_path, site):
    (site / "some_data-1.dist-info").mkdir()
    expected = "the document is over the limit of 9 bytes; raise limits.bytes in pipeline.toml if this is meant"
    assert told(tmp_path, lock="some-data==1\n", limits="bytes = 9") == f"some-data: some_data/up.yaml: {expected}"


def test_a_file_that_can_not_be_read_is_reported(tmp_path, monkeypatch):
    settings = repository(tmp_path)
    path = type(tmp_path)

    def refuse(self, *_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(path, "open", refuse)
    with pytest.raises(PipelineError) as caught:
        access.fetch(settings)
    assert str(caught.value) == "upstream.yaml: can't be read: Permission denied"
