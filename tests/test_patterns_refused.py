"""Escapes of a pattern that name no character, or half of one, are refused with their place."""

from __future__ import annotations

import re

import pytest

from scripts.records.patterns import PatternError, python_pattern


@pytest.mark.parametrize(
    ("pattern", "what"),
    [
        (r"^\ud800$", "half of a pair of surrogates"),
        (r"^\udc00$", "half of a pair of surrogates"),
        (r"^\u{110000}$", "no such character"),
        (r"^\q$", "an escape that has no bounded or no common meaning"),
        (r"^[b-a]$", "a range from high to low"),
        (r"^[\d-z]$", "a range of classes"),
        (r"^[a", "a [ without a ]"),
        ("^[a\\", "an escape that has no bounded or no common meaning"),
    ],
)
def test_an_escape_that_means_nothing_is_refused(pattern, what):
    with pytest.raises(PatternError, match=re.escape(what)):
        python_pattern(pattern)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"^\ud83d\ude00$", "😀"),
        (r"^\u{1F600}$", "😀"),
        (r"^\x41\u0042\0$", "AB\0"),
        (r"^[\b]$", "\x08"),
        (r"^\cA\t$", "\x01\t"),
        ("^(a|bc)d*$", "bcdd"),
        ("^x$", "x"),
        ("^[a-c]+$", "abc"),
    ],
)
def test_an_escape_means_its_character(pattern, text):
    assert re.search(python_pattern(pattern), text)
    assert not re.search(python_pattern(pattern), f"{text}\n")
