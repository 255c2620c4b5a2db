"""The measuring process: `python -m scripts.bench.worker TASK …` in the peers' environment, JSON on standard output.

Every task that looks at memory has a process of its own, since memory is seldom given back.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from scripts.bench import archive, memory, speed, subjects
from scripts.bench.counting import Payloads, tally, unable
from scripts.bench.novelty import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from scripts.bench.records import Row, Tally

# As generated, msgspec refuses untagged unions, so that these models cannot load anything.
_UNMEASURED: Final = {"pydantic_default"}


def timings(folder: str, rounds: str) -> list[Row]:
    """Measure the rows of times over the payloads in a folder."""
    able, absent = _subjects("corrected", skip=_UNMEASURED)
    corpora = {name: _lines(Path(folder) / f"{name}.jsonl") for name in (speed.KNOWN, *KINDS)}
    return speed.rows(able, absent, corpora, int(rounds))


def tallies(folder: str, document: str) -> list[Tally]:
    """Count what models made from the `official` or the `corrected` schema do with recorded and broken steps."""
    able, absent = _subjects(document)
    payloads = Payloads(*(_lines(Path(folder) / f"{name}.jsonl") for name in Payloads._fields))
    counted = [tally(name, subject.load, subject.dump, payloads) for name, subject in able.items()]
    return counted + [unable(name, payloads) for name in absent]


def held(folder: str, subject: str, count: str) -> float:
    """Measure the bytes that a step takes while `count` of them are held."""
    return memory.bytes_held(subjects.build(subject).load, _lines(Path(folder) / "known.jsonl"), int(count))


def archive_speed(folder: str, rounds: str) -> Row:
    """Measure reading an archive against decoding its lines."""
    return archive.speed(_lines(Path(folder) / "known.jsonl"), int(rounds))


def archive_growth(folder: str, lines: str) -> float:
    """Measure by how many bytes this process grows while it reads an archive of so many lines."""
    return archive.growth(_lines(Path(folder) / "known.jsonl"), int(lines))


def _subjects(document: str, skip: Collection[str] = ()) -> tuple[dict[str, subjects.Subject], dict[str, str]]:
    able: dict[str, subjects.Subject] = {}
    absent: dict[str, str] = {}
    for key in subjects.TITLES:
        if key not in skip:
            try:
                able[key] = subjects.build(key, document)
            except Exception as error:  # noqa: BLE001  # each generator fails in its own way
                absent[key] = f"cannot be used: {type(error).__name__}"
    return able, absent


def _lines(path: Path) -> list[bytes]:
    return path.read_bytes().splitlines()


_TASKS: Final[dict[str, Callable[..., object]]] = {
    task.__name__: task for task in (timings, tallies, held, archive_speed, archive_growth)
}


def main(arguments: Sequence[str]) -> None:
    """Run one task."""
    print(msgspec.json.encode(_TASKS[arguments[0]](*arguments[1:])).decode())


if __name__ == "__main__":
    main(sys.argv[1:])
