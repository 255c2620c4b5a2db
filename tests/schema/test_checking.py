"""The validator that judges what no type can say."""

from __future__ import annotations

import pytest

from scripts.schema.checking import validator


def test_a_format_means_nothing():
    assert validator({"format": "date"}).is_valid("tomorrow")


@pytest.mark.parametrize(("length", "matches"), [(15, True), (16, False)])
def test_a_text_for_which_a_pattern_takes_too_many_steps_does_not_match(length, matches):
    doubling = rf"^(?:a?){{{length}}}(?!b)a{{{length}}}$"  # the steps double with each letter
    assert validator({"pattern": doubling}).is_valid("a" * length) is matches
