"""`release`: fails if the version or the changelog does not fit what changed since the last release; writes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import argparse

HELP: Final = "fail if version or changelog do not fit what changed since the last tag"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("--tag", help="the tag that is released, which has to be that of the version")


def run(arguments: argparse.Namespace) -> int:
    """Say what the release is."""
    from scripts import config
    from scripts.changes import releasing

    print(releasing.check(config.load(arguments.config), arguments.tag))
    return 0
