"""Times of several things under one roof, in interleaved rounds, each in a new order; and what a process takes."""

from __future__ import annotations

import gc
import random
import resource
import sys
from pathlib import Path
from time import process_time_ns
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

STATM: Final = Path("/proc/self/statm")
_PAGE: Final = resource.getpagesize()
TIMED_STATEMENT: Final = "from time import process_time_ns as c\n{0}\nt = c()\n{1}\nprint(c() - t)"
"""A program that prints the nanoseconds that a statement takes after another one."""


def interleave(
    actions: Mapping[str, Callable[[], object]],
    rounds: int,
    *,
    items: int = 1,
    clock: Callable[[], int] = process_time_ns,
) -> dict[str, list[float]]:
    """Run every action once a round and return the nanoseconds of each, round by round, for one of its `items`.

    The clock is the process's own: it stands still while others have the processor. A machine that is slow for a
    second is slow for everybody in that round; a new order each round keeps one action from always inheriting
    another one's caches. The garbage collector runs as it does for a user.
    """
    samples: dict[str, list[float]] = {name: [] for name in actions}
    order = list(actions)
    source = random.Random(0)  # noqa: S311  # an order, not a secret
    for action in actions.values():
        action()  # decoders and caches are built here
    gc.freeze()  # a collection that falls into somebody's turn need not walk through everybody's libraries
    for _ in range(rounds):
        source.shuffle(order)
        for name in order:
            gc.collect()
            start = clock()
            actions[name]()
            samples[name].append((clock() - start) / items)
    return samples


def each(function: Callable[[Any], object], arguments: Iterable[Any]) -> Callable[[], None]:
    """Return an action that calls the function with every argument and drops what comes out."""

    def action() -> None:
        for argument in arguments:
            function(argument)

    return action


def kept(function: Callable[[Any], object], arguments: Iterable[Any]) -> Callable[[], None]:
    """Return an action that keeps what comes out until the last call: what filling a list costs."""

    def action() -> None:
        results = [function(argument) for argument in arguments]
        results.clear()

    return action


def resident() -> int:
    """Return the bytes that this process has in memory now (elsewhere than on Linux: the most so far)."""
    try:
        return int(STATM.read_bytes().split()[1]) * _PAGE
    except OSError:
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most if sys.platform == "darwin" else most * 1024


def grown_by(looks: Iterable[object]) -> float:
    """Look at the memory now and then, and return by how many bytes the process grew at most."""
    most = before = resident()
    for _ in looks:
        most = max(most, resident())
    return float(most - before)
