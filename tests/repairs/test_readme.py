"""The page of the rules: every rule has its section, in their order, and its examples are what the rules do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from scripts.repairs.proposing import propose
from scripts.repairs.rules import RULES
from tests.repairs.test_vendors import COUNTS

TEXT = (Path(__file__).resolve().parents[2] / "scripts" / "repairs" / "README.md").read_text(encoding="utf-8")
SECTIONS = {part.split("\n", 1)[0]: part for part in TEXT.split("\n## ")[1:]}


def examples(section):
    """Pairs of schemas, as a document, and the actions that they get."""
    blocks = [yaml.safe_load(block) for block in re.findall(r"^```yaml\n(.*?)^```$", section, re.DOTALL | re.MULTILINE)]
    for schemas, actions in zip(blocks[::2], blocks[1::2], strict=True):
        version = schemas.pop("openapi", "3.1.0")
        yield {"openapi": version, "info": {"title": "t", "version": "1"}, "components": {"schemas": schemas}}, actions


def test_every_rule_has_a_section_in_the_order_of_the_rules():
    assert list(SECTIONS) == list(RULES)


def test_the_table_has_what_the_rules_find_in_vendors_documents():
    head, *rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in TEXT.splitlines() if line.startswith("| ")
    ]
    found = {
        vendor: {rule: count for rule in RULES if (count := counts.get(rule))} for vendor, counts in COUNTS.items()
    }
    told = {
        vendor: {row[0]: int(row[column]) for row in rows if int(row[column])}
        for column, vendor in enumerate(head[1:], start=1)
    }
    assert told == found


@pytest.mark.parametrize("rule", RULES)
def test_the_examples_of_a_rule_are_what_it_does(rule):
    found = list(examples(SECTIONS[rule]))
    assert found
    for document, actions in found:
        repairs = propose(document)
        assert list(repairs.actions) == actions
        assert set(repairs.counts) == {rule}


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_that_is_left_out_does_nothing(rule):
    for document, _ in examples(SECTIONS[rule]):
        assert rule not in propose(document, [rule]).counts
