"""What a process grows by, in bytes: the figure that a user's machine sees, allocator and all."""

from __future__ import annotations

import gc
import resource
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

STATM: Final = Path("/proc/self/statm")
_PAGE: Final = resource.getpagesize()


def resident() -> int:
    """Return the bytes that this process has in memory now (elsewhere than on Linux: the most so far)."""
    try:
        return int(STATM.read_bytes().split()[1]) * _PAGE
    except OSError:
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most if sys.platform == "darwin" else most * 1024


def bytes_held(load: Callable[[bytes], Any], payloads: Sequence[bytes], count: int) -> float:
    """Load `count` steps, hold them all, and return the bytes that each of them takes."""
    load(payloads[0])  # the decoder's own memory is not a step's
    gc.collect()
    before = resident()
    held = [load(payloads[at % len(payloads)]) for at in range(count)]
    grown = resident() - before
    return grown / len(held)
