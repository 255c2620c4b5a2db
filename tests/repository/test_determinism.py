"""The same inputs give the same bytes, whatever is around them."""

from __future__ import annotations

import hashlib
import json
import os
import pty
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GENERATED = ROOT / "generated"
PROGRAM = ROOT / "tests" / "support" / "generating.py"

PLAIN = {
    "PATH": os.environ["PATH"],
    "HOME": os.environ.get("HOME", "/"),
    "PYTHONHASHSEED": "0",
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
}


def run(environment, *, python=sys.executable, cwd=ROOT, terminal=False, flags=()):
    """What a run generates: digest by path."""
    kept = {name: value for name, value in {**PLAIN, **environment}.items() if value is not None}
    command = [str(python), *flags, str(PROGRAM)]
    if not terminal:
        done = subprocess.run(command, env=kept, cwd=cwd, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)
    master, slave = pty.openpty()
    os.set_blocking(master, True)
    with subprocess.Popen(command, env=kept, cwd=cwd, stdin=slave, stdout=subprocess.PIPE, stderr=slave) as process:
        os.close(slave)
        out, _ = process.communicate()
    os.close(master)
    assert process.returncode == 0
    return json.loads(out)


@pytest.fixture(scope="module")
def expected():
    return run({})


def locales():
    found = subprocess.run(["locale", "-a"], capture_output=True, text=True, check=False).stdout.split()
    return [name for name in found if re.match("C|POSIX|de_DE|tr_TR|ja_JP|ar_", name)] or ["C"]


# Each run takes seconds, so the quick profile varies everything at once; the long one a thing at a time.
EVERYTHING = {
    "PYTHONHASHSEED": "12345",
    "LC_ALL": "C",
    "PYTHONCOERCECLOCALE": "0",
    "PYTHONUTF8": "0",
    "TZ": "America/St_Johns",
    "UMASK": "077",
    "SHUFFLE": "2",
    "HOME": "/none",
    "COLUMNS": "20",
}


def test_another_world_gives_the_same_bytes(expected, tmp_path):
    assert run(EVERYTHING, cwd=tmp_path, terminal=True) == expected


SINGLY = {
    **{f"hash seed {seed}": {"PYTHONHASHSEED": str(seed)} for seed in range(1, 9)},
    **{f"folder order {seed}": {"SHUFFLE": str(seed)} for seed in range(1, 5)},
    **{f"locale {name}": {"LC_ALL": name} for name in locales()},
    **{f"time zone {name}": {"TZ": name} for name in ("Pacific/Kiritimati", "America/St_Johns", "nonsense")},
    **{f"umask {mask}": {"UMASK": mask} for mask in ("000", "027", "077")},
    "no UTF-8 mode": {"PYTHONUTF8": "0", "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0"},
    "optimised": {"PYTHONOPTIMIZE": "2"},
    "no bytecode": {"PYTHONDONTWRITEBYTECODE": "1"},
    "no home": {"HOME": None},
    "settings of ruff": {"RUFF_CONFIG": "/none.toml", "RUFF_LINE_LENGTH": "20"},
    "a date": {"SOURCE_DATE_EPOCH": "0"},
}


@pytest.mark.fuzz
@pytest.mark.parametrize("name", SINGLY)
def test_one_change_around_gives_the_same_bytes(name, expected):
    assert run(SINGLY[name]) == expected


@pytest.mark.fuzz
def test_a_home_that_can_only_be_read_gives_the_same_bytes(expected, tmp_path):
    home = tmp_path / "home"
    home.mkdir(mode=0o500)
    assert run({"HOME": str(home)}, cwd=tmp_path) == expected


@pytest.mark.fuzz
def test_settings_that_lie_around_give_the_same_bytes(expected, tmp_path):
    (tmp_path / "ruff.toml").write_text('line-length = 20\n[format]\nquote-style = "single"\n')
    (tmp_path / "pyproject.toml").write_text("[tool.ruff]\nline-length = 30\n")
    assert run({"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}, cwd=tmp_path) == expected


def pythons():
    """Pythons of other versions at hand."""
    candidates = [
        *Path.home().glob(".pyenv/versions/3.1[1-9].*/bin/python"),
        *map(shutil.which, ("python3.12", "python3.13", "python3.14")),
    ]
    for python in filter(None, candidates):
        told = subprocess.run(
            [python, "-c", "import sys; print('3.%d' % sys.version_info[1])"],
            capture_output=True,
            text=True,
            check=False,
        )
        if told.returncode == 0:
            yield told.stdout.strip(), python


@pytest.mark.fuzz
@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13", "3.14"])
def test_another_python_gives_the_same_bytes(version, expected, tmp_path):
    python = dict(pythons()).get(version)
    if python is None:
        pytest.skip(f"no Python {version} here")
    subprocess.run([python, "-m", "venv", "--without-pip", tmp_path / "venv"], check=True)
    made = tmp_path / "venv" / "bin" / "python"
    told = (ROOT / "requirements.lock").read_text()
    wanted = {"openapi-python-client", "msgspec", "jsonschema-rs", "jinja2", "ruff", "yaml-rs", "ruamel-yaml", "pyyaml"}
    pins = [line.split(" ")[0] for line in told.splitlines() if line.split("==")[0] in wanted]
    command = [sys.executable, "-m", "pip", "--python", made, "install", "--quiet", *pins]  # set up as make's own is
    subprocess.run(command, check=True)
    assert run({}, python=made) == expected
    print(f"Python {version}: {len(expected)} files are the same")


class TestWhatIsCommitted:
    """No file says when, where or by what accident it was made."""

    @pytest.mark.parametrize(
        "trace",
        [
            r" object at 0x",
            r"\b20[0-9]{2}-[01][0-9]-[0-3][0-9]T?[ 0-9:]{5}",
            "/home/",
            "/root/",
            "/tmp/",
            str(Path(__file__).resolve().parents[2]),
            r"\r",
            r"[A-Z]:\\\\",
            "Untrusted",
        ],
    )
    def test_no_trace_of_a_run(self, trace):
        found = [path.name for path in files() if re.search(trace, path.read_bytes().decode())]
        assert not found

    def test_every_file_ends_in_one_line_feed(self):
        assert all(re.search(rb"[^\n]\n\Z", path.read_bytes()) for path in files())

    def test_what_is_committed_is_what_is_generated(self, expected):
        ours = {path: digest for path, digest in expected.items() if path.startswith("generated/")}
        assert ours == {
            path.relative_to(ROOT).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files()
        }

    def test_git_keeps_the_line_ends_whatever_its_settings(self, tmp_path):
        def git(*arguments):
            subprocess.run(
                ["git", "-c", "core.autocrlf=true", "-c", "core.eol=crlf", "-C", tmp_path, *arguments],
                check=True,
                capture_output=True,
            )

        git("init")
        shutil.copy(ROOT / ".gitattributes", tmp_path)
        shutil.copytree(GENERATED, tmp_path / "generated", ignore=shutil.ignore_patterns("__pycache__"))
        git("add", ".")
        git("-c", "user.name=x", "-c", "user.email=x@x.invalid", "commit", "-m", "x")
        shutil.rmtree(tmp_path / "generated")
        git("checkout", ".")
        assert all((tmp_path / path.relative_to(ROOT)).read_bytes() == path.read_bytes() for path in files())


def files():
    return sorted(path for path in GENERATED.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
