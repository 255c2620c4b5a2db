"""`trim`: writes the schema and the lock from the upstream document and the overlay."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from scripts.cli import Verbs
    from scripts.trimming.schema import Built


def add_parser(verbs: Verbs) -> None:
    """Add the verb."""
    parser = verbs.add_parser("trim", help="write openapi/run-step.yaml from the upstream document and the overlay")
    parser.add_argument("--why", metavar="NAME", help="tell which references keep a component, and write nothing")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Fetch, trim, overlay, write; tell what was kept and dropped."""
    from scripts import config
    from scripts.trimming import schema
    from scripts.upstream import provenance, sources

    gc.disable()  # the process ends before garbage matters, and looking for it takes a sixth of the time
    settings = config.load(arguments.config)
    fetched = sources.fetch(settings)
    provenance.verify(settings, fetched)
    built = schema.build(settings, fetched)
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
    from scripts.writing import output

    for path, text in changed.items():
        for written in output.write_file(path, text, root).written:
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
