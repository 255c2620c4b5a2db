"""The pieces of steps add up to what the server sends as the whole step."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openai_run_steps import (
    EventError,
    EventStream,
    PartialRunStep,
    RunStepAccumulator,
    RunStepObject,
    ThreadRunStepDelta,
)
from tests.support.streams import NAMES, framed, stream_of

ENDS = {
    "function": "requires_action",
    "cut": "cut",
    "error_bare": "cut",
    "error_wrapped": "cut",
}
STEP = "step_made00000000000000001"
TERMINAL = ("completed", "failed", "cancelled", "expired")


def events_of(*streams):
    return [event for stream in streams for event in EventStream.read([stream])]


def added(events):
    made = RunStepAccumulator()
    for event in events:
        made.add(event)
    return made


def deltas(*calls, step=STEP):
    pieces = ({"step_details": {"type": "tool_calls", "tool_calls": list(call)}} for call in calls)
    return events_of(
        framed(
            *(
                ("thread.run.step.delta", {"id": step, "object": "thread.run.step.delta", "delta": piece})
                for piece in pieces
            )
        )
    )


def calls_of(*calls):
    [step] = added(deltas(*calls)).steps
    assert isinstance(step, PartialRunStep)
    return step.content["step_details"]["tool_calls"]


@pytest.mark.parametrize("name", NAMES)
def test_a_stream_ends_as_it_ended(name):
    assert added(events_of(stream_of(name))).end == ENDS.get(name, "finished")


@pytest.mark.parametrize("name", NAMES)
def test_after_the_terminal_event_a_step_is_the_server_s(name):
    events = events_of(stream_of(name))
    last = {}
    for event in events:
        if getattr(event, "event", "").startswith("thread.run.step.") and not isinstance(event, EventError):
            last[event.data.id] = event
    made = added(events)
    assert [step.id for step in made.steps] == list(last)
    for step in made.steps:
        if last[step.id].event.rpartition(".")[2] in TERMINAL:
            assert step == last[step.id].data


@pytest.mark.parametrize("name", ["code_interpreter", "failed"])
def test_the_pieces_alone_make_what_the_terminal_event_says(name):
    events = events_of(stream_of(name))
    place = next(
        at
        for at, event in enumerate(events)
        if event.event.startswith("thread.run.step.") and event.event.rpartition(".")[2] in TERMINAL
    )
    before, after = added(events[:place]).steps[0], events[place].data
    assert isinstance(before, RunStepObject)
    assert before.step_details == after.step_details


def test_texts_that_come_in_pieces_are_whole():
    [step] = added(events_of(stream_of("function"))).steps
    assert [call.function.arguments for call in step.step_details.tool_calls] == [
        '{"city":"Lisbon","days":3}',
        '{"city":"Århus — 東京","days":1}',
    ]
    assert step.to_dict()["step_details"]["tool_calls"][0] == {
        "id": "call_made00000000000000001",
        "type": "function",
        "function": {"name": "get_weather", "arguments": '{"city":"Lisbon","days":3}', "output": None},
    }


def test_a_stream_goes_on_in_another_one():
    made = added(events_of(stream_of("function")))
    assert made.end == "requires_action"
    for event in events_of(stream_of("function_output")):
        made.add(event)
    assert made.end == "finished"
    assert [step.status for step in made.steps] == ["completed", "completed"]
    assert made.steps[0].step_details.tool_calls[1].function.output == "rain"


def test_pieces_without_an_index_are_merged_by_their_place():
    [quark] = added(events_of(stream_of("quark_search"))[:-2]).steps
    assert isinstance(quark, RunStepObject)
    assert quark.to_dict()["step_details"]["tool_calls"] == [
        {"type": "quark_search", "quark_search": {"arguments": '{"query":"weather"}', "output": "clear skies"}}
    ]


def test_an_index_counts_before_an_id_and_an_id_before_the_position():
    assert calls_of(
        [{"index": 5, "id": "b", "type": "function", "function": {"arguments": "1"}}],
        [{"index": 2, "id": "a", "type": "function", "function": {"arguments": "2"}}],
        [{"id": "b", "function": {"arguments": "3"}}],
        [{"function": {"arguments": "4"}}, {"id": "c", "type": "function"}, {"index": 5, "id": "a"}],
    ) == [
        {"id": "a", "type": "function", "function": {"arguments": "24"}},
        {"id": "a", "type": "function", "function": {"arguments": "13"}},
        {"id": "c", "type": "function"},
    ]


def test_what_does_not_grow_is_set():
    assert calls_of(
        [{"index": 0, "id": "a", "type": "function", "function": {"name": "f", "arguments": "", "new": "x"}}],
        [{"index": 0, "id": "b", "type": "function", "function": {"name": "g", "arguments": "1", "new": "y"}}],
        [{"index": 0, "function": {"output": "z", "arguments": "2"}}],
    ) == [{"id": "b", "type": "function", "function": {"name": "g", "arguments": "12", "new": "y", "output": "z"}}]


def test_in_tools_that_the_schema_does_not_know_texts_grow():
    assert calls_of(
        [
            {
                "index": 0,
                "id": "a",
                "type": "new",
                "name": "f",
                "text": "1",
                "deep": {"list": [{"text": None, "id": "i"}]},
            }
        ],
        [
            {
                "index": 0,
                "id": "a",
                "type": "new",
                "name": "g",
                "text": "2",
                "deep": {"list": [{"text": "3", "id": "i"}]},
            }
        ],
        [{"index": 0, "text": "4", "deep": {"list": [{"text": "5"}], "count": 1, "names": ["x"]}}],
        [{"index": 0, "text": None, "deep": {"list": [], "count": 2, "names": ["y"]}}],
    ) == [
        {
            "id": "a",
            "type": "new",
            "name": "g",
            "text": "124",
            "deep": {"list": [{"text": "35", "id": "i"}], "count": 2, "names": ["y"]},
        }
    ]


def test_a_piece_without_its_step_begins_a_partial_one():
    made = added(deltas([{"index": 0, "type": "function"}]))
    [step] = made.steps
    assert isinstance(step, PartialRunStep)
    assert step.id == STEP
    assert step.content == {
        "id": STEP,
        "step_details": {"type": "tool_calls", "tool_calls": [{"type": "function"}]},
    }
    assert str(step.error) == '$.object: required, but missing: expected "thread.run.step"'


def test_a_partial_step_becomes_whole_when_it_satisfies_the_schema():
    events = events_of(stream_of("code_interpreter"))
    made = RunStepAccumulator()
    kinds = []
    for event in events:
        made.add(event)
        kinds += [type(step).__name__ for step in made.steps[:1]]
    assert set(kinds) == {"RunStepObject"}
    start = events[:5]
    made = added([*start, *deltas([{"index": 0, "type": "code_interpreter"}], step="step_made00000000000000003")])
    assert isinstance(made.steps[0], PartialRunStep)
    for event in events[5:7]:
        made.add(event)
    assert isinstance(made.steps[0], RunStepObject)


def test_what_was_looked_at_does_not_change():
    pieces = deltas(*[[{"index": 0, "type": "function", "function": {"arguments": text}}] for text in "abc"])
    made = RunStepAccumulator()
    seen = []
    for event in pieces:
        assert made.add(event) == STEP
        seen.append(made.steps[0])
    texts = [step.content["step_details"]["tool_calls"][0]["function"]["arguments"] for step in seen]
    assert texts == ["a", "ab", "abc"]


def test_events_that_are_of_no_step_change_none():
    made = RunStepAccumulator()
    assert [made.add(event) for event in events_of(framed(("thread.new", {}), ("done", b"[DONE]"), ("x", b"{")))] == [
        None
    ] * 3
    assert made.steps == []


@pytest.mark.parametrize(
    ("names", "end"),
    [
        ([], "cut"),
        (["done"], "finished"),
        (["error"], "cut"),
        (["error", "done"], "cut"),
        (["thread.run.completed"], "finished"),
        (["error", "thread.run.failed"], "finished"),
        (["thread.run.requires_action", "done"], "requires_action"),
        (["thread.run.requires_action", "done", "thread.run.queued"], "cut"),
        (["thread.run.completed", "ping"], "finished"),
    ],
)
def test_the_end_is_reported_by_names_even_of_events_that_can_not_be_read(names, end):
    made = added(events_of(framed(*((name, b"[DONE]" if name == "done" else b"{}}") for name in names))))
    assert made.end == end
    assert (made.error is not None) is ("error" in names)


def test_an_error_is_held():
    made = added(events_of(stream_of("error_bare")))
    assert made.error.data.type == "server_error"


@given(st.integers(0, 2**32), st.sampled_from(["function", "code_interpreter", "failed"]))
def test_pieces_in_any_order_of_indexes_make_the_same_step(seed, name):
    events = events_of(stream_of(name))
    pieces = [event for event in events if isinstance(event, ThreadRunStepDelta)]
    start = events[: events.index(pieces[0])]
    expected = added([*start, *pieces]).steps
    assert added([*start, *shuffled(pieces, random.Random(seed))]).steps == expected


def shuffled(pieces, chance):
    """The pieces in an order that keeps that of each text: those of one text are taken one after the other."""
    lanes = {}
    for event in pieces:
        [call] = event.data.delta.step_details.tool_calls
        outputs = call.code_interpreter.outputs if call.code_interpreter else None
        lanes.setdefault((call.index, outputs[0].index if outputs else None), []).append(event)
    mixed = []
    while lanes:
        lane = chance.choice(list(lanes))
        mixed.append(lanes[lane].pop(0))
        if not lanes[lane]:
            del lanes[lane]
    return mixed


def test_a_long_text_takes_time_in_proportion_to_its_pieces():
    pieces = deltas(*[[{"index": 0, "type": "function", "function": {"arguments": "x" * 100}}]] * 2)
    made = RunStepAccumulator()
    for _ in range(20_000):
        made.add(pieces[0])
    text = made.steps[0].content["step_details"]["tool_calls"][0]["function"]["arguments"]
    assert len(text) == 2_000_000
