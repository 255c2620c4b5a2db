"""Uses of both clients that type checkers take, and what they make of each. Never run."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any, assert_type

import httpx
import httpx2

from openai_run_steps import EventError, ListRunStepsResponse, Problem, RunStepObject, StreamEvent, ValidationError
from openai_run_steps.client import (
    AsyncClient,
    AsyncEvents,
    AsyncPages,
    BearerAuth,
    Client,
    ClientError,
    Events,
    HeaderAuth,
    InvalidResponseError,
    Pages,
    Reader,
    StatusError,
)


def making() -> None:
    Client("https://x", auth="key")
    Client("https://x", auth=BearerAuth(lambda: "key"), timeout=None)
    Client("https://x", auth=HeaderAuth("api-key", "key"), timeout=httpx.Timeout(3), retries=0)
    Client("https://x", auth=httpx.BasicAuth("a", "b"), limits=httpx.Limits(max_connections=1))
    Client("https://x", http_client=httpx.Client(), query={"api-version": "v1"})
    Client("https://x", auth=httpx2.BasicAuth("a", "b"), http_client=httpx2.Client())
    AsyncClient("https://x", http_client=httpx.AsyncClient(), headers={"a": "b"})
    AsyncClient("https://x", http_client=httpx2.AsyncClient(), timeout=httpx2.Timeout(3))


def calling(client: Client) -> None:
    assert_type(client.run_steps.get("t", "r", "s"), RunStepObject)
    steps = client.run_steps.list("t", "r", limit=5, order="asc", include=[])
    assert_type(steps, Pages[ListRunStepsResponse, RunStepObject])
    assert_type(steps.pages(), Iterator[ListRunStepsResponse])
    for step in steps:
        assert_type(step, RunStepObject)
    with client.with_options(timeout=3) as other:
        assert_type(other, Client)
    assert_type(client.send(client.build_request("GET", "x", body={"a": 1})), httpx.Response)


async def awaiting(client: AsyncClient) -> None:
    assert_type(await client.run_steps.get("t", "r", "s"), RunStepObject)
    steps = client.run_steps.list("t", "r", before="s")
    assert_type(steps, AsyncPages[ListRunStepsResponse, RunStepObject])
    assert_type(steps.pages(), AsyncIterator[ListRunStepsResponse])
    async for step in steps:
        assert_type(step, RunStepObject)
    async with client.with_options(retries=1) as other:
        assert_type(other, AsyncClient)
    assert_type(await client.send(client.build_request("GET", "x")), httpx.Response)


def streaming_steps(client: Client) -> None:
    with client.stream(client.build_request("POST", "x")) as events:
        assert_type(events, Events[StreamEvent | EventError])


def streaming(client: Client, reader: Reader[int]) -> None:
    with client.stream(client.build_request("POST", "x", body={"stream": True}), reader) as events:
        assert_type(events, Events[int])
        for event in events:
            assert_type(event, int)


async def streaming_asynchronously(client: AsyncClient, reader: Reader[int]) -> None:
    async with client.stream(client.build_request("GET", "x"), reader) as events:
        assert_type(events, AsyncEvents[int])
        async for event in events:
            assert_type(event, int)


def failing(client: Client) -> Any:
    try:
        client.run_steps.get("t", "r", "s")
    except InvalidResponseError as error:
        assert_type(error.problems, tuple[Problem, ...])
        same: ValidationError = error
        return same
    except StatusError as error:
        assert_type(error.status, int)
        assert_type(error.request_id, str | None)
        return error.body
    except ClientError as error:
        return error.request.url
