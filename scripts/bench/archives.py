"""Archives of JSON lines: how long it takes to read and to observe one, and by how much the process grows meanwhile."""

from __future__ import annotations

import gzip
import importlib
import io
import itertools
import tempfile
from collections import deque
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from scripts.bench.clock import each, grown_by, interleave
from scripts.bench.rows import GZIP, IN_MEMORY, LINES_ALONE, MODEL, Samples
from scripts.evidence.observation import Observation
from scripts.evidence.traffic import Traffic, records_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from _typeshed import WriteableBuffer

    from scripts.base.json_types import Schema

_LOOKS: Final = 997  # lines between two looks at the memory


def reading(lines: Sequence[bytes], rounds: int) -> Samples:
    """Time the reading of an archive file, plain and packed, and the decoding of its lines alone."""
    model = _model()
    with tempfile.TemporaryDirectory() as folder:
        plain, zipped = Path(folder) / "steps.jsonl", Path(folder) / "steps.jsonl.gz"
        plain.write_bytes(b"\n".join(lines) + b"\n")
        zipped.write_bytes(gzip.compress(plain.read_bytes()))
        actions = {
            "read_jsonl": _whole(model, partial(model.read_jsonl, plain), len(lines)),
            IN_MEMORY: _whole(model, partial(model.from_json_lines, plain.read_bytes()), len(lines)),
            GZIP: _whole(model, partial(model.read_jsonl, zipped), len(lines)),
            LINES_ALONE: each(model.from_json, lines),
        }
        return Samples("archive", interleave(actions, rounds, items=len(lines)))


def observing(schema: Schema, lines: Sequence[bytes], rounds: int) -> Samples:
    """Time the comparing of an archive with the schema, and the reading of it."""
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "steps.jsonl"
        archive.write_bytes(b"\n".join(lines) + b"\n")

        def observe() -> None:
            observation = Observation(schema, [MODEL])
            deque(observation.read(Traffic([archive])), maxlen=0)
            if observation.count != len(lines):
                raise RuntimeError(f"{observation.count} of {len(lines)} lines observed")

        observe()
        model = _model()
        actions = {"read_jsonl": _whole(model, partial(model.read_jsonl, archive), len(lines)), "observe": observe}
        return Samples("observed", interleave(actions, rounds, items=len(lines)))


def _whole(model: Any, records: Callable[[], Iterable[object]], expected: int) -> Callable[[], object]:
    """Return an action that reads all records, once it is sure that they are as many models."""
    read = sum(isinstance(record, model) for record in records())
    if read != expected:
        raise RuntimeError(f"{read} of {expected} lines read")
    return lambda: deque(records(), maxlen=0)


def growth(lines: Sequence[bytes], count: int) -> float:
    """Read an archive of `count` lines and return by how many bytes the process grew at most meanwhile."""
    records = _model().read_jsonl(io.BufferedReader(Repeated(lines, count)))
    next(records)  # what the first line builds is not the archive's
    return grown_by(number for number, _ in enumerate(records) if number % _LOOKS == 0)


def observed_growth(schema: Schema, lines: Sequence[bytes], count: int) -> float:
    """Compare an archive of `count` lines with the schema and return by how many bytes the process grew at most."""
    observation = Observation(schema, [MODEL])
    stream = io.BufferedReader(Repeated(lines, count))
    looks = observation.read(records_of(stream, "archive"))
    next(looks)  # what the first lines build is not the archive's
    return grown_by(looks)


def _model() -> Any:
    return importlib.import_module("openai_run_steps").RunStepObject


class Repeated(io.RawIOBase):
    """A file of `count` lines, the given ones over and over, that takes no place anywhere."""

    def __init__(self, lines: Sequence[bytes], count: int) -> None:
        super().__init__()
        self._lines = itertools.islice(itertools.cycle(lines), count)
        self._rest = b""

    def readable(self) -> bool:
        """Say yes."""
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Fill the buffer with what comes next."""
        view = memoryview(buffer).cast("B")
        while len(self._rest) < len(view) and (line := next(self._lines, None)) is not None:
            self._rest += line + b"\n"
        part, self._rest = self._rest[: len(view)], self._rest[len(view) :]
        view[: len(part)] = part
        return len(part)
