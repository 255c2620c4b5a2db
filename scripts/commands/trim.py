"""`trim`: writes the schemas and their locks from the upstream documents and the overlays."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from scripts.base.errors import PipelineError, of_each
from scripts.base.garbage import uncollected
from scripts.base.terminal import many
from scripts.commands import selection
from scripts.output import drift

if TYPE_CHECKING:
    import argparse

    from scripts.config import PackageConfig
    from scripts.trimming.trimmed import Built

HELP: Final = "write each package's schema from the upstream document and the overlay"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    selection.add_argument(parser)
    parser.add_argument("--why", metavar="NAME", help="tell which references keep a component, and write nothing")


@uncollected()
def run(arguments: argparse.Namespace) -> int:
    """Fetch, trim, overlay; then write; tell what was kept and dropped."""
    config, packages = selection.selected(arguments)
    if arguments.why:
        print("\n".join(_why(arguments.why, packages)))
        return 0
    built = of_each(packages, lambda package: (package, build(package)))
    texts = {path: text for _, each in built for path, text in each.files.items()}
    if any(drift.compare_file(path, text, config.root) for path, text in texts.items()):
        from scripts.output import writing  # what it needs takes longer to import than comparing takes

        for path in writing.write_files(texts, config.root).written:
            print(f"wrote {path}")
    for package, each in built:
        print(f"{package.name}: {summary(each, repaired=package.repairs is not None)}")
        if each.repairs.counts and package.repairs is None:
            print(f"note: {package.name}: {_unrepaired(each)}", file=sys.stderr)
    return 0


def build(package: PackageConfig) -> Built:
    """The schema and the lock of a package from the document that its lock names."""
    from scripts.sources import access, provenance
    from scripts.trimming import trimmed

    fetched = access.fetch(package)
    provenance.verify(package, fetched)
    return trimmed.build(package, fetched)


def _why(name: str, packages: tuple[PackageConfig, ...]) -> list[str]:
    """The references that keep a component, in each package that has it."""
    found: list[str] = []
    refused: list[PipelineError] = []
    for package in packages:
        try:
            lines = build(package).trimmed.why(name)
        except PipelineError as error:
            refused.append(error)
        else:
            found += [f"{package.name}: {line}" if len(packages) > 1 else line for line in lines]
    if not found:
        raise refused[0]
    return found


def summary(built: Built, *, repaired: bool) -> str:
    """What was kept, dropped and repaired, in one line."""
    kept, all_schemas = built.trimmed.schemas, built.trimmed.all_schemas
    size, whole = len(built.schema.text.encode()), len(built.fetched.data)
    others = sum(path[0] == "components" for path in built.trimmed.reasons) - kept
    more = f" and {many(others, 'other component')}" if others else ""
    return (
        f"kept {kept} of {all_schemas} schemas{more}, dropped {all_schemas - kept}; "
        f"{size:,} of {whole:,} bytes ({size / whole:.1%})" + (f"; repaired: {_counted(built)}" if repaired else "")
    )


def _unrepaired(built: Built) -> str:
    """What is taken at its word and surely not meant."""
    return f"surely not meant: {_counted(built)}; [package.repairs] would repair it, see scripts/repairs/README.md"


def _counted(built: Built) -> str:
    """How often each rule was needed."""
    return ", ".join(f"{rule} {count}" for rule, count in built.repairs.counts.items()) or "nothing"
