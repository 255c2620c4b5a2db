"""What share of the lines, and what share of the branches, do the tests take? `make coverage` asks at its end.

Both have a bound of their own, in each part: coverage.py has one for the two together, and there many lines make up for
a branch that no test takes, and a large part for a small one.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT: Final = Path(__file__).resolve().parents[2]
LEAST: Final = 99.5  # percent; of the benchmark, which has few branches, that is every one
# The first folder that a file is in is its part.
PARTS: Final = {"scripts/bench": "benchmark", "scripts": "pipeline", "generated/openai_run_steps": "package"}
SHOWN: Final = ("pipeline", "benchmark", "package", "total")


class Figure(NamedTuple):
    """How many lines, or branches, of a part there are, and how many of them the tests take."""

    part: str
    what: str
    taken: int
    there: int

    def __str__(self) -> str:
        share = f"{100 * self.taken / self.there:.2f} %" if self.there else "none"
        return f"{self.part:9}  {self.what:8} {self.taken:7,} of {self.there:6,}  {share:>8}"

    @property
    def is_enough(self) -> bool:
        """Nothing of nothing is not enough: then the wrong thing was measured."""
        return self.there > 0 and 100 * self.taken >= LEAST * self.there


def main() -> int:
    command = [sys.executable, "-m", "coverage", "json", "--quiet", "-o", "-"]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    files: dict[str, Any] = json.loads(done.stdout)["files"]
    found = figures(files)
    print(*found, sep="\n")
    wrong = [*complaints(found, files, sources(ROOT))]
    for complaint in wrong:
        print(f"error: {complaint}", file=sys.stderr)
    return 1 if wrong else 0


def figures(files: dict[str, Any]) -> list[Figure]:
    """The figures of each part and of all, from what `coverage json` tells of each file."""
    sums = {(part, what): [0, 0] for part in SHOWN for what in ("lines", "branches")}
    for path, told in files.items():
        summary = told["summary"]
        part = part_of(path)
        for name in (part, "total") if part else ():
            for what, there in (("lines", "num_statements"), ("branches", "num_branches")):
                sums[name, what][0] += summary[f"covered_{what}"]
                sums[name, what][1] += summary[there]
    return [Figure(*key, *counts) for key, counts in sums.items()]


def complaints(found: Iterable[Figure], measured: Iterable[str], there: Iterable[str]) -> Iterator[str]:
    """Everything that makes the figures too small, or say too little."""
    for figure in found:
        if not figure.is_enough:
            yield f"less than {LEAST} % of the {figure.what}: {figure.part}"
    measured = {*measured}
    for path in sorted({*there} - measured):
        yield f"not measured: {path}"
    for path in sorted(path for path in measured if not part_of(path)):
        yield f"measured, and not counted: {path}"


def part_of(path: str) -> str | None:
    return next((part for folder, part in PARTS.items() if path.startswith(f"{folder}/")), None)


def sources(root: Path) -> list[str]:
    """Every module that has to be measured."""
    return [path.relative_to(root).as_posix() for folder in PARTS for path in (root / folder).rglob("*.py")]


if __name__ == "__main__":
    sys.exit(main())
