"""Whether a request is repeated, and when.

No library does it: those that retry know nothing of what servers say in headers, and httpx repeats connecting alone.
"""

from __future__ import annotations

import random
import time
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_AGAIN: Final = frozenset({408, 409, 429})
_FAILED: Final = range(500, 600)
_FIRST: Final = 0.5  # seconds
_MOST: Final = 8.0
_LONGEST: Final = 120.0
"""Whoever is told to wait longer than so many seconds is told the error instead."""


class Attempts:
    """The attempts at one request: what has come of each, and how long to wait before the next."""

    def __init__(self, method: str, retries: int) -> None:
        self._left = retries if method == "GET" else 0  # to repeat anything else may do it twice
        self._wait = _FIRST

    def after_failure(self) -> float | None:
        """Return the seconds to wait after a connection failed; None if there is no further attempt."""
        return self._next(None)

    def after(self, status: int, headers: Mapping[str, str]) -> float | None:
        """Return the seconds to wait after an answer; None if it is to be taken as it is."""
        asked = headers.get("x-should-retry")
        repeats = status in _AGAIN or status in _FAILED
        if asked == "false" or not (repeats or asked == "true"):
            return None
        return self._next(asked_to_wait(headers))

    def _next(self, asked: float | None) -> float | None:
        if self._left <= 0 or (asked is not None and asked > _LONGEST):
            return None
        self._left -= 1
        wait = self._wait
        self._wait = min(2 * wait, _MOST)
        # Up to a quarter less, so that those who failed together don't come back together.
        return wait * random.uniform(0.75, 1.0) if asked is None else asked  # noqa: S311


def asked_to_wait(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that a server asks for: in milliseconds, in seconds or as a date; None if it does not."""
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            seconds = float(headers.get(name, "")) * unit
        except ValueError:
            continue
        if seconds >= 0:  # neither negative nor NaN
            return seconds
    try:
        until = parsedate_to_datetime(headers.get("retry-after", ""))
    except (ValueError, TypeError, OverflowError):
        return None
    return max(until.timestamp() - time.time(), 0.0)
