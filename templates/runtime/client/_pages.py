"""Lists that come in pages: all items one after the other, or the pages one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from ._errors import PagesError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping

    from ._client import AsyncBase, SyncBase
    from ._requests import Operation

P = TypeVar("P")
T = TypeVar("T")


class _Cursor:
    """Where the next page begins. Forwards that is after the last item, backwards before the first."""

    def __init__(self, operation: Operation[Any], arguments: Mapping[str, Any]) -> None:
        forwards, backwards = operation.forwards, operation.backwards
        self.backwards = arguments.get(backwards) is not None
        if self.backwards and arguments.get(forwards) is not None:
            raise ValueError(f"{forwards} and {backwards} lead two ways: give one of them")
        self._name = backwards if self.backwards else forwards
        self.arguments = dict(arguments)
        self._seen = {arguments.get(self._name)}
        self._has_more = False

    def items(self, page: Any) -> list[Any]:
        """Return the items of a page, in the order in which the pages are read."""
        return page.data[::-1] if self.backwards else page.data  # type: ignore[no-any-return]

    def has_next(self, page: Any, operation: Operation[Any], client: SyncBase | AsyncBase) -> bool:
        """Go on after a page, if there is more. Raises PagesError if the server does not go on."""
        last = self.items(page)[-1].id if page.data else None
        problem = ""
        # Some servers give the list's first items before the cursor, not its nearest: what is between would be lost.
        lacks = page.has_more is True or (self.backwards and self._has_more)
        self._has_more = page.has_more is True
        if last is None and lacks:
            problem = "there should be more, and the page is empty"
        elif last is not None and last in self._seen:
            problem = f"the server does not go on: {self._name} changes nothing"
        if problem:
            raise PagesError(problem, client.request_for(operation, self.arguments))
        self._seen.add(last)
        self.arguments[self._name] = last
        return self._has_more


class Pages(Generic[P, T]):
    """A list in pages, which follow by themselves: `for item in …`. `pages()` gives them one by one.

    Nothing is asked for before the first item is; each loop begins anew. Where the call said `before`, items come
    backwards, the nearest first.
    """

    def __init__(self, client: SyncBase, operation: Operation[P], arguments: Mapping[str, Any]) -> None:
        _Cursor(operation, arguments)  # which refuses what can't be meant, now
        self._client = client
        self._operation = operation
        self._arguments = arguments

    def __iter__(self) -> Iterator[T]:
        for cursor, page in self._read():
            yield from cursor.items(page)

    def pages(self) -> Iterator[P]:
        """Yield the pages, each as it came.

        Raises:
            PagesError: if the server gives the same page again.
            ClientError: for whatever a call raises.
        """
        return (page for _, page in self._read())

    def _read(self) -> Iterator[tuple[_Cursor, P]]:
        cursor, goes_on = _Cursor(self._operation, self._arguments), True
        while goes_on:
            page = self._client.call(self._operation, cursor.arguments)
            goes_on = cursor.has_next(page, self._operation, self._client)
            yield cursor, page


class AsyncPages(Generic[P, T]):
    """A list in pages, which follow by themselves: `async for item in …`. `pages()` gives them one by one.

    Nothing is asked for before the first item is; each loop begins anew. Where the call said `before`, items come
    backwards, the nearest first.
    """

    def __init__(self, client: AsyncBase, operation: Operation[P], arguments: Mapping[str, Any]) -> None:
        _Cursor(operation, arguments)  # which refuses what can't be meant, now
        self._client = client
        self._operation = operation
        self._arguments = arguments

    async def __aiter__(self) -> AsyncIterator[T]:
        async for cursor, page in self._read():
            for item in cursor.items(page):
                yield item

    async def pages(self) -> AsyncIterator[P]:
        """Yield the pages, each as it came.

        Raises:
            PagesError: if the server gives the same page again.
            ClientError: for whatever a call raises.
        """
        async for _, page in self._read():
            yield page

    async def _read(self) -> AsyncIterator[tuple[_Cursor, P]]:
        cursor, goes_on = _Cursor(self._operation, self._arguments), True
        while goes_on:
            page = await self._client.call(self._operation, cursor.arguments)
            goes_on = cursor.has_next(page, self._operation, self._client)
            yield cursor, page
