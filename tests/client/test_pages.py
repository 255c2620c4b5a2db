"""Lists follow their pages by themselves, both ways, and end with an error where a server does not go on."""

import pytest

from openai_run_steps.client import AsyncPages, Pages, PagesError
from tests.client.answers import Noting, asked, page
from tests.support.callers import each_way

TOTAL = 7


def serving(caller):
    """Seven steps, two a page, by cursors."""

    def answer(request, _):
        query = asked(request)
        numbers = list(range(1, TOTAL + 1))
        if "after" in query:
            numbers = [number for number in numbers if number > int(query["after"][0].removeprefix("step_"))]
            found, more = numbers[:2], len(numbers) > 2
        elif "before" in query:
            numbers = [number for number in numbers if number < int(query["before"][0].removeprefix("step_"))]
            found, more = numbers[-2:], len(numbers) > 2
        else:
            found, more = numbers[:2], True
        return caller.response(json=page(*found, more=more))

    return Noting(answer)


def ids(steps):
    return [int(step.id.removeprefix("step_")) for step in steps]


@each_way
def test_all_items_come_in_order(caller):
    handler = serving(caller)
    steps = caller.call(lambda client: client.run_steps.list("t", "r", limit=2, order="asc"), handler)
    assert ids(steps) == [1, 2, 3, 4, 5, 6, 7]
    cursors = [asked(request).get("after") for request in handler.requests]
    assert cursors == [None, ["step_2"], ["step_4"], ["step_6"]]
    assert all(asked(request)["limit"] == ["2"] and "before" not in asked(request) for request in handler.requests)


@each_way
def test_before_leads_backwards(caller):
    handler = serving(caller)
    steps = caller.call(lambda client: client.run_steps.list("t", "r", before="step_6"), handler)
    assert ids(steps) == [5, 4, 3, 2, 1]
    assert [asked(request) for request in handler.requests] == [
        {"before": ["step_6"]},
        {"before": ["step_4"]},
        {"before": ["step_2"]},
    ]


@each_way
def test_both_ways_at_once_are_refused_before_anything_is_sent(caller):
    handler = serving(caller)
    with pytest.raises(ValueError, match="after and before lead two ways"):
        caller.call(lambda client: client.run_steps.list("t", "r", after="a", before="b"), handler)
    assert handler.requests == []


@each_way
def test_pages_can_be_taken_one_by_one(caller):
    handler = serving(caller)
    found = caller.call(lambda client: client.run_steps.list("t", "r").pages(), handler)
    assert [(len(one.data), one.has_more, one.last_id) for one in found] == [
        (2, True, "step_2"),
        (2, True, "step_4"),
        (2, True, "step_6"),
        (1, False, "step_7"),
    ]


def test_nothing_is_asked_for_before_it_is_needed():
    from tests.support.callers import CALLERS

    caller = CALLERS["httpx"]
    handler = serving(caller)

    def taken(client):
        steps = client.run_steps.list("t", "r")
        assert isinstance(steps, Pages)
        assert handler.requests == []
        first = iter(steps)
        found = [next(first).id, next(first).id]
        assert len(handler.requests) == 1
        again = next(iter(steps)).id
        return [*found, next(first).id, again]

    assert caller.call(taken, handler) == ["step_1", "step_2", "step_3", "step_1"]


def test_asynchronous_pages_can_be_broken_off():
    from tests.support.callers import CALLERS

    caller = CALLERS["httpx, asynchronous"]
    handler = serving(caller)

    async def taken(client):
        steps = client.run_steps.list("t", "r")
        assert isinstance(steps, AsyncPages)
        async for step in steps:
            return step.id
        return None

    assert caller.call(taken, handler) == "step_1"
    assert len(handler.requests) == 1


@each_way
def test_an_empty_list_is_empty(caller):
    assert caller.call(lambda client: client.run_steps.list("t", "r"), lambda _: caller.response(json=page())) == []


@each_way
def test_a_server_that_ignores_the_cursor_ends_with_an_error_and_repeats_nothing(caller):
    seen = []

    def read(client):
        steps = client.run_steps.list("t", "r")
        return noted_as_they_come(steps) if caller.is_async else seen.extend(step.id for step in steps)

    async def noted_as_they_come(steps):
        async for step in steps:
            seen.append(step.id)  # noqa: PERF401 - what came before the error counts

    handler = Noting(lambda *_: caller.response(json=page(1, 2, more=True)))
    with pytest.raises(PagesError, match="the server does not go on: after changes nothing"):
        caller.call(read, handler)
    assert seen == ["step_1", "step_2"]
    assert len(handler.requests) == 2


@each_way
def test_a_server_that_goes_round_in_a_circle_ends_with_an_error(caller):
    handler = Noting(lambda _, count: caller.response(json=page(count % 3, more=True)))
    with pytest.raises(PagesError):
        caller.call(lambda client: client.run_steps.list("t", "r"), handler)
    assert len(handler.requests) == 4


@each_way
def test_backwards_a_server_that_begins_at_the_beginning_loses_nothing_unsaid(caller):
    """As llamphouse does: what precedes the cursor, the first of it first, not what is nearest."""

    def answer(request):
        end = int(asked(request)["before"][0].removeprefix("step_"))
        numbers = range(1, end)
        return caller.response(json=page(*numbers[:2], more=len(numbers) > 2))

    with pytest.raises(PagesError, match="there should be more, and the page is empty"):
        caller.call(lambda client: client.run_steps.list("t", "r", before="step_6"), answer)


@each_way
def test_more_of_nothing_is_an_error(caller):
    with pytest.raises(PagesError, match="the page is empty"):
        caller.call(lambda client: client.run_steps.list("t", "r"), lambda _: caller.response(json=page(more=True)))
