"""Servers that misbehave, on real connections: slow, broken off, with wrong lengths, or not there at all."""

import contextlib
import json
import socket
import struct
import threading
import time

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

from openai_run_steps.client import (
    AsyncClient,
    Client,
    ConnectionFailedError,
    NotJsonError,
    StatusError,
    TimedOutError,
)
from tests.client.answers import page, step
from tests.support.callers import each_way
from tests.support.loopback import answer, serving

STEP = json.dumps(step()).encode()
PATH = "/threads/t/runs/r/steps/s"
JSON = {"kind": "application/json"}


def get(client):
    return client.run_steps.get("t", "r", "s")


def called(caller, reply, what=get, path=PATH, **options):
    """What a call makes of a server that gives one answer, and how often it was asked."""
    with serving({path: reply}) as server:
        options = {"retries": 0, "timeout": 5, **options}
        try:
            return caller.call(what, base=server.url, **options)
        finally:
            called.requests = list(server.requests)


@each_way
def test_a_whole_answer_is_read(caller):
    assert called(caller, answer(STEP, **JSON)).id == "step_1"


@each_way
def test_an_answer_shorter_than_it_says_is_a_lost_connection(caller):
    with pytest.raises(ConnectionFailedError, match="RemoteProtocolError"):
        called(caller, answer(STEP[:50], length=len(STEP), **JSON))


@each_way
def test_of_an_answer_longer_than_it_says_no_more_is_read(caller):
    assert called(caller, answer(STEP + b"}}}", length=len(STEP), **JSON)).id == "step_1"


@each_way
def test_half_an_answer_without_a_length_is_no_json(caller):
    with pytest.raises(NotJsonError):
        called(caller, answer(STEP[:50], length=-1, **JSON))


@each_way
@pytest.mark.parametrize("name", ["zstd9", "gzip"])
def test_an_encoding_that_is_none_is_an_error(caller, name):
    with pytest.raises((ConnectionFailedError, NotJsonError)):
        called(caller, answer(b"\x1f\x8bno gzip", Content_Encoding=name, **JSON))


@each_way
def test_html_with_200_is_an_error(caller):
    with pytest.raises(NotJsonError, match="text/html"):
        called(caller, answer(b"<!doctype html><title>Sign in</title>", kind="text/html"))


@each_way
def test_a_server_that_says_nothing_times_out(caller):
    def silent(connection, _):
        connection.recv(1)

    begun = time.monotonic()
    with pytest.raises(TimedOutError, match=r"GET http://127.0.0.1:\d+/.*: ReadTimeout"):
        called(caller, silent, timeout=0.2)
    assert time.monotonic() - begun < 5


@each_way
def test_a_server_that_stops_in_the_middle_times_out(caller):
    def stopping(connection, _):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{")
        connection.recv(1)

    with pytest.raises(TimedOutError):
        called(caller, stopping, timeout=0.2)


@each_way
@pytest.mark.parametrize(
    "reply", [b"", b"HTTP/1.1 200", b"SSH-2.0-x\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"]
)
def test_what_is_no_http_is_a_lost_connection(caller, reply):
    with pytest.raises(ConnectionFailedError):
        called(caller, lambda connection, _: connection.sendall(reply))


@each_way
def test_a_reset_is_a_lost_connection_and_tried_again(caller, monkeypatch):
    monkeypatch.setattr("openai_run_steps.client._retries._FIRST", 0.01)

    def reset(connection, _):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    with pytest.raises(ConnectionFailedError):
        called(caller, reset, retries=2)
    assert len(called.requests) == 3


@each_way
def test_nobody_there_is_a_lost_connection(caller):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(ConnectionFailedError, match="ConnectError"):
        caller.call(get, base=f"http://127.0.0.1:{port}", retries=0)


@each_way
def test_a_redirect_is_not_followed_with_the_key(caller):
    with pytest.raises(StatusError) as error:
        called(caller, answer(status="302 Found", Location="http://127.0.0.1:1/elsewhere"), auth="key")
    assert error.value.status == 302


@each_way
def test_a_status_that_nobody_has_defined_is_reported(caller):
    with pytest.raises(StatusError) as error:
        called(caller, answer(status="799 Nobody Knows"))
    assert error.value.status == 799


@contextlib.contextmanager
def running(app):
    """The address of an application that is served until the block ends."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical", lifespan="off"))
    listener = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


def busy_list():
    """A list of 50 steps in pages of 20, whose server is too busy for every other request."""
    asked = []

    async def steps(request):
        asked.append(request.query_params.get("after"))
        if len(asked) % 2:
            return JSONResponse({"error": {"message": "busy"}}, 429, {"retry-after-ms": "1"})
        begin = int((asked[-1] or "step_0").removeprefix("step_")) + 1
        numbers = range(begin, min(begin + 20, 51))
        return JSONResponse(page(*numbers, more=begin + 20 < 51))

    return Starlette(routes=[Route("/v1/threads/{thread}/runs/{run}/steps", steps)]), asked


def test_a_list_comes_whole_from_a_server_that_is_busy_every_other_time():
    app, asked = busy_list()
    with running(app) as url, Client(f"{url}/v1") as client:
        found = [step.id for step in client.run_steps.list("t", "r")]
    assert found == [f"step_{number}" for number in range(1, 51)]
    assert asked == [None, None, "step_20", "step_20", "step_40", "step_40"]


def test_clients_make_and_close_connections_of_their_own():
    import asyncio

    app, _ = busy_list()

    async def read(url):
        async with AsyncClient(f"{url}/v1", limits=httpx.Limits(max_connections=1)) as client:
            return [step.id async for step in client.run_steps.list("t", "r")]

    with running(app) as url:
        assert len(asyncio.run(read(url))) == 50
