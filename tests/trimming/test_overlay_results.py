"""An action that changes anything at all is no idle action, wherever in it the change is."""

from __future__ import annotations

import pytest

from scripts.documents import reading
from scripts.trimming import overlay

TARGET = {"info": {"title": "T", "tags": ["a"], "deep": {"x": 1, "y": 2}}, "items": [{"n": 1}, {"n": 2}]}


def applied(target, change):
    text = (
        "overlay: 1.1.0\ninfo: {title: T, version: '1'}\nactions:\n"
        f'  - target: "{target}"\n    description: because\n    {change}\n'
    )
    return overlay.apply(overlay.read(reading.parse(text.encode(), name="o.yaml")), TARGET)


@pytest.mark.parametrize("title", ["T", "U"])
@pytest.mark.parametrize("tags", ["[]", "[b]"])
@pytest.mark.parametrize("deep", ["{}", "{x: 1, y: 2}", "{x: 3, y: 2}", "{x: 1, y: 3}"])
def test_one_change_among_what_stays_is_enough(title, tags, deep):
    change = f"update: {{title: {title}, tags: {tags}, deep: {deep}}}"
    if (title, tags) == ("T", "[]") and deep in {"{}", "{x: 1, y: 2}"}:
        with pytest.raises(overlay.PipelineError, match="it changes nothing"):
            applied("$.info", change)
    else:
        found = applied("$.info", change)["info"]
        assert found["title"] == title
        assert found["tags"] == (["a", "b"] if tags == "[b]" else ["a"])
        assert found["deep"] == {"x": 3 if "x: 3" in deep else 1, "y": 3 if "y: 3" in deep else 2}


@pytest.mark.parametrize("number", [1, 2])
def test_one_node_that_changes_among_several_is_enough(number):
    assert [item["n"] for item in applied("$.items[*]", f"update: {{n: {number}}}")["items"]] == [number] * 2


def test_entries_of_a_list_go_from_the_last_to_the_first():
    assert applied("$.items[*]", "remove: true")["items"] == []
    assert applied("$.items[0:2].n", "remove: true")["items"] == [{}, {}]
