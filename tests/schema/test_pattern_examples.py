"""Texts that match patterns, for examples."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.schema.pattern_examples import LONGEST, matching
from scripts.schema.patterns import PatternError, python_pattern


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("^AC[0-9a-f]{32}$", "AC" + "a" * 32),
        ("^[A-Z]{2,4}-[0-9]+$", "AA-1"),
        ("^(?:on|off)?$", "on"),
        ("^[^a-z]x*$", "Ax"),
        ("^[é-ü]$", "é"),
        ("^\\S \\.$", "a ."),
        ("^0$|^1$", "0"),
        ("^[\\0-!]$", "!"),
        ("", ""),
        (f"^a{{{LONGEST}}}$", "a" * LONGEST),
    ],
)
def test_a_text_is_short_and_of_letters_if_it_may_be(pattern, text):
    assert matching(pattern, 0, None) == text


@pytest.mark.parametrize(
    ("pattern", "least", "most", "text"),
    [
        ("^[a-z]+$", 3, None, "aaa"),
        ("^[a-z]{0,2}$", 3, None, None),
        ("^[a-z]{4}$", 0, 3, None),
        ("^[a-z]{4}$", 4, 4, "aaaa"),
        ("^a$|^bb$", 2, None, "bb"),
        ("^a{1,2}b+$", 4, None, "aabbbb"),
        ("^(?:a+|b)$", 3, None, "aaa"),
    ],
)
def test_a_text_is_as_long_as_it_has_to_be(pattern, least, most, text):
    assert matching(pattern, least, most) == text


@pytest.mark.parametrize(
    "pattern",
    ["a$b", "(a*)*", "^[\\0-\\x1f]$", "^(a{1000}){1000}$", "^((a{999999}){999999}){999999}$", "^a{501}b{500}$"],
    ids=["matches nothing", "takes long", "not printable", "long", "very long", "one too long"],
)
def test_for_some_patterns_there_is_no_text(pattern):
    assert matching(pattern, 0, None) is None


@given(st.text("ab$^|()[]{},0123*+?.\\-", max_size=12), st.integers(0, 9), st.integers(0, 9) | st.none())
def test_a_text_matches_and_fits(pattern, least, most):
    try:
        expression = python_pattern(pattern)
    except PatternError:
        assert matching(pattern, least, most) is None
        return
    text = matching(pattern, least, most)
    if text is not None:
        assert re.search(expression, text)
        assert least <= len(text) <= (LONGEST if most is None else most)
