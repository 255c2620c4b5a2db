"""`observe`: reports what recorded traffic shows that the schema does not say, and proposes the overlay that would."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from scripts.commands import selection

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from scripts.base.errors import PipelineError
    from scripts.config import PackageConfig
    from scripts.documents.reading import Document
    from scripts.evidence.observation import Observation
    from scripts.evidence.report import Report
    from scripts.evidence.traffic import Traffic

NEW = 1

HELP: Final = "compare recorded traffic with the schema, and propose what would make it true"

_PAUSE: Final = 0.2  # seconds between two looks at the progress


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    selection.add_argument(parser)
    parser.add_argument("traffic", nargs="+", type=Path, metavar="FILE", help="files or folders; - is standard input")
    parser.add_argument(
        "--root", action="append", metavar="SCHEMA", help="what to look for, if not the package's roots"
    )
    parser.add_argument("--at", metavar="JSONPATH", help="where it is, if it has no constant by which it is found")
    parser.add_argument("--propose", type=Path, metavar="FILE", help="write an overlay under which all of it is known")
    parser.add_argument("--loosen", action="store_true", help="propose room for what breaks the schema, too")
    parser.add_argument("--values", action="store_true", help="show new values of enums: they are the payloads' own")
    parser.add_argument("--format", choices=("text", "json", "markdown"), default="text", help="of the report")


def run(arguments: argparse.Namespace) -> int:
    """0 if the schema says everything that was seen, 1 if not."""
    from scripts.base.errors import PipelineError
    from scripts.documents import reading
    from scripts.evidence import report
    from scripts.evidence.observation import Observation
    from scripts.evidence.traffic import Traffic, files_of
    from scripts.schema import problems

    settings = selection.only(arguments)
    document = reading.of_package(settings, settings.schema, missing="run make trim")
    roots = _roots(arguments, settings, document)
    if arguments.at and len(roots) > 1:
        raise PipelineError("--at says where one root is, and there are several", hint="name one: --root")
    traffic = Traffic(files_of(arguments.traffic))
    with problems.collected(document):
        observation = Observation(document.value, roots, at=arguments.at)
    _follow(observation.read(traffic), traffic, observation)
    if not observation.count:
        raise _nothing(observation, roots)
    found = report.report(observation, values=arguments.values)
    _print(found, arguments.format)
    if arguments.propose:
        _propose(observation, settings, arguments)
    return NEW if found.findings else 0


def _roots(arguments: argparse.Namespace, settings: PackageConfig, document: Document) -> list[str]:
    """The names of the schemas to look for."""
    from scripts.base.errors import PipelineError
    from scripts.schema.openapi_objects import section_of

    schemas = section_of(document.value, "schemas")
    if not schemas:
        raise PipelineError("no schemas in the document", document.where("#/components/schemas"), "run make trim")
    roots: list[str] = arguments.root or list(schemas if "*" in settings.roots.schemas else settings.roots.schemas)
    if not roots:
        raise PipelineError("the package has no schemas for roots", hint="name one: --root")
    return roots


def _nothing(observation: Observation, roots: list[str]) -> PipelineError:
    """What to say if no instance was found."""
    from scripts.base.errors import PipelineError
    from scripts.base.terminal import many

    seen, faults = observation.files, observation.faults
    what = f"no {' or '.join(roots)} in {many(seen.count, 'payload')} of {many(seen.files, 'file')}"
    what += f", of which {faults.count:,} can't be read: {faults.shown[0]}" if faults.count else ""
    return PipelineError(what, hint="say where they are: --at '$.data[*]'")


def _print(found: Report, form: str) -> None:
    import json

    from scripts.evidence import report

    if form == "json":
        print(json.dumps(found.as_json(), indent=2))
        return
    for line in report.text(found) if form == "text" else report.markdown(found):
        print(line)


def _propose(observation: Observation, settings: PackageConfig, arguments: argparse.Namespace) -> None:
    from scripts.base.terminal import many
    from scripts.documents import reading
    from scripts.evidence.proposal import propose
    from scripts.output import writing
    from scripts.sources import access

    proposal = propose(observation, loosen=arguments.loosen, values=arguments.values)
    for line in proposal.left_out:
        print(f"note: left out: {line}", file=sys.stderr)
    if not proposal.actions:
        print("nothing to propose", file=sys.stderr)
        return
    overlay = proposal.overlay("What traffic shows that the schema does not say", access.extends(settings))
    writing.replace(arguments.propose, reading.dump_yaml(overlay))
    print(f"wrote {arguments.propose}: {many(len(proposal.actions), 'action')}", file=sys.stderr)


def _follow(steps: Iterator[int], traffic: Traffic, observation: Observation) -> None:
    """Read to the end; on a terminal show how far it is."""
    last = time.monotonic()
    shows = sys.stderr.isatty()
    for _ in steps:
        if shows and (now := time.monotonic()) - last > _PAUSE:
            last = now
            share = f"{traffic.position / traffic.size:4.0%} " if traffic.size else ""
            print(f"\r{share}{observation.count:,} found", end="", file=sys.stderr, flush=True)
    if shows:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
