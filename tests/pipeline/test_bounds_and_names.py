"""Bounds and names that only seem to clash are kept apart."""

from __future__ import annotations

from tests.support.packages import build

TEXT = {"type": "string"}


def test_of_two_bounds_on_a_side_the_one_that_implies_the_other_is_kept():
    bounds = {"minimum": 1, "exclusiveMinimum": 1, "maximum": 5, "exclusiveMaximum": 9}
    code = build({"A": {"type": "object", "properties": {"n": {"type": "integer", **bounds}}}}).files["shape/models.py"]
    assert "Meta(gt=1, le=5)" in code


def test_a_name_is_the_same_whatever_unicode_a_python_knows():
    # The first letter came with Unicode 5.1; for a Python that does not know it, it would be no letter.
    code = build({"A": {"type": "object", "properties": {"\ua66ea": TEXT}}}).files["shape/models.py"]
    assert 'a: str | UnsetType = field(default=UNSET, name="\\ua66ea")' in code
