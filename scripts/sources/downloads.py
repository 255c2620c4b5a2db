"""An upstream document from a URL: over https, within limits of size and time, whole or not at all.

The bytes of the locked document are kept in `.cache/upstream`, so that `make check` needs no network.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit, urlunsplit

from scripts.base.errors import Location, PipelineError
from scripts.sources import provenance
from scripts.sources.fetched import Fetched, SourceMissingError

if TYPE_CHECKING:
    from pathlib import Path

    import httpx

    from scripts.config import PackageConfig

_MOST_REDIRECTS = 5
_LOOPBACK = frozenset(("127.0.0.1", "::1", "localhost"))
_OK, _NOT_MODIFIED = 200, 304
# A small body that unpacks into a big one would get past the limit for a moment.
_UNCOMPRESSED = {"Accept-Encoding": "identity"}
# Raw files of code hosts come as plain text, others as bytes; a page of HTML is an error page or a login.
_TYPES = frozenset((
    "application/json",
    "application/octet-stream",
    "application/vnd.oai.openapi",
    "application/x-yaml",
    "application/yaml",
    "text/json",
    "text/plain",
    "text/x-yaml",
    "text/yaml",
))  # fmt: skip


def cached(config: PackageConfig) -> Fetched:
    """The locked document, if an earlier download left it here. Raises `SourceMissingError` otherwise."""
    url = _url(config)
    lock = provenance.read(config)
    if lock is not None and lock["source"].get("url") == url:
        file = _cache(config) / str(lock["sha256"])
        if file.is_file() and (fetched := Fetched(file.read_bytes(), url, lock["source"])).sha256 == lock["sha256"]:
            return fetched
    raise SourceMissingError("the document is not here", Location(url), "run make trim to download it")


def download(config: PackageConfig) -> Fetched:
    """The document as it is now, or the locked one if it is here already. Raises `PipelineError`."""
    try:
        return cached(config)
    except SourceMissingError:
        fetched = get(config)
    if fetched is None:
        raise PipelineError("the server says that nothing has changed, unasked", Location(_url(config)))
    keep(config, fetched)
    return fetched


def newer(config: PackageConfig) -> Fetched | None:
    """The document, or `None` if the server says that it is still the locked one. Raises `PipelineError`."""
    lock = provenance.read(config)
    origin: dict[str, Any] = lock["source"] if lock else {}
    return get(config, origin.get("etag") if origin.get("url") == config.source.url else None)


def keep(config: PackageConfig, fetched: Fetched) -> None:
    """Put the bytes aside for later runs. The folder ignores itself, as other tools' caches do."""
    folder = _cache(config)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder.parent / ".gitignore").write_bytes(b"*\n")
        (folder / fetched.sha256).write_bytes(fetched.data)
    except OSError as error:
        raise PipelineError(f"cannot be written: {error.strerror}", Location(".cache/upstream")) from error


def _cache(config: PackageConfig) -> Path:
    return config.root / ".cache" / "upstream"


def _url(config: PackageConfig) -> str:
    """The URL, which this kind of source has."""
    return str(config.source.url)


def get(config: PackageConfig, etag: str | None = None) -> Fetched | None:
    """Download; `None` for "not modified", which only an `etag` can bring about. Raises `PipelineError`."""
    import httpx  # noqa: PLC0415 - half a second, and the other kinds of source do without it

    url = _url(config)
    deadline = time.monotonic() + config.source.seconds
    headers = _UNCOMPRESSED | ({"If-None-Match": etag} if etag else {})
    where = url
    try:
        with httpx.Client(headers=headers, trust_env=not _is_loopback(url)) as client:
            for _ in range(_MOST_REDIRECTS + 1):
                _check_scheme(where, url)
                left = max(deadline - time.monotonic(), 0.1)
                with client.stream("GET", where, timeout=left) as response:
                    if not response.has_redirect_location:
                        return _body(response, config, deadline, where)
                    where = urljoin(where, response.headers["location"])
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:  # the last for a host that urllib or idna refuses
        reason = " ".join(str(error).split()) or type(error).__name__
        raise PipelineError(f"the download failed: {reason}", Location(url)) from error
    raise PipelineError(f"more than {_MOST_REDIRECTS} redirects", Location(url))


def _is_loopback(url: str) -> bool:
    return urlsplit(url).hostname in _LOOPBACK


def _check_scheme(where: str, first: str) -> None:
    """Nobody but this machine can change what comes over http from this machine."""
    if urlsplit(where).scheme != "https" and not (urlsplit(where).scheme == "http" and _is_loopback(where)):
        what = f"a redirect to {where}" if where != first else "the URL"
        raise PipelineError(f"{what} is not https", Location(first))
    if _is_loopback(where) and not _is_loopback(first):
        raise PipelineError(f"a redirect to this machine, {where}", Location(first))


def _body(response: httpx.Response, config: PackageConfig, deadline: float, final: str) -> Fetched | None:
    url = _url(config)
    if response.status_code == _NOT_MODIFIED and "if-none-match" in response.request.headers:
        return None
    if response.status_code != _OK:
        raise PipelineError(f"the server answers {response.status_code}", Location(url))
    _check_headers(response, config, url)
    chunks: list[bytes] = []
    size = 0
    for chunk in response.iter_bytes():
        size += len(chunk)
        chunks.append(chunk)
        if size > config.limits.bytes:
            raise _too_big(config, url)
        if time.monotonic() > deadline:
            raise PipelineError(f"the download takes more than {config.source.seconds:g} seconds", Location(url))
    return Fetched(b"".join(chunks), url, _origin(response, url, final))


def _check_headers(response: httpx.Response, config: PackageConfig, url: str) -> None:
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind and kind not in _TYPES and not kind.endswith(("+json", "+yaml")):
        raise PipelineError(f"the server sends {kind}, neither JSON nor YAML", Location(url))
    if response.headers.get("content-encoding", "identity").lower() != "identity":
        raise PipelineError("the server sends a compressed document, unasked", Location(url))
    length = response.headers.get("content-length", "")
    if length.isdecimal() and int(length) > config.limits.bytes:
        raise _too_big(config, url)


def _too_big(config: PackageConfig, url: str) -> PipelineError:
    hint = "raise limits.bytes in pipeline.toml if this is meant"
    return PipelineError(f"the document is over the limit of {config.limits.bytes} bytes", Location(url), hint)


def _origin(response: httpx.Response, url: str, final: str) -> dict[str, Any]:
    """What the lock says. The query of a URL that one is redirected to may be a signature that soon ends."""
    origin: dict[str, Any] = {"url": url}
    if final != url:
        origin["final"] = urlunsplit((*urlsplit(final)[:3], "", ""))
    if etag := response.headers.get("etag"):
        origin["etag"] = etag
    return origin
