"""Where the upstream document comes from: packages, files, and URLs of a real server that misbehaves."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from scripts.base.errors import PipelineError
from scripts.sources import access, provenance
from scripts.trimming import trimmed
from tests.support.loopback import Server, answer, serving
from tests.support.repositories import UPSTREAM, repository

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BODY = UPSTREAM.encode()


def refusal(config: Any) -> str:
    with pytest.raises(PipelineError) as caught:
        access.fetch(config)
    assert "\n" not in str(caught.value)
    return str(caught.value)


# ---------------------------------------------------------------------------------------------------------- packages


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder on the path with `some-data` 1.2 in it."""
    folder = tmp_path / "site"
    (folder / "some_data").mkdir(parents=True)
    (folder / "some_data" / "up.yaml").write_text(UPSTREAM)
    (folder / "some_data-1.2.dist-info").mkdir()
    monkeypatch.setattr(sys, "path", [*sys.path, str(folder)])
    return folder


PACKAGE = 'package = "Some.Data"\nfile = "some_data/up.yaml"'


def test_a_package_s_file_is_read_with_its_version(tmp_path: Path, installed: Path):
    config = repository(tmp_path, PACKAGE)
    (tmp_path / "requirements.lock").write_text("other==1\nsome-data==1.2 \\\n    --hash=sha256:00\n")
    found = access.fetch(config)
    assert (found.data, found.name) == (BODY, "Some.Data: some_data/up.yaml")
    assert found.origin == {"package": "Some.Data", "version": "1.2", "file": "some_data/up.yaml"}
    assert access.extends(config) == "pkg:pypi/some-data#some_data/up.yaml"


@pytest.mark.parametrize(
    ("lock", "what"),
    [
        ("some-data==1.1 \\\n", "1.2 is installed and 1.1 is pinned in requirements.lock; run make venv"),
        ("some-data-more==1.2\n", "1.2 is installed and none is pinned"),
        (None, "1.2 is installed and none is pinned"),
    ],
)
def test_a_package_of_another_version_than_pinned_is_refused(tmp_path: Path, installed: Path, lock, what):
    if lock is not None:
        (tmp_path / "requirements.lock").write_text(lock)
    assert what in refusal(repository(tmp_path, PACKAGE))


def test_a_package_that_is_not_installed_leaves_nothing_to_compare(tmp_path: Path):
    config = repository(tmp_path, PACKAGE)
    (tmp_path / "requirements.lock").write_text("some-data==1.2\n")
    assert "the package is not installed" in refusal(config)
    check = trimmed.check_schema(config)
    assert check.expected is None
    assert "not installed" in str(check.reason)
    assert trimmed.check_schema(config).expected is None


# ------------------------------------------------------------------------------------------------------------- files


def test_a_file_is_read(tmp_path: Path):
    found = access.fetch(repository(tmp_path))
    assert (found.data, found.name, found.origin) == (BODY, "upstream.yaml", {"path": "upstream.yaml"})


def test_a_file_that_is_missing_or_too_big_is_refused(tmp_path: Path):
    assert refusal(repository(tmp_path, 'path = "no.yaml"')) == "no.yaml: there is no such file"
    assert "over the limit of 50 bytes" in refusal(repository(tmp_path, limits="bytes = 50"))


def test_a_file_as_big_as_the_limit_is_read(tmp_path: Path):
    assert access.fetch(repository(tmp_path, limits=f"bytes = {len(BODY)}")).data == BODY
    assert "over the limit" in refusal(repository(tmp_path, limits=f"bytes = {len(BODY) - 1}"))


# -------------------------------------------------------------------------------------------------------------- URLs


@pytest.fixture
def server() -> Iterator[Server]:
    with serving({}) as running:
        yield running


def url(tmp_path: Path, server: Server, more: str = "", **limits: str) -> Any:
    return repository(tmp_path, f'url = "{server.url}/up"\n{more}', upstream=None, **limits)


def test_a_url_is_downloaded_with_its_tag(tmp_path: Path, server: Server):
    server.answers["/up"] = answer(BODY, ETag='"one"')
    found = access.fetch(url(tmp_path, server))
    assert found.data == BODY
    assert found.origin == {"url": f"{server.url}/up", "etag": '"one"'}
    assert server.requests[0].startswith("GET /up ")
    assert "accept-encoding: identity" in server.requests[0].lower()


@pytest.mark.parametrize(
    "kind", ["application/json", "text/plain; charset=utf-8", "application/vnd.oai.openapi+json", ""]
)
def test_documents_come_under_many_types(tmp_path: Path, server: Server, kind):
    server.answers["/up"] = answer(BODY, kind=kind)
    assert access.fetch(url(tmp_path, server)).data == BODY


def test_redirects_are_followed_and_the_end_is_reported_without_its_signature(tmp_path: Path, server: Server):
    server.answers["/up"] = answer(status="302 Found", Location="/two")
    server.answers["/two"] = answer(status="308 Permanent Redirect", Location=f"{server.url}/three?signature=1")
    server.answers["/three?signature=1"] = answer(BODY)
    assert access.fetch(url(tmp_path, server)).origin == {"url": f"{server.url}/up", "final": f"{server.url}/three"}


def slowly(connection: Any, _request: str) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\nContent-Type: text/yaml\r\n\r\n")
    for _ in range(100):
        connection.sendall(b"#")
        time.sleep(0.05)


def silently(connection: Any, _request: str) -> None:
    time.sleep(3)


def endlessly(connection: Any, _request: str) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/yaml\r\nConnection: close\r\n\r\n")
    while True:
        connection.sendall(b"# more\n" * 1000)


def garbled(connection: Any, _request: str) -> None:
    connection.sendall(b"SMTP ready\r\n\r\n")


@pytest.mark.parametrize(
    ("given", "what"),
    [
        (answer(status="404 Not Found"), "the server answers 404"),
        (answer(status="500 Internal Server Error"), "the server answers 500"),
        (answer(status="304 Not Modified"), "the server answers 304"),
        (answer(status="204 No Content", length=-1), "the server answers 204"),
        (answer(BODY, length=len(BODY) + 1), "the download failed"),
        (answer(BODY, length=10**12), "over the limit of 1000000 bytes"),
        (answer(BODY, kind="text/html"), "the server sends text/html, neither JSON nor YAML"),
        (answer(BODY, Content_Encoding="gzip"), "a compressed document, unasked"),
        (
            answer(status="302 Found", Location="http://example.org/up"),
            "a redirect to http://example.org/up is not https",
        ),
        (answer(status="302 Found", Location="file:///etc/passwd"), "a redirect to file:///etc/passwd is not https"),
        (answer(status="302 Found", Location="/up"), "more than 5 redirects"),
        (answer(status="302 Found"), "the server answers 302"),
        (endlessly, "over the limit of 1000000 bytes"),
        (garbled, "the download failed"),
    ],
)
def test_a_server_that_misbehaves_is_reported_in_one_line(tmp_path: Path, server: Server, given, what):
    server.answers["/up"] = given
    message = refusal(url(tmp_path, server, limits="bytes = 1000000"))
    assert message.startswith(f"{server.url}/up: ")
    assert what in message
    assert not (tmp_path / ".cache").exists()


@pytest.mark.parametrize(
    ("given", "what"),
    [(slowly, "the download takes more than 1 seconds"), (silently, "the download failed: timed out")],
)
def test_a_server_that_takes_too_long_is_not_waited_for(tmp_path: Path, server: Server, given, what):
    server.answers["/up"] = given
    start = time.monotonic()
    assert refusal(url(tmp_path, server, "seconds = 1")) == f"{server.url}/up: {what}"
    assert time.monotonic() - start < 2.5


def test_a_body_longer_than_it_says_is_another_document(tmp_path: Path, server: Server):
    server.answers["/up"] = answer(BODY)
    config = url(tmp_path, server)
    fetched = access.fetch(config)
    config.lock.write_text(trimmed.build(config, fetched).files["openapi/thing.lock"])
    server.answers["/up"] = answer(BODY, length=len(BODY) - 40)
    (tmp_path / ".cache" / "upstream" / fetched.sha256).unlink()
    with pytest.raises(PipelineError, match="has sha256"):
        provenance.verify(config, access.fetch(config))


@pytest.mark.parametrize("address", ["http://example.org/x", "ftp://example.org/x", "example.org"])
def test_only_https_leaves_this_machine(tmp_path: Path, address):
    assert "the URL is not https" in refusal(repository(tmp_path, f'url = "{address}"'))


def test_a_server_that_is_not_there_is_reported(tmp_path: Path):
    assert "the download failed" in refusal(repository(tmp_path, 'url = "http://127.0.0.1:9/x"'))


def test_the_locked_document_is_kept_so_that_a_check_asks_nobody(tmp_path: Path, server: Server):
    server.answers["/up"] = answer(BODY, ETag='"one"')
    config = url(tmp_path, server)
    assert (
        trimmed.check_schema(config).reason
        == f"{server.url}/up: the document is not here; run make trim to download it"
    )
    built = trimmed.build(config, access.fetch(config))
    config.lock.write_text(built.files["openapi/thing.lock"])
    server.answers.clear()
    assert trimmed.check_schema(config).expected == built.files
    assert access.fetch(config).data == BODY
    assert len(server.requests) == 1
    (tmp_path / ".cache" / "upstream" / built.fetched.sha256).write_bytes(b"spoilt")
    assert trimmed.check_schema(config).expected is None
