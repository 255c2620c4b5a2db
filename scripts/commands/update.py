"""`update`: tells what newer upstream documents mean for users of the packages, and takes them when told to."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from scripts.commands import selection

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from pathlib import Path

    from scripts.changes.newer import Update

NEW = 1

HELP: Final = "look for newer upstream documents and tell what they change"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    selection.add_argument(parser)
    parser.add_argument("--format", choices=("text", "json", "markdown"), default="text", help="of the report")
    parser.add_argument("--accept", action="store_true", help="take them: write the schemas, the locks and the pins")


def run(arguments: argparse.Namespace) -> int:
    """0 for nothing new (or accepted), 1 for something new."""
    from scripts.changes import newer

    config, packages = selection.selected(arguments)
    found = newer.look(packages)
    _report(found, arguments.format)
    updates = [update for update in found.values() if update]
    if not updates:
        return 0
    aside = None if arguments.format == "text" else sys.stderr  # a report for others is all that stdout holds
    if not arguments.accept:
        print(f"run: {selection.again('update', arguments, '--accept')}", file=aside)
        return NEW
    for path in _accepted(updates, config.root):
        print(f"wrote {path}", file=aside)
    print(f"run: {selection.again('generate', arguments)}", file=aside)
    return 0


def _report(found: dict[str, Update | None], form: str) -> None:
    import json

    from scripts.changes import change_report

    if form == "json":
        print(json.dumps([change_report.as_json(name, update) for name, update in found.items()], indent=2))
        return
    lines = change_report.text if form == "text" else change_report.markdown
    print(("\n" if form == "text" else "\n\n").join("\n".join(lines(*each)) for each in found.items()))


def _accepted(updates: Sequence[Update], root: Path) -> tuple[str, ...]:
    """Take the documents; the paths that were written."""
    from scripts.changes import newer
    from scripts.output import writing
    from scripts.sources import downloads

    texts = newer.files(updates)
    for update in updates:
        if update.package.source.url:
            downloads.keep(update.package, update.fetched)
    return writing.write_files(texts, root).written
