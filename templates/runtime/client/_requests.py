"""From an operation and its arguments to the parts of a request, in which an argument is nothing but a value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar
from urllib.parse import quote

from .._model import Model
from ._bodies import written

R = TypeVar("R")

_BETWEEN: Final = {"commas": ",", "spaces": "%20", "bars": "%7C"}
_DOTS: Final = frozenset({"", ".", ".."})


@dataclass(frozen=True)
class Operation(Generic[R]):
    """What is known of an operation before it is called: `R` is what it returns."""

    method: str
    path: tuple[tuple[str, str], ...]
    """Text that stands in the path, then the argument that comes after it, or nothing."""
    query: tuple[tuple[str, str, str], ...] = ()
    """Argument, name, and how an array is written: `repeated`, `commas`, `spaces` or `bars`."""
    headers: tuple[tuple[str, str], ...] = ()
    """Argument and name."""
    content_type: str | None = None
    results: tuple[tuple[int | None, Any], ...] = ()
    """The type of what is returned, by status; None for any other status, and for the type where nothing is."""
    forwards: str = ""
    """Of a list in pages: the argument that leads to the next page, and the one that leads to the one before."""
    backwards: str = ""


@dataclass(frozen=True)
class Parts:
    """The parts of a request, as text that is ready to be sent."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    headers: dict[str, str]
    content: bytes | None


def parts(operation: Operation[Any], arguments: Mapping[str, Any]) -> Parts:
    """Return the parts of a call's request.

    Raises:
        ValueError: for an argument that can't stand in a path or in a header.
        TypeError: for one that is no text, number, boolean or array of these.
    """
    path = "".join(fixed + (_path_part(name, arguments[name]) if name else "") for fixed, name in operation.path)
    query = [
        pair
        for argument, name, arrays in operation.query
        for pair in query_pairs(name, arguments.get(argument), arrays=arrays)
    ]
    headers = {
        name: ",".join(_header_part(name, each) for each in _values(arguments[argument]))
        for argument, name in operation.headers
        if arguments.get(argument) is not None
    }
    content = None
    if operation.content_type is not None and arguments.get("body") is not None:
        content = written(arguments["body"])
        headers["Content-Type"] = operation.content_type
    return Parts(operation.method, path, tuple(query), headers, content)


def query_pairs(name: str, value: Any, *, arrays: str = "repeated") -> list[tuple[str, str]]:
    """Return names and values as they stand in a query; nothing for None and for an array without values."""
    values = [quote(_text(name, each), safe="") for each in _values(value)] if value is not None else []
    if values and arrays != "repeated":
        values = [_BETWEEN[arrays].join(values)]
    return [(quote(name, safe=""), each) for each in values]


def _path_part(name: str, value: Any) -> str:
    text = ",".join(quote(_text(name, each), safe="") for each in _values(value))
    if text in _DOTS:
        raise ValueError(f"{name} is {text!r}: the request would go to another address")
    return text


def _header_part(name: str, value: Any) -> str:
    text = _text(name, value)
    if not text.isascii() or not text.isprintable():
        raise ValueError(f"{name} holds what no header can")
    return text


def _values(value: Any) -> Iterable[Any]:
    """Return the values of an array; anything else is one."""
    return value if isinstance(value, Iterable) and not isinstance(value, str | bytes | Mapping | Model) else (value,)  # pyright: ignore[reportUnknownVariableType]


def _text(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    raise TypeError(f"{name} is a {type(value).__name__}: neither a text nor a number nor a boolean")
