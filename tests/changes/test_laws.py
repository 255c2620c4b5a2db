"""What is promised of every two documents: no alarm without a change, and nothing breaks that is called additive."""

from __future__ import annotations

import itertools
import sys
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from scripts.changes import comparison
from scripts.changes.change_rules import Kind
from tests.changes.clients import client, type_errors
from tests.changes.pairs import pairs, shown
from tests.support.instances import instances
from tests.support.packages import build, imported, models, write

if TYPE_CHECKING:
    from pathlib import Path

SAMPLE, ALL = 8, 1000
PAYLOADS = 20  # of each model


def equal_or_told(count: int) -> int:
    """Records are equal if and only if there is no change; how many of `count` pairs are."""
    equal = 0
    for (old, before), (new, after) in itertools.islice(pairs(1), count):
        found = comparison.changes(before, after)
        assert bool(found) == (before.package != after.package), shown(old, new)
        equal += not found
    return equal


def harmless(count: int) -> list[tuple[Any, Any]]:
    """The first `count` pairs in which something changed, and nothing that breaks."""
    found = []
    for (old, before), (new, after) in pairs(2):
        if comparison.gravest(comparison.changes(before, after)) in {Kind.ADDITIVE, Kind.DOCUMENTATION}:
            found.append((old, new))
        if len(found) == count:
            return found
    raise AssertionError


def type_checked(couples: list[tuple[Any, Any]], folder: Path) -> list[str]:
    """What mypy finds in clients of the old packages, written against the new ones."""
    for number, (old, new) in enumerate(couples):
        before, after = (build(schemas, "shape").files for schemas in (old, new))
        if number == 0:
            write({path: text for path, text in after.items() if path.startswith("shape/_")}, folder)
            (folder / "shape" / "__init__.py").write_text("")
        text = after["shape/models.py"]
        write({f"shape/new_{number}.py": text, f"shape/client_{number}.py": ""}, folder)
        (folder / "shape" / f"client_{number}.py").write_text(client(before["shape/models.py"], f"new_{number}"))
    (folder / "shape" / "models.py").write_text("")
    return type_errors(folder, "shape/client_*.py", "--strict")


def refused(couples: list[tuple[Any, Any]], folder: Path) -> tuple[int, list[str]]:
    """How many payloads the old packages loaded, and those that the new ones refused."""
    tried, wrong = 0, []
    for number, (old, new) in enumerate(couples):
        before = models(imported(old, f"old_{number}", folder))
        after = models(imported(new, f"new_{number}", folder))
        document = {"components": {"schemas": old}}
        for name, schema in old.items():
            for payload in instances(schema, document, number, PAYLOADS) if name in before else ():
                if loads(before[name], payload):
                    tried += 1
                    if not opens(after[name], payload):
                        wrong.append(f"{payload}\n{shown(old, new)}")
        for module in [each for each in sys.modules if each.startswith((f"old_{number}.", f"new_{number}."))]:
            del sys.modules[module]
    return tried, wrong


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


def test_payloads_that_load_still_load_after_what_is_called_additive(tmp_path):
    tried, wrong = refused(harmless(SAMPLE), tmp_path)
    assert tried
    assert wrong == []


def test_the_clients_notice_what_breaks(tmp_path):
    old = {"A": {"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}}}
    edits = [{"a": {"type": "integer"}}, {"a": {"type": ["string", "null"]}}, {"b": {"type": "string"}}]
    couples = [(old, {"A": {**old["A"], "properties": each, "required": list(each)}}) for each in edits]
    couples += [(old, {"B": old["A"]}), (old, {"A": {**old["A"], "required": []}})]
    told = type_checked(couples, tmp_path)
    assert {line.partition(".py")[0][-1] for line in told} == set("01234")


@pytest.mark.fuzz
def test_both_laws_hold_of_a_thousand_pairs(tmp_path):
    equal = equal_or_told(ALL)
    couples = harmless(ALL)
    told = type_checked(couples, tmp_path)
    tried, wrong = refused(couples, tmp_path)
    print(f"\n{ALL:,} pairs, {equal} of equal records; {ALL:,} that are called additive: {len(told)} of their clients")
    print(f"fail to check, {len(wrong)} of {tried:,} payloads are refused")
    assert not told
    assert not wrong
