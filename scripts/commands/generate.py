"""`generate`: writes what the schemas and the templates make, and only what differs."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from scripts.commands import selection

if TYPE_CHECKING:
    import argparse

HELP: Final = "write each package and its pages from its schema and the templates"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    selection.add_argument(parser)


def run(arguments: argparse.Namespace) -> int:
    """Generate all, try what changes, then write. What is in a folder and nobody's is listed, and is no error."""
    from scripts.output import trial, writing
    from scripts.output.diffs import sentence
    from scripts.render import tool_versions

    tool_versions.check()
    config, packages = selection.selected(arguments)

    from scripts import pipeline

    made = pipeline.generate_all(packages)
    for package in packages:
        trial.check_changed(made[package.name], package.name, package.folders[0], config.root)
    folders = {folder for package in packages for folder in package.folders}
    texts = {path: text for files in made.values() for path, text in files.items()}
    report = writing.write(texts, config.root, folders, config.others(packages))
    for done, paths in (("wrote", report.written), ("removed", report.removed)):
        for path in paths:
            print(f"{done} {path}")
    for difference in report.untracked:
        print(sentence(difference), file=sys.stderr)
    for name, files in made.items():
        print(f"{name}: {len(files)} files, {len(files.keys() & set(report.written))} written")
    return 0
