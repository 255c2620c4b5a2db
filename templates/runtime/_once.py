"""What was found out about a value is remembered while the outermost value around it is read.

Unions that have to be tried hold others, and each variant asks the same of what is inside: without this, the time
would be multiplied at each level.
"""

from __future__ import annotations

from functools import wraps
from threading import local
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from ._json_values import is_array, is_object

if TYPE_CHECKING:
    from collections.abc import Callable

_T = TypeVar("_T")


class _Memory(local):
    found: dict[tuple[Any, ...], Any] | None = None
    """What was returned, by the function and what it was given; None if nothing is being read."""

    def __init__(self) -> None:
        self.copies: dict[int, tuple[Any, int]] = {}
        """The copies that are being read, and the identities of what they are copies of."""


_memory = _Memory()


def once(ask: Callable[..., _T]) -> Callable[..., _T]:
    """Let a function of a type and a parsed value remember what it returned."""

    @wraps(ask)
    def answer(kind: Any, raw: Any, **how: Any) -> _T:
        if raw.__class__ is not dict and raw.__class__ is not list:
            return ask(kind, raw, **how)
        if _memory.found is None:
            _memory.found = {}
            try:
                # Copied, so that no two places hold the same object: they would be read as one.
                return ask(kind, msgspec.to_builtins(raw), **how)
            finally:
                _memory.found = None
                _memory.copies.clear()
        key = (ask, kind, _identity(raw), *how.values())
        if key not in _memory.found:
            _memory.found[key] = ask(kind, raw, **how)
        return _memory.found[key]  # type: ignore[no-any-return]

    return answer


def of_copy(read: Callable[[Any], _T], value: Any) -> _T:
    """Return what is read of a copy, which may be changed. What is in the copy is known for what it was copied from."""
    made: list[int] = []
    try:
        return read(_copied(value, made))
    finally:
        for copy in made:
            _memory.copies.pop(copy, None)


def _copied(value: Any, made: list[int]) -> Any:
    copy: Any
    if is_object(value):
        copy = {name: _copied(member, made) for name, member in value.items()}
    elif is_array(value):
        copy = [_copied(item, made) for item in value]
    else:
        return value
    _memory.copies[id(copy)] = copy, _identity(value)
    made.append(id(copy))
    return copy


def _identity(value: Any) -> int:
    known = _memory.copies.get(id(value))
    return id(value) if known is None else known[1]
