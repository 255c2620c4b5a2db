"""When a request is repeated, and how long the client waits before."""

import time
from email.utils import formatdate

import anyio
import pytest

from openai_run_steps.client import ConnectionFailedError, StatusError, TimedOutError
from tests.client.answers import Noting, step
from tests.support.callers import each_way


@pytest.fixture
def waits(monkeypatch):
    """How long the client waited each time; nobody really waits."""
    found = []

    async def slept(seconds):
        found.append(seconds)

    monkeypatch.setattr(time, "sleep", found.append)
    monkeypatch.setattr(anyio, "sleep", slept)
    return found


def get(client):
    return client.run_steps.get("t", "r", "s")


def failing(caller, status, headers=None, times=99):
    return Noting(
        lambda _, count: (
            caller.response(status, headers=headers or {}) if count <= times else caller.response(json=step())
        )
    )


@each_way
@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503, 529, 599])
def test_what_may_pass_is_tried_again_twice(caller, status, waits):
    handler = failing(caller, status, times=2)
    assert caller.call(get, handler).id == "step_1"
    assert len(handler.requests) == 3
    assert 0.375 <= waits[0] <= 0.5
    assert 0.75 <= waits[1] <= 1


@each_way
def test_a_failure_that_stays_is_raised_after_two_further_attempts(caller, waits):
    handler = failing(caller, 503)
    with pytest.raises(StatusError):
        caller.call(get, handler)
    assert len(handler.requests) == 3


@each_way
@pytest.mark.parametrize("status", [301, 400, 401, 403, 404, 422])
def test_what_will_not_pass_is_not_tried_again(caller, status, waits):
    handler = failing(caller, status)
    with pytest.raises(StatusError):
        caller.call(get, handler)
    assert len(handler.requests) == 1


@each_way
def test_waits_double_up_to_eight_seconds(caller, waits):
    with pytest.raises(StatusError):
        caller.call(get, failing(caller, 500), retries=7)
    for wait, most in zip(waits, [0.5, 1, 2, 4, 8, 8, 8], strict=True):
        assert 0.75 * most <= wait <= most


@each_way
@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"retry-after-ms": "1500", "retry-after": "9"}, 1.5),
        ({"retry-after": "7"}, 7),
        ({"retry-after": "0"}, 0),
        ({"retry-after-ms": "soon", "retry-after": "3"}, 3),
        ({"retry-after": "120"}, 120),
    ],
)
def test_the_server_says_how_long(caller, headers, wait, waits):
    caller.call(get, failing(caller, 429, headers, times=1))
    assert waits == [wait]


def test_a_date_says_how_long(waits):
    from tests.support.callers import CALLERS

    caller = CALLERS["httpx"]
    caller.call(get, failing(caller, 429, {"retry-after": formatdate(time.time() + 30, usegmt=True)}, times=1))
    caller.call(get, failing(caller, 429, {"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}, times=1))
    assert 27 <= waits[0] <= 31
    assert waits[1] == 0


@each_way
@pytest.mark.parametrize("value", ["", "soon", "-3", "nan", "Wed, 99 Foo 2015", "2015-10-21T07:28:00Z"])
def test_a_wait_that_makes_no_sense_is_passed_over(caller, value, waits):
    caller.call(get, failing(caller, 429, {"retry-after": value}, times=1))
    assert 0.375 <= waits[0] <= 0.5


@each_way
@pytest.mark.parametrize("value", ["121", "inf", "1e9"])
def test_a_wait_of_more_than_two_minutes_is_an_error_at_once(caller, value, waits):
    with pytest.raises(StatusError):
        caller.call(get, failing(caller, 429, {"retry-after": value}))
    assert waits == []


@each_way
def test_what_the_server_says_of_repeating_wins(caller, waits):
    handler = failing(caller, 429, {"x-should-retry": "false"})
    with pytest.raises(StatusError):
        caller.call(get, handler)
    assert len(handler.requests) == 1
    handler = failing(caller, 400, {"x-should-retry": "true"}, times=1)
    assert caller.call(get, handler).id == "step_1"


@each_way
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nothing_but_a_get_is_ever_repeated(caller, method, waits):
    handler = failing(caller, 503, {"x-should-retry": "true", "retry-after": "0"})
    response = caller.call(lambda client: client.send(client.build_request(method, "x")), handler)
    assert (response.status_code, len(handler.requests), waits) == (503, 1, [])


@each_way
@pytest.mark.parametrize(
    ("failure", "error"),
    [
        ("ConnectTimeout", TimedOutError),
        ("ReadTimeout", TimedOutError),
        ("PoolTimeout", TimedOutError),
        ("ConnectError", ConnectionFailedError),
        ("ReadError", ConnectionFailedError),
        ("RemoteProtocolError", ConnectionFailedError),
    ],
)
def test_a_lost_connection_is_tried_again_and_reported_at_last(caller, failure, error, waits):
    def lose(request, _):
        raise getattr(caller.library, failure)("gone", request=request)

    handler = Noting(lose)
    with pytest.raises(error, match=f"GET https://steps.example.com/v1/threads/t/runs/r/steps/s: {failure}: gone"):
        caller.call(get, handler)
    assert len(handler.requests) == 3


@each_way
@pytest.mark.parametrize("failure", ["UnsupportedProtocol", "LocalProtocolError", "DecodingError", "TooManyRedirects"])
def test_what_would_fail_again_is_reported_at_once(caller, failure, waits):
    def fail(request, _):
        raise getattr(caller.library, failure)("no", request=request)

    handler = Noting(fail)
    with pytest.raises(ConnectionFailedError) as error:
        caller.call(get, handler)
    assert len(handler.requests) == 1
    assert isinstance(error.value.__cause__, getattr(caller.library, failure))


@pytest.mark.parametrize("retries", [-1])
def test_retries_are_not_negative(retries):
    from openai_run_steps.client import Client

    with pytest.raises(ValueError, match="retries"):
        Client("https://x", retries=retries)
