"""The page of the rules: each has its section, its components show it, and its code does what is said."""

from __future__ import annotations

import json
import re
import sys
from typing import Any

import pytest
import yaml

from scripts.changes import comparison
from scripts.changes.change_rules import RULES, Kind
from scripts.changes.view import view
from scripts.documents import reading
from tests.changes.clients import type_errors
from tests.support.markdown import Page, blocks
from tests.support.packages import build, imported, write

PAGE = Page("scripts/changes/README.md")
GROUPS = {kind: PAGE.chapter(kind.label.capitalize()) for kind in reversed(Kind) if kind is not Kind.IGNORED}
SECTIONS = {
    title: (kind, part)
    for kind, chapter in GROUPS.items()
    for title, _, part in (each.partition("\n") for each in chapter.split("### ")[1:])
}
SHOWN = [rule for rule in RULES if rule != "not-understood"]


def documents(rule: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a section shows, before and after: components, or paths with or without components."""
    before, after = (_document(yaml.safe_load(block)) for block in blocks(SECTIONS[rule][1], "yaml"))
    return before, after


def _document(shown: dict[str, Any]) -> dict[str, Any]:
    components = shown.get("components", {}) if "paths" in shown else {"schemas": shown}
    any_schema = {"AnyName": {"type": "object", "properties": {"a": {}}}}
    # A document of operations alone is no package.
    return {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": shown.get("paths", {}),
        "components": {"schemas": any_schema, **components},
    }


def encoded(document: dict[str, Any]) -> bytes:
    return json.dumps(document).encode()


def code(rule: str) -> str:
    [block] = blocks(SECTIONS[rule][1], "python")
    return block


def test_every_rule_has_a_section_in_the_order_of_the_rules():
    assert {title: kind for title, (kind, _) in SECTIONS.items()} == RULES
    assert list(SECTIONS) == list(RULES)


@pytest.mark.parametrize("rule", RULES)
def test_a_section_says_what_the_rule_finds(rule):
    assert re.match(r"\n[A-Z`][^\n]*(\n[^\n]+)?\.\n", SECTIONS[rule][1])


@pytest.mark.parametrize("rule", SHOWN)
def test_the_components_of_a_section_show_the_rule(rule):
    found = comparison.changes(*(view(reading.parse(encoded(each), name="x")) for each in documents(rule)))
    assert rule in {change.rule for change in found}
    assert comparison.gravest(found) is RULES[rule]


@pytest.fixture(scope="module")
def merged():
    """The documents of all sections in one, before and after."""
    together = _document({}), _document({})
    for rule in SHOWN:
        for whole, part in zip(together, documents(rule), strict=True):
            for ours, theirs in (
                (whole["paths"], part["paths"]),
                *((whole["components"].setdefault(kind, {}), each) for kind, each in part["components"].items()),
            ):
                assert not (ours.keys() - {"AnyName"}) & theirs.keys()
                ours.update(theirs)
    return encoded(together[0]), encoded(together[1])


@pytest.fixture(scope="module")
def fail_to_check(merged, tmp_path_factory):
    """The rules whose code mypy finds something in, before and after."""
    folder = tmp_path_factory.mktemp("typed")
    for package, document in zip(("before", "after"), merged, strict=True):
        write(build(document, package, operations=["*"]).files, folder)
        write({f"{package}_{rule}.py": code(rule).replace("package", package) for rule in SHOWN}, folder)
    return {re.match(r".*?(\w+_[\w-]+)\.py:", line)[1] for line in type_errors(folder, "*.py")}


@pytest.fixture(scope="module")
def fail_to_run(merged, tmp_path_factory):
    """The rules whose code raises something, before and after."""
    folder = tmp_path_factory.mktemp("run")
    failed = set()
    for name, document in zip(("before", "after"), merged, strict=True):
        imported(document, name, folder, operations=["*"])
        for rule in SHOWN:
            try:
                exec(code(rule).replace("package", name), {"__name__": "page"})
            except Exception:  # noqa: BLE001 - whatever it is
                failed.add(f"{name}_{rule}")
        for module in [each for each in sys.modules if each.split(".")[0] == name]:
            del sys.modules[module]
    return failed


@pytest.mark.parametrize("rule", SHOWN)
def test_the_code_of_a_section_fails_after_what_breaks_and_never_else(rule, fail_to_check, fail_to_run):
    failed = fail_to_check | fail_to_run
    assert f"before_{rule}" not in failed
    assert (f"after_{rule}" in failed) == (RULES[rule] is Kind.BREAKING)
