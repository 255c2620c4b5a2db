"""The streams that were made for the tests: consistent, as the recorded ones are not."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

FOLDER: Final = Path(__file__).parents[1] / "streams"
NAMES: Final = tuple(sorted(path.stem for path in FOLDER.glob("*.sse")))


def stream_of(name: str) -> bytes:
    """The bytes of one of them."""
    return (FOLDER / f"{name}.sse").read_bytes()


def framed(*events: tuple[str, object]) -> bytes:
    """A stream of events, each with its name and its data."""
    return b"".join(
        b"event: %b\ndata: %b\n\n" % (name.encode(), data if isinstance(data, bytes) else msgspec.json.encode(data))
        for name, data in events
    )
