"""One call in each of the four ways: client or asynchronous client, on httpx or httpx2."""

import asyncio
import inspect
from dataclasses import dataclass
from typing import Any

import httpx
import httpx2
import pytest

from openai_run_steps.client import AsyncClient, Client

BASE = "https://steps.example.com/v1"


@dataclass(frozen=True)
class Caller:
    """`call` lets a function call a client, and returns what comes of it: of pages, a list of all their items."""

    library: Any
    is_async: bool

    def call(self, what, answer=None, *, base=BASE, kinds=(Client, AsyncClient), **options):
        """Call a client whose requests a function answers, or a server at the base."""
        kind, asynchronous = kinds
        transport = {} if answer is None else {"transport": self.library.MockTransport(answer)}
        if self.is_async:
            return asyncio.run(self._awaited(what, asynchronous, base, transport, options))
        with self.library.Client(**transport) as http, kind(base, http_client=http, **options) as client:
            made = what(client)
            return list(made) if hasattr(made, "pages") or inspect.isgenerator(made) else made

    async def _awaited(self, what, kind, base, transport, options):
        async with self.library.AsyncClient(**transport) as http, kind(base, http_client=http, **options) as client:
            made = what(client)
            if hasattr(made, "__aiter__"):
                return [each async for each in made]
            return await made if inspect.isawaitable(made) else made

    def response(self, status=200, **parts):
        """An answer of the caller's library."""
        return self.library.Response(status, **parts)


CALLERS = {
    "httpx": Caller(httpx, is_async=False),
    "httpx, asynchronous": Caller(httpx, is_async=True),
    "httpx2": Caller(httpx2, is_async=False),
    "httpx2, asynchronous": Caller(httpx2, is_async=True),
}

each_way = pytest.mark.parametrize("caller", CALLERS.values(), ids=CALLERS)
"""A test for each of the four ways."""
