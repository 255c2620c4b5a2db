"""`check`: fails if the schema or what is generated differs from what it is made from; writes nothing."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from scripts.cli import Verbs
    from scripts.gate import Difference

DRIFT = 1


def add_parser(verbs: Verbs) -> None:
    """Add the verb."""
    parser = verbs.add_parser("check", help="fail if the schema or generated/ differs from what it is made from")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Compare both steps: the schema with its source and overlay, what is generated with the schema."""
    from scripts import config, gate, pipeline, tools

    tools.check()
    settings = config.load(arguments.config)
    schema, folder = (path.relative_to(settings.root).as_posix() for path in (settings.schema, settings.output))
    drift: list[Difference] = []
    _print(drift, "make trim")
    files = pipeline.generate(settings)
    generated = gate.compare(files, settings.root, folder)
    _print(generated, "make generate")
    if drift or generated:
        return DRIFT
    print(f"{schema} and {folder}/ ({len(files)} files) are what they are made from")
    return 0


def _print(differences: list[Difference], mend: str) -> None:
    from scripts.show import show, wants_colour, workflow_commands

    for line in show(differences, mend, colour=wants_colour(sys.stdout, os.environ)):
        print(line)
    if os.environ.get("GITHUB_ACTIONS") == "true":
        for line in workflow_commands(differences):
            print(line)
