"""The HTTP library: httpx, or httpx2, which has the same calls, and exceptions of its own."""

from __future__ import annotations

from importlib import import_module
from typing import Any, Final

_NAMES: Final = ("httpx", "httpx2")


def library_of(client: object | None, kind: str) -> Any:
    """Return the library that a client is made of; without a client the first that is installed.

    Raises:
        ImportError: if none is installed.
        TypeError: if the client is of another library or another kind.
    """
    if client is None:
        return _installed()
    for base in type(client).__mro__:
        name = base.__module__.partition(".")[0]
        if name in _NAMES and isinstance(client, getattr(import_module(name), kind)):
            return import_module(name)
    raise TypeError(f"http_client is a {type(client).__name__}, not a {kind} of {' or '.join(_NAMES)}")


def _installed() -> Any:
    for name in _NAMES:
        try:
            return import_module(name)
        except ModuleNotFoundError as error:
            if error.name != name:
                raise
    raise ImportError(f"the client needs {_NAMES[0]}: install it, or this package with its extra `client`")
