"""Corners of YAML and JSON that only the exact parser knows, and of the text that is written."""

from __future__ import annotations

import pytest

from scripts.base.errors import PipelineError
from scripts.base.limits import Limits
from scripts.documents import reading


def parse(text, **options):
    return reading.parse(text.encode(), name="x.yaml", **options)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: !!float 1", 1.0),
        ("a: !!float 1.5", 1.5),
        ("a: !!int 0x1F", 31),
        ("a: !!int 0o17", 15),
        ("a: !!bool True", True),
        ("a: !!null ''", None),
        ("a: !!str 1", "1"),
        ("a: ! 1", "1"),
        ("a: !!map {b: 1}", {"b": 1}),
        ("a: !!seq [1]", [1]),
        ("a: !!str x\u2028y", "x\u2028y"),
        ("a: !!str x\x85\ue000y", "x\x85\ue000y"),
        ("a: !!str " + "9" * 4001, "9" * 4001),
        ("a: [!!float 12, 0o7, -0x1f]", [12.0, 7, "-0x1f"]),
    ],
)
def test_a_tag_of_the_core_schema_decides_what_a_scalar_is(text, value):
    found = parse(text).value["a"]
    assert found == value
    assert type(found) is type(value)


def test_an_alias_of_a_text_can_be_a_key():
    assert parse("a: &x !!str b\n*x : 1").value == {"a": "b", "b": 1}


def test_an_alias_of_anything_else_can_not_be_a_key():
    with pytest.raises(PipelineError, match=r"x\.yaml:2:1: a key that is not a string"):
        parse("a: &x !!seq [1]\n*x : 1")


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity"])
def test_what_python_takes_for_a_number_in_json_is_a_word(constant):
    assert parse(f'{{"a": [{constant}]}}').value == {"a": [constant]}


@pytest.mark.parametrize(
    "text",
    [
        "a: !!int 1",
        "a: [!!int 1, 2]",
        "a: {b: !!int 1}",
        "a: &x [!!int 1, 2]\nb: *x",
        "a: &x {c: [!!int 1, {d: 2}]}\nb: [*x, *x]",
        "a: &x [!!int 1]\nb: &y [*x, *x]\nc: [*y, *y]",
        "&x a: !!int 1\nb: [*x, *x]",
    ],
)
def test_values_keys_and_what_aliases_repeat_are_counted_alike(text):
    def count(value):
        if isinstance(value, dict):
            return 1 + sum(1 + count(child) for child in value.values())
        return 1 + sum(map(count, value)) if isinstance(value, list) else 1

    nodes = count(parse(text).value)
    parse(text, limits=Limits(nodes=nodes))
    with pytest.raises(PipelineError, match=f"more than {nodes - 1} values once its aliases are expanded"):
        parse(text, limits=Limits(nodes=nodes - 1))


def test_lists_in_lists_are_not_shared_by_aliases():
    value = parse("a: &x {b: [[!!int 1], {c: [2]}]}\nd: *x").value
    value["a"]["b"][0].append(2)
    value["a"]["b"][1]["c"].append(3)
    assert value["d"] == {"b": [[1], {"c": [2]}]}


def test_an_anchor_of_a_key_names_its_text():
    assert parse("&x a: !!int 1\nb: *x").value == {"a": 1, "b": "a"}


def test_the_mark_for_no_tag_is_no_tag():
    assert parse("a: ! {b: ! [!!int 1]}").value == {"a": {"b": [1]}}


@pytest.mark.parametrize(("before", "place"), [("", "1:11"), ("\n ", "2:12"), ("\t", "1:12"), (" \n\t ", "2:13")])
def test_json_may_be_indented_with_tabs_where_something_is_wrong_too(before, place):
    with pytest.raises(PipelineError, match=rf"^x\.yaml:{place}: 1e999 is too big a number$"):
        parse(before + '{"a":\t[1,\t1e999]}\n\t')


@pytest.mark.parametrize(
    ("text", "place"),
    [("\ufffe: !!int 1", "1:1"), ("a: !!int 1\nb: é \x90\nc: \x90", "2:6"), ("{a: !!int 1,\n\x80}", "2:1")],
)
def test_what_no_yaml_may_hold_is_refused_at_its_place(text, place):
    with pytest.raises(PipelineError) as caught:
        parse(text)
    assert str(caught.value) == f"x.yaml:{place}: a control character"


def test_a_tab_in_a_text_of_a_flow_mapping_is_kept():
    assert parse("\t{a: 'x\ty', b: !!str x}\n\t").value == {"a": "x\ty", "b": "x"}


@pytest.mark.parametrize("beside", ["", "b: !!int 1\n"])
@pytest.mark.parametrize("sign", ["", "-", "+"])
def test_a_number_longer_than_python_reads_is_a_text_in_both_parsers(beside, sign):
    for digits in (3999, 4000, 4001, 5000):
        text = sign + "9" * digits
        wanted = text if len(text) > 4000 else int(text)
        assert parse(f"{beside}a: {text}\n").value["a"] == wanted
        assert parse(f"{beside}a: 0.{'9' * digits}\n").value["a"] == 1.0


def test_an_anchor_that_is_used_before_it_alone_holds_nothing_of_itself():
    assert parse("a: &x [1]\nb: *x\nc: &x [2]").value == {"a": [1], "b": [1], "c": [2]}


def test_lines_below_the_deepest_level_are_not_looked_for():
    text = "a:\n  b:\n    c: 1\nd: 2\n"
    found = reading.Document("x", {}, text, Limits(depth=2))
    assert found.line("#/a/b") == 2
    assert found.line("#/d") is None


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("x", "x\n"),
        (None, "null\n"),
        ({}, "{}\n"),
        ([], "[]\n"),
        (True, "true\n"),
        (1e30, "1.0e+30\n"),
        ([[]], "- []\n"),
    ],
)
def test_a_value_alone_is_a_document_too(value, text):
    assert reading.dump_yaml(value) == text
