"""A newest version that is not what it should be is refused, and no pin is changed."""

from __future__ import annotations

import subprocess
import zipfile

import pytest

from scripts.errors import PipelineError
from scripts.upstream import registry
from tests.repositories import repository


@pytest.fixture
def config(tmp_path):
    return repository(tmp_path, 'package = "some-data"\nfile = "some_data/up.yaml"', limits="bytes = 10")


def offered(monkeypatch, name, text):
    """Let pip bring a wheel of this name."""

    def run(command, **_):
        folder = command[command.index("--dest") + 1]
        with zipfile.ZipFile(f"{folder}/{name}", "w") as archive:
            archive.writestr("some_data/up.yaml", text)
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(subprocess, "run", run)


def test_the_newest_version_is_told_with_its_document_and_its_sum(config, monkeypatch):
    offered(monkeypatch, "some_data-1.1-py3-none-any.whl", "a: 1")
    found, sha256 = registry.newest(config)
    assert found.data == b"a: 1"
    assert found.name == "some-data: some_data/up.yaml"
    assert found.origin == {"package": "some-data", "version": "1.1", "file": "some_data/up.yaml"}
    assert len(sha256) == 64


def test_a_wheel_for_one_machine_is_refused(config, monkeypatch):
    offered(monkeypatch, "some_data-1.1-cp311-cp311-linux_x86_64.whl", "a: 1")
    with pytest.raises(PipelineError, match=r"some-data: some_data-1\.1-.* is not a pure Python wheel"):
        registry.newest(config)


def test_a_document_over_the_limit_is_refused(config, monkeypatch):
    offered(monkeypatch, "some_data-1.1-py3-none-any.whl", "a: 12345678")
    with pytest.raises(PipelineError, match="the document is over the limit of 10 bytes"):
        registry.newest(config)


@pytest.mark.parametrize("error", [OSError(), subprocess.TimeoutExpired("pip", 1)])
def test_pip_that_does_not_answer_is_an_error(config, monkeypatch, error):
    def run(*_, **__):
        raise error

    monkeypatch.setattr(subprocess, "run", run)
    with pytest.raises(PipelineError, match=f"some-data: pip did not answer: {type(error).__name__}"):
        registry.newest(config)


def test_a_pin_in_a_file_that_is_not_there_is_an_error(config):
    with pytest.raises(PipelineError, match=r"requirements\.lock: cannot be read: No such file"):
        registry.pins(config, "1.1", "00")
