"""`trim` as a command: what it prints, what it writes, and that bad input is one line, 2, and nothing written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scripts.commands import cli
from scripts.sources import access
from scripts.trimming import trimmed
from tests.support.repositories import OVERLAY, UPSTREAM, repository

if TYPE_CHECKING:
    from pathlib import Path


def trim(root: Path, *arguments: str) -> int:
    return cli.main(["--config", str(root / "openapi" / "pipeline.toml"), "trim", *arguments])


def texts(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_it_writes_the_schema_and_the_lock_and_says_what_it_kept(tmp_path: Path, capsys):
    repository(tmp_path)
    assert trim(tmp_path) == 0
    first = texts(tmp_path)
    size, whole = len(first["openapi/thing.yaml"]), len(UPSTREAM)
    assert capsys.readouterr().out.splitlines() == [
        "wrote openapi/thing.lock",
        "wrote openapi/thing.yaml",
        f"thing: kept 1 of 2 schemas, dropped 1; {size} of {whole} bytes ({100 * size / whole:.1f}%)",
    ]
    assert trim(tmp_path) == 0
    assert capsys.readouterr().out.startswith("thing: kept 1 of 2 schemas, dropped 1; ")
    assert texts(tmp_path) == first
    assert "description: A thing." in first["openapi/thing.yaml"].decode()


@pytest.mark.parametrize("word", ["words", "type"])
def test_what_trimming_does_not_drop_can_not_be_kept(tmp_path: Path, capsys, word):
    repository(tmp_path, package=f'keep = ["description", "x-mine", "{word}"]')
    assert trim(tmp_path) == 2
    line = f"error: pipeline.toml: package thing: keep: '{word}' is nothing that trimming drops; known are $comment, "
    assert capsys.readouterr().err.startswith(line)


def test_words_that_the_configuration_keeps_stay(tmp_path: Path):
    for keep, stays in (('keep = ["title"]', True), ("", False)):
        repository(tmp_path, package=keep)
        assert trim(tmp_path) == 0
        assert ("title: T\n" in (tmp_path / "openapi" / "thing.yaml").read_text()) is stays


def test_without_an_overlay_the_schema_is_what_was_taken(tmp_path: Path):
    repository(tmp_path)
    settings = tmp_path / "openapi" / "pipeline.toml"
    settings.write_text(settings.read_text().replace('overlay = "openapi/overlay.yaml"\n', ""))
    assert trim(tmp_path) == 0
    text = (tmp_path / "openapi" / "thing.yaml").read_text()
    head = "# Made by `make trim` from the upstream document that openapi/thing.lock names, cut down to what the\n"
    assert text.startswith(f"{head}# roots in pipeline.toml need. Do not edit it")
    assert text.partition("components:\n")[2] == (
        "  schemas:\n    Thing:\n      type: object\n      required:\n        - id\n"
        "      properties:\n        id:\n          type: string\n        'n':\n          type: integer\n"
    )


def test_the_schema_goes_by_its_path_in_the_repository(tmp_path: Path):
    config = repository(tmp_path)
    found = trimmed.build(config, access.fetch(config))
    assert found.files[found.schema.name] == found.schema.text
    assert found.schema.name == "openapi/thing.yaml"


def test_other_components_are_counted_too(tmp_path: Path, capsys):
    upstream = UPSTREAM.replace("paths: {}", "paths: {/a: {get: {parameters: [{$ref: '#/components/parameters/P'}]}}}")
    upstream += "  parameters:\n    P: {name: p, in: query, schema: {type: string}}\n"
    repository(tmp_path, upstream=upstream, roots='schemas = ["Thing"]\noperations = ["get /a"]')
    assert trim(tmp_path) == 0
    assert "thing: kept 1 of 2 schemas and 1 other component, dropped 1; " in capsys.readouterr().out


def test_it_corrects_what_was_edited(tmp_path: Path):
    repository(tmp_path)
    trim(tmp_path)
    first = texts(tmp_path)
    (tmp_path / "openapi" / "thing.yaml").write_text("edited\n")
    assert trim(tmp_path) == 0
    assert texts(tmp_path) == first


def test_a_link_becomes_a_file_even_if_it_leads_to_the_same_text(tmp_path: Path):
    repository(tmp_path)
    trim(tmp_path)
    trimmed = tmp_path / "openapi" / "thing.yaml"
    trimmed.rename(tmp_path / "elsewhere.yaml")
    trimmed.symlink_to(tmp_path / "elsewhere.yaml")
    assert trim(tmp_path) == 0
    assert not trimmed.is_symlink()
    assert trimmed.read_bytes() == (tmp_path / "elsewhere.yaml").read_bytes()


def test_why_prints_the_way_and_writes_nothing(tmp_path: Path, capsys):
    upstream = UPSTREAM.replace("id: {type: string}", "id: {$ref: '#/components/schemas/Other'}")
    repository(tmp_path, upstream=upstream)
    before = texts(tmp_path)
    assert trim(tmp_path, "--why", "Other") == 0
    assert capsys.readouterr().out.splitlines() == [
        "#/components/schemas/Thing is a root",
        "#/components/schemas/Other is referred to at #/components/schemas/Thing/properties/id/$ref",
    ]
    assert texts(tmp_path) == before


BOMB = "\n".join([
    "x0: &x0 [1, 1, 1, 1, 1, 1, 1, 1, 1]",
    *(f"x{n}: &x{n} [{', '.join([f'*x{n - 1}'] * 9)}]" for n in range(1, 9)),
])  # fmt: skip


@pytest.mark.parametrize(
    ("broken", "what"),
    [
        ({"roots": 'schemas = ["Thingy"]'}, "upstream.yaml: no schema 'Thingy'; nearest: Thing"),
        ({"roots": 'operations = ["getThing"]'}, "upstream.yaml: no operation 'getThing'"),
        (
            {"upstream": UPSTREAM.replace("{type: integer}", "{$ref: 'other.yaml#/x'}")},
            "'other.yaml' names no file",
        ),
        ({"upstream": UPSTREAM + "paths: {}\n"}, "upstream.yaml:8:1: the key 'paths' for a second time"),
        (
            {"upstream": UPSTREAM + BOMB, "limits": "nodes = 100000"},
            "more than 100000 values once its aliases are expanded",
        ),
        ({"limits": "depth = 5"}, "error: upstream.yaml:7:70: nested deeper than 5 levels"),
        (
            {"limits": "depth = 6", "overlay": OVERLAY.replace("{desc", "{x: {y: {z: {}}}, desc")},
            "error: openapi/overlay.yaml:6:25: nested deeper than 6 levels",
        ),
        ({"upstream": UPSTREAM + f"x: {'[' * 1000}"}, "nested deeper than 200 levels"),
        ({"upstream": UPSTREAM, "limits": "bytes = 100"}, "over the limit of 100 bytes"),
        ({"upstream": UPSTREAM[:-30]}, "upstream.yaml:"),
        ({"overlay": OVERLAY.replace("actions", "extends: https://x\nactions")}, "the overlay is for https://x"),
        ({"overlay": OVERLAY.replace("$.components", "$..[")}, "the JSONPath"),
        ({"overlay": OVERLAY.replace("Thing", "Gone")}, "error: openapi/overlay.yaml:4:5 #/actions/0: action 1"),
        ({"lock": "sha256: '0'\nsource: {}\n"}, "and openapi/thing.lock says 0"),
    ],
)
def test_bad_input_is_one_line_and_2_and_nothing_is_written(tmp_path: Path, capsys, broken, what):
    repository(tmp_path, **{name: text for name, text in broken.items() if name in {"upstream", "roots", "limits"}})
    for name, path in (("overlay", "overlay.yaml"), ("lock", "thing.lock")):
        if name in broken:
            (tmp_path / "openapi" / path).write_text(broken[name])
    before = texts(tmp_path)
    assert trim(tmp_path) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    assert printed.err.startswith("error: ")
    assert what in printed.err
    assert texts(tmp_path) == before


def test_where_there_is_no_overlay_it_is_said_how_to_do_without(tmp_path: Path, capsys):
    repository(tmp_path)
    (tmp_path / "openapi" / "overlay.yaml").unlink()
    assert trim(tmp_path) == 2
    assert capsys.readouterr().err == (
        "error: openapi/overlay.yaml: there is no such file; write it, or take overlay from the package thing in "
        "pipeline.toml\n"
    )
