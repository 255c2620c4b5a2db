"""`update`: tells what newer upstream documents mean for users of the packages, and takes them when told to."""

from __future__ import annotations

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
    parser.add_argument("--accept", action="store_true", help="take them: write the schemas, the locks and the pins")


def run(arguments: argparse.Namespace) -> int:
    """0 for nothing new (or accepted), 1 for something new."""
    from scripts.changes import newer

    config, packages = selection.selected(arguments)
    found = newer.look(packages)
    for name, update in found.items():
        nothing = [f"{name}: nothing new: the upstream document is the locked one"]
        print("\n".join(update.report() if update else nothing))
    updates = [update for update in found.values() if update]
    if updates and not arguments.accept:
        print(f"run: {selection.again('update', arguments, '--accept')}")
        return NEW
    if updates:
        _accept(updates, config.root)
        print(f"run: {selection.again('generate', arguments)}")
    return 0


def _accept(updates: Sequence[Update], root: Path) -> None:
    from scripts.changes import newer
    from scripts.output import writing
    from scripts.sources import downloads

    texts = newer.files(updates)
    for update in updates:
        if update.package.source.url:
            downloads.keep(update.package, update.fetched)
    for path in writing.write_files(texts, root).written:
        print(f"wrote {path}")
