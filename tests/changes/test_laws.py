"""What is promised of every two documents: no alarm without a change, and nothing breaks that is called additive."""

from __future__ import annotations

import importlib
import itertools
import re
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from scripts.changes import comparison
from scripts.changes.change_rules import Kind
from tests.changes.answers import answers, is_read
from tests.changes.clients import type_errors
from tests.changes.operations import Operations
from tests.changes.packages import PACKAGE, importable, imported, laid_out
from tests.changes.pairs import Schemas, pairs, seen, shown
from tests.support.instances import instances

if TYPE_CHECKING:
    from pathlib import Path

    from tests.changes.packages import Couple

SAMPLE, ALL, ALL_OPERATIONS = 8, 1000, 300
PAYLOADS = 20  # of each model


def equal_or_told(count: int, kind: type[Schemas]) -> int:
    """Records are equal if and only if there is no change; how many of `count` pairs are."""
    equal = 0
    for (old, before), (new, after) in itertools.islice(pairs(1, kind), count):
        found = comparison.changes(before, after)
        assert bool(found) == (before.package != after.package), shown(old, new)
        equal += not found
    return equal


def harmless(count: int, kind: type[Schemas]) -> list[Couple]:
    """The first `count` pairs in which something changed, and nothing that breaks."""
    found = []
    for (old, before), (new, after) in pairs(2, kind):
        if comparison.gravest(comparison.changes(before, after)) in {Kind.ADDITIVE, Kind.DOCUMENTATION}:
            found.append(((old, before), (new, after)))
        if len(found) == count:
            return found
    raise AssertionError


def type_checked(couples: list[Couple], folder: Path) -> list[str]:
    """What mypy finds in clients of the old packages, written against the new ones."""
    laid_out(couples, folder)
    return type_errors(folder, f"{PACKAGE}/client_*.py", "--strict")


def refused(couples: list[Couple], folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[int, list[str]]:
    """How many payloads the old packages loaded, and those that the new ones refused."""
    laid_out(couples, folder)
    importable(folder, monkeypatch)
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


def unread(couples: list[Couple], folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[int, list[str]]:
    """How many answers the old clients read, and those that the new ones do not."""
    laid_out(couples, folder)
    importable(folder, monkeypatch)
    error = importlib.import_module(f"{PACKAGE}.client._errors").ResponseError
    tried, wrong = 0, []
    for number, ((old, was), (new, _)) in enumerate(couples):
        before = imported(f"old_{number}", "client.")
        read = [each for each in answers(old, was.package, number) if is_read(each, before, error)]
        after = imported(f"new_{number}", "client.")
        tried += len(read)
        errors = (error, AttributeError, TypeError)  # if it can no longer be called
        wrong += [f"{each}\n{shown(old, new)}" for each in read if not is_read(each, after, *errors)]
    return tried, wrong


@pytest.mark.parametrize("kind", [Schemas, Operations])
def test_there_is_a_change_if_and_only_if_records_differ(kind):
    assert 0 < equal_or_told(60, kind) < 60


@pytest.mark.parametrize("kind", [Schemas, Operations])
def test_code_that_checks_against_a_package_checks_after_what_is_called_additive(kind, tmp_path):
    assert type_checked(harmless(SAMPLE, kind), tmp_path) == []


def test_payloads_that_load_still_load_after_what_is_called_additive(tmp_path, monkeypatch):
    tried, wrong = refused(harmless(SAMPLE, Schemas), tmp_path, monkeypatch)
    assert tried
    assert wrong == []


def test_answers_that_are_read_still_are_after_what_is_called_additive(tmp_path, monkeypatch):
    tried, wrong = unread(harmless(SAMPLE, Operations), tmp_path, monkeypatch)
    assert tried
    assert wrong == []


OBJECTS = {name: {"type": "object", "required": [name], "properties": {name: {"type": "string"}}} for name in "AB"}
GIVEN = [
    {"name": name, "in": place, "required": place == "path", "schema": {"type": kind}}
    for name, place, kind in (("x", "path", "string"), ("y", "path", "integer"), ("q", "query", "string"))
]


def calling(url="/{x}/{y}", parameters=(), results=("A",), **said):
    """Schemas and paths with one operation, which brings these objects, and how the package looks."""
    schemas = [{"$ref": f"#/components/schemas/{each}"} if each in OBJECTS else {"type": "null"} for each in results]
    content = {"application/json": {"schema": schemas[0] if len(schemas) == 1 else {"anyOf": schemas}}}
    given = [{**each, **more} for each, more in itertools.zip_longest(GIVEN, parameters, fillvalue={})]
    answer = {"200": {"description": "", "content": content}}
    made = {url: {"get": {"operationId": "get", "parameters": given, "responses": answer, **said}}}
    document = {"schemas": OBJECTS, "paths": made}
    return document, seen(**document)


def test_the_clients_notice_what_breaks(tmp_path):
    old = {"A": {"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}}}
    edits = [{"a": {"type": "integer"}}, {"a": {"type": ["string", "null"]}}, {"b": {"type": "string"}}]
    changed = [{"A": {**old["A"], "properties": each, "required": list(each)}} for each in edits]
    changed += [{"B": old["A"]}, {"A": {**old["A"], "required": []}}]
    couples = [((old, seen(old)), (each, seen(each))) for each in changed]
    body = {"content": {"application/json": {"schema": {"type": "string"}}}}
    calls = [
        calling(operationId="other"),
        calling(tags=["other"]),
        calling(url="/{y}/{x}"),
        calling(parameters=[{}, {}, {"required": True}]),
        calling(parameters=[{}, {}, {"name": "r"}]),
        calling(parameters=[{}, {}, {"schema": {"type": "integer"}}]),
        calling(requestBody={**body, "required": True}),
        calling(results=["B"]),
        calling(results=["A", "B"]),
        calling(results=["A", "null"]),
    ]
    couples += [(calling(), each) for each in calls]
    told = {re.search(r"client_(\d+)\.py", line)[1] for line in type_checked(couples, tmp_path)}
    assert told == {str(number) for number in range(len(couples))}


def test_another_answer_is_noticed(tmp_path, monkeypatch):
    tried, wrong = unread([(calling(), calling(results=["B"]))], tmp_path, monkeypatch)
    assert 0 < len(wrong) <= tried


@pytest.mark.fuzz
@pytest.mark.parametrize(("kind", "count", "lost"), [(Schemas, ALL, refused), (Operations, ALL_OPERATIONS, unread)])
def test_the_laws_hold_of_many_pairs(kind, count, lost, tmp_path, monkeypatch):
    equal = equal_or_told(count, kind)
    couples = harmless(count, kind)
    for name in ("typed", "run"):
        (tmp_path / name).mkdir()
    told = type_checked(couples, tmp_path / "typed")
    tried, wrong = lost(couples, tmp_path / "run", monkeypatch)
    print(f"\n{count:,} pairs of {kind.__name__}, {equal} of equal records; of as many that are called additive")
    print(f"{len(told)} clients fail to check, and {len(wrong)} of {tried:,} payloads or answers are {lost.__name__}")
    assert not told
    assert not wrong
