"""What measures: `python -m scripts.bench.measuring TASK …` in the peers' environment, JSON on standard output.

Every task has a process of its own, and so has all that looks at memory, which is seldom given back, or at an import.
"""

from __future__ import annotations

import gc
import json
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec

from scripts.bench.archives import growth, observed_growth, observing, reading
from scripts.bench.clock import TIMED_STATEMENT, each, interleave, kept, resident
from scripts.bench.rows import MANY_LINES, MANY_OBSERVED, OFFICIAL, OURS, Samples, Tally
from scripts.bench.serving import asking
from scripts.bench.subjects import GENERATED, SUBJECTS, UNUSABLE, Subject, build, is_lossless, streaming, takes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from scripts.base.json_types import Schema


@dataclass(frozen=True)
class Effort:
    """How much is measured.

    `payloads` a round and `rounds`; steps `held` in memory, in how many `processes` one after the other; rounds of
    `imports`; lines of a `short` and of a `long` archive; `roots` that are made packages.
    """

    payloads: int = 2000
    rounds: int = 15
    held: int = 100_000
    processes: int = 3
    imports: int = 9
    short: int = 10_000
    long: int = 1_000_000
    roots: int = 150


QUICK: Final = Effort(payloads=200, rounds=3, held=2_000, processes=1, imports=1, short=1_000, long=20_000, roots=5)


def times(folder: Path, effort: Effort) -> list[Samples]:
    """Time decoding known payloads and those with something unknown, and encoding, every subject in the same rounds."""
    # Models of a generator that was given its best options say more of speed than those that come without.
    subjects, absent = _subjects("corrected", (name for name in SUBJECTS if name != "pydantic_default"))
    known = _lines(folder, "known")
    found = [
        decoding("decode", {**subjects, "decoder": build("decoder")}, known, effort.rounds),
        decoding("decode_kept", subjects, known, effort.rounds, kept),
        *(decoding(key, subjects, _lines(folder, key), effort.rounds) for key in _WITH_UNKNOWN),
        encoding("encode", {**subjects, "encoder": build("encoder")}, known, effort.rounds),
        encoding("encode_unknown", subjects, _lines(folder, "field_deep"), effort.rounds),
    ]
    return [replace(samples, absent=samples.absent | absent) for samples in found]


_WITH_UNKNOWN: Final = ("field_first", "field_last", "field_deep", "variant", "enum_value")


def decoding(
    key: str,
    subjects: Mapping[str, Subject],
    payloads: Sequence[bytes],
    rounds: int,
    action: Callable[[Callable[[bytes], Any], Sequence[bytes]], Callable[[], None]] = each,
) -> Samples:
    """Time the loading of payloads by every subject that takes them all."""
    able, absent = _able(subjects, payloads)
    actions = {name: action(subject.load, payloads) for name, subject in able.items()}
    return Samples(key, interleave(actions, rounds, items=len(payloads)), absent, _lossy(able, payloads))


def encoding(key: str, subjects: Mapping[str, Subject], payloads: Sequence[bytes], rounds: int) -> Samples:
    """Time the writing of loaded payloads by every subject that takes them all."""
    able, absent = _able(subjects, payloads)
    # Who loads in the same way writes the same objects: where they lie in memory counts.
    loaded = {subject.load: [subject.load(line) for line in payloads] for subject in able.values()}
    actions = {name: each(subject.dump, loaded[subject.load]) for name, subject in able.items()}
    return Samples(key, interleave(actions, rounds, items=len(payloads)), absent, _lossy(able, payloads))


def _able(subjects: Mapping[str, Subject], payloads: Sequence[bytes]) -> tuple[dict[str, Subject], dict[str, str]]:
    """Part the subjects that take every payload from those that don't, and say how many these refuse."""
    refusals = {name: sum(not takes(subject, payload) for payload in payloads) for name, subject in subjects.items()}
    able = {name: subject for name, subject in subjects.items() if not refusals[name]}
    return able, {name: f"refuses {count} of {len(payloads)}" for name, count in refusals.items() if count}


def _lossy(subjects: Mapping[str, Subject], payloads: Sequence[bytes]) -> list[str]:
    return [name for name, subject in subjects.items() if not all(is_lossless(subject, line) for line in payloads)]


def counts(folder: Path, _: Effort) -> list[Tally]:
    """Count what everybody's models of the corrected schema, and generators' models of the official one, do."""
    recorded, examples, broken = (_lines(folder, name) for name in ("recorded", "examples", "broken"))
    found: list[Tally] = []
    for document, mark in (("corrected", ""), ("official", OFFICIAL)):
        able, absent = _subjects(document, names=SUBJECTS if not mark else GENERATED)
        for name, subject in (able | dict.fromkeys(absent, UNUSABLE)).items():
            found.append(Tally("payloads", name + mark, tally(subject, recorded, examples, broken)))
    return found


def tally(
    subject: Subject, recorded: Sequence[bytes], examples: Sequence[bytes], broken: Sequence[bytes]
) -> dict[str, tuple[int, int]]:
    """Put through a subject steps that servers sent, examples that people wrote, and steps that break the schema."""
    return {
        "recorded: loads": (sum(takes(subject, line) for line in recorded), len(recorded)),
        "loses nothing": (sum(is_lossless(subject, line) for line in recorded), len(recorded)),
        "hand-written: loses nothing": (sum(is_lossless(subject, line) for line in examples), len(examples)),
        "broken: refuses": (sum(not takes(subject, line) for line in broken), len(broken)),
    }


def _subjects(document: str, names: Iterable[str]) -> tuple[dict[str, Subject], dict[str, str]]:
    """Build subjects, and say of those that cannot be used why."""
    able: dict[str, Subject] = {}
    absent: dict[str, str] = {}
    for name in names:
        try:
            able[name] = build(name, document)
        except Exception as error:  # noqa: BLE001  # each generator fails in its own way
            absent[name] = f"cannot be used: {type(error).__name__}"
    return able, absent


def _lines(folder: Path, name: str) -> list[bytes]:
    return (folder / f"{name}.jsonl").read_bytes().splitlines()


def _schema(folder: Path) -> Schema:
    found: Schema = json.loads((folder / "schema.json").read_bytes())
    return found


# What is imported before the clock starts, and what is timed.
_IMPORTS: Final = {
    OURS: ("import msgspec", "from openai_run_steps import RunStepObject"),
    "client": ("import attrs, httpx", "from client_corrected.models import RunStepObject"),
    "pydantic_best": ("import pydantic", "from pydantic_best_corrected import RunStepObject"),
    "structs_tagged": ("import msgspec", "from structs_tagged_corrected import RunStepObject"),
    "openai": ("import pydantic, httpx", "from openai.types.beta.threads.runs import RunStep"),
}


def imports(_: Path, effort: Effort) -> list[Samples]:
    """Time whole imports, and imports over what a program has anyway: new processes, in turn."""
    whole = {name: ("", statement) for name, (_, statement) in _IMPORTS.items()}
    whole |= {"openai": ("", "import openai"), "msgspec alone": ("", "import msgspec")}
    return [
        Samples("import", _import_times(whole, effort.imports)),
        Samples("import_over", _import_times(_IMPORTS, effort.imports)),
    ]


def _import_times(statements: Mapping[str, tuple[str, str]], rounds: int) -> dict[str, list[float]]:
    codes = {name: TIMED_STATEMENT.format(*parts) for name, parts in statements.items()}
    for code in codes.values():
        _printed("-c", code)  # writes the compiled files
    figures: dict[str, list[float]] = {name: [] for name in codes}
    for _ in range(rounds):
        for name, code in codes.items():
            figures[name].append(_printed("-c", code) / 1e6)
    return figures


_OWN: Final = ("-m", "scripts.bench.measuring")


def _printed(*arguments: object) -> float:
    """Return the number that a process of its own prints."""
    command = [sys.executable, *map(str, arguments)]
    return float(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)


_HELD: Final = (OURS, "orjson", "json", "client", "pydantic_tagged", "structs_tagged", "openai_construct")


def memory(folder: Path, effort: Effort) -> list[Samples]:
    """Measure what a held step takes, a process for each subject."""
    rounds = range(effort.processes)
    return [
        Samples(
            "memory", {name: [_printed(*_OWN, "held", folder, name, effort.held) for _ in rounds] for name in _HELD}
        )
    ]


def held(folder: Path, subject: str, count: int) -> float:
    """Return the bytes that each of `count` steps takes that are held at once."""
    return bytes_held(build(subject).load, _lines(folder, "known"), count)


def bytes_held(load: Callable[[bytes], Any], payloads: Sequence[bytes], count: int) -> float:
    """Load `count` payloads, hold them all, and return the bytes that each of them takes."""
    load(payloads[0])  # the decoder's own memory is not a step's
    gc.collect()
    before = resident()
    held = [load(payloads[at % len(payloads)]) for at in range(count)]
    return (resident() - before) / len(held)


def archives(folder: Path, effort: Effort) -> list[Samples]:
    """Time the reading of an archive, plain and packed, and measure by how much the process grows meanwhile."""
    sizes = {"a short archive": effort.short, MANY_LINES: effort.long}
    grown = {name: [_printed(*_OWN, "growth", folder, count) / 1e6] for name, count in sizes.items()}
    grown[MANY_OBSERVED] = [_printed(*_OWN, "observed_growth", folder, effort.long) / 1e6]
    lines = _lines(folder, "known")
    return [
        reading(lines, effort.rounds),
        observing(_schema(folder), lines, effort.rounds),
        Samples("archive_growth", grown),
    ]


def streams(folder: Path, effort: Effort) -> list[Samples]:
    """Time what makes steps of the bytes of a stream."""
    stream = (folder / "stream.sse").read_bytes()
    actions, absent = streaming(stream, _STEPS)
    return [Samples("stream", interleave(actions, effort.rounds, items=stream.count(b"\n\n")), absent)]


_STEPS: Final = 2  # in the stream


def pages(folder: Path, effort: Effort) -> list[Samples]:
    """Time the clients that ask a server on the loopback for a page of steps."""
    return [asking(_lines(folder, "known"), effort.rounds)]


TIMED: Final[dict[str, Callable[[Path, Effort], list[Samples]]]] = {
    task.__name__: task for task in (times, imports, memory, archives, streams, pages)
}
COUNTED: Final[dict[str, Callable[[Path, Effort], list[Tally]]]] = {task.__name__: task for task in (counts,)}


def main(task: str, folder: str, *arguments: str) -> None:
    """Run one task, or one of those that have a process of their own, and print what it finds."""
    match task:
        case "held":
            found: object = held(Path(folder), arguments[0], int(arguments[1]))
        case "growth":
            found = growth(_lines(Path(folder), "known"), int(arguments[0]))
        case "observed_growth":
            found = observed_growth(_schema(Path(folder)), _lines(Path(folder), "known"), int(arguments[0]))
        case _:
            found = (TIMED | COUNTED)[task](Path(folder), msgspec.json.decode(arguments[0], type=Effort))
    print(msgspec.json.encode(found).decode())


if __name__ == "__main__":
    main(*sys.argv[1:])
