"""Literals hold printable ASCII and escapes, the shortest that can hold a character."""

from __future__ import annotations

import pytest

from scripts.render.literals import literal


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (" ~", '" ~"'),
        ("\x1f\x7f", r'"\x1f\x7f"'),
        ("\xff\u0100", r'"\xff\u0100"'),
        ("\uffff\U00010000", r'"\uffff\U00010000"'),
        ('"\\', r'"\"\\"'),
        ("\n\t", r'"\x0a\x09"'),
        (None, "None"),
        (True, "True"),
        (1, "1"),
        (1.5, "1.5"),
        ([1, "a", [None]], '[1, "a", [None]]'),
        ({"a": 1, "b": {}}, '{"a": 1, "b": {}}'),
    ],
)
def test_a_value_has_one_literal(value, code):
    assert literal(value) == code


def test_what_is_no_json_value_has_none():
    with pytest.raises(TypeError, match=r"^a set is no JSON value$"):
        literal({1})
    with pytest.raises(ValueError, match=r"^-inf is no JSON value$"):
        literal(-float("inf"))
