"""Memory is bounded by the schema, whatever the traffic: random names, tags, values and depths."""

from __future__ import annotations

import gc
import json
import random
import tracemalloc
from typing import TYPE_CHECKING, Any

import pytest

from scripts.evidence import disclosure
from scripts.evidence.observation import Observation
from scripts.evidence.proposal import propose
from scripts.evidence.report import report
from scripts.evidence.spots import Spot
from scripts.evidence.structure_seen import Room, Structure, schema_of
from scripts.evidence.traffic import Traffic
from tests.evidence.observing import document, observed, step

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def word(chance: random.Random) -> str:
    return "".join(chance.choices("abcdefghij", k=12))


def nested(chance: random.Random, depth: int = 3) -> Any:
    if not depth:
        return chance.choice([1, "x", None, [word(chance)]])
    return {word(chance): nested(chance, depth - 1) for _ in range(2)}


def odd_steps(chance: random.Random, count: int) -> Iterator[dict[str, Any]]:
    """Steps in which every name, tag and value is another one each time."""
    for _ in range(count):
        yield step(
            **{word(chance): nested(chance)},
            status=word(chance),
            calls=[{"type": word(chance), word(chance): 1}, {word(chance): 1}],
            member=nested(chance),
        )


def held(count: int) -> int:
    """How many objects stay when so many odd steps were observed."""
    observation = Observation(document(), ["Step"])
    gc.collect()
    before = len(gc.get_objects())
    for number, value in enumerate(odd_steps(random.Random(7), count)):
        observation.add(observation.roots[0], value, Spot("x", number))
    gc.collect()
    return len(gc.get_objects()) - before


def test_names_that_never_repeat_do_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch):
    held(300)  # some of what stays is made but once
    assert held(900) < held(300) * 1.05
    monkeypatch.setattr(disclosure, "MOST_NAMES", 10**9)
    assert held(900) > held(300) * 2


def test_what_has_no_room_can_be_anything():
    structure, room = Structure(), Room(3)
    structure.add({"a": {"b": {"c": {"d": 1}}}}, room)
    assert schema_of(structure.resolved())["properties"]["a"]["properties"]["b"]["properties"]["c"] == {}


def test_what_is_nested_too_deeply_can_be_anything():
    value: Any = 1
    for _ in range(90):
        value = {"a": [value]}
    actions = propose(observed([step(deep=value)])).actions
    assert json.dumps(actions).count('"properties"') < 25
    assert report(observed([step(deep=value)])).findings[0].what.startswith("object {a: array of object")


@pytest.mark.parametrize("name", ["", "a", "2024-01-01"])
def test_twenty_levels_are_kept_however_often_what_came_is_put_together(name: str):
    value: Any = 1
    for _ in range(25):
        value = {name: value} if name else [value]
    one, both = Structure(), Structure()
    one.add(value, Room())
    for _ in range(2):
        both.merge(one, Room())
        assert [json.dumps(schema_of(each)).count("type") for each in (one, both, both.resolved())] == [20, 20, 20]


def test_the_keys_of_what_is_nested_too_deeply_can_be_anything():
    value: Any = {"2024-01-01": 1}
    for _ in range(20):
        value = [value]
    (action,) = propose(observed([step(deep=value)])).actions
    assert json.dumps(action["update"]).endswith('"items": {}' + "}" * 21)


def test_lines_are_read_in_flat_memory(tmp_path: Path):
    line = json.dumps(step(note="x" * 500)) + "\n"
    peaks = []
    for count in (1_000, 10_000):
        (tmp_path / "some.jsonl").write_text(line * count)
        observation = Observation(document(), ["Step"])
        tracemalloc.start()
        list(observation.read(Traffic([tmp_path / "some.jsonl"])))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert observation.count == count
    assert peaks[1] < peaks[0] * 1.2


@pytest.mark.fuzz
def test_a_million_steps_are_observed_in_flat_memory(tmp_path: Path):
    (tmp_path / "some.jsonl").write_text((json.dumps(step(status="new", region="eu")) + "\n") * 1_000_000)
    observation = Observation(document(), ["Step"])
    tracemalloc.start()
    list(observation.read(Traffic([tmp_path / "some.jsonl"])))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    print({"steps": observation.count, "peak in kB": peak // 1000})
    assert observation.count == 1_000_000
    assert peak < 3_000_000


def test_two_maps_are_one_map():
    one, other = Structure(), Structure()
    one.add({"2024-01-01": 1}, Room())
    other.add({"2024-01-02": "x"}, Room())
    one.merge(other, Room())
    assert schema_of(one)["additionalProperties"] == {"anyOf": [{"type": "string"}, {"type": "integer"}]}
