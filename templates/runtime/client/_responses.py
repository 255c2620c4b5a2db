"""From an answer to what a call returns, or to the error that says what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeVar

from .._errors import ValidationError
from ._bodies import read
from ._errors import InvalidResponseError, NotJsonError, StatusError, parsed

if TYPE_CHECKING:
    import httpx

    from ._requests import Operation

R = TypeVar("R")

_SUCCESS: Final = range(200, 300)


def result(operation: Operation[R], response: httpx.Response) -> R:
    """Return what a call returns.

    Raises:
        StatusError: if the status says that it failed.
        NotJsonError: if the body is no JSON.
        InvalidResponseError: if the body breaks the schema.
    """
    check_status(response)
    kind = _kind(operation, response.status_code)
    if kind is None:
        return None  # type: ignore[return-value]  # which is what it then returns
    try:
        return read(kind, response.content)  # type: ignore[no-any-return]
    except ValidationError as error:
        problems = error.problems
    if isinstance(parsed(response.content), bytes):
        raise NotJsonError(response)
    raise InvalidResponseError(problems, response)


def check_status(response: httpx.Response) -> None:
    """Raise StatusError if the status says that the call failed."""
    if response.status_code not in _SUCCESS:
        raise StatusError(response)


def _kind(operation: Operation[R], status: int) -> Any:
    """Return the type of this status, else that of any other, else the first: servers say 201 for 200."""
    kinds = dict(operation.results)
    first = operation.results[0][1] if operation.results else None
    return kinds.get(status, kinds.get(None, first)) if status in kinds or None in kinds else first
