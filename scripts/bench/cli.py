"""The command: measure, print, and keep the table and the picture."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from scripts.base.errors import PipelineError
from scripts.bench import environment
from scripts.bench.measure import QUICK, Effort, measure
from scripts.bench.picture import svg
from scripts.bench.report import markdown

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT: Final = Path(__file__).resolve().parent.parent.parent


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code: 0, or 2 for an error; a missed target is a result, not an error."""
    parser = argparse.ArgumentParser(prog="python -m scripts.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a few seconds, rough figures, nothing kept")
    parser.add_argument("--lock", action="store_true", help="remake the peers' lock from requirements.in, and stop")
    options = parser.parse_args(arguments)
    places = environment.Places(ROOT)
    try:
        if options.lock:
            environment.remake_lock(places)
        else:
            _bench(places, QUICK if options.quick else Effort(), keep=not options.quick)
    except PipelineError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 0


def _bench(places: environment.Places, effort: Effort, *, keep: bool) -> None:
    findings = measure(places, effort)
    page = markdown(findings)
    print(page)
    if keep:
        places.results.mkdir(exist_ok=True)
        (places.results / "bench.md").write_text(page, encoding="utf-8")
        (places.results / "bench.svg").write_text(svg(findings), encoding="utf-8")
