"""The Makefile and the environment that it makes: one clear line if it can't, and never a half-made one."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import bootstrap
from scripts.commands.cli import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A copy of what `make venv` reads, in a folder whose name has a space."""
    copy = tmp_path / "a folder"
    (copy / "scripts").mkdir(parents=True)
    for name in ("Makefile", *bootstrap.INPUTS):
        shutil.copy(ROOT / name, copy / name)
    monkeypatch.chdir(copy)
    return copy


def make(folder, *arguments, **environment):
    clean = {name: value for name, value in os.environ.items() if not name.startswith("MAKE") and name != "PYTHON"}
    return subprocess.run(
        ["make", *arguments], cwd=folder, capture_output=True, text=True, check=False, env={**clean, **environment}
    )


def errors(done):
    """What was told, less make's own last word."""
    return [line for line in done.stderr.splitlines() if not line.startswith("make")]


def test_make_alone_lists_every_command(folder):
    done = make(folder)
    documented = re.findall(r"^([a-z]+):.*## ", MAKEFILE, re.MULTILINE)
    assert [line.split()[1] for line in done.stdout.splitlines()] == documented
    assert {"generate", "check", "test", "trim", "update", "bench", "lint", "fuzz", "lock", "format"} <= {*documented}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_a_target(command):
    assert f"-m scripts {command}" in MAKEFILE


def test_a_python_that_is_not_there_is_one_line(folder):
    done = make(folder, "generate", "PYTHON=no-such-python")
    assert done.returncode == 2
    assert errors(done) == ["error: there is no no-such-python; install Python 3.11 or newer"]


def test_a_python_that_is_too_old_is_one_line(folder, tmp_path):
    old = tmp_path / "old python"
    code = "import sys; sys.version_info = (3, 9, 1); exec(compile(open(sys.argv[-1]).read(), 'x', 'exec'))"
    old.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "{code}" "$@"\n')
    old.chmod(0o755)
    done = make(folder, "generate", f"PYTHON={old}")
    assert done.returncode == 2
    (line,) = errors(done)
    assert re.match(r"error: Python 3\.11 or newer is needed, and .* is 3\.9; name another one: make PYTHON=", line)
    assert not (folder / ".venv").exists()


def test_an_old_python_can_read_the_script_that_says_so():
    ast.parse((ROOT / "scripts/bootstrap.py").read_text(encoding="utf-8"), feature_version=(3, 6))


@pytest.mark.fuzz
def test_no_package_index_is_one_line_and_nothing_that_looks_complete(folder):
    done = make(folder, "generate", PIP_NO_INDEX="1", PIP_FIND_LINKS="")
    assert done.returncode == 2
    assert len(errors(done)) == 2
    assert errors(done)[0].startswith("installing requirements.lock")
    assert errors(done)[1].startswith("error: the packages of requirements.lock can't be installed; is a package index")
    assert not (folder / bootstrap.STAMP).exists()


@pytest.fixture
def calls(folder, monkeypatch):
    """The steps that bootstrap takes, without taking them."""
    made = []

    def create():
        made.append("create")
        shutil.rmtree(bootstrap.VENV, ignore_errors=True)
        Path(bootstrap.PYTHON).parent.mkdir(parents=True)
        Path(bootstrap.PYTHON).symlink_to(sys.executable)

    monkeypatch.setattr(bootstrap, "create", create)
    monkeypatch.setattr(bootstrap, "pip", lambda *arguments: made.append(arguments[-1]))
    return made


COMPLETE = ["create", "requirements.lock", "."]


def test_a_first_run_installs_the_lock_and_the_package(calls):
    assert bootstrap.main() == 0
    assert calls == COMPLETE
    assert Path(bootstrap.STAMP).exists()


def test_a_second_run_installs_nothing(calls, folder):
    bootstrap.main()
    calls.clear()
    os.utime(bootstrap.STAMP, (0, 0))
    assert subprocess.call([sys.executable, ROOT / "scripts/bootstrap.py"]) == 0
    assert bootstrap.main() == 0
    assert calls == []
    assert make(folder, "-q", "venv").returncode == 0


def test_a_python_that_is_too_old_makes_nothing(calls, monkeypatch, capsys):
    monkeypatch.setattr(bootstrap, "OLDEST", (99, 0))
    assert bootstrap.main() == 2
    assert capsys.readouterr().err.startswith("error: Python 99.0 or newer is needed, and ")
    assert calls == []


def test_another_lock_is_installed_into_the_same_environment(calls):
    bootstrap.main()
    calls.clear()
    with Path("requirements.lock").open("a") as lock:
        lock.write("# more\n")
    bootstrap.main()
    assert calls == ["requirements.lock", "."]


@pytest.mark.parametrize("step", [0, 1])
@pytest.mark.parametrize("failure", [KeyboardInterrupt, bootstrap.SetupError("no")])
def test_an_install_that_does_not_end_is_begun_anew(calls, monkeypatch, step, failure):
    steps = []

    def fail(*_):
        steps.append("")
        if len(steps) > step:
            raise failure

    with monkeypatch.context() as patched:
        patched.setattr(bootstrap, "pip", fail)
        assert bootstrap.main() == (130 if failure is KeyboardInterrupt else 2)
    assert not Path(bootstrap.STAMP).exists()
    calls.clear()
    assert bootstrap.main() == 0
    assert calls == COMPLETE


def test_an_update_that_does_not_end_is_begun_anew(calls, monkeypatch):
    bootstrap.main()
    calls.clear()
    with Path("requirements.lock").open("a") as lock:
        lock.write("# more\n")

    def fail(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(bootstrap, "pip", fail)
        bootstrap.main()
    bootstrap.main()
    assert calls == COMPLETE


def test_an_environment_of_another_python_is_made_anew(calls):
    bootstrap.main()
    calls.clear()
    stamp = Path(bootstrap.STAMP)
    stamp.write_text(stamp.read_text().replace(sys.version.split()[0], "3.11.0a1", 1))
    bootstrap.main()
    assert calls == COMPLETE


def test_an_environment_whose_python_has_gone_is_made_anew(calls, folder):
    bootstrap.main()
    calls.clear()
    Path(bootstrap.PYTHON).unlink()
    Path(bootstrap.PYTHON).symlink_to("/no/such/python")
    assert make(folder, "-q", "venv").returncode == 1
    bootstrap.main()
    assert calls == COMPLETE


def test_a_folder_that_was_moved_gets_its_own_environment(calls, folder, monkeypatch):
    bootstrap.main()
    calls.clear()
    folder.rename(folder.with_name("moved here"))
    monkeypatch.chdir(folder.with_name("moved here"))
    assert make(folder.with_name("moved here"), "-q", "venv").returncode == 1
    bootstrap.main()
    assert calls == COMPLETE


def test_a_named_python_is_compared_and_no_name_is_not(calls, folder):
    bootstrap.main()
    assert make(folder, "-q", "venv").returncode == 0
    assert make(folder, "-q", "venv", "PYTHON=python3").returncode == 1
    assert make(folder, "-q", "venv", PYTHON="python3").returncode == 1


def program(path, *lines):
    """A program that stands in for Python."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(["#!/bin/sh", *lines, ""]))
    path.chmod(0o755)
    return str(path)


def test_no_venv_module_is_one_line(folder, monkeypatch, capsys):
    monkeypatch.setattr(sys, "executable", program(folder / "python", "echo 'No module named venv'", "exit 1"))
    assert bootstrap.main() == 2
    told = "the venv module of this Python does not work; install it (on Debian: apt-get install python3-venv)"
    assert capsys.readouterr().err == f"error: {told} (.venv/install.log: No module named venv)\n"


def test_pip_that_fails_is_one_line_with_its_last_error(folder, monkeypatch, capsys):
    failing = f"printf 'ERROR: first\\nERROR: the reason\\nhint\\n'; {sys.executable} -c 'import sys; sys.exit(1)'"
    venv = f'[ "$2" = venv ] && mkdir -p .venv/bin && cp "$0" .venv/bin/python && exit 0; {failing}; exit 1'
    monkeypatch.setattr(sys, "executable", program(folder / "python", venv))
    assert bootstrap.main() == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2
    assert lines[1].endswith("is a package index within reach? (pip in .venv/install.log: the reason)")


def test_what_is_in_the_place_of_the_environment_gives_way(folder, monkeypatch):
    (folder / ".venv").symlink_to("elsewhere")
    venv = '[ "$2" = venv ] && mkdir -p .venv/bin && cp "$0" .venv/bin/python; exit 0'
    monkeypatch.setattr(sys, "executable", program(folder / "python", venv))
    assert bootstrap.main() == 0
    assert not (folder / ".venv").is_symlink()
    assert not (folder / "elsewhere").exists()


def test_a_folder_that_can_not_be_written_is_one_line(calls, monkeypatch, capsys):
    def refuse():
        raise PermissionError(13, "Permission denied", ".venv")

    monkeypatch.setattr(bootstrap, "create", refuse)
    assert bootstrap.main() == 2
    assert capsys.readouterr().err == "error: .venv can't be made: [Errno 13] Permission denied: '.venv'\n"


def test_the_lock_names_hashes_and_neither_an_index_nor_a_path():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pins = re.findall(r"^[a-z0-9][a-z0-9._-]*==.*$", lock, re.MULTILINE)
    assert len(pins) > 20
    assert all(pin.endswith("\\") for pin in pins)
    assert not re.search(r"://|--index|--find-links|^\s*[/.]|@ ", lock, re.MULTILINE)
