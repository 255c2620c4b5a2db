"""A newest version that is not what it should be is refused, and no pin is changed."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from msgspec import structs

from scripts.base.errors import PipelineError
from scripts.sources import registry
from tests.support.repositories import repository


@pytest.fixture
def config(tmp_path):
    return repository(tmp_path, 'package = "some-data"\nfile = "some_data/up.yaml"', limits="bytes = 10")


def refusal(config):
    with pytest.raises(PipelineError) as caught:
        registry.newest(config)
    return str(caught.value)


def offered(monkeypatch, name, text):
    """Let pip bring a wheel of this name; its sums."""
    sums = []

    def run(command, **_):
        wheel = Path(command[command.index("--dest") + 1]) / name
        with zipfile.ZipFile(wheel, "w") as archive:
            archive.writestr("some_data/up.yaml", text)
        sums.append(hashlib.sha256(wheel.read_bytes()).hexdigest())
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(subprocess, "run", run)
    return sums


def test_the_newest_version_is_reported_with_its_document_and_its_sum(config, monkeypatch):
    sums = offered(monkeypatch, "some_data-1.1-py3-none-any.whl", "a: 1234567")
    found, sha256 = registry.newest(config)
    assert found.data == b"a: 1234567"
    assert found.name == "some-data: some_data/up.yaml"
    assert found.origin == {"package": "some-data", "version": "1.1", "file": "some_data/up.yaml"}
    assert [sha256] == sums


def test_a_wheel_for_one_machine_is_refused(config, monkeypatch):
    offered(monkeypatch, "some_data-1.1-cp311-cp311-linux_x86_64.whl", "a: 1")
    with pytest.raises(PipelineError, match=r"some-data: some_data-1\.1-.* is not a pure Python wheel"):
        registry.newest(config)


def test_a_document_over_the_limit_is_refused(config, monkeypatch):
    offered(monkeypatch, "some_data-1.1-py3-none-any.whl", "a: 12345678")
    wheel = "some_data-1.1-py3-none-any.whl"
    assert refusal(config) == f"{wheel}: the document is over the limit of 10 bytes"


def test_a_wheel_without_the_document_is_refused(config, monkeypatch):
    offered(monkeypatch, "some_data-1.1-py3-none-any.whl", "a: 1")
    elsewhere = replace(config, source=structs.replace(config.source, file="some_data/gone.yaml"))
    wheel = "some_data-1.1-py3-none-any.whl"
    assert refusal(elsewhere) == f"{wheel}: there is no some_data/gone.yaml; name its new place in pipeline.toml"


@pytest.mark.parametrize("error", [OSError(), subprocess.TimeoutExpired("pip", 1)])
def test_pip_that_does_not_answer_is_an_error(config, monkeypatch, error):
    def run(*_, **__):
        raise error

    monkeypatch.setattr(subprocess, "run", run)
    with pytest.raises(PipelineError, match=f"some-data: pip did not answer: {type(error).__name__}"):
        registry.newest(config)


def test_a_pin_in_a_file_that_is_not_there_is_an_error(config):
    with pytest.raises(PipelineError, match=r"requirements\.lock: there is no such file"):
        registry.pins(config, "1.1", "00", {})


@pytest.fixture
def pip(tmp_path, monkeypatch):
    """A pip that leaves what it was asked in `asked`, then does what a test has it do with the folder `$10`."""
    program = tmp_path / "python"
    monkeypatch.setattr(sys, "executable", str(program))

    def does(commands):
        program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {tmp_path}/asked\n{commands}\n')
        program.chmod(0o755)

    return does


def test_pip_looks_for_one_wheel_and_asks_nobody(config, tmp_path, pip):
    pip("exit 0")
    refusal(config)
    asked = (tmp_path / "asked").read_text().splitlines()
    assert asked[:6] == ["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-input"]
    assert asked[6:9] == ["--no-deps", "--only-binary=:all:", "--dest"]
    assert asked[10:] == ["--", "some-data"]


@pytest.mark.parametrize(
    ("commands", "reason"),
    [
        ("echo ERROR: first >&2; echo ERROR: the last >&2; echo a note >&2; exit 1", "ERROR: the last"),
        ('touch "${10}/a-1-py3-none-any.whl"; exit 1', "no wheel"),
        ('touch "${10}/a-1-py3-none-any.whl" "${10}/b-1-py3-none-any.whl"', "no wheel"),
        ("exit 0", "no wheel"),
    ],
)
def test_what_pip_does_not_find_is_reported_with_its_last_error(config, pip, capfd, commands, reason):
    pip(commands)
    assert refusal(config) == f"some-data: pip found no newest version: {reason}"
    assert capfd.readouterr() == ("", "")


def test_pip_is_not_waited_for_without_end(config, monkeypatch, pip):
    monkeypatch.setattr(registry, "_PATIENCE", 0.1)
    pip("exec sleep 2")
    assert refusal(config) == "some-data: pip did not answer: TimeoutExpired"
