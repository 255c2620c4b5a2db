"""Streams of events over HTTP: whatever a server does, all that came is handed out, and what went wrong is told."""

import threading

import pytest

from openai_run_steps import EventStream, RunStepAccumulator
from openai_run_steps.client import ConnectionFailedError, NotEventsError, StatusError, TimedOutError
from tests.support.callers import each_way
from tests.support.copies import ROOT
from tests.support.loopback import answer, serving

EVENTS = "text/event-stream; charset=utf-8"
BODY = b"one\n\ntwo\n\nthree"


class Lines:
    """A reader whose events are lines."""

    def __init__(self):
        self.rest = b""
        self.closed = 0

    def feed(self, data):
        *lines, self.rest = (self.rest + data).split(b"\n\n")
        return lines

    def close(self):
        self.closed += 1
        return [self.rest] if self.rest else []


def read(caller, reply, method="GET", **options):
    """The events of an answer, the reader, the server's requests, and the error that ended it."""
    reader, found = Lines(), []

    def sync(client):
        with client.stream(client.build_request(method, "events"), reader) as events:
            found.extend(events)

    async def asynchronous(client):
        async with client.stream(client.build_request(method, "events"), reader) as events:
            async for event in events:
                found.append(event)  # noqa: PERF401 - what came before an error counts

    error = None
    with serving({"/events": reply}) as server:
        try:
            caller.call(asynchronous if caller.is_async else sync, base=server.url, **{"retries": 0, **options})
        except Exception as raised:  # noqa: BLE001 - each test looks at it
            error = raised
        return found, reader, server.requests, error


@each_way
def test_events_come_as_the_reader_makes_them(caller):
    found, reader, requests, error = read(caller, answer(BODY, kind=EVENTS), "POST")
    assert (found, reader.closed, error) == ([b"one", b"two", b"three"], 1, None)
    assert requests[0].startswith("POST /events HTTP/1.1\r\n")
    assert "accept: text/event-stream" in requests[0].lower()


@each_way
def test_an_event_comes_before_the_next_one_is_sent(caller):
    def one_by_one(connection, _):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\none\n\n")
        connection.recv(1)

    found, _, _, error = read(caller, one_by_one, timeout=0.2)
    assert found == [b"one"]
    assert isinstance(error, TimedOutError)


@each_way
def test_half_a_stream_is_handed_out_and_then_reported(caller):
    found, reader, _, error = read(caller, answer(BODY[:10], length=len(BODY), kind=EVENTS))
    assert (found, reader.closed) == ([b"one", b"two"], 1)
    assert isinstance(error, ConnectionFailedError)
    assert "RemoteProtocolError" in str(error)


@each_way
def test_what_was_begun_is_handed_out_before_the_error(caller):
    found, _, _, error = read(caller, answer(BODY[:12], length=len(BODY), kind=EVENTS))
    assert found == [b"one", b"two", b"th"]
    assert isinstance(error, ConnectionFailedError)


@each_way
@pytest.mark.parametrize("status", ["200 OK", "201 Created"])
def test_an_answer_that_is_no_stream_is_an_error(caller, status):
    found, _, _, error = read(caller, answer(b"<html>Sign in", status, kind="text/html"))
    assert found == []
    assert isinstance(error, NotEventsError)
    assert error.body == b"<html>Sign in"
    assert str(error).endswith(f"status {status[:3]}, but no stream of events: text/html")


@each_way
@pytest.mark.parametrize("kind", [EVENTS, "application/json"])
def test_a_status_that_is_no_success_is_an_error_whose_body_was_read(caller, kind):
    found, _, requests, error = read(caller, answer(b'{"error": {"message": "No"}}', "404 Not Found", kind=kind))
    assert (found, len(requests)) == ([], 1)
    assert isinstance(error, StatusError)
    assert error.body == {"error": {"message": "No"}}


@each_way
def test_the_body_of_an_error_that_breaks_off_is_a_lost_connection(caller):
    _, _, _, error = read(caller, answer(b"{", "500 Oh", length=99, kind="application/json"))
    assert isinstance(error, ConnectionFailedError)


@each_way
def test_a_post_is_never_repeated_and_a_get_is_until_the_stream_begins(caller, monkeypatch):
    monkeypatch.setattr("openai_run_steps.client._retries._FIRST", 0.01)
    busy = answer(b"{}", "503 Busy")
    assert len(read(caller, busy, "POST", retries=2)[2]) == 1
    assert len(read(caller, busy, "GET", retries=2)[2]) == 3
    cut = answer(BODY[:10], length=len(BODY), kind=EVENTS)
    assert len(read(caller, cut, "GET", retries=2)[2]) == 1


def test_the_connection_is_closed_with_the_block():
    from openai_run_steps.client import Client

    gone, told = [], threading.Event()

    def endless(connection, _):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\none\n\n")
        gone.append(connection.recv(1))
        told.set()

    with serving({"/events": endless}) as server, Client(server.url) as client:
        with client.stream(client.build_request("GET", "events"), Lines()) as events:
            assert next(iter(events)) == b"one"
        assert events.response.is_closed
        assert told.wait(10)
    assert gone == [b""]


@each_way
@pytest.mark.parametrize("cut", [None, 1, 2, 3])
def test_recorded_streams_come_as_typed_events_and_end_in_steps(caller, cut):
    body = (ROOT / "tests/streams/function.sse").read_bytes()
    sent = body if cut is None else body[: len(body) * cut // 4]
    expected = list(EventStream.read([sent]))
    found, accumulator = [], RunStepAccumulator()

    def sync(client):
        with client.stream(client.build_request("POST", "events")) as events:
            for event in events:
                found.append(event)
                accumulator.add(event)

    async def asynchronous(client):
        async with client.stream(client.build_request("POST", "events")) as events:
            async for event in events:
                found.append(event)
                accumulator.add(event)

    with serving({"/events": answer(sent, length=len(body), kind=EVENTS)}) as server:
        try:
            caller.call(asynchronous if caller.is_async else sync, base=server.url)
        except ConnectionFailedError:
            assert cut is not None
        else:
            assert cut is None
    assert list(map(repr, found)) == list(map(repr, expected))
    whole = RunStepAccumulator()
    for event in expected:
        whole.add(event)
    assert list(map(repr, accumulator.steps)) == list(map(repr, whole.steps))
    assert (accumulator.end == "cut") is (cut is not None)
    assert cut == 1 or [step.id for step in accumulator.steps] == ["step_made00000000000000001"]
