"""What a maintainer should know although nothing is wrong: reported to whoever listens, by default nobody."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scripts.base.errors import line_of

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from scripts.base.errors import Location


@dataclass(frozen=True)
class Note:
    """What was decided, where, and what would decide it otherwise."""

    what: str
    where: Location
    hint: str

    def __str__(self) -> str:
        return line_of(self.where, self.what, self.hint)


@contextmanager
def heard(listener: Callable[[Note], None]) -> Generator[None]:
    """Have a function called with each note."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def is_heard() -> bool:
    """Whether anybody listens."""
    return _listener.get(None) is not None


def report(note: Note) -> None:
    """Report a note to the listener: there has to be one."""
    _listener.get()(note)


_listener: ContextVar[Callable[[Note], None]] = ContextVar("_listener")
