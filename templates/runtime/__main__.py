"""`python -m PACKAGE FILE…`: what is in archives of JSON lines, plain or packed."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from typing import TYPE_CHECKING, Any, Final

from ._errors import printable
from ._jsonl import LineError, numbered_lines
from ._summary import Summary, roots, shown_time
from ._unknown_places import label

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ._model import Model
    from ._unknown_places import Place, Seen

ERROR: Final = 2
INTERRUPTED: Final = 130
FORMAT: Final = 1
_STDIN: Final = "-"
_SHOWN: Final = 10  # lines that can't be read
_PAUSE: Final = 0.2  # seconds between two looks at the progress
_PACKAGE: Final = str(__package__)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command, and return the exit code: 2 if a file can't be read, 130 if it is interrupted, else 0."""
    found = roots()
    parser = argparse.ArgumentParser(prog=f"python -m {_PACKAGE}", description="What is in archives of JSON lines.")
    parser.add_argument(
        "files", nargs="+", metavar="FILE", help="JSON lines, plain, gzip or Zstandard; - is standard input"
    )
    parser.add_argument("--json", action="store_true", help="for programs; holds counts and no values")
    only = next(iter(found)) if len(found) == 1 else None
    parser.add_argument("--model", choices=sorted(found), default=only, help="what the records are")
    options = parser.parse_args(arguments)
    if options.model is None:
        parser.error(f"say of which model the records are: --model {next(iter(sorted(found)), 'NAME')}")
    report = Report(options.model)
    try:
        for name in options.files:
            report.read(name, found[options.model])
        text = json.dumps(report.as_json(), indent=2) if options.json else "\n".join(report.lines())
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the interpreter flushes once more at its end
    except OSError as error:
        place = f"{printable(str(error.filename))}: " if error.filename else ""
        sys.stderr.write(f"error: {place}{error.strerror}\n")
        return ERROR
    except ImportError as error:
        sys.stderr.write(f"error: {error}\n")
        return ERROR
    except KeyboardInterrupt:
        return INTERRUPTED
    return 0


class Report:
    """What some archives hold, and the lines of them that can't be read."""

    def __init__(self, model: str) -> None:
        self.model = model
        self.files = 0
        self.summary = Summary()
        self.unreadable: list[tuple[str, str, str]] = []
        """Of the first lines that can't be read: where, what is wrong, and the same without the value that came."""
        self.refused = 0
        self._size = 0

    def read(self, name: str, model: type[Model]) -> None:
        """Read one archive. Raises OSError."""
        self.files += 1
        shown = "<stdin>" if name == _STDIN else name
        if name == _STDIN:
            self._records(model, sys.stdin.buffer, shown)
            return
        with open(name, "rb") as file:  # noqa: PTH123  # as for archives
            self._size = os.fstat(file.fileno()).st_size
            self._records(model, file, shown)

    def _records(self, model: type[Model], file: Any, name: str) -> None:
        last = time.monotonic()
        shows = sys.stderr.isatty()
        for line, record in numbered_lines(model, file):
            if isinstance(record, LineError):
                self._refuse(record, f"{name}:{line}")
            else:
                self.summary.add(record, f"{name}:{line}")
            if shows and time.monotonic() - last > _PAUSE:
                last = time.monotonic()
                share = f"{file.tell() / self._size:4.0%} of {name}, " if self._size else ""
                _progress(f"{printable(share)}{self.summary.records:,} records")
        if shows:
            _progress("")

    def _refuse(self, record: LineError, shown: str) -> None:
        self.refused += 1
        if len(self.unreadable) < _SHOWN:
            problem = record.error.problems[0]
            place = "".join("[]" if isinstance(step, int) else f".{step}" for step in problem.location)
            self.unreadable.append((shown, str(problem), f"expected {problem.expected}" if place else "not readable"))

    def lines(self) -> Iterator[str]:
        """Yield the lines of a report for people."""
        summary = self.summary
        files = f"{self.files:,} file{'s' * (self.files != 1)}"
        yield f"{self.model}: {summary.records:,} in {files}; {summary.known:,} hold nothing new"
        for at, counts in (summary.values | summary.variants).items():
            shares = [f"{printable(value) or '(empty)'} {number:,}" for value, number in counts.most_common()]
            yield f"  {printable(at)}: {', '.join(shares)}"
        for at, number in summary.sums.items():
            yield f"  {printable(at)}: {number:,} in sum"
        for at, (first, last) in summary.times.items():
            yield f"  {printable(at)}: {shown_time(first)} to {shown_time(last)} UTC"
        unknown = [_line_of(place, seen) for place, seen in summary.unknown.items() if seen.kind != "inside"]
        yield from ["\nunknown", *unknown] if unknown else []
        if self.refused:
            yield f"\ncould not be read: {self.refused:,}"
            yield from (f"  {printable(f'{shown}: {problem}')}" for shown, problem, _ in self.unreadable)

    def as_json(self) -> dict[str, Any]:
        """Return the report for programs: counts, places and names, none of the values."""
        summary = self.summary
        return {
            "summary": FORMAT,
            "package": _PACKAGE,
            "model": self.model,
            "files": self.files,
            "records": summary.records,
            "known": summary.known,
            "values": summary.values,
            "variants": summary.variants,
            "sums": summary.sums,
            "times": summary.times,
            "unknown": [
                {"place": place, "kind": seen.kind, "count": seen.count, "types": seen.types, "shown": seen.shown}
                for place, seen in summary.unknown.items()
            ],
            "unreadable": {
                "count": self.refused,
                "shown": [{"where": shown, "reason": reason} for shown, _, reason in self.unreadable],
            },
        }


def _line_of(place: Place, seen: Seen) -> str:
    tag = f" = {place[-1][1] or '(no constant)'}" if seen.kind == "variant" else ""
    more = f" and {seen.count - len(seen.shown):,} more" if seen.count > len(seen.shown) else ""
    where = ", ".join(map(printable, seen.shown))
    types = " or ".join(seen.types)
    return f"  {seen.kind} {printable(label(place) + tag)}: {types}, {seen.count:,} ({where}{more})"


def _progress(text: str) -> None:
    sys.stderr.write(f"\r\x1b[K{text}")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
