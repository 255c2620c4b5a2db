"""The command line: `python -m scripts <command>`, and how every command ends.

Exit codes: 0 done or the same, 1 drift, 2 an error (in one line), 130 interrupted, 141 nobody reads the output.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from scripts.base import notes
from scripts.base.errors import PipelineError
from scripts.commands import check, generate, new, observe, release, trim, update
from scripts.output.diffs import workflow_error

if TYPE_CHECKING:
    from collections.abc import Sequence

CONFIG: Final = Path(__file__).resolve().parents[2] / "openapi" / "pipeline.toml"
ERROR: Final = 2
INTERRUPTED: Final = 130
BROKEN_PIPE: Final = 141


class Command(Protocol):
    """A command's module. It is light: it imports what it runs when it runs."""

    @property
    def HELP(self) -> str:  # noqa: N802  # a constant of the module
        """What the command does, in a line."""
        ...

    def add_arguments(self, parser: argparse.ArgumentParser, /) -> None:
        """Add the options of the command."""
        ...

    def run(self, arguments: argparse.Namespace, /) -> int:
        """Do it, and return the exit code."""
        ...


COMMANDS: Final[dict[str, Command]] = {
    "generate": generate,
    "check": check,
    "trim": trim,
    "update": update,
    "new": new,
    "observe": observe,
    "release": release,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the exit code. A bug still shows its traceback."""
    _make_printable()
    try:
        return _run(arguments)
    except PipelineError as error:
        _report(error)
        return ERROR
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the interpreter flushes once more at its end
        return BROKEN_PIPE


def parser() -> argparse.ArgumentParser:
    """The parser with every command."""
    result = argparse.ArgumentParser(
        prog="python -m scripts", description="From OpenAPI documents to the package.", allow_abbrev=False
    )
    result.add_argument("--config", type=Path, default=CONFIG, metavar="FILE", help="instead of openapi/pipeline.toml")
    commands = result.add_subparsers(title="commands", required=True, metavar="command")
    for name, command in COMMANDS.items():
        added = commands.add_parser(name, help=command.HELP)
        command.add_arguments(added)
        added.set_defaults(run=command.run)
    return result


def _run(arguments: Sequence[str] | None) -> int:
    try:
        parsed = parser().parse_args(arguments)
        with notes.heard(lambda note: print(f"note: {note}", file=sys.stderr)):
            code: int = parsed.run(parsed)
        return code
    finally:
        sys.stdout.flush()  # here a broken pipe can still be told from the rest, after `--help` too


def _report(error: PipelineError) -> None:
    for problem in error.problems:
        print(f"error: {problem}", file=sys.stderr)
        if os.environ.get("GITHUB_ACTIONS") == "true":
            print(workflow_error(str(problem), problem.where.file, problem.where.line))
    if len(error.problems) > 1:
        print(f"{len(error.problems)} problems", file=sys.stderr)


def _make_printable() -> None:
    """A terminal that can't show a character shows its number: text of the document must not end in an error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
