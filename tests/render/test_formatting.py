"""Ruff, as the pipeline uses it: one style, whatever lies around, and its mistakes told with their lines."""

from __future__ import annotations

import sysconfig

import pytest

from scripts.base.errors import PipelineError
from scripts.render.formatting import formatted

BROKEN = "p/models.py: ruff refuses a generated file: models.py:"


def told(text, path="p/models.py"):
    with pytest.raises(PipelineError) as refused:
        formatted(text, path)
    return str(refused.value)


@pytest.fixture
def ruff(tmp_path, monkeypatch):
    """Puts another program in the place of ruff."""
    monkeypatch.setattr(sysconfig, "get_path", lambda _: str(tmp_path))

    def put(commands):
        (tmp_path / "ruff").write_text(f"#!/bin/sh\n{commands}\n")
        (tmp_path / "ruff").chmod(0o755)

    return put


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("def (:\ny = 2\nz = 3\n", "1:5: invalid-syntax: Expected an identifier: def (: / y = 2"),
        ("x = 1\ndef (:\ny = 2\nz = 3\n", "2:5: invalid-syntax: Expected an identifier: x = 1 / def (: / y = 2"),
        ("v = 0\nw = 0\nx = 1\ndef (:\ny = 2\n", "4:5: invalid-syntax: Expected an identifier: x = 1 / def (: / y = 2"),
        ("w = 0\nx = 1\n(\n", "4:1: invalid-syntax: unexpected EOF while parsing: x = 1 / ("),
        (f"(x{' x' * 150}", f"1:4: invalid-syntax: Expected `)`, found identifier: (x{' x' * 99}"),
    ],
)
def test_what_ruff_refuses_is_reported_with_the_lines_around_it(text, shown):
    assert told(text) == f"{BROKEN}{shown}; correct the template"


def test_another_file_is_reported_by_its_name():
    assert told("def (:", "p/a/_other.py") == (
        "p/a/_other.py: ruff refuses a generated file: _other.py:1:5: invalid-syntax: Expected an identifier: def (:; "
        "correct the template"
    )


def test_a_ruff_that_tells_no_line_is_reported_with_the_first_lines(ruff):
    ruff("printf 'no: \\377\\n' >&2; exit 2")
    assert told("a\nb\nc\n") == "p/models.py: ruff refuses a generated file: no: \ufffd: a / b; correct the template"


def test_a_missing_ruff_is_reported(ruff):  # which has put none
    assert told("x = 1\n") == "ruff can't be run: No such file or directory; run `make venv`"


def test_a_list_stands_on_a_line_that_it_fits_on_whatever_its_last_comma():
    assert formatted("x = [\n    'a',\n    1,\n]\n", "p/a.py") == 'x = ["a", 1]\n'
    assert formatted(f"x = ['{'a' * 112}']\n", "p/a.py") == f'x = ["{"a" * 112}"]\n'
    assert formatted(f"x = ['{'a' * 113}']\n", "p/a.py") == f'x = [\n    "{"a" * 113}"\n]\n'


def test_a_file_imports_what_it_uses_and_in_order():
    text = "import msgspec\nimport tomllib\nimport os\n\nx = msgspec, tomllib\n"
    assert formatted(text, "p/models.py") == "import tomllib\n\nimport msgspec\n\nx = msgspec, tomllib\n"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("x = [One]\ny = Two\n", "models.py:1:6: F821 Undefined name `One`: x = [One] / y = Two"),
        (
            "__all__ = [len]\n",
            "models.py:1:1: PLE0604 Invalid object in `__all__`, must contain only strings: __all__ = [len]",
        ),
        ("x = {'a': 1, 'a': 2}\n", "models.py:1:14: F601 Dictionary key literal `'a'` repeated: x = {'a': 1, 'a': 2}"),
    ],
)
def test_a_name_that_stands_for_nothing_is_refused_and_so_is_another_mistake_that_can_be_seen(text, shown):
    assert told(text) == f"p/models.py: ruff refuses a generated file: {shown}; correct the template"


def test_text_of_any_language_stays_as_it_is():
    assert formatted('x = "naïve ☃"\n', "p/models.py") == 'x = "naïve ☃"\n'


def test_settings_that_lie_around_change_nothing(tmp_path, monkeypatch):
    (tmp_path / "ruff.toml").write_text('line-length = 20\n[format]\nquote-style = "single"\n')
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RUFF_CONFIG", str(tmp_path / "ruff.toml"))
    assert formatted("x = 'a'\n", "p/models.py") == 'x = "a"\n'
    assert [path.name for path in tmp_path.iterdir()] == ["ruff.toml"]
