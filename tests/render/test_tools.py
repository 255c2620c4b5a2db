"""What shapes the output is installed in the version that the lock pins, or nothing is generated."""

from __future__ import annotations

from importlib import metadata

import pytest

from scripts.base.errors import PipelineError
from scripts.render import tool_versions

MEND = "run it by `make`, or remake .venv with `make clean venv`"
THERE = {name: metadata.version(name) for name in tool_versions.SHAPING}


@pytest.fixture
def lock(tmp_path):
    return tmp_path / "other.lock"


def pins(**versions):
    pinned = THERE | {name.replace("_", "-"): version for name, version in versions.items()}
    return "".join(f"{name}=={version} \\\n    --hash=sha256:00\n" for name, version in pinned.items() if version)


def told(lock):
    with pytest.raises(PipelineError) as refused:
        tool_versions.check(lock)
    return str(refused.value)


def test_the_locked_tools_are_installed(lock):
    lock.write_text(f"# naïve\n{pins()}", encoding="utf-8")
    tool_versions.check(lock)
    tool_versions.check()


def test_a_lock_that_is_not_utf_8_is_read_all_the_same(lock):
    lock.write_bytes(f"# naïve\n{pins()}".encode("latin-1"))
    tool_versions.check(lock)


@pytest.mark.parametrize("name", tool_versions.SHAPING)
def test_another_tool_than_the_locked_one_is_reported(lock, name):
    lock.write_text(pins(**{name: "0.0"}))
    assert told(lock) == f"other.lock: {name} {THERE[name]} 0.0 is locked; {MEND}"


def test_a_tool_that_is_not_installed_is_reported(lock, monkeypatch):
    def none(_):
        raise metadata.PackageNotFoundError

    monkeypatch.setattr(metadata, "version", none)
    lock.write_text(pins(openapi_python_client="1.2"))
    assert told(lock) == f"other.lock: openapi-python-client is not installed, and 1.2 is locked; {MEND}"


@pytest.mark.parametrize("name", tool_versions.SHAPING)
def test_a_tool_that_the_lock_does_not_pin_is_reported(lock, name):
    lock.write_text(pins(**{name: ""}))
    assert told(lock) == f"other.lock: {name} is not pinned; run `make lock`"


@pytest.mark.parametrize("line", ["xruff==1", "  ruff==1", "ruff>=1", "ruff-lsp==1"])
def test_only_a_line_that_begins_with_the_whole_name_pins_it(lock, line):
    lock.write_text(pins(ruff="") + f"{line}\n")
    assert told(lock) == "other.lock: ruff is not pinned; run `make lock`"


def test_a_lock_that_can_not_be_read_is_reported(lock):
    assert told(lock) == "other.lock: can't be read: No such file or directory"
