"""What the groups of a client's operations are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._client import AsyncBase, SyncBase


class SyncGroup:
    """Operations that belong together."""

    __slots__ = ("_client",)

    def __init__(self, client: SyncBase) -> None:
        self._client = client


class AsyncGroup:
    """Operations that belong together."""

    __slots__ = ("_client",)

    def __init__(self, client: AsyncBase) -> None:
        self._client = client
