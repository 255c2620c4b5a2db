"""Half of JSON Schema's official test suite: four fifths of its groups are exact, and what is refused is listed."""

from __future__ import annotations

import functools
from pathlib import Path

import pytest

from tests.judging import cases
from tests.judging.judging import judge

REFUSED = Path(__file__).with_name("suite_refused.txt")
LEAST = 0.8

pytestmark = pytest.mark.skipif(not cases.SHARED.exists(), reason="no ../shared")


@functools.cache
def judged():
    return list(judge(cases.suite()))


def test_four_fifths_of_the_groups_are_exact_and_no_verdict_is_wrong():
    assert {each.name: each.detail for each in judged() if each.outcome not in {"exact", "refused"}} == {}
    assert len(judged()) == 189
    assert sum(each.outcome == "exact" for each in judged()) >= LEAST * len(judged())


def test_what_is_refused_is_listed_with_its_reason():
    told = "".join(f"{each.name}\n    {each.problems[0].what}\n" for each in judged() if each.outcome == "refused")
    assert told == REFUSED.read_text(encoding="utf-8")
