"""Streams of events, from an answer that is read while it comes: the bytes are a reader's, the network is ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from ._errors import NotEventsError
from ._responses import check_status

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence
    from types import TracebackType
    from typing import Self

    import httpx

    from ._client import AsyncBase, SyncBase

E = TypeVar("E")
E_co = TypeVar("E_co", covariant=True)


class Reader(Protocol[E_co]):
    """What makes events of bytes, such as an `EventStream`."""

    def feed(self, data: bytes) -> Sequence[E_co]:
        """Return the events that are whole with this piece."""
        ...

    def close(self) -> Sequence[E_co]:
        """Return the event that was not ended when the bytes did, if there is one."""
        ...


class Events(Generic[E]):
    """The events of an answer, as they come: `with client.stream(…) as events`, then `for event in events`, once.

    `reader` is what makes them of the bytes.
    """

    response: httpx.Response
    """The answer, whose body is read by iterating."""

    def __init__(self, client: SyncBase, request: httpx.Request, reader: Reader[E]) -> None:
        self.reader = reader
        self._client = client
        self._request = request

    def __enter__(self) -> Self:
        self.response = self._client.send(_asking(self._request), stream=True)
        try:
            if not _has_events(self.response):
                with self._client.failures(self._request):
                    self.response.read()
                _refuse(self.response)
        except BaseException:
            self.response.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.response.close()

    def __iter__(self) -> Iterator[E]:
        """Yield the events. Raises ConnectionFailedError if they break off, after all that had come."""
        with self._client.failures(self._request):
            try:
                for data in self.response.iter_bytes():
                    yield from self.reader.feed(data)
            except self._client.library.RequestError:
                yield from self.reader.close()
                raise
        yield from self.reader.close()


class AsyncEvents(Generic[E]):
    """The events of an answer, as they come: `async with client.stream(…) as events`, then `async for event in events`.

    `reader` is what makes them of the bytes.
    """

    response: httpx.Response
    """The answer, whose body is read by iterating."""

    def __init__(self, client: AsyncBase, request: httpx.Request, reader: Reader[E]) -> None:
        self.reader = reader
        self._client = client
        self._request = request

    async def __aenter__(self) -> Self:
        self.response = await self._client.send(_asking(self._request), stream=True)
        try:
            if not _has_events(self.response):
                with self._client.failures(self._request):
                    await self.response.aread()
                _refuse(self.response)
        except BaseException:
            await self.response.aclose()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.response.aclose()

    async def __aiter__(self) -> AsyncIterator[E]:
        """Yield the events. Raises ConnectionFailedError if they break off, after all that had come."""
        with self._client.failures(self._request):
            try:
                async for data in self.response.aiter_bytes():
                    for event in self.reader.feed(data):
                        yield event
            except self._client.library.RequestError:
                for event in self.reader.close():
                    yield event
                raise
        for event in self.reader.close():
            yield event


def _asking(request: httpx.Request) -> httpx.Request:
    request.headers["Accept"] = "text/event-stream"
    return request


def _has_events(response: Any) -> bool:
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    return response.is_success and kind == "text/event-stream"  # type: ignore[no-any-return]


def _refuse(response: httpx.Response) -> None:
    check_status(response)
    raise NotEventsError(response)
