"""How a client proves who it is, besides what the HTTP library has: a key in a header."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

Secret: TypeAlias = str | Callable[[], str]
"""A key, or what gives one whenever a request is made: keys that expire."""


class HeaderAuth:
    """A key in a header of its own, such as `api-key`."""

    __slots__ = ("_header", "_prefix", "_secret")

    def __init__(self, header: str, secret: Secret, *, prefix: str = "") -> None:
        self._header = header
        self._secret = secret
        self._prefix = prefix

    def headers(self) -> dict[str, str]:
        """Return the header.

        Raises:
            ValueError: for a key that no header can hold.
        """
        secret = self._secret if isinstance(self._secret, str) else self._secret()
        if not secret.isascii() or not secret.isprintable() or secret != secret.strip():
            raise ValueError(f"the key for the header {self._header} holds what no header can")  # and is not shown
        return {self._header: f"{self._prefix}{secret}"}

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._header!r}, …)"


class BearerAuth(HeaderAuth):
    """A bearer token: `Authorization: Bearer …`."""

    __slots__ = ()

    def __init__(self, token: Secret) -> None:
        super().__init__("Authorization", token, prefix="Bearer ")
