"""The YAML that is written for a value, to the letter: what is quoted, escaped and folded."""

from __future__ import annotations

import pytest

from scripts.documents.yaml_text import dump_yaml


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (False, "false"),
        ([False, True, None, 0, -12], "- false\n- true\n- null\n- 0\n- -12"),
        ([1.5, 1e-7, 1.5e-7, 1e30, -2e300], "- 1.5\n- 1.0e-07\n- 1.5e-07\n- 1.0e+30\n- -2.0e+300"),
        ([[1, 2], [], {}, [[]], ["", {}]], "- - 1\n  - 2\n- []\n- {}\n- - []\n- - ''\n  - {}"),
        ({"a": [{"b": [], "c": {"d": {}}}]}, "a:\n  - b: []\n    c:\n      d: {}"),
        ("- it's", "'- it''s'"),
        ({"'": "''"}, "'''': ''''''"),
        ({"a: b": "a #b", "off": "Off"}, "'a: b': 'a #b'\n'off': 'Off'"),
        ("\x85\u200b\uffff", '"\\u0085\\u200b\\uffff"'),
        ("\U000e0001\U0001f600", '"\\U000e0001\U0001f600"'),
        ('"\\\n\t\r\x00', '"\\"\\\\\\n\\t\\r\\u0000"'),
    ],
)
def test_a_value_is_written_so(value, text):
    assert dump_yaml(value) == text + "\n"


@pytest.mark.parametrize(
    ("head", "value", "first", "between"),
    [
        ("a: ", lambda text: {"a": text}, "  ", " "),
        ("longer: ", lambda text: {"longer": text}, "  ", " "),
        ("- ", lambda text: [text], "  ", "\n  "),
        ("a:\n  - ", lambda text: {"a": [text]}, "    ", "\n    "),
        ("- a:\n    - ", lambda text: [{"a": [text]}], "      ", "\n      "),
    ],
)
def test_a_text_is_folded_when_its_line_would_be_longer_than_110_characters(head, value, first, between):
    fits = "x " + "y" * (110 - len(head.rpartition("\n")[2]) - 2)
    assert dump_yaml(value(fits)) == f"{head}{fits}\n"
    assert dump_yaml(value(fits + "y")) == f"{head}>-\n{first}x{between}{fits[2:]}y\n"


def test_a_folded_line_is_as_long_as_it_may_be():
    full, more = "x " * 53 + "yy", "z " * 60 + "z"
    assert dump_yaml({"a": f"{full} {more}"}) == f"a: >-\n  {full}\n  {more[:107]}\n  {more[108:]}\n"
    assert dump_yaml({"a": f"{full}y {more}"}) == f"a: >-\n  {full[:-3]}\n  yyy {more[:103]}\n  {more[104:]}\n"


@pytest.mark.parametrize("head", ["", "  - "])
def test_a_key_that_a_parser_would_not_look_to_the_end_of_is_marked_as_one(head):
    fits, pad = "k" * 1024, " " * len(head)
    nested = (lambda value: {"a": [value]}) if head else (lambda value: value)
    start = "a:\n" if head else ""
    assert dump_yaml(nested({fits: 1, "b": 2})) == f"{start}{head}{fits}: 1\n{pad}b: 2\n"
    assert dump_yaml(nested({fits + "k": [1], "b": 2})) == (f"{start}{head}? {fits}k\n{pad}:\n{pad}  - 1\n{pad}b: 2\n")
    assert dump_yaml(nested({fits + "k": "v"})) == f"{start}{head}? {fits}k\n{pad}: v\n"


@pytest.mark.parametrize("text", ["x" * 200, "- " + "x " * 90 + "x", "x " * 90, "x" * 90 + "  " + "x" * 90])
def test_what_folding_would_change_stays_on_its_line(text):
    (line,) = dump_yaml({"a": text}).splitlines()
    assert text in line
