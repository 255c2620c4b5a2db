"""What is said of a value that a keyword can't have."""

from __future__ import annotations

import pytest

from scripts.schema.shapes import COUNT, LIST, NAME


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("é", '"é"'), (1.5, "1.5"), (None, "null"), (True, "true"), ({}, "a mapping"), ([], "[]"),
        ([1, None, "a", 2, 3], '[1, null, "a", 2, 3]'), ([1, 2, 3, 4, 5, 6], "a list"), ([[]], "a list"),
        ([{}], "a list"),
    ],
)  # fmt: skip
def test_what_came_is_shown_if_it_is_short(value, shown):
    assert NAME.refusal(value) == f"expected {NAME.words}, got {shown}"


def test_a_list_that_came_where_a_list_was_expected_is_not_named_twice():
    assert LIST.refusal([[]]) == "expected a list"


@pytest.mark.parametrize(
    ("value", "fits"),
    [
        (0, True), (2.0, True), (2**63 - 1, True), (2**63, False), (-1, False), (0.5, False), (True, False),
        (float("inf"), False), ("1", False),
    ],
)  # fmt: skip
def test_a_count_is_a_whole_number_of_64_bits(value, fits):
    assert COUNT.fits(value) is fits
