"""Roots first, then what they are made of, whatever the order of the document and whatever circles are in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.ir.reading_order import reading_order


@pytest.mark.parametrize(
    ("targets", "order"),
    [
        ({}, ""),
        ({"a": "", "b": ""}, "ab"),
        ({"leaf": [], "root": ["leaf"]}, ["root", "leaf"]),
        ({"d": "", "c": "d", "a": "cb", "b": "d"}, "acbd"),
        ({"a": "a", "b": ""}, "ab"),
        ({"a": "a", "b": "a"}, "ba"),
        ({"leaf": [], "x": ["y", "leaf"], "y": ["x"]}, ["x", "y", "leaf"]),
        ({"c": "d", "d": "c", "a": "bc", "b": "a"}, "abcd"),
        ({"c": "d", "d": "c", "a": "c"}, "acd"),
        ({"a": "b", "b": "a", "c": "d", "d": "c"}, "cdab"),
    ],
)
def test_the_order_is_breadth_first_from_the_roots(targets, order):
    assert reading_order(targets) == list(order)


@st.composite
def graphs(draw):
    names = draw(st.lists(st.sampled_from("abcdefgh"), unique=True))
    return {name: draw(st.lists(st.sampled_from(names))) for name in names}


def reach(targets, start):
    seen = {start}
    queue = [start]
    for name in queue:
        queue += [target for target in targets[name] if target not in seen]
        seen.update(targets[name])
    return seen


@given(graphs())
def test_everything_comes_once_after_something_that_refers_to_it_or_is_a_root(targets):
    order = reading_order(targets)
    assert sorted(order) == sorted(targets)
    for place, name in enumerate(order):
        if not any(name in targets[other] for other in order[:place]):
            leading = {other for other in targets if name in reach(targets, other)}
            assert leading <= reach(targets, name), f"{name} is no root"
