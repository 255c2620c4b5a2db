"""`generate`: writes what the schema and the templates make, and only what differs."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import argparse

HELP: Final = "write generated/ from the schema and the templates"


def add_arguments(_: argparse.ArgumentParser) -> None:
    """There are no options."""


def run(arguments: argparse.Namespace) -> int:
    """Generate and write. What is in the folder and not ours is told, and is no error."""
    from scripts import config
    from scripts.output import writing
    from scripts.output.diffs import sentence
    from scripts.render import tool_versions

    tool_versions.check()
    settings = config.load(arguments.config)

    from scripts import pipeline

    files = pipeline.generate(settings)
    folder = settings.relative(settings.output)
    report = writing.write(files, settings.root, folder)
    for verb, paths in (("wrote", report.written), ("removed", report.removed)):
        for path in paths:
            print(f"{verb} {path}")
    for difference in report.foreign:
        print(sentence(difference), file=sys.stderr)
    print(f"{folder}/: {len(files)} files, {len(report.written)} written, {len(report.removed)} removed")
    return 0
