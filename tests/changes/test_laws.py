"""What is promised of every two documents: no alarm without a change, and nothing breaks that is called additive."""

from __future__ import annotations

import importlib
import itertools
import shutil
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from jinja2 import FileSystemLoader

from scripts.changes import comparison
from scripts.changes.change_rules import Kind
from scripts.pipeline import TEMPLATES
from scripts.render import rendering
from tests.changes.clients import client, type_errors
from tests.changes.pairs import Schema, pairs, seen, shown
from tests.support.instances import instances

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from scripts.changes.view import View

    Couple = Sequence[tuple[Schema, View]]

PACKAGE = "pairs_of_models"
SAMPLE, ALL = 8, 1000
DEFINED = ("COMPONENTS", "REFERENCES", "CHECKS")
PAYLOADS = 20  # of each model


def equal_or_told(count: int) -> int:
    """Records are equal if and only if there is no change; how many of `count` pairs are."""
    equal = 0
    for (old, before), (new, after) in itertools.islice(pairs(1), count):
        found = comparison.changes(before, after)
        assert bool(found) == (before.package != after.package), shown(old, new)
        equal += not found
    return equal


def harmless(count: int) -> list[Couple]:
    """The first `count` pairs in which something changed, and nothing that breaks."""
    found = []
    for (old, before), (new, after) in pairs(2):
        if comparison.gravest(comparison.changes(before, after)) in {Kind.ADDITIVE, Kind.DOCUMENTATION}:
            found.append(((old, before), (new, after)))
        if len(found) == count:
            return found
    raise AssertionError


def laid_out(couples: list[Couple], folder: Path) -> None:
    """One package in a folder: of each couple the models before and after, and a client of those before."""
    package = folder / PACKAGE
    package.mkdir()
    for module in (TEMPLATES / "runtime").glob("*.py"):
        shutil.copy(module, package)
    for name in ("__init__.py", "models.py"):
        (package / name).touch()
    (package / "_definitions.py").write_text("".join(f"{name} = {{}}\n" for name in (*DEFINED, "PAGES")))
    templates = rendering.environment(FileSystemLoader(TEMPLATES))
    for number, couple in enumerate(couples):
        for side, (_, one) in zip(("old", "new"), couple, strict=True):
            for name, end in (("models", ""), ("_definitions", "_definitions")):
                template = templates.get_template(f"package/{name}.py.jinja")
                text = template.render(package=replace(one.package, inputs=("x",)))
                (package / f"{side}_{number}{end}.py").write_text(text)
        before = (package / f"old_{number}.py").read_text()
        (package / f"client_{number}.py").write_text(client(before, f"new_{number}"))


def type_checked(couples: list[Couple], folder: Path) -> list[str]:
    """What mypy finds in clients of the old packages, written against the new ones."""
    laid_out(couples, folder)
    return type_errors(folder, f"{PACKAGE}/client_*.py", "--strict")


def refused(couples: list[Couple], folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[int, list[str]]:
    """How many payloads the old packages loaded, and those that the new ones refused."""
    laid_out(couples, folder)
    monkeypatch.syspath_prepend(str(folder))
    for module in [each for each in sys.modules if each.split(".")[0] == PACKAGE]:
        del sys.modules[module]
    tried, wrong = 0, []
    for number, ((old, was), (new, _)) in enumerate(couples):
        before = imported(f"old_{number}")
        loaded = [
            (model.name, payload)
            for model in was.package.models
            # of inline ones there are payloads in those of others
            if (schema := old.get(model.schema_name.text))
            for payload in instances(schema, {"components": {"schemas": old}}, number, PAYLOADS)
            if loads(before[model.name], payload)
        ]
        after = imported(f"new_{number}")
        tried += len(loaded)
        wrong += [f"{payload}\n{shown(old, new)}" for name, payload in loaded if not opens(after[name], payload)]
    return tried, wrong


def imported(module: str) -> dict[str, Any]:
    """What a package defines. From now on its checks are those that count: there is one runtime for all."""
    models, its, shared, checks = (
        importlib.import_module(f"{PACKAGE}.{each}")
        for each in (module, f"{module}_definitions", "_definitions", "_checks")
    )
    for name in DEFINED:
        vars(shared)[name].clear()
        vars(shared)[name].update(vars(its).get(name, {}))
    checks.check_of.cache_clear()
    return vars(models)


def loads(model: Any, payload: Any) -> bool:
    """Whether a package loads a payload. Members that its schema forbids make it no payload of this schema."""
    body = msgspec.json.encode(payload)
    try:
        model.from_json(body)
        model.from_json(body, strict=True, all_errors=True)
    except ValueError as error:
        problems = getattr(error, "problems", ())
        return opens(model, payload) and not any(each.expected == "no field of this name" for each in problems)
    return True


def opens(model: Any, payload: Any) -> bool:
    """Whether a package loads a payload, whatever is new in it."""
    try:
        model.from_json(msgspec.json.encode(payload))
    except ValueError:
        return False
    return True


def test_there_is_a_change_if_and_only_if_records_differ():
    assert 0 < equal_or_told(60) < 60


def test_code_that_checks_against_a_package_checks_after_what_is_called_additive(tmp_path):
    assert type_checked(harmless(SAMPLE), tmp_path) == []


def test_payloads_that_load_still_load_after_what_is_called_additive(tmp_path, monkeypatch):
    tried, wrong = refused(harmless(SAMPLE), tmp_path, monkeypatch)
    assert tried
    assert wrong == []


def test_the_clients_notice_what_breaks(tmp_path):
    old = {"A": {"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}}}
    edits = [{"a": {"type": "integer"}}, {"a": {"type": ["string", "null"]}}, {"b": {"type": "string"}}]
    couples = [(old, {"A": {**old["A"], "properties": each, "required": list(each)}}) for each in edits]
    couples += [(old, {"B": old["A"]}), (old, {"A": {**old["A"], "required": []}})]
    told = type_checked([[(each, seen(each)) for each in couple] for couple in couples], tmp_path)
    assert {line.partition(".py")[0][-1] for line in told} == set("01234")


@pytest.mark.fuzz
def test_both_laws_hold_of_a_thousand_pairs(tmp_path, monkeypatch):
    equal = equal_or_told(ALL)
    couples = harmless(ALL)
    for name in ("typed", "run"):
        (tmp_path / name).mkdir()
    told = type_checked(couples, tmp_path / "typed")
    tried, wrong = refused(couples, tmp_path / "run", monkeypatch)
    print(f"\n{ALL:,} pairs, {equal} of equal records; {ALL:,} that are called additive: {len(told)} of their clients")
    print(f"fail to check, {len(wrong)} of {tried:,} payloads are refused")
    assert not told
    assert not wrong
