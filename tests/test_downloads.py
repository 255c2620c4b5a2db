"""Downloads that end in nothing: refused in one line, and nothing is kept."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest

from scripts.errors import PipelineError
from scripts.upstream import downloads, sources
from tests.loopback import answer, serving
from tests.repositories import UPSTREAM, repository


@pytest.fixture
def server():
    with serving({"/up": answer(UPSTREAM.encode())}) as running:
        yield running


@pytest.fixture
def config(server, tmp_path):
    return repository(tmp_path, f'url = "{server.url}/up"', upstream=None)


def test_a_document_that_can_not_be_put_aside_is_an_error(config):
    (config.root / ".cache").write_text("a file")
    with pytest.raises(PipelineError, match=r"\.cache/upstream: cannot be written: "):
        sources.fetch(config)


def test_what_is_put_aside_is_hidden_from_git(config):
    found = sources.fetch(config)
    assert (config.root / ".cache" / ".gitignore").read_text() == "*\n"
    assert (config.root / ".cache" / "upstream" / found.sha256).read_bytes() == UPSTREAM.encode()


def test_nothing_changed_is_no_answer_to_a_question_that_was_not_asked(config, monkeypatch):
    monkeypatch.setattr(downloads, "get", lambda _: None)
    with pytest.raises(PipelineError) as caught:
        sources.fetch(config)
    assert str(caught.value) == f"{config.source.url}: the server says that nothing has changed, unasked"


def test_a_document_over_the_limit_is_told_with_the_limit(config):
    small = replace(config, limits=replace(config.limits, bytes=9))
    with pytest.raises(PipelineError) as caught:
        sources.fetch(small)
    assert str(caught.value) == (
        f"{config.source.url}: the document is over the limit of 9 bytes; "
        "raise limits.bytes in pipeline.toml if this is meant"
    )


def test_a_server_elsewhere_can_not_lead_back_to_this_machine(config, monkeypatch):
    there = replace(config, source=replace(config.source, url="https://example.org/up"))
    led = httpx.MockTransport(lambda _: httpx.Response(302, headers={"location": config.source.url}))
    client = httpx.Client
    monkeypatch.setattr(httpx, "Client", lambda **options: client(transport=led, headers=options["headers"]))
    with pytest.raises(PipelineError, match=r"https://example\.org/up: a redirect to this machine, http://127"):
        sources.fetch(there)
