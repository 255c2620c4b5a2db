"""What a call can raise. Every error says what was asked for; none shows a key, a query or a whole body."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

from .._errors import Problem, ValidationError, printable
from .._json_values import is_object

if TYPE_CHECKING:
    import httpx

_REQUEST_IDS: Final = ("x-request-id", "apim-request-id", "x-ms-request-id", "request-id")
_SHOWN: Final = 200  # characters of a server's message


class ClientError(Exception):
    """Base of all that a call raises."""

    request: httpx.Request
    """What was asked for."""

    def __init__(self, what: str, request: httpx.Request) -> None:
        super().__init__(what)
        self.request = request

    def __str__(self) -> str:
        return f"{asked(self.request)}: {self.args[0]}"

    def __reduce__(self) -> tuple[Any, ...]:
        """Let it be copied and pickled, as what goes from one process to another is."""
        return _restored, (type(self), self.args, vars(self))


class ConnectionFailedError(ClientError):
    """No answer came, or it broke off. The library's own error is its `__cause__`."""


class TimedOutError(ConnectionFailedError):
    """No answer came in time."""


class PagesError(ClientError):
    """Pages that don't go on: the server says that there are more, and gives none that are new."""


class ResponseError(ClientError):
    """An answer that can't be taken for what was asked for."""

    response: httpx.Response
    """The answer as it came."""

    def __init__(self, what: str, response: httpx.Response) -> None:
        super().__init__(what, response.request)
        self.response = response

    @property
    def status(self) -> int:
        """The status, whatever number it is."""
        return self.response.status_code

    @property
    def request_id(self) -> str | None:
        """By which the server knows the request, if it said so."""
        return next((self.response.headers[name] for name in _REQUEST_IDS if name in self.response.headers), None)

    @property
    def body(self) -> Any:
        """What came: plain data if it is JSON, else the bytes."""
        return parsed(self.response.content)

    def __str__(self) -> str:
        identified = f" (request {_shown(self.request_id)})" if self.request_id else ""
        return f"{super().__str__()}{identified}"


class StatusError(ResponseError):
    """An answer whose status says that it is none."""

    def __init__(self, response: httpx.Response) -> None:
        message = _message(parsed(response.content))
        super().__init__(f"status {response.status_code}{f': {message}' if message else ''}", response)


class NotEventsError(ResponseError):
    """An answer that should be a stream of events and is something else."""

    def __init__(self, response: httpx.Response) -> None:
        kind = _shown(response.headers.get("content-type", "of no type"))
        super().__init__(f"status {response.status_code}, but no stream of events: {kind}", response)


class NotJsonError(ResponseError):
    """An answer that should be JSON and is something else, such as a page of HTML."""

    def __init__(self, response: httpx.Response) -> None:
        kind = _shown(response.headers.get("content-type", "of no type"))
        super().__init__(f"status {response.status_code}, but no JSON: {len(response.content)} bytes, {kind}", response)


class InvalidResponseError(ResponseError, ValidationError):
    """An answer that breaks the schema. `problems` say where and how; `body` is what came, as plain data."""

    def __init__(self, problems: tuple[Problem, ...], response: httpx.Response) -> None:
        ResponseError.__init__(self, "; ".join(map(str, problems)), response)
        self.problems = problems

    def __str__(self) -> str:
        return ResponseError.__str__(self)


def _restored(kind: type[ClientError], args: tuple[Any, ...], attributes: dict[str, Any]) -> ClientError:
    error = kind.__new__(kind, *args)
    vars(error).update(attributes)
    return error


def asked(request: httpx.Request) -> str:
    """Say what was asked for, without the query: keys may stand in it."""
    url = request.url
    return f"{request.method} {url.scheme}://{url.netloc.decode()}{url.raw_path.partition(b'?')[0].decode()}"


def parsed(content: bytes) -> Any:
    """Return JSON as plain data, and anything else as it is."""
    try:
        return msgspec.json.decode(content)
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        return content


def _message(body: Any) -> str:
    """Return what a server says of an error, in the shapes that are usual: `error.message`, `error`, `message`."""
    holder = body if is_object(body) else {}
    inner = holder.get("error")
    found = inner.get("message") if is_object(inner) else inner or holder.get("message")
    return _shown(found) if isinstance(found, str) else ""


def _shown(text: str) -> str:
    """Shorten a server's text, and make it printable."""
    return printable(text[:_SHOWN])
