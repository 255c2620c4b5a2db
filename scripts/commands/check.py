"""`check`: fails if the schema or what is generated differs from what it is made from; writes nothing."""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import argparse

    from scripts.config import Config
    from scripts.output.drift import Difference

DRIFT = 1

HELP: Final = "fail if the schema or generated/ differs from what it is made from"


def add_arguments(_: argparse.ArgumentParser) -> None:
    """There are no options."""


def run(arguments: argparse.Namespace) -> int:
    """Compare both steps: the schema with its source and overlay, what is generated with the schema."""
    from scripts import config
    from scripts.output import drift
    from scripts.render import tool_versions

    tool_versions.check()
    settings = config.load(arguments.config)
    with ThreadPoolExecutor(1) as pool:  # reads 3 MB while generating waits for its formatter
        schema_drift = pool.submit(_schema_drift, settings)
        try:
            from scripts import pipeline

            files = pipeline.generate(settings)
        finally:  # a schema that was edited may be why nothing can be generated from it
            of_schema = schema_drift.result()
            _print(of_schema, "make trim")
    folder = settings.relative(settings.output)
    generated = drift.compare(files, settings.root, folder)
    _print(generated, "make generate")
    if of_schema or generated:
        return DRIFT
    print(f"{folder}/ ({len(files)} files) and {settings.relative(settings.schema)} are what they are made from")
    return 0


def _schema_drift(settings: Config) -> list[Difference]:
    """The drift of the schema and of its lock. A source that is not at hand is told, and is no error."""
    from scripts.output import drift
    from scripts.trimming import trimmed

    found = trimmed.check_schema(settings)
    if found.expected is None:
        print(f"note: the schema is not compared with its source: {found.reason}", file=sys.stderr)
        return []
    pairs = found.expected.items()
    return [difference for path, text in pairs for difference in drift.compare_file(path, text, settings.root)]


def _print(differences: list[Difference], mend: str) -> None:
    from scripts.output.diffs import show, wants_colour, workflow_commands

    for line in show(differences, mend, colour=wants_colour(sys.stdout, os.environ)):
        print(line)
    if os.environ.get("GITHUB_ACTIONS") == "true":
        for line in workflow_commands(differences):
            print(line)
