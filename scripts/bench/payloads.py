"""All payloads of one run, written where the measuring processes find them: a file of JSON lines for each kind."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

import msgspec

from scripts.base.errors import PipelineError
from scripts.bench.broken import broken_steps
from scripts.bench.corpus import encode, steps
from scripts.bench.novelty import KINDS
from scripts.bench.shapes import known
from tests.traffic_steps import TRAFFIC, recorded_steps

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def write(folder: Path, document: dict[str, Any], count: int) -> dict[str, str]:
    """Write every kind of payload and return what a reader should know of them. `document` says what is known."""
    folder.mkdir(parents=True, exist_ok=True)
    shapes = known((step.value for step in recorded_steps()), document)
    if not shapes:
        raise PipelineError("no recorded step is a known payload", mend="see what openapi/run-step.yaml requires")
    corpus = steps(shapes, count)
    lines = [encode(step) for step in corpus]
    _write(folder, "known", lines)
    for kind, change in KINDS.items():
        _write(folder, kind, (encode(change(step)) for step in corpus))
    _write(folder, "recorded", of_origin("recorded-real"))
    _write(folder, "examples", of_origin("hand-written-example"))
    _write(folder, "broken", (encode(step) for _, step in broken_steps()))
    size = sum(map(len, lines)) / count
    return {"recorded shapes": str(len(shapes)), "payloads": f"{count:,}", "bytes a payload": f"{size:.0f}"}


def of_origin(origin: str) -> list[bytes]:
    """Return the steps of the traffic that were recorded, or that were written by hand, each as one line."""
    with (TRAFFIC / "INDEX.tsv").open(encoding="utf-8", newline="") as index:
        files = {row["file"] for row in csv.DictReader(index, delimiter="\t") if row["origin"] == origin}
    # Reformatted, not decoded and encoded: numbers and escapes stay as the server wrote them.
    return [msgspec.json.format(step.raw, indent=-1) for step in recorded_steps() if step.file in files]


def _write(folder: Path, name: str, lines: Iterable[bytes]) -> None:
    (folder / f"{name}.jsonl").write_bytes(b"\n".join(lines) + b"\n")
