"""What the best other client gets wrong about streams: each line of the table in tests/README.md."""

from __future__ import annotations

import pytest

from openai_run_steps import (
    ErrorEvent,
    EventError,
    EventStream,
    PartialRunStep,
    RunStepAccumulator,
    RunStepObject,
)
from tests.support.streams import framed, stream_of

STEP = "step_made00000000000000001"
START = stream_of("function").partition(b"event: thread.run.step.delta")[0]
REST = stream_of("function")[len(START) :]


def piece(**call):
    details = {"type": "tool_calls", "tool_calls": [{"type": "function", **call}]}
    data = {"id": STEP, "object": "thread.run.step.delta", "delta": {"step_details": details}}
    return framed(("thread.run.step.delta", data))


def function(arguments):
    return {"name": "f", "arguments": arguments, "output": None}


def made(*parts):
    accumulator = RunStepAccumulator()
    events = list(EventStream.read(parts))
    for event in events:
        accumulator.add(event)
    return accumulator, events


def calls(*parts):
    [step] = made(START, *parts)[0].steps
    assert isinstance(step, RunStepObject)
    return [(call.id, call.function.arguments) for call in step.step_details.tool_calls]


@pytest.mark.parametrize(
    ("name", "ends"),
    [
        ("code_interpreter", ["completed", "completed"]),
        ("function_output", ["completed", "completed"]),
        ("file_search", ["completed"]),
        ("failed", ["failed"]),
        ("cancelled", ["cancelled"]),
        ("expired", ["expired"]),
    ],
)
def test_a_step_that_is_over_has_its_status_its_usage_and_its_results(name, ends):
    accumulator, events = made(stream_of(name))
    over = [event.data for event in events if event.event in {f"thread.run.step.{end}" for end in ends}]
    assert accumulator.steps == over
    assert [step.status for step in accumulator.steps] == ends
    assert all(step.usage.total_tokens == 241 for step in accumulator.steps)


def test_a_piece_without_an_index_belongs_to_the_call_of_its_id_or_place():
    first = piece(index=0, id="a", function=function("1"))
    assert calls(first, piece(id="a", function={"arguments": "2"}), piece(function={"arguments": "3"})) == [
        ("a", "123")
    ]
    assert calls(piece(id="a", function=function("1")), piece(function={"arguments": "2"})) == [("a", "12")]


def test_index_1_may_come_before_0():
    second, first = piece(index=1, id="b", function=function("2")), piece(index=0, id="a", function=function("1"))
    assert calls(second) == [("b", "2")]
    assert calls(second, first) == [("a", "1"), ("b", "2")]


def test_a_piece_of_a_step_that_was_never_created_begins_a_partial_one():
    accumulator, _ = made(piece(index=0, id="a", function=function("1")))
    [step] = accumulator.steps
    assert isinstance(step, PartialRunStep)
    assert step.content["step_details"]["tool_calls"][0]["function"]["arguments"] == "1"


def test_an_id_that_is_sent_twice_is_the_same_id():
    twice = piece(index=0, id="call_1", function=function("1")), piece(index=0, id="call_1", function=function("2"))
    assert calls(*twice) == [("call_1", "12")]


def test_bytes_that_end_too_soon_are_reported():
    accumulator, events = made(stream_of("cut"))
    assert accumulator.end == "cut"
    assert isinstance(events[-1], EventError)
    assert str(events[-1].error) == "$: expected JSON, got truncated data"
    whole, _ = made(stream_of("code_interpreter"))
    assert whole.end == "finished"


def test_an_error_in_the_documented_shape_is_an_event_and_ends_the_stream():
    accumulator, events = made(stream_of("error_bare"))
    assert isinstance(events[-1], ErrorEvent)
    assert accumulator.error is events[-1]
    assert accumulator.error.data.code == "overloaded"
    assert accumulator.end == "cut"


def test_data_that_is_not_json_stops_nothing_else():
    accumulator, events = made(START, framed(("thread.run.step.delta", b'{"id":')), REST)
    assert len([event for event in events if isinstance(event, EventError)]) == 1
    assert accumulator.steps == made(START, REST)[0].steps
    assert accumulator.end == "requires_action"
