"""`generate`: writes what the schema and the templates make, and only what differs."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from scripts.cli import Verbs


def add_parser(verbs: Verbs) -> None:
    """Add the verb."""
    parser = verbs.add_parser("generate", help="write generated/ from the schema and the templates")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Generate and write. What is in the folder and not ours is told, and is no error."""
    from scripts import config
    from scripts.writing import output, tools
    from scripts.writing.show import sentence

    tools.check()
    settings = config.load(arguments.config)

    from scripts import pipeline

    files = pipeline.generate(settings)
    folder = settings.relative(settings.output)
    report = output.write(files, settings.root, folder)
    for verb, paths in (("wrote", report.written), ("removed", report.removed)):
        for path in paths:
            print(f"{verb} {path}")
    for difference in report.foreign:
        print(sentence(difference), file=sys.stderr)
    print(f"{folder}/: {len(files)} files, {len(report.written)} written, {len(report.removed)} removed")
    return 0
