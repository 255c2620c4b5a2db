"""Text for a terminal."""

from __future__ import annotations

import pytest

from scripts.base.terminal import many


@pytest.mark.parametrize(("count", "text"), [(0, "0 files"), (1, "1 file"), (2, "2 files"), (1_000, "1,000 files")])
def test_a_number_of_things_is_in_the_singular_for_one_alone(count, text):
    assert many(count, "file") == text
