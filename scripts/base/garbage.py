"""Python's collector of cycles, left out where there are none to find."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator


@contextmanager
def uncollected() -> Generator[None]:
    """Make what is made without the collector, and let it run afterwards if it did before.

    Documents, schemas, records and texts are trees, kept to the end: the collector would walk all of them each time
    that some are added, a fifth of the time that a large document takes.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
