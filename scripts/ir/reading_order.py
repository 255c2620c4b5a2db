"""The order in which a reader meets the components: first what nothing else refers to, then what that is made of."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping


def reading_order(targets: Mapping[str, Collection[str]]) -> list[str]:
    """Return all names, breadth first from the roots. `targets` has what each name refers to, in order.

    A root is what nothing else refers to, or one of those that refer to each other in a circle from outside of which
    nothing comes. Where several could come next, the order is that of `targets`.
    """
    referred = {target for name, found in targets.items() for target in found if target != name}
    met: dict[str, None] = {}
    for name in targets:
        if name not in referred:
            met |= dict.fromkeys(_reached(name, targets, met))
    while len(met) < len(targets):
        met |= dict.fromkeys(_reached(_root_in_a_circle(targets, met), targets, met))
    return list(met)


def _root_in_a_circle(targets: Mapping[str, Collection[str]], met: Collection[str]) -> str:
    """Return a name that whatever leads to it can be reached from: the last one that had to be started from."""
    started: list[str] = []
    seen = set(met)
    for name in targets:
        if name not in seen:
            started.append(name)
            seen.update(_reached(name, targets, seen))
    return started[-1]


def _reached(start: str, targets: Mapping[str, Collection[str]], met: Collection[str]) -> Iterator[str]:
    """Yield what can be reached without going through what has been met, the nearest first."""
    seen = {start, *met}
    queue = deque([start])
    while queue:
        name = queue.popleft()
        yield name
        queue += (new := [target for target in dict.fromkeys(targets[name]) if target not in seen])
        seen.update(new)
