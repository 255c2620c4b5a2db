"""`trim`: writes the schema and the lock from the upstream document and the overlay."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from scripts.trimming.trimmed import Built

HELP: Final = "write openapi/run-step.yaml from the upstream document and the overlay"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("--why", metavar="NAME", help="tell which references keep a component, and write nothing")


def run(arguments: argparse.Namespace) -> int:
    """Fetch, trim, overlay, write; tell what was kept and dropped."""
    from scripts import config
    from scripts.sources import access, provenance
    from scripts.trimming import trimmed

    gc.disable()  # the process ends before garbage matters, and looking for it takes a sixth of the time
    settings = config.load(arguments.config)
    fetched = access.fetch(settings)
    provenance.verify(settings, fetched)
    built = trimmed.build(settings, fetched)
    if arguments.why:
        print("\n".join(built.trimmed.why(arguments.why)))
        return 0
    write(built, settings.root)
    print(summary(built))
    return 0


def write(built: Built, root: Path) -> None:
    """Write the schema and the lock, each only if it differs."""
    changed = {path: text for path, text in built.files.items() if not _holds(root / path, text)}
    if not changed:
        return
    from scripts.output import writing

    for path, text in changed.items():
        for written in writing.write_file(path, text, root).written:
            print(f"wrote {written}")


def _holds(path: Path, text: str) -> bool:
    """Whether a file needs no writing. What is odd about it, a link for example, is for `output` to tell."""
    return path.is_file() and not path.is_symlink() and path.read_bytes() == text.encode()


def summary(built: Built) -> str:
    """What was kept and dropped, in one line."""
    kept, all_schemas = built.trimmed.schemas, built.trimmed.all_schemas
    size, whole = len(built.schema.text.encode()), len(built.fetched.data)
    others = sum(path[0] == "components" for path in built.trimmed.reasons) - kept
    more = f" and {others} other components" if others else ""
    return (
        f"kept {kept} of {all_schemas} schemas{more}, dropped {all_schemas - kept}; "
        f"{size:,} of {whole:,} bytes ({size / whole:.1%})"
    )
