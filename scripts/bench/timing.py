"""Times of several things under one roof: interleaved rounds, each in a new order."""

from __future__ import annotations

import gc
import random
from time import process_time_ns
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


def interleave(
    actions: Mapping[str, Callable[[], object]], rounds: int, *, clock: Callable[[], int] = process_time_ns
) -> dict[str, list[float]]:
    """Run every action once a round and return the nanoseconds of each, round by round.

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
            samples[name].append(float(clock() - start))
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


def per_item(samples: dict[str, list[float]], items: int) -> dict[str, list[float]]:
    """Divide every sample by the number of items that its action went through."""
    return {name: [figure / items for figure in figures] for name, figures in samples.items()}
