"""Events are read into the models of the document; what can't be read or is new stands in its place."""

from __future__ import annotations

import subprocess
import sys

import pytest

from openai_run_steps import (
    DoneEvent,
    ErrorEvent,
    EventError,
    EventStream,
    RunStepObject,
    ThreadRunRequiresAction,
    ThreadRunStepCompleted,
    ThreadRunStepDelta,
    UnknownVariant,
)
from tests.support.streams import NAMES, framed, stream_of
from tests.support.traffic_steps import TRAFFIC, event_payloads

RECORDED = sorted(TRAFFIC.glob("*.sse"))


def read(*pieces, **options):
    return list(EventStream.read(pieces, **options))


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem[:3])
def test_every_recorded_event_that_is_json_is_read(path):
    events = read(path.read_bytes())
    payloads = list(event_payloads(path.read_bytes()))
    wrong = [event for event in events if isinstance(event, EventError)]
    assert len(events) - len(wrong) - len([event for event in events if isinstance(event, DoneEvent)]) == len(payloads)
    assert all("JSON" in str(event.error) for event in wrong)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_read_is_written_as_it_came(name):
    import msgspec

    payloads = [msgspec.json.decode(payload) for payload in event_payloads(stream_of(name))]
    events = [event for event in read(stream_of(name)) if not isinstance(event, EventError | DoneEvent)]
    written = [event.content if isinstance(event, UnknownVariant) else event.to_dict() for event in events]
    assert [each["data"] for each in written] == payloads


@pytest.mark.parametrize(
    "path", [*RECORDED[:3], TRAFFIC / "053_openai_docs_stream.sse"], ids=lambda path: path.stem[:3]
)
@pytest.mark.parametrize("size", [1, 11])
def test_pieces_of_any_size_give_the_same_events(path, size):
    stream = path.read_bytes()
    pieces = [stream[at : at + size] for at in range(0, len(stream), size)]
    assert repr(read(*pieces)) == repr(read(stream))


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_any_bytes_are_taken(kind):
    stream = EventStream()
    [event] = stream.feed(kind(framed(("done", b"[DONE]"))))
    assert isinstance(event, DoneEvent)
    assert stream.close() == []


@pytest.mark.parametrize("source", [framed(("done", b"[DONE]")), ["text"], [7], [None]], ids=repr)
def test_what_is_no_pieces_of_bytes_is_a_type_error_and_no_empty_stream(source):
    with pytest.raises(TypeError, match="bytes-like object is required"):
        list(EventStream.read(source))


def test_an_open_file_is_read(tmp_path):
    (tmp_path / "a.sse").write_bytes(stream_of("function"))
    with (tmp_path / "a.sse").open("rb") as file:
        assert list(EventStream.read(file)) == read(stream_of("function"))


def test_an_event_has_the_class_of_its_name_and_the_data_of_the_document():
    events = read(stream_of("function"))
    assert isinstance(events[-2], ThreadRunRequiresAction)
    assert events[-2].event == "thread.run.requires_action"
    assert events[-2].data.required_action.submit_tool_outputs.tool_calls[1].function.name == "get_weather"
    assert isinstance(events[5], ThreadRunStepDelta)
    assert events[5].data.delta.step_details.tool_calls[0].index == 0
    completed = next(event for event in read(stream_of("file_search")) if isinstance(event, ThreadRunStepCompleted))
    assert isinstance(completed.data, RunStepObject)


def test_an_unknown_event_is_kept_whole():
    [event] = read(b'event: thread.new\ndata: {"a": 12345678901234567890123}\n\n')
    assert isinstance(event, UnknownVariant)
    assert event.tag == "thread.new"
    assert event.content == {"event": "thread.new", "data": {"a": 12345678901234567890123}}


def test_an_event_without_a_name_is_a_message():
    [event, last] = read(b"data: {}\n\ndata: [DONE]\n\n")
    assert event.content == {"event": "message", "data": {}}
    assert isinstance(last, DoneEvent)


def test_strict_refuses_what_the_schema_does_not_name():
    events = read(framed(("thread.new", {}), ("done", b"[DONE]")), strict=True)
    assert str(events[0].error) == '$.event: expected an event of the schema, got "thread.new"'
    assert isinstance(events[1], DoneEvent)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"{", "$: expected JSON, got truncated data"),
        (b"", "$: expected JSON, got truncated data"),
        (b"{}}", "$: expected JSON, got trailing characters (byte 3)"),
        (b'1},"x":{', "$: expected JSON, got trailing characters (byte 2)"),
        (b'{}, "event": "done"', "$: expected JSON, got trailing characters (byte 3)"),
        (b'"\xff"', "$: expected JSON, got what is not UTF-8 (byte 1)"),
        (b"[" * 100_000, "$: expected a document of sensible depth, got one nested too deeply"),
        (b"[]", "$.data: expected an object, got an array"),
        (b'{"id": 7, "object": "thread.run.step.delta", "delta": {}}', "$.data.id: expected a string, got 7"),
    ],
)
def test_data_that_can_not_be_read_is_an_error_with_its_place_and_stops_nothing_else(data, problem):
    error, after = read(b": first\n" + framed(("thread.run.step.delta", data), ("done", b"[DONE]")))
    assert isinstance(error, EventError)
    assert (error.line, error.event, error.raw) == (2, "thread.run.step.delta", data)
    assert str(error.error) == problem
    assert isinstance(after, DoneEvent)


def test_unknown_events_with_data_that_is_no_json_are_errors_too():
    [error] = read(framed(("thread.new", b"hello")))
    assert (error.event, error.raw) == ("thread.new", b"hello")
    assert "JSON" in str(error.error)


def test_an_event_over_the_limit_is_an_error():
    error, after = read(framed(("thread.run.step.delta", {"id": "a" * 100}), ("done", b"[DONE]")), limit=100)
    assert (error.event, error.raw) == ("thread.run.step.delta", b"")
    assert str(error.error) == "$: expected an event of at most 100 bytes, got a larger one"
    assert isinstance(after, DoneEvent)


@pytest.mark.parametrize("name", ["error_bare", "error_wrapped"])
def test_an_error_is_an_event_wrapped_or_bare(name):
    event = read(stream_of(name))[-1]
    assert isinstance(event, ErrorEvent)
    assert (event.data.error or event.data).message == "The model is overloaded, try again later."


def test_ids_and_waits_are_reported():
    stream = EventStream()
    assert (stream.last_event_id, stream.retry) == ("", None)
    stream.feed(b"id: 7\nretry: 1500\ndata: {}\n\n")
    assert (stream.last_event_id, stream.retry) == ("7", 1500)


def test_importing_the_package_imports_no_streams_and_makes_no_decoder():
    code = (
        "import sys, openai_run_steps as package\n"
        "assert not [name for name in sys.modules if name.startswith('openai_run_steps.') and 'stream' in name]\n"
        "from openai_run_steps import EventStream\n"
        "from openai_run_steps._decoders import decoders\n"
        "EventStream()\n"
        "assert decoders == {}\n"
        "assert set(package.__all__) >= {'EventStream', 'ThreadRunStepDelta', 'RunStepAccumulator'}\n"
        "try: package.nothing\n"
        "except AttributeError as error: print(error)\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "module 'openai_run_steps' has no attribute 'nothing'\n"
