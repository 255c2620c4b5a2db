"""What a client is told once, and the requests that follow from it, the same for both kinds. Sends nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from urllib.parse import urlsplit

from msgspec import UNSET, UnsetType

from ._auth import BearerAuth, HeaderAuth
from ._bodies import written
from ._errors import ConnectionFailedError, TimedOutError
from ._requests import Parts, query_pairs

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx
    import httpx2

    Auth: TypeAlias = str | HeaderAuth | tuple[str, str] | httpx.Auth | httpx2.Auth | Callable[..., Any]
    Timeout: TypeAlias = float | httpx.Timeout | httpx2.Timeout | None

Query: TypeAlias = Mapping[str, Any]

_SECONDS: Final = 60.0
_CONNECTING: Final = 10.0


@dataclass(frozen=True)
class Settings:
    """What a client is told once."""

    library: Any
    base_url: str
    auth: Auth | None
    query: Query
    headers: Mapping[str, str]
    timeout: Timeout | UnsetType
    retries: int

    def __post_init__(self) -> None:
        """Refuse an address that leads nowhere."""
        url = urlsplit(self.base_url)
        if url.scheme not in {"http", "https"} or not url.netloc or url.query or url.fragment:
            raise ValueError("base_url is an address such as https://example.com/v1, without a query")
        if self.retries < 0:
            raise ValueError("retries are 0 or more")

    def request(self, http: Any, parts: Parts) -> Any:
        """Return the library's request for these parts."""
        asked = dict(parts.query)
        shared = [pair for name, value in self.query.items() for pair in query_pairs(name, value)]
        query = "&".join(f"{name}={value}" for name, value in (*(p for p in shared if p[0] not in asked), *parts.query))
        headers = {"Accept": "application/json", **self._auth_headers(), **self.headers, **parts.headers}
        options = {} if self.timeout is UNSET else {"timeout": self.timeout}
        mark = "&" if "?" in parts.path else "?"
        url = f"{self.base_url.rstrip('/')}{parts.path}{mark + query if query else ''}"
        try:
            return http.build_request(parts.method, url, headers=headers, content=parts.content, **options)
        except self.library.InvalidURL as error:
            raise ValueError(f"the arguments give no address that can be called: {error}") from error

    def raw(self, method: str, path: str, query: Query | None, headers: Mapping[str, str] | None, body: Any) -> Parts:
        """Return the parts of any request. The path begins at the base URL."""
        pairs = tuple(pair for name, value in (query or {}).items() for pair in query_pairs(name, value))
        content = None if body is None else written(body)
        kind = {} if content is None else {"Content-Type": "application/json"}
        return Parts(method.upper(), f"/{path.removeprefix('/')}", pairs, {**kind, **(headers or {})}, content)

    @property
    def sending(self) -> dict[str, Any]:
        """What the library is told with each request: whatever proves who we are and is no header of ours."""
        ours = self.auth is None or isinstance(self.auth, str | HeaderAuth)
        return {} if ours else {"auth": self.auth}

    @property
    def creating(self) -> dict[str, Any]:
        """What the library's client is made with."""
        return {"timeout": self.library.Timeout(_SECONDS, connect=_CONNECTING)}

    def is_lost(self, error: Exception) -> bool:
        """Whether a connection was lost, or too slow: another attempt may succeed."""
        names = ("TimeoutException", "NetworkError", "RemoteProtocolError", "ProxyError")
        return isinstance(error, tuple(getattr(self.library, name) for name in names))

    def failure(self, error: Exception, request: Any) -> ConnectionFailedError:
        """Return the error of ours for one of the library's."""
        kind = TimedOutError if isinstance(error, self.library.TimeoutException) else ConnectionFailedError
        return kind(f"{type(error).__name__}{f': {error}' if str(error) else ''}", request)

    def _auth_headers(self) -> dict[str, str]:
        auth = BearerAuth(self.auth) if isinstance(self.auth, str) else self.auth
        return auth.headers() if isinstance(auth, HeaderAuth) else {}
