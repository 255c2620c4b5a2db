"""A page of steps over HTTP: every client gets the same hundred steps from a process on the loopback."""

import json

import httpx
import pytest

from scripts.bench import serving
from scripts.bench.payloads import encode
from tests.support.broken_steps import WHOLE

STEP = encode(WHOLE)


def test_a_page_has_a_hundred_steps_with_ids_of_their_own():
    page = json.loads(serving.page([STEP, STEP]))
    assert len({step["id"] for step in page["data"]}) == 100
    assert (page["first_id"], page["last_id"], page["has_more"]) == ("step_0", "step_99", False)


def test_every_client_is_timed_against_the_same_server(monkeypatch):
    monkeypatch.delitem(serving.CLIENTS, "openai_client")  # it is in the peers' environment alone
    found = serving.asking([STEP], rounds=2)
    assert found.key == "page"
    assert set(found.figures) == {"ours", "httpx"}
    assert all(len(figures) == 2 and min(figures) > 0 for figures in found.figures.values())


def test_the_server_ends_with_the_block():
    with serving.serving(b"{}") as url:
        assert httpx.get(url).json() == {}
    with pytest.raises(httpx.ConnectError):
        httpx.get(url)


def test_a_client_that_gets_less_is_not_timed(monkeypatch):
    monkeypatch.setattr(serving, "STEPS", 3)
    ask = serving._several(lambda: 2)
    with pytest.raises(RuntimeError, match="2 of 3 steps"):
        ask()
