"""The two kinds of client, but for their operations: they send, wait and try again; all else is told by others."""

from __future__ import annotations

import copy
import time
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from msgspec import UNSET, UnsetType

from ._library import library_of
from ._requests import parts
from ._responses import result
from ._retries import Attempts
from ._settings import Settings
from ._streams import AsyncEvents, Events

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping
    from types import TracebackType
    from typing import Self

    import httpx
    import httpx2

    from ._requests import Operation
    from ._settings import Auth, Query, Timeout
    from ._streams import Reader

E = TypeVar("E")
HttpClient = TypeVar("HttpClient")
R = TypeVar("R")


class _Base(Generic[HttpClient]):
    """What both kinds of client have in common: settings, and requests that are not sent yet."""

    _kind: str
    """What the library calls a client of this kind."""
    _http: Any
    _settings: Settings
    _owns: bool

    def __init__(
        self,
        base_url: str,
        *,
        auth: Auth | None = None,
        query: Query | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: Timeout | UnsetType = UNSET,
        retries: int = 2,
        limits: httpx.Limits | httpx2.Limits | None = None,
        http_client: HttpClient | None = None,
    ) -> None:
        """Make a client.

        `auth` is a bearer token, a `HeaderAuth`, or whatever httpx takes. `query` and `headers` go with each request.
        `timeout` is in seconds, for each step of a request, or what httpx takes; 60 unless it is given, or what
        `http_client` has. `retries` is how often a GET is repeated. `limits` are of connections. An `http_client` of
        httpx or httpx2 stays open when this client is closed.

        Raises:
            ValueError: for an address or a number of retries that makes no sense.
            ImportError: if there is neither an `http_client` nor httpx.
        """
        library = library_of(http_client, self._kind)
        self._settings = Settings(library, base_url, auth, query or {}, headers or {}, timeout, retries)
        self._owns = http_client is None
        options = {} if limits is None else {"limits": limits}
        self._http = http_client or getattr(library, self._kind)(**self._settings.creating, **options)

    def __repr__(self) -> str:
        url = self._settings.library.URL(self._settings.base_url)
        return f"{type(self).__name__}{repr(url).removeprefix('URL')}"  # which shows no password

    def with_options(
        self,
        *,
        auth: Auth | UnsetType | None = UNSET,
        query: Query | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: Timeout | UnsetType = UNSET,
        retries: int | None = None,
    ) -> Self:
        """Return a client that shares the connections of this one and differs in these things.

        What is added to `query` and `headers` wins over what is there. Closing it closes nothing.
        """
        other = copy.copy(self)
        other._owns = False  # noqa: SLF001  # it is one of us
        other._settings = replace(  # noqa: SLF001  # as above
            self._settings,
            auth=self._settings.auth if auth is UNSET else auth,
            query={**self._settings.query, **(query or {})},
            headers={**self._settings.headers, **(headers or {})},
            timeout=self._settings.timeout if timeout is UNSET else timeout,
            retries=self._settings.retries if retries is None else retries,
        )
        return other

    def build_request(
        self,
        method: str,
        path: str,
        *,
        query: Query | None = None,
        headers: Mapping[str, str] | None = None,
        body: Any = None,
    ) -> httpx.Request:
        """Return any request to the server, for `send`. The path begins at the base URL and is sent as it is.

        `body` is a model, plain data or bytes, and is sent as JSON.
        """
        return self._settings.request(self._http, self._settings.raw(method, path, query, headers, body))  # type: ignore[no-any-return]

    @property
    def library(self) -> Any:
        """The library that sends: the module `httpx` or `httpx2`."""
        return self._settings.library

    @contextmanager
    def failures(self, request: httpx.Request) -> Generator[None]:
        """Raise an error of ours for one of the library's."""
        try:
            yield
        except self.library.RequestError as error:
            raise self._settings.failure(error, request) from error

    def request_for(self, operation: Operation[Any], arguments: Mapping[str, Any]) -> httpx.Request:
        """Return the request of a call. Raises ValueError and TypeError for arguments that can't be sent."""
        return self._settings.request(self._http, parts(operation, arguments))  # type: ignore[no-any-return]


class SyncBase(_Base["httpx.Client | httpx2.Client"]):
    """A client, but for its operations."""

    _kind = "Client"

    def call(self, operation: Operation[R], arguments: Mapping[str, Any]) -> R:
        """Call an operation. Raises ClientError."""
        return result(operation, self.send(self.request_for(operation, arguments)))

    def send(self, request: httpx.Request, *, stream: bool = False) -> httpx.Response:
        """Send a request, again if it is a GET and fails, and return the answer, whatever it is.

        With `stream` the body is still to be read, and the answer to be closed.

        Raises:
            ConnectionFailedError: if there is no answer.
        """
        attempts = Attempts(request.method, self._settings.retries)
        while True:
            try:
                response: httpx.Response = self._http.send(request, stream=stream, **self._settings.sending)
            except self._settings.library.RequestError as error:
                wait = attempts.after_failure() if self._settings.is_lost(error) else None
                if wait is None:
                    raise self._settings.failure(error, request) from error
            else:
                wait = attempts.after(response.status_code, response.headers)
                if wait is None:
                    return response
                response.close()
            time.sleep(wait)

    def stream(self, request: httpx.Request, reader: Reader[E]) -> Events[E]:
        """Send any request, and read the events of its answer as they come: `with … as events`, `for event in events`.

        A reader makes events of bytes: an `EventStream`, or whatever has its `feed` and `close`. Entering the block
        raises what `send` raises, StatusError, and NotEventsError for an answer that is no stream.
        """
        return Events(self, request, reader)

    def close(self) -> None:
        """Close the connections, unless they are those of a client that was passed in."""
        if self._owns:
            self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class AsyncBase(_Base["httpx.AsyncClient | httpx2.AsyncClient"]):
    """A client, but for its operations, for asyncio and trio."""

    _kind = "AsyncClient"

    async def call(self, operation: Operation[R], arguments: Mapping[str, Any]) -> R:
        """Call an operation. Raises ClientError."""
        return result(operation, await self.send(self.request_for(operation, arguments)))

    async def send(self, request: httpx.Request, *, stream: bool = False) -> httpx.Response:
        """Send a request, again if it is a GET and fails, and return the answer, whatever it is.

        With `stream` the body is still to be read, and the answer to be closed.

        Raises:
            ConnectionFailedError: if there is no answer.
        """
        from anyio import sleep  # noqa: PLC0415  # the HTTP library brings it, and only asynchronous clients need it

        attempts = Attempts(request.method, self._settings.retries)
        while True:
            try:
                response: httpx.Response = await self._http.send(request, stream=stream, **self._settings.sending)
            except self._settings.library.RequestError as error:
                wait = attempts.after_failure() if self._settings.is_lost(error) else None
                if wait is None:
                    raise self._settings.failure(error, request) from error
            else:
                wait = attempts.after(response.status_code, response.headers)
                if wait is None:
                    return response
                await response.aclose()
            await sleep(wait)

    def stream(self, request: httpx.Request, reader: Reader[E]) -> AsyncEvents[E]:
        """Send any request, and read the events of its answer: `async with … as events`, `async for event in events`.

        A reader makes events of bytes: an `EventStream`, or whatever has its `feed` and `close`. Entering the block
        raises what `send` raises, StatusError, and NotEventsError for an answer that is no stream.
        """
        return AsyncEvents(self, request, reader)

    async def close(self) -> None:
        """Close the connections, unless they are those of a client that was passed in."""
        if self._owns:
            await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()
