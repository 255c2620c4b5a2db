"""The judge sees what it is there for; and a sample of what `make fuzz` judges whole."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import islice

import pytest

from scripts import pipeline
from tests.judging import cases
from tests.judging.__main__ import general, table
from tests.judging.judging import Case, judge
from tests.support.packages import document

COUNT = {"type": "integer", "minimum": 1}


def case(schemas, *roots, version="3.1.0", name="case"):
    told = json.loads(document(schemas, version))
    return Case(name, lambda _: told, roots)


def outcome(*judged, **options):
    [found] = judge(judged, **options)
    return found


def changed(monkeypatch, old, new):
    """Let the pipeline print something else into the models."""
    build = pipeline.build

    def built(*arguments, **options):
        made = build(*arguments, **options)
        files = {path: text.replace(old, new) for path, text in made.files.items()}
        return replace(made, files=files)

    monkeypatch.setattr(pipeline, "build", built)


@pytest.mark.parametrize(
    "schema",
    [
        COUNT,
        {"type": "object", "properties": {"n": COUNT}, "required": ["n"]},
        {"type": ["object", "null"], "properties": {"n": COUNT}},
        {"type": "string", "enum": ["a", "b"]},
        {"oneOf": [{"type": "string"}, COUNT]},
        {"type": "array", "items": COUNT},
    ],
    ids=["a number", "a model", "a model or null", "an enum", "a union", "a list"],
)
def test_a_root_of_any_kind_is_exact_if_its_verdicts_are_a_validators(schema):
    assert (found := outcome(case({"A": schema}, "A"), count=60)).outcome == "exact", found.detail
    assert found.compared == 90


def test_components_that_would_be_one_class_are_judged_by_their_own():
    one, other = ({"type": "object", "required": [name], "properties": {name: COUNT}} for name in "ab")
    found = outcome(case({"Error": one, "error": other}))
    assert (found.outcome, found.detail) == ("exact", "")


def test_old_documents_are_judged_by_the_rules_of_their_version():
    below = {"type": "integer", "nullable": True, "maximum": 3, "exclusiveMaximum": True}
    found = outcome(case({"A": below, "B": {"type": "object", "properties": {"a": below}}}, version="3.0.3"))
    assert (found.outcome, found.detail) == ("exact", "")


def test_a_verdict_of_its_own_is_inexact_and_shows_the_value(monkeypatch):
    changed(monkeypatch, "ge=1", "ge=3")
    found = outcome(case({"A": {"type": "object", "properties": {"n": COUNT}}}, "A"))
    assert found.outcome == "inexact"
    assert 'A: {"n": 2} refused ($.value.n: ' in found.detail


def test_what_is_lost_is_inexact(monkeypatch):
    changed(monkeypatch, "return data if indent is None", 'return data.replace(b"b", b"a") if indent is None')
    found = outcome(case({"A": {"type": "string", "enum": ["a", "b"]}}, "A"))
    assert "written back as" in found.detail


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("import nothing_of_that_name", "ModuleNotFoundError"),
        ("import os; os._exit(3)", "the process ended with 3"),
        ("Model.from_json = len", "TypeError"),
    ],
)
def test_what_does_not_work_is_broken_and_the_others_are_judged_all_the_same(monkeypatch, text, why):
    changed(monkeypatch, "class Second(", f"{text}\nclass Second(")
    empty = {"type": "object", "properties": {"a": {"type": "string"}}}
    wanted = [case({f"{name}": empty}, name, name=name) for name in ("First", "Second", "Third")]
    first, second, third = judge(wanted)
    assert (first.outcome, second.outcome, third.outcome) == ("exact", "broken", "exact")
    assert why in second.detail


def test_what_is_refused_is_counted_by_what_it_says():
    wanted = [case({name: {"type": "text"}}, name, name=name) for name in ("A", "B")]
    found = list(judge(wanted))
    assert [each.outcome for each in found] == ["refused", "refused"]
    assert table("two", found).splitlines()[-1].split() == [
        "2",
        "2",
        *general(found[0].problems[0].what).split(),
        "[A]",
    ]


def test_a_sample_of_four_vendors_schemas_is_judged_right():
    assert_right(judge(cases.roots(40)))


@pytest.mark.skipif(not cases.SHARED.exists(), reason="no ../shared")
@pytest.mark.parametrize("kind", ["vendors", "generators"])
def test_a_sample_of_other_documents_is_judged_right(kind):
    assert_right(judge(islice(cases.archive(kind), 0, None, 9)))


@pytest.mark.fuzz
@pytest.mark.parametrize("repair", [False, True], ids=["at their word", "repaired"])
def test_every_schema_of_four_vendors_documents_is_judged_right(repair):
    found = list(judge(cases.roots(), repair=repair))
    print(table("roots, repaired" if repair else "roots", found))
    assert_right(found)


UNREADABLE = ("azure/createResponse", "unjudged")  # to a validator: a description in it is no text


def assert_right(found):
    wrong = {(each.name, each.outcome): each.detail for each in found if each.outcome not in {"exact", "refused"}}
    assert {case: detail for case, detail in wrong.items() if case != UNREADABLE} == {}
