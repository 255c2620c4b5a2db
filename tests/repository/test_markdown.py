"""Every page of the repository: its code blocks run, its commands and files exist, its links lead somewhere."""

import json
import re
import tomllib

import pytest
import yaml

from scripts.commands import cli
from tests.support.copies import ROOT
from tests.support.markdown import EXAMPLES, blocks, commands, languages, pages

PAGES = pages()
TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))


RUN_BY_ITS_OWN_TEST = "scripts/changes/README.md"  # its code is about packages of its own


def holding(language):
    """The pages that hold blocks of a language."""
    return pytest.mark.parametrize("page", [page for page in PAGES if language in languages(page.text)], ids=str)


def test_the_pages_are_found():
    assert {"README.md", "SECURITY.md", "CHANGELOG.md", "openapi/README.md", "scripts/README.md"} <= {*map(str, PAGES)}
    assert EXAMPLES in PAGES


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_no_page_has_a_block_that_no_test_looks_at(page):
    assert set(languages(page.text)) <= {"python", "sh", "json", "yaml", "toml", "text", "mermaid"}
    assert page.text.count("```") == 2 * len(languages(page.text))


@pytest.mark.usefixtures("files")
@holding("python")
def test_the_python_of_a_page_runs_from_top_to_bottom(page):
    if page.path == RUN_BY_ITS_OWN_TEST:
        return
    names = {"__name__": "page"}
    for block in blocks(page.text, "python"):
        exec(compile(block, page.path, "exec"), names)


@holding("sh")
def test_the_commands_of_a_page_are_there(page):
    for words in commands(page.text):
        match words:
            case ["make", target, *_]:
                assert target in TARGETS, words
            case ["python", "-m", "scripts", *arguments]:
                cli.parser().parse_args(arguments)
            case _:
                assert words == ["pip", "install", "."]


@holding("json")
def test_the_json_of_a_page_is_json(page):
    for block in blocks(page.text, "json"):
        json.loads(block)


@holding("yaml")
def test_the_yaml_of_a_page_is_yaml(page):
    for block in blocks(page.text, "yaml"):
        yaml.safe_load(block)


@holding("toml")
def test_the_toml_of_a_page_is_toml(page):
    for block in blocks(page.text, "toml"):
        tomllib.loads(block)


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_what_is_named_in_passing_exists(page):
    assert set(re.findall(r"`make ([a-z]+)[ `]", page.prose)) <= TARGETS
    for command in re.findall(r"`python -m scripts (\w+)[^`]*`", page.prose):
        assert command in cli.COMMANDS
    for path in re.findall(r"`((?:[\w-]+/)+(?:[\w-]+\.\w+)?)`", page.prose):
        assert any((root / path).exists() for root in (ROOT, ROOT / "scripts", (ROOT / page.path).parent)), path


@pytest.mark.parametrize("page", [page for page in PAGES if page.links()], ids=str)
def test_no_link_is_dead(page):
    known = {other.path: other for other in PAGES}
    for link in page.links():
        target, _, anchor = link.partition("#")
        path = ((ROOT / page.path).parent / target).resolve() if target else ROOT / page.path
        assert path.exists(), link
        assert path.is_relative_to(ROOT.resolve()), link
        assert not anchor or anchor in known[path.relative_to(ROOT.resolve()).as_posix()].anchors(), link
