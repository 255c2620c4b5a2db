"""A page of steps over HTTP: every client gets the same hundred steps from a process on the loopback."""

import json
import sys
from types import SimpleNamespace

import httpx
import pytest

from scripts.bench import measuring, serving
from scripts.bench.measuring import Effort
from scripts.bench.payloads import encode
from tests.support.broken_steps import WHOLE

STEP = encode(WHOLE)


def test_a_page_has_a_hundred_steps_with_ids_of_their_own():
    page = json.loads(serving.page([STEP, STEP]))
    assert len({step["id"] for step in page["data"]}) == 100
    assert (page["first_id"], page["last_id"], page["has_more"]) == ("step_0", "step_99", False)


class OpenAI(httpx.Client):
    """Stands for `openai`, which is in the peers' environment alone: steps of a run, from the address that it has."""

    def __init__(self, *, base_url, api_key):
        super().__init__(base_url=base_url, headers={"authorization": f"Bearer {api_key}"})
        self.beta = self.threads = self.runs = self.steps = self

    def list(self, run_id, *, thread_id, limit):
        return self.get(f"/threads/{thread_id}/runs/{run_id}/steps", params={"limit": limit}).json()["data"]


def test_every_client_is_timed_against_the_same_server(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "openai", SimpleNamespace(OpenAI=OpenAI))
    (tmp_path / "known.jsonl").write_bytes(STEP + b"\n")
    (found,) = measuring.pages(tmp_path, Effort(rounds=2))
    assert found.key == "page"
    assert set(found.figures) == {"ours", "openai_client", "httpx"}
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
