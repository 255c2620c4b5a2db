"""Which tests are about which module: those of the folder that mirrors its own, and those named here besides."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).resolve().parents[2]

# Tests that take seconds to show one thing, each of which would be paid for again and again; and one that goes as deep
# as Python's stack allows, since mutmut puts two calls before each.
SLOW = (
    "doubling_all_of or product_of_unions or long_chain or every_version_of_yaml or exact_one_reads_alike or "
    "silently or slowly or does_not_know or pip_is_asked or deepest_document or only_properties_link or "
    "every_single_change or killed or at_the_same_time or each_pass_changes_no_verdict or random_document or "
    "sample_of_the_schemas or input_is_reported or up_to_date or what_is_called_additive or "
    "what_breaks_and_never_else or clients_notice or every_two_documents or twice_the_document"
)

OPTIONS = ("-pno:cacheprovider", f"-knot ({SLOW})")
"""What pytest is told where mutmut runs the tests, and where they are run for each mutant."""

REFUSALS = "tests/commands/test_refusal_lines.py"
TRIM = "tests/commands/test_trim.py"
CLIENT = "tests/ir/test_client.py"
CONFIG = "tests/commands/test_config.py"
COMMANDS = "tests/commands/test_transcripts.py"
OPERATIONS = (CLIENT, "tests/pipeline/test_every_shape.py")
# By folder, or by module.
ELSEWHERE = {
    "base": ("tests/output/test_show.py", CONFIG, "tests/changes", "tests/documents", "tests/render/test_escape.py"),
    "changes.newer": ("tests/commands/test_messages.py",),
    "commands": ("tests/changes/test_update.py", "tests/sources/test_provenance.py"),
    "commands.observe": (
        "tests/evidence/test_observe.py",
        "tests/evidence/test_proposal.py",
        "tests/evidence/test_reports_on_file.py",
    ),
    "commands.release": ("tests/changes/test_releases.py",),
    "config": (CONFIG,),
    "documents": (REFUSALS, TRIM),
    "evidence": ("tests/package/test_summary.py",),
    "documents.jsonpaths": ("tests/trimming",),
    "ir": (
        "tests/pipeline",
        "tests/render/test_render.py",
        "tests/render/test_pages.py",
        "tests/schema/test_identifiers.py",
    ),
    "normalise.contents": OPERATIONS,
    "normalise.operations": OPERATIONS,
    "normalise.urls": OPERATIONS,
    "output": (COMMANDS,),
    "pipeline": ("tests/ir", COMMANDS, "tests/commands/test_packages.py"),
    "render": ("tests/pipeline",),
    "render.header": ("tests/output/test_gate.py",),
    "render.operation_text": (CLIENT,),
    "schema": ("tests/normalise", "tests/changes", "tests/ir", "tests/pipeline"),
    "sources": ("tests/changes/test_update.py", TRIM),
    "schema.resources": ("tests/trimming/test_trim.py",),
    "trimming": ("tests/sources", "tests/changes/test_update.py", "tests/repairs/test_file.py", REFUSALS, TRIM),
}
# The benchmark and the bootstrap are no pipeline; in the others mutmut finds nothing to change.
LEFT = ("bench.", "bootstrap", "base.json_types", "base.limits")


def modules() -> set[str]:
    """Every module of the pipeline."""
    paths = (ROOT / "scripts").rglob("*.py")
    names = {".".join(path.relative_to(ROOT / "scripts").with_suffix("").parts) for path in paths}
    return {name for name in names if not name.endswith(("__init__", "__main__")) and not name.startswith(LEFT)}


def by_tests(chosen: Iterable[str]) -> dict[tuple[str, ...], list[str]]:
    """Modules that the same tests are about: mutmut runs the tests of such a group twice before it tries a mutant."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for module in chosen:
        groups.setdefault(tests_of(module), []).append(module)
    return groups


def tests_of(module: str) -> tuple[str, ...]:
    """The tests that are about a module."""
    folder = module.partition(".")[0]
    own = (f"tests/{folder}",) if (ROOT / "tests" / folder).is_dir() else ()
    return (*own, *ELSEWHERE.get(folder, ()), *(ELSEWHERE.get(module, ()) if module != folder else ()))
