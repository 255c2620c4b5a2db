"""Which tests are about which module."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# Tests that take seconds to show one thing, each of which would be paid for again and again; and one that goes as deep
# as Python's stack allows, since mutmut puts two calls before each.
SLOW = (
    "doubling_all_of or product_of_unions or long_chain or every_version_of_yaml or exact_one_reads_alike or "
    "silently or slowly or does_not_know or pip_is_asked or deepest_document or "
    "only_properties_link"
)
CHANGES = ("tests/changes/test_changes.py", "tests/changes/test_variant_changes.py")
TRIM = ("tests/trimming/test_trim.py", "tests/commands/test_refusal_lines.py")
NORMALISE = (
    "tests/normalise/test_normal_forms.py",
    "tests/normalise/test_refused.py",
    "tests/normalise/test_form.py",
    "tests/normalise/test_measure.py",
    "tests/normalise/test_limits.py",
)
VERDICTS = "tests/pipeline/test_verdicts.py::test_strict_verdicts_are_the_validators_and_what_loads_is_written_back"
SHAPES = ("inline_names", "maps", "nullable_by_any_of", "open_enum", "primitives_with_bounds", "tagged_union_declared")
GENERATE = (
    "tests/pipeline/test_own_package.py",
    "tests/pipeline/test_refusals.py",
    "tests/pipeline/test_annotations.py",
    *(f"{VERDICTS}[{shape}]" for shape in SHAPES),
)
RECORDS = ("tests/ir/test_records.py", "tests/pipeline/test_refusals.py", "tests/pipeline/test_annotations.py")
RENDER = ("tests/render/test_render.py", "tests/render/test_escape.py", "tests/render/test_pages.py", *GENERATE)
DOCUMENTS = (
    "tests/documents/test_exact_yaml.py",
    "tests/documents/test_fast_parser.py",
    "tests/commands/test_refusal_lines.py",
    "tests/documents/test_documents.py",
)
SOURCES = (
    "tests/sources/test_sources_told.py",
    "tests/sources/test_sources.py",
    "tests/sources/test_downloads.py",
    "tests/sources/test_registry.py",
    "tests/changes/test_update.py",
    "tests/sources/test_provenance.py",
    "tests/commands/test_trim_verb.py",
)
OUTPUT = ("tests/output/test_output.py", "tests/output/test_gate.py")
OVERLAY = (
    "tests/trimming/test_overlay.py",
    "tests/trimming/test_overlay_results.py",
    "tests/commands/test_refusal_lines.py",
    "tests/sources/test_provenance.py",
    "tests/commands/test_trim_verb.py",
)
VERBS = (
    "tests/commands/test_verbs_told.py",
    "tests/commands/test_cli.py",
    "tests/commands/test_trim_verb.py",
    "tests/changes/test_update.py",
    "tests/sources/test_provenance.py",
)

# The tests that are about a module. They are named rather than found, since almost every test passes through parsing.
TESTS = {
    "output.drift": ("tests/output/test_gate.py",),
    "output.writing": OUTPUT,
    "output.tree": OUTPUT,
    "render.header": ("tests/render/test_header.py",),
    "output.diffs": ("tests/output/test_show.py",),
    "documents.reading": DOCUMENTS,
    "documents.exact_yaml": DOCUMENTS,
    "documents.yaml_text": ("tests/documents/test_yaml_text.py", "tests/documents/test_documents.py"),
    "base.terminal": (
        "tests/output/test_show.py",
        "tests/base/test_errors.py",
        "tests/commands/test_config.py",
        *CHANGES,
        *DOCUMENTS,
    ),
    "base.errors": ("tests/base/test_errors.py",),
    "documents.pointers": ("tests/documents/test_pointers.py",),
    "config": (
        "tests/commands/test_config.py",
        "tests/repository/test_config_files.py",
        "tests/commands/test_refusal_lines.py",
    ),
    "trimming.closure": TRIM,
    "trimming.targets": TRIM,
    "trimming.overlay": OVERLAY,
    "trimming.overlay_rules": OVERLAY,
    "documents.jsonpaths": OVERLAY,
    "ir.descriptions": ("tests/ir/test_descriptions.py",),
    "sources.provenance": (
        "tests/sources/test_provenance.py",
        "tests/commands/test_trim_verb.py",
        "tests/changes/test_update.py",
    ),
    "trimming.trimmed": SOURCES,
    "sources.access": SOURCES,
    "sources.downloads": SOURCES,
    "sources.fetched": SOURCES,
    "sources.registry": ("tests/sources/test_registry.py", "tests/changes/test_update.py"),
    "changes.newer": ("tests/changes/test_update.py",),
    "changes.comparison": CHANGES,
    "changes.change_kinds": CHANGES,
    "changes.change_rules": CHANGES,
    "normalise.*": NORMALISE,
    "schema.names": NORMALISE,
    "schema.keywords": (*NORMALISE, *CHANGES, "tests/pipeline/test_annotations.py"),
    "schema.shapes": (*NORMALISE, *CHANGES),
    "schema.walk": (*NORMALISE, *RECORDS),
    "ir.definitions": RECORDS,
    "ir.engine": (
        *RECORDS,
        "tests/schema/test_identifiers.py",
        "tests/render/test_render.py::test_a_mistake_in_a_template_is_told_with_file_and_line",
    ),
    "ir.build": RECORDS,
    "ir.pages": ("tests/ir/test_diagrams.py", "tests/render/test_pages.py"),
    "ir.reading_order": ("tests/ir/test_reading_order.py",),
    "ir.records": RECORDS,
    "ir.types": RECORDS,
    "ir.expressible": RECORDS,
    "render.annotations": ("tests/pipeline/test_annotations.py",),
    "render.literals": ("tests/render/test_literals.py", "tests/render/test_escape.py"),
    "schema.identifiers": ("tests/schema/test_identifiers.py", *RECORDS),
    "schema.patterns": ("tests/schema/test_patterns_refused.py", "tests/schema/test_patterns.py"),
    "ir.examples": ("tests/ir/test_examples.py",),
    "render.escape": ("tests/render/test_escape.py", "tests/pipeline/test_annotations.py"),
    "render.escape_markdown": ("tests/render/test_escape.py",),
    "base.characters": ("tests/render/test_escape.py",),
    "render.structure": ("tests/render/test_structure.py",),
    "render.rendering": ("tests/render/test_render.py", "tests/pipeline/test_own_package.py"),
    "render.formatting": ("tests/render/test_formatting.py",),
    "pipeline": (
        "tests/pipeline/test_build.py",
        "tests/ir/test_descriptions.py",
        "tests/pipeline/test_own_package.py",
        *RECORDS,
    ),
    "render.page_text": ("tests/pipeline/test_annotations.py",),
    "render.neutral": ("tests/render/test_neutral.py",),
    "render.tool_versions": ("tests/render/test_tools.py",),
    "commands.cli": VERBS,
    "commands.check": VERBS,
    "commands.generate": VERBS,
    "commands.trim": VERBS,
    "commands.update": VERBS,
}


def modules() -> set[str]:
    """Every module of scripts/ that has tests by this table; the benchmark and the bootstrap are no pipeline."""
    passes = {f"normalise.{path.stem}" for path in (ROOT / "scripts/normalise").glob("*.py")}
    return {name for name in TESTS if "*" not in name} | passes


def tests_of(module: str) -> tuple[str, ...]:
    """The tests that are about a module."""
    return TESTS.get(module) or TESTS[f"{module.partition('.')[0]}.*"]
