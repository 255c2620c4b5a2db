"""Downloads: what is asked for and kept, and those that end in nothing, refused in one line."""

from __future__ import annotations

import time
from dataclasses import replace

import httpx
import pytest
from msgspec import structs

from scripts.base.errors import PipelineError
from scripts.sources import access, downloads
from scripts.trimming import trimmed
from tests.support.loopback import answer, serving
from tests.support.repositories import UPSTREAM, repository


@pytest.fixture
def server():
    with serving({"/up": answer(UPSTREAM.encode())}) as running:
        yield running


@pytest.fixture
def config(server, tmp_path):
    return repository(tmp_path, f'url = "{server.url}/up"', upstream=None)


def refusal(config):
    with pytest.raises(PipelineError) as caught:
        access.fetch(config)
    assert not (config.root / ".cache").exists()
    place, what = str(caught.value).split(": ", 1)
    assert place == config.source.url
    return what


def test_a_document_that_can_not_be_put_aside_is_an_error(config):
    (config.root / ".cache").write_text("a file")
    with pytest.raises(PipelineError) as caught:
        access.fetch(config)
    assert str(caught.value) == ".cache/upstream: cannot be written: Not a directory"


def test_what_is_put_aside_is_hidden_from_git(config):
    found = access.fetch(config)
    assert (config.root / ".cache" / ".gitignore").read_text() == "*\n"
    assert (config.root / ".cache" / "upstream" / found.sha256).read_bytes() == UPSTREAM.encode()


def test_nothing_changed_is_no_answer_to_a_question_that_was_not_asked(config, monkeypatch):
    monkeypatch.setattr(downloads, "get", lambda _: None)
    with pytest.raises(PipelineError) as caught:
        access.fetch(config)
    assert str(caught.value) == f"{config.source.url}: the server says that nothing has changed, unasked"


def test_a_document_over_the_limit_is_reported_with_the_limit(config):
    small = replace(config, limits=structs.replace(config.limits, bytes=9))
    with pytest.raises(PipelineError) as caught:
        access.fetch(small)
    assert str(caught.value) == (
        f"{config.source.url}: the document is over the limit of 9 bytes; "
        "raise limits.bytes in pipeline.toml if this is meant"
    )


@pytest.fixture
def elsewhere(config, monkeypatch):
    """A source that is not this machine, and what answers in its place."""
    answers = []
    client, transport = httpx.Client, httpx.MockTransport(lambda _: answers[-1]())
    monkeypatch.setattr(httpx, "Client", lambda **options: client(transport=transport, headers=options["headers"]))
    return replace(config, source=structs.replace(config.source, url="https://example.org/up")), answers


def test_a_server_elsewhere_can_not_lead_back_to_this_machine(config, elsewhere):
    there, answers = elsewhere
    answers.append(lambda: httpx.Response(302, headers={"location": config.source.url}))
    assert refusal(there) == f"a redirect to this machine, {config.source.url}"


def test_a_failure_without_words_is_reported_by_its_kind(elsewhere):
    there, answers = elsewhere

    def fail():
        raise httpx.ReadError("")

    answers.append(fail)
    assert refusal(there) == "the download failed: ReadError"


def lock(config, fetched):
    config.lock.write_text(trimmed.build(config, fetched).files["openapi/thing.lock"])


def test_a_document_that_is_kept_is_the_one_that_came(server, config):
    server.answers["/up"] = answer(UPSTREAM.encode(), ETag='"one"')
    fetched = access.fetch(config)
    lock(config, fetched)
    assert access.at_hand(config) == fetched
    assert fetched.origin == {"url": config.source.url, "etag": '"one"'}


def test_what_was_locked_from_elsewhere_is_neither_taken_nor_asked_about(server, config):
    server.answers["/up"] = server.answers["/two"] = answer(UPSTREAM.encode(), ETag='"one"')
    lock(config, access.fetch(config))
    other = replace(config, source=structs.replace(config.source, url=f"{server.url}/two"))
    with pytest.raises(PipelineError, match="/two: the document is not here; run make trim to download it"):
        access.at_hand(other)
    assert downloads.newer(other)
    assert "if-none-match" not in server.requests[-1].lower()


def test_without_a_lock_the_newest_document_is_asked_for_as_it_is(server, config):
    found = downloads.newer(config)
    assert found
    assert found.data == UPSTREAM.encode()
    assert "if-none-match" not in server.requests[-1].lower()
    assert not (config.root / ".cache").exists()


@pytest.mark.parametrize("more", [0, 1])
def test_five_redirects_are_followed_and_no_more(server, config, more):
    body = server.answers["/up"]
    server.answers |= {f"/{n}": answer(status="307 Temporary Redirect", Location=f"/{n - 1}") for n in range(1, 7)}
    server.answers |= {"/0": body, "/up": server.answers[f"/{5 + more}"]}
    if more:
        assert refusal(config) == "more than 5 redirects"
    else:
        assert access.fetch(config).origin["final"] == f"{server.url}/0"
    assert len(server.requests) == 6


@pytest.mark.parametrize("status", ["301 Moved Permanently", "303 See Other", "307 Temporary Redirect"])
def test_every_kind_of_redirect_is_followed(server, config, status):
    server.answers |= {"/up": answer(status=status, Location="/two"), "/two": server.answers["/up"]}
    assert access.fetch(config).data == UPSTREAM.encode()


@pytest.mark.parametrize("said", [None, -1])
def test_a_document_as_big_as_the_limit_is_taken(server, config, said):
    body = b"# A line of many, which come in several pieces.\n" * 5_000
    server.answers["/up"] = answer(body, length=said)
    limits = structs.replace(config.limits, bytes=len(body) - 1)
    assert refusal(replace(config, limits=limits)) == (
        f"the document is over the limit of {len(body) - 1} bytes; raise limits.bytes in pipeline.toml if this is meant"
    )
    limits = structs.replace(config.limits, bytes=len(body))
    assert access.fetch(replace(config, limits=limits)).data == body


@pytest.mark.parametrize(
    ("given", "what"),
    [
        (answer(status="410 Gone"), "the server answers 410"),
        (answer(kind="Text/HTML; charset=utf-8"), "the server sends text/html, neither JSON nor YAML"),
        (answer(Content_Encoding="br"), "the server sends a compressed document, unasked"),
        (answer(status="302 Found", Location="http://a.example/b"), "a redirect to http://a.example/b is not https"),
        (answer(status="302 Found", Location="https://["), "the download failed: Invalid IPv6 URL"),
    ],
)
def test_what_is_no_document_is_reported_whole(server, config, given, what):
    server.answers["/up"] = given
    assert refusal(config) == what


@pytest.mark.parametrize("kind", ["Application/YAML ; charset=utf-8", "application/x+yaml", "text/x-yaml"])
def test_a_type_is_read_as_http_has_it(server, config, kind):
    server.answers["/up"] = answer(UPSTREAM.encode(), kind=kind, Content_Encoding="Identity")
    assert access.fetch(config).data == UPSTREAM.encode()


def test_a_document_that_comes_in_drops_is_given_up(elsewhere):
    there, answers = elsewhere

    def drip():
        for _ in range(20):
            yield b"#"
            time.sleep(0.02)

    answers.append(lambda: httpx.Response(200, content=drip()))
    hasty = replace(there, source=structs.replace(there.source, seconds=0.2))
    assert refusal(hasty) == "the download takes more than 0.2 seconds"


def test_a_server_that_does_not_answer_is_given_up(server, config):
    server.answers["/up"] = lambda *_: time.sleep(1)
    hasty = replace(config, source=structs.replace(config.source, seconds=0.2))
    assert refusal(hasty) == "the download failed: timed out"


@pytest.mark.parametrize("url", ["http://localhost:9/x", "http://127.0.0.1:9/x", "http://[::1]:9/x"])
def test_this_machine_may_be_asked_over_http(config, url):
    local = replace(config, source=structs.replace(config.source, url=url))
    assert refusal(local).startswith("the download failed: ")


@pytest.mark.parametrize("url", ["https://[", "https://xn--/"])
def test_an_address_that_is_none_is_reported(config, url):
    assert refusal(replace(config, source=structs.replace(config.source, url=url))).startswith("the download failed: ")


@pytest.mark.parametrize("url", ["ftp://127.0.0.1:9/x", "http://127.0.0.1.example:9/x"])
def test_nothing_else_is_asked_but_over_https(config, url):
    assert refusal(replace(config, source=structs.replace(config.source, url=url))) == "the URL is not https"


def test_a_proxy_is_asked_for_what_is_elsewhere_alone(server, config, monkeypatch):
    for name in ("NO_PROXY", "no_proxy", "https_proxy", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HTTPS_PROXY", server.url)
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    assert access.fetch(config).data == UPSTREAM.encode()
    server.answers["a.example:443"] = answer(status="403 Forbidden")
    there = replace(config, source=structs.replace(config.source, url="https://a.example/up"))
    with pytest.raises(PipelineError, match=r"https://a\.example/up: the download failed: 403 Forbidden$"):
        access.fetch(there)
    assert server.requests[-1].startswith("CONNECT a.example:443 ")
