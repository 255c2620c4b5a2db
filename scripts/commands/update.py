"""`update`: tells what a newer upstream document means for users of the package, and takes it when told to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import argparse

    from scripts.changes.newer import Update
    from scripts.config import Config

NEW = 1

HELP: Final = "look for a newer upstream document and tell what it changes"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("--accept", action="store_true", help="take it: write the schema, the lock and the pins")


def run(arguments: argparse.Namespace) -> int:
    """0 for nothing new (or accepted), 1 for something new."""
    from scripts import config
    from scripts.changes import newer

    settings = config.load(arguments.config)
    found = newer.look(settings)
    if found is None:
        print("nothing new: the upstream document is the locked one")
        return 0
    print("\n".join(found.report()))
    if not arguments.accept:
        print("run: make update ARGS=--accept")
        return NEW
    _accept(settings, found)
    return 0


def _accept(settings: Config, found: Update) -> None:
    from scripts.commands import trim
    from scripts.output import writing
    from scripts.sources import downloads

    if settings.source.url:
        downloads.keep(settings, found.fetched)
    for path, text in found.pins.items():
        writing.replace(settings.root / path, text)
        print(f"wrote {path}")
    trim.write(found.built, settings.root)
    print("run: make generate")
