"""The extraction of steps from recorded traffic, and how many there are: what the other tests count on."""

from __future__ import annotations

import csv
import json
from collections import Counter

import pytest

from tests.support.traffic_steps import STEP, TRAFFIC, event_payloads, recorded_steps, steps_of

STEP_JSON = b'{"id":"step_1","object":"thread.run.step"}'


def test_the_sample_holds_120_full_steps() -> None:
    assert len(recorded_steps()) == 120


def test_steps_come_from_files_lists_and_streams() -> None:
    with (TRAFFIC / "INDEX.tsv").open(encoding="utf-8", newline="") as index:
        kinds = {row["file"]: row["kind"] for row in csv.DictReader(index, delimiter="\t")}
    assert Counter(kinds[step.file] for step in recorded_steps()) == {"step": 20, "list": 47, "event-stream": 53}


def test_every_file_of_the_sample_is_in_the_index() -> None:
    with (TRAFFIC / "INDEX.tsv").open(encoding="utf-8", newline="") as index:
        listed = {row["file"] for row in csv.DictReader(index, delimiter="\t")}
    assert {path.name for path in TRAFFIC.iterdir()} == listed | {"INDEX.tsv"}


def test_the_raw_bytes_are_a_slice_of_the_file_and_mean_the_value() -> None:
    for step in recorded_steps():
        assert step.raw in (TRAFFIC / step.file).read_bytes()
        assert json.loads(step.raw) == step.value
        assert step.value["object"] == STEP


def test_deltas_runs_and_lists_are_not_steps() -> None:
    for kind in (b"thread.run.step.delta", b"thread.run", b"list"):
        assert not list(steps_of("one.json", b'{"id":"x","object":"%s"}' % kind))


@pytest.mark.parametrize(
    "stream",
    [
        b"event:thread.run.step.created\ndata:%s\n\n",
        b"event: thread.run.step.created\r\ndata: %s\r\n\r\n",
        b"event: a\ndata: [DONE]\nevent: b\ndata: %s\nevent: done\ndata: [DONE]\n",
        b'event: thread.run.created\ndata: {"object":"thread.run"}}\n\n: comment\n...\ndata: %s',
        b"data: 1\ndata: null\ndata: [[%s]]\n",
    ],
    ids=["no space", "carriage returns", "no blank lines", "a broken neighbour", "a nested step"],
)
def test_a_step_is_found_whatever_the_framing(stream: bytes) -> None:
    assert [step.raw for step in steps_of("some.sse", stream % STEP_JSON)] == [STEP_JSON]


def test_a_payload_that_is_not_json_is_passed_over() -> None:
    assert list(event_payloads(b'data: {"a":1}}\ndata: [DONE]\nid: 3\ndata: {"a":2}\n')) == [b'{"a":2}']


def test_a_step_within_another_object_is_found() -> None:
    page = b'{"object":"list","data":[ %s , {"object":"thread.run","step":%s}]}' % (STEP_JSON, STEP_JSON)
    assert [step.raw for step in steps_of("page.json", page)] == [STEP_JSON, STEP_JSON]
