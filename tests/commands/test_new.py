"""`new`: a package beside the first, from nothing to `update`; and nothing at all if an argument is wrong."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from scripts.commands import cli
from tests.support.repositories import UPSTREAM, repository
from tests.support.trees import state

if TYPE_CHECKING:
    from pathlib import Path

DOCUMENT = UPSTREAM + "    More: {type: object, properties: {thing: {$ref: '#/components/schemas/Thing'}}}\n"
NEW = ("new", "more", "--source", "upstream.yaml", "--root", "More")
COMMENT = "# Why things are as they are.\n"


@pytest.fixture
def root(tmp_path: Path):
    """A repository with the package `thing`, generated."""
    repository(tmp_path, upstream=DOCUMENT)
    path = tmp_path / "openapi" / "pipeline.toml"
    path.write_text(COMMENT + path.read_text())
    assert run(tmp_path, "trim") == run(tmp_path, "generate") == 0
    return tmp_path


def run(root, *arguments):
    return cli.main(["--config", str(root / "openapi" / "pipeline.toml"), *arguments])


def files(root, part):
    """What is generated and has this in its path."""
    return {path: text for path, text in state(root / "generated").items() if part in path}


def test_a_second_package_lives_beside_the_first(root, capsys):
    configuration = (root / "openapi" / "pipeline.toml").read_text()
    first = state(root / "generated")
    capsys.readouterr()
    assert run(root, *NEW) == 0
    made = (root / "openapi" / "more.yaml").stat().st_size
    assert capsys.readouterr().out.splitlines() == [
        "wrote openapi/more.lock",
        "wrote openapi/more.yaml",
        "wrote openapi/pipeline.toml",
        f"more: kept 2 of 3 schemas, dropped 1; {made} of {len(DOCUMENT)} bytes ({made / len(DOCUMENT):.1%})",
        'run: make generate ARGS="--package more"',
    ]
    assert (root / "openapi" / "pipeline.toml").read_text().startswith(configuration)
    assert state(root / "generated") == first
    assert run(root, "generate") == run(root, "check") == run(root, "update") == 0
    assert {path: text for path, text in state(root / "generated").items() if "more" not in path} == first
    both = "from more import More; from thing import Thing; print(More(thing=More).thing.__name__, Thing.__name__)"
    done = subprocess.run(
        [sys.executable, "-c", both], cwd=root / "generated", capture_output=True, text=True, check=True
    )
    assert done.stdout == "More Thing\n"


def test_each_of_two_packages_is_brought_up_to_date_alone(root):
    run(root, *NEW)
    run(root, "generate")
    first = files(root, "thing")
    (root / "upstream.yaml").write_text(DOCUMENT.replace("n: {type: integer}", "n: {type: string}"))
    assert run(root, "update") == 1
    assert run(root, "update", "--package", "more", "--accept") == 0
    assert run(root, "generate", "--package", "more") == run(root, "check", "--package", "more") == 0
    assert files(root, "thing") == first
    assert run(root, "check") == 2
    assert run(root, "update", "--accept") == run(root, "generate") == run(root, "check") == 0
    assert files(root, "thing") != first


CONFIG = "openapi/pipeline.toml"
EMPTY = "expected a string that is not empty"
BROKEN = "#/components/schemas/Broken/type: type: expected one of string, integer"


def sourced(text):
    return ("more", "--source", text, *NEW[4:])


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("more", "--source", "upstream.yaml"), "no roots; give --root SCHEMA or --operation NAME, * for all"),
        (("thing", *NEW[2:]), "there is a package thing in pipeline.toml already; choose another name"),
        (("More", *NEW[2:]), f"{CONFIG}: package More: name is not a Python package's name in lower case"),
        (sourced("gone.yaml"), "gone.yaml: there is no such file"),
        (sourced(""), f"{CONFIG}: package more, source.path: {EMPTY}"),
        (sourced("/up.yaml"), f"{CONFIG}: package more: source.path is not a path inside the repository"),
        (sourced("http://a.example/b"), "http://a.example/b: the URL is not https"),
        (sourced("some-data:up.yaml"), "some-data: up.yaml: the package is not pinned; pin "),
        (sourced(CONFIG), f"{CONFIG}:3:1: neither YAML nor JSON"),
        ((*NEW[1:4], "--root", "Mor"), "upstream.yaml: no schema 'Mor'; nearest: More"),
        ((*NEW[1:4], "--operation", "get /x"), "upstream.yaml: no operation 'get /x'"),
        ((*NEW[1:4], "--root", ""), f"{CONFIG}: package more, roots.schemas[0]: {EMPTY}"),
        (
            (*NEW[1:], "--overlay", "openapi/no.yaml"),
            "openapi/no.yaml: there is no such file; write it, or take overlay from",
        ),
        ((*NEW[1:4], "--root", "Broken"), f"upstream.yaml:9 {BROKEN}"),
    ],
)
def test_a_wrong_argument_is_one_line_and_nothing_is_written(root, capsys, arguments, line):
    with (root / "upstream.yaml").open("a") as document:
        document.write("    Broken: {type: thingy}\n")
    before = state(root)
    capsys.readouterr()
    assert run(root, "new", *arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith(f"error: {line}")
    assert printed.err.count("\n") == 1
    assert state(root) == before


@pytest.mark.parametrize("name", ["more.yaml", "more.lock"])
def test_a_file_that_is_there_already_is_not_written_over(root, capsys, name):
    (root / "openapi" / name).write_text("mine\n")
    assert run(root, *NEW) == 2
    assert f"error: openapi/{name}: is there already; remove it" in capsys.readouterr().err
    assert (root / "openapi" / name).read_text() == "mine\n"


@pytest.mark.parametrize("text", ['a"b', "a\\b", "a'''b\"\"\"", "x\n[[package]]", "é\u2028\U0001f600", "#", "\x7f\x01"])
def test_whatever_an_argument_holds_the_configuration_stays_toml(root, capsys, text):
    before = state(root)
    capsys.readouterr()
    assert run(root, *NEW[:4], "--root", text) == 2
    assert "no schema" in capsys.readouterr().err
    assert state(root) == before
