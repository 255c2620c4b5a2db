"""`new`: adds a package to `pipeline.toml` and makes its first schema, or changes nothing."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Any, Final

from scripts.base.errors import Location, PipelineError
from scripts.base.terminal import many

if TYPE_CHECKING:
    import argparse

HELP: Final = "add a package to pipeline.toml and make its first schema"

_IN_DISTRIBUTION = re.compile(r"(?P<package>[A-Za-z0-9][A-Za-z0-9._-]*):(?P<file>[^/].*)")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("name", metavar="NAME", help="what the package is imported as, such as vector_stores")
    parser.add_argument(
        "--source",
        required=True,
        help="the OpenAPI document: a path in the repository, an https URL, or DISTRIBUTION:FILE for a data file of a "
        "package that requirements.lock pins",
    )
    parser.add_argument(
        "--root", action="append", default=[], metavar="SCHEMA", help="a component schema, or * for all"
    )
    parser.add_argument(
        "--operation", action="append", default=[], help="an operation by operationId or as 'get /path', or * for all"
    )
    parser.add_argument(
        "--without", action="append", default=[], metavar="OPERATION", help="an operation that * leaves out"
    )
    parser.add_argument("--repair", action="store_true", help="repair what the document surely does not mean")
    parser.add_argument("--overlay", metavar="FILE", help="an OpenAPI overlay to apply to what was taken")


def run(arguments: argparse.Namespace) -> int:
    """Make everything in memory, the package too; then write the configuration, the schema and the lock."""
    from scripts import config, pipeline
    from scripts.commands import trim
    from scripts.output import trial, writing
    from scripts.render import tool_versions

    tool_versions.check()
    if not (arguments.root or arguments.operation):
        raise PipelineError("no roots", hint="give --root SCHEMA or --operation NAME, * for all")
    if arguments.name in (package.name for package in config.load(arguments.config).packages):
        raise PipelineError(f"there is a package {arguments.name} in pipeline.toml already", hint="choose another name")
    text, settings = config.added(arguments.config, _table(arguments))
    [package] = settings.select([arguments.name])
    for made in (package.schema, package.lock, package.repairs):
        if made and made.exists():
            raise PipelineError(
                "is there already", Location(package.relative(made)), "remove it, or choose another name"
            )
    built = trim.build(package)
    try:
        files = pipeline.of_schema(package, built.as_upstream)  # what can't be generated is refused here
    except PipelineError:
        if built.repairs.actions and not arguments.repair:
            places = many(sum(built.repairs.counts.values()), "place")
            print(f"note: --repair would repair {places}", file=sys.stderr)
        raise
    trial.check(files, package.name, package.folders[0])
    for path in writing.write_files({settings.path: text, **built.files}, settings.root).written:
        print(f"wrote {path}")
    print(f"{package.name}: {trim.summary(built, repaired=arguments.repair)}")
    print(f'run: make generate ARGS="--package {package.name}"')
    return 0


def _table(arguments: argparse.Namespace) -> dict[str, Any]:
    """The package's table, with its own words until an overlay has better ones."""
    overlay = {"overlay": arguments.overlay} if arguments.overlay else {}
    repairs = {"repairs": {"file": f"openapi/{arguments.name}.repairs.yaml"}} if arguments.repair else {}
    roots = {"schemas": arguments.root, "operations": arguments.operation, "without": arguments.without}
    return {
        "name": arguments.name,
        **overlay,
        "keep": ["description"],
        "source": _source(arguments.source),
        "roots": {kind: names for kind, names in roots.items() if names},
        **repairs,
    }


def _source(text: str) -> dict[str, str]:
    if "://" in text:
        return {"url": text}
    found = _IN_DISTRIBUTION.fullmatch(text)
    return found.groupdict() if found else {"path": text}
