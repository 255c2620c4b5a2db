"""`check`: fails if a schema or what is generated differs from what it is made from; writes nothing."""

from __future__ import annotations

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

from scripts.base.errors import PipelineError, of_each, raise_all
from scripts.commands import selection

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from scripts.config import PackageConfig
    from scripts.output.drift import Difference

DRIFT = 1

HELP: Final = "fail if a schema or what is generated differs from what it is made from"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    selection.add_argument(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text", help="of what differs")


def run(arguments: argparse.Namespace) -> int:
    """Compare both steps: each schema with its source and overlay, what is generated with the schemas."""
    from scripts.output import drift
    from scripts.render import tool_versions

    tool_versions.check()
    config, packages = selection.selected(arguments)
    made, of_schemas, refused = _both_steps(packages)
    is_text = arguments.format == "text"
    if is_text:
        _print(of_schemas, selection.again("trim", arguments))
    raise_all(refused)
    folders = {folder for package in packages for folder in package.folders}
    texts = {path: text for files in made.values() for path, text in files.items()}
    generated = drift.compare(texts, config.root, folders, config.others(packages))
    if is_text:
        _print(generated, selection.again("generate", arguments))
    else:
        _print_json({"trim": of_schemas, "generate": generated}, arguments)
    if of_schemas or generated:
        return DRIFT
    for package in packages if is_text else ():
        schema = package.relative(package.schema)
        print(f"{package.name}: {schema} and {len(made[package.name])} files are what they are made from")
    return 0


def _both_steps(
    packages: Sequence[PackageConfig],
) -> tuple[dict[str, dict[str, str]], list[Difference], list[PipelineError]]:
    """What is generated from the schemas, how these differ from what they are made from, and what is refused."""
    from scripts import pipeline  # what reads YAML has to be loaded by a thread that lives on

    made: dict[str, dict[str, str]] = {}
    of_schemas: list[Difference] = []
    refused: list[PipelineError] = []
    with ThreadPoolExecutor(1) as pool:  # reads 3 MB while generating waits for its formatter
        schema_drift = pool.submit(_schema_drift, packages)
        try:
            made = pipeline.generate_all(packages)
        except PipelineError as error:
            refused.append(error)
        try:  # a schema that was edited may be why nothing can be generated from it
            of_schemas = schema_drift.result()
        except PipelineError as error:
            refused.insert(0, error)
    return made, of_schemas, refused


def _schema_drift(packages: Sequence[PackageConfig]) -> list[Difference]:
    """The drift of the schemas and their locks. A source that is not at hand is reported, and is no error."""
    from scripts.output import drift
    from scripts.trimming import trimmed

    differences: list[Difference] = []
    for package, found in of_each(packages, lambda package: (package, trimmed.check_schema(package))):
        if found.expected is None:
            schema = package.relative(package.schema)
            print(f"note: {schema} is not compared with its source: {found.reason}", file=sys.stderr)
            continue
        for path, text in found.expected.items():
            differences += drift.compare_file(path, text, package.root)
    return differences


def _print_json(differences: dict[str, list[Difference]], arguments: argparse.Namespace) -> None:
    """A list of what differs: path, kind, first line on disk that does, and the command that corrects it."""
    from scripts.output.diffs import as_json

    found = [
        as_json(each, selection.again(command, arguments))
        for command, of_command in differences.items()
        for each in of_command
    ]
    print(json.dumps(found, indent=2))


def _print(differences: list[Difference], hint: str) -> None:
    from scripts.output.diffs import show, wants_colour, workflow_commands

    for line in show(differences, hint, colour=wants_colour(sys.stdout, os.environ)):
        print(line)
    if os.environ.get("GITHUB_ACTIONS") == "true":
        for line in workflow_commands(differences):
            print(line)
