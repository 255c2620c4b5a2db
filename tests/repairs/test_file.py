"""The file of the repairs: written by `trim`, covered by `check`, applied between the cut and our own overlay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml

from scripts.commands import cli
from tests.support.repositories import OVERLAY, UPSTREAM, repository

if TYPE_CHECKING:
    from pathlib import Path

ODD = "n: {type: integer, nullable: true}, min_items: {type: string, min: 1}"
SLOPPY = UPSTREAM.replace("n: {type: integer}", ODD)
NULLABLE = "nullable: says nullable: true beside type, which OpenAPI 3.1 does not know; null is accepted too"
REPAIRS = "openapi/thing.repairs.yaml"
TABLE = f'file = "{REPAIRS}"'
HEADER = """\
# What the document that openapi/thing.lock names says, and surely does not mean: each action has the name of a rule,
# which scripts/repairs/README.md explains. Written by `make trim`. Do not edit it: leave a rule out in pipeline.toml.
"""


def run(root: Path, *arguments: str) -> int:
    return cli.main(["--config", str(root / "openapi" / "pipeline.toml"), *arguments])


def member(root: Path, name: str = "n") -> object:
    schema = yaml.safe_load((root / "openapi" / "thing.yaml").read_text())
    return schema["components"]["schemas"]["Thing"]["properties"][name]


@pytest.fixture
def root(tmp_path: Path):
    """A repository whose document is repaired, generated."""
    repository(tmp_path, upstream=SLOPPY, repairs=TABLE)
    assert run(tmp_path, "trim") == 0
    return tmp_path


def test_each_action_names_its_rule_and_what_the_document_says(tmp_path, capsys):
    root = repository(tmp_path, upstream=SLOPPY, repairs=TABLE).root
    assert run(root, "trim") == 0
    text = (root / REPAIRS).read_text()
    assert text.startswith(HEADER)
    assert yaml.safe_load(text) == {
        "overlay": "1.1.0",
        "info": {"title": "Repairs of what thing is made from", "version": "1.0.0"},
        "extends": "upstream.yaml",
        "actions": [
            {
                "target": "$.components.schemas.Thing.properties.min_items.min",
                "description": "unknown-keyword: says min, which is no keyword",
                "remove": True,
            },
            *(
                {
                    "target": f"$.components.schemas.Thing.properties.n{names}",
                    "description": NULLABLE,
                    **change,
                }
                for names, change in (
                    ("['type', 'nullable']", {"remove": True}),
                    ("", {"update": {"type": ["integer", "null"]}}),
                )
            ),
        ],
    }
    assert member(root) == {"type": ["integer", "null"]}
    assert member(root, "min_items") == {"type": "string"}
    out = capsys.readouterr().out
    assert f"wrote {REPAIRS}\n" in out
    assert out.endswith("; repaired: unknown-keyword 1, nullable 1\n")


def test_the_schema_says_that_it_is_repaired(root):
    head = (root / "openapi" / "thing.yaml").read_text().partition("openapi:")[0]
    assert f"with {REPAIRS} and openapi/overlay.yaml applied" in head


def test_our_overlay_comes_after_the_repairs(root):
    action = "  - {target: $.components.schemas.Thing.properties.n.type, description: not after all, remove: true}\n"
    (root / "openapi" / "overlay.yaml").write_text(OVERLAY + action)
    assert run(root, "trim") == 0
    assert member(root) == {}


def test_check_covers_the_file(root, capsys):
    assert run(root, "generate") == run(root, "check") == 0
    path = root / REPAIRS
    path.write_text(path.read_text().replace("null is accepted", "NULL is accepted"))
    capsys.readouterr()
    assert run(root, "check") == 1
    out = capsys.readouterr().out
    assert f"changed: {REPAIRS} is not what is generated" in out
    assert out.endswith("run: make trim\n")
    path.unlink()
    assert run(root, "check") == 1
    assert f"missing: {REPAIRS}" in capsys.readouterr().out


def test_a_rule_can_be_left_out_by_name(tmp_path):
    repository(tmp_path, upstream=SLOPPY, repairs=f'{TABLE}\nwithout = ["unknown-keyword"]')
    assert run(tmp_path, "trim") == 0
    assert member(tmp_path, "min_items") == {"type": "string", "min": 1}
    assert member(tmp_path) == {"type": ["integer", "null"]}


def test_a_rule_that_there_is_not_is_one_line(tmp_path, capsys):
    repository(tmp_path, upstream=SLOPPY, repairs=f'{TABLE}\nwithout = ["nulable"]')
    assert run(tmp_path, "trim") == 2
    told = "error: pipeline.toml: package thing: no repair 'nulable'; there are misspelt-keyword, recursive-reference, "
    assert capsys.readouterr().err.startswith(told)
    assert not (tmp_path / REPAIRS).exists()


def test_without_the_table_a_note_names_the_rules_and_nothing_is_written(tmp_path, capsys):
    repository(tmp_path, upstream=SLOPPY)
    assert run(tmp_path, "trim") == 0
    assert capsys.readouterr().err == (
        "note: thing: surely not meant: unknown-keyword 1, nullable 1; [package.repairs] would repair it, see "
        "scripts/repairs/README.md\n"
    )
    assert not (tmp_path / REPAIRS).exists()
    assert member(tmp_path) == {"type": "integer", "nullable": True}


def test_a_document_with_nothing_to_repair_has_no_actions(tmp_path, capsys):
    repository(tmp_path, repairs=TABLE)
    assert run(tmp_path, "trim") == run(tmp_path, "generate") == run(tmp_path, "check") == 0
    assert (tmp_path / REPAIRS).read_text().endswith("\nactions: []\n")
    assert "; repaired: nothing\n" in capsys.readouterr().out


def test_what_run_steps_and_their_events_need_is_repaired(capsys):
    assert cli.main(["trim"]) == 0
    told = capsys.readouterr()
    assert told.out.rstrip().endswith("repaired: missing-type 1, nullable 15")
    assert told.err == ""


def test_a_newer_document_brings_its_repairs(root):
    (root / "upstream.yaml").write_text(SLOPPY.replace("{type: integer, nullable", "{type: number, nullable"))
    assert run(root, "update", "--accept") == 0
    assert member(root) == {"type": ["number", "null"]}
    assert run(root, "generate") == run(root, "check") == 0


def test_children_come_along_with_a_parent_that_is_taken(tmp_path):
    parent = "Thing: {type: object, required: [t], properties: {t: {type: string}}, discriminator: {propertyName: t}}\n"
    upstream = UPSTREAM.partition("Thing:")[0] + parent + "    Child: {allOf: [{$ref: '#/components/schemas/Thing'}]}\n"
    for tables, expected in (
        ({"repairs": TABLE}, {"Thing", "Child", "ThingBase"}),
        ({"repairs": f'{TABLE}\nwithout = ["inheritance"]'}, {"Thing"}),
        ({}, {"Thing"}),
    ):
        repository(tmp_path, upstream=upstream, **tables)
        assert run(tmp_path, "trim") == 0
        schema = yaml.safe_load((tmp_path / "openapi" / "thing.yaml").read_text())
        assert set(schema["components"]["schemas"]) == expected


def test_new_can_ask_for_repairs_and_says_when_they_would_help(tmp_path, capsys):
    repository(tmp_path, upstream=SLOPPY)
    new = ("new", "more", "--source", "upstream.yaml", "--root", "Thing")
    assert run(tmp_path, *new, "--repair") == 0
    assert "; repaired: unknown-keyword 1, nullable 1\n" in capsys.readouterr().out
    assert '[package.repairs]\nfile = "openapi/more.repairs.yaml"\n' in (tmp_path / "openapi/pipeline.toml").read_text()
    assert run(tmp_path, "trim", "--package", "more") == run(tmp_path, "generate", "--package", "more") == 0
    assert run(tmp_path, "check", "--package", "more") == 0


def test_new_says_when_repairs_would_help(tmp_path, capsys):
    upstream = SLOPPY + "    Odd: {type: Text, nullable: true}\n"
    repository(tmp_path, upstream=upstream)
    assert run(tmp_path, "new", "more", "--source", "upstream.yaml", "--root", "Odd") == 2
    *notes, error = capsys.readouterr().err.splitlines()
    assert notes[-1] == "note: --repair would repair 2 places"
    assert error.startswith("error: upstream.yaml:")
