"""One whole run: payloads and peers made, every measuring process started, the findings gathered."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, replace
from importlib.metadata import distribution
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import msgspec

from scripts.base.errors import Location, PipelineError
from scripts.bench import imports, payloads, peers
from scripts.bench.environment import prepare, run
from scripts.bench.machine import machine, versions
from scripts.bench.records import Findings, Row, Tally
from scripts.bench.shapes import ROOT
from scripts.bench.subjects import GENERATED, OFFICIAL
from scripts.bench.upstream import closure
from scripts.config import load
from scripts.documents.reading import read

if TYPE_CHECKING:
    from scripts.bench.environment import Places

_T = TypeVar("_T")
_HELD: Final = ("ours", "orjson", "json", "client", "pydantic_tagged", "structs_tagged", "openai_construct")


@dataclass(frozen=True)
class Effort:
    """How much is measured.

    `payloads` a round and `rounds`; steps `held` in memory, in how many `processes` one after the other; rounds of
    `imports`; lines of a `short` and of a `long` archive.
    """

    payloads: int = 2000
    rounds: int = 15
    held: int = 100_000
    processes: int = 3
    imports: int = 9
    short: int = 10_000
    long: int = 1_000_000


QUICK: Final = Effort(payloads=200, rounds=3, held=2_000, processes=1, imports=1, short=1_000, long=20_000)


def measure(places: Places, effort: Effort) -> Findings:
    """Measure everything. Raises `PipelineError` if a part of it cannot run."""
    prepare(places)
    documents = _documents(places)
    peers.generate(places, documents)
    corpus = payloads.write(places.data, documents["corrected"], effort.payloads)
    _say("times")
    rows = _task(places, list[Row], "timings", effort.rounds)
    _say("imports, memory, archives")
    rows += imports.rows(lambda code: run([str(places.python), "-c", code], places, _environ(places)), effort.imports)
    rows += [_memory(places, effort), _task(places, Row, "archive_speed", effort.rounds), _growth(places, effort)]
    return Findings(machine(), versions(places.lock.read_text("utf-8")), corpus, rows, _tallies(places))


def _documents(places: Places) -> dict[str, dict[str, Any]]:
    """Return the schema that the package is made from, and the official one, untouched."""
    config = load(places.root / "openapi" / "pipeline.toml")
    if not (config.source.package and config.source.file):
        raise PipelineError("peers are made from a source of kind `package`", Location("openapi/pipeline.toml"))
    upstream = Path(str(distribution(config.source.package).locate_file(config.source.file)))
    return {
        "corrected": read(config.schema, limits=config.limits).value,
        "official": closure(read(upstream, name=config.source.file, limits=config.limits).value, ROOT),
    }


def _memory(places: Places, effort: Effort) -> Row:
    """Measure what a held step takes, a process for each subject, and each three times."""
    held = {name: [_task(places, float, "held", name, effort.held) for _ in range(effort.processes)] for name in _HELD}
    return Row("memory", f"memory of {effort.held:,} steps held", "bytes a step", held)


def _growth(places: Places, effort: Effort) -> Row:
    sizes = (effort.short, effort.long)
    grown = {f"{lines:,} lines": [_task(places, float, "archive_growth", lines)] for lines in sizes}
    return Row("archive_growth", "growth while an archive is read", "bytes", grown)


def _tallies(places: Places) -> list[Tally]:
    """Count with everybody's models of the corrected schema, and with the generators' models of the official one."""
    corrected = _task(places, list[Tally], "tallies", "corrected")
    official = _task(places, list[Tally], "tallies", "official")
    return corrected + [
        replace(found, subject=f"{found.subject}{OFFICIAL}") for found in official if found.subject in GENERATED
    ]


def _task(places: Places, kind: type[_T], name: str, *arguments: object) -> _T:
    """Run one task of the worker in the peers' environment and read what it found."""
    command = [str(places.python), "-m", "scripts.bench.worker", name, str(places.data), *map(str, arguments)]
    return msgspec.json.decode(run(command, places, _environ(places)), type=kind)


def _environ(places: Places) -> dict[str, str]:
    """Return the environment of a measuring process: the package and the peers' models on its path."""
    path = [str(places.root), str(places.root / "generated"), str(places.peers)]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path)}


def _say(what: str) -> None:
    print(f"measuring {what} …", file=sys.stderr, flush=True)
