"""Reading an archive of JSON lines: its speed beside decoding alone, and whether its memory stays flat."""

from __future__ import annotations

import gzip
import importlib
import io
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from scripts.bench.memory import resident
from scripts.bench.records import Row
from scripts.bench.timing import each, interleave, per_item

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from _typeshed import WriteableBuffer

PLAIN: Final = "read_jsonl"
ZIPPED: Final = "read_jsonl, gzip"
ALONE: Final = "from_json of each line"
_SAMPLED: Final = 997  # lines between two looks at the memory


def speed(lines: Sequence[bytes], rounds: int) -> Row:
    """Time the reading of an archive file, plain and packed, and the decoding of its lines alone."""
    model = _model()
    with tempfile.TemporaryDirectory() as folder:
        plain, zipped = Path(folder) / "steps.jsonl", Path(folder) / "steps.jsonl.gz"
        plain.write_bytes(b"\n".join(lines) + b"\n")
        zipped.write_bytes(gzip.compress(plain.read_bytes()))
        samples = interleave(
            {
                PLAIN: _reading(model, plain, len(lines)),
                ZIPPED: _reading(model, zipped, len(lines)),
                ALONE: each(model.from_json, lines),
            },
            rounds,
        )
    return Row("archive", "an archive of JSON lines", "ns a line", per_item(samples, len(lines)))


def growth(lines: Sequence[bytes], count: int) -> float:
    """Read an archive of `count` lines and return by how many bytes the process grew at most meanwhile."""
    stream = io.BufferedReader(Repeated(lines, count))
    records = _model().read_jsonl(stream)
    next(records)  # what the first line builds is not the archive's
    most = before = resident()
    for number, _ in enumerate(records):
        if number % _SAMPLED == 0:
            most = max(most, resident())
    return float(most - before)


class Repeated(io.RawIOBase):
    """A file of `count` lines, the given ones over and over, that takes no place anywhere."""

    def __init__(self, lines: Sequence[bytes], count: int) -> None:
        super().__init__()
        self._lines = lines
        self._count = count
        self._next = 0
        self._rest = b""

    def readable(self) -> bool:
        """Say yes."""
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Fill the buffer with what comes next."""
        view = memoryview(buffer).cast("B")
        while len(self._rest) < len(view) and self._next < self._count:
            self._rest += self._lines[self._next % len(self._lines)] + b"\n"
            self._next += 1
        part, self._rest = self._rest[: len(view)], self._rest[len(view) :]
        view[: len(part)] = part
        return len(part)


def _reading(model: Any, path: Path, expected: int) -> Callable[[], None]:
    def action() -> None:
        read = sum(isinstance(record, model) for record in model.read_jsonl(path))
        if read != expected:
            raise RuntimeError(f"{read} of {expected} lines read")

    return action


def _model() -> Any:
    return importlib.import_module("openai_run_steps").RunStepObject
