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
CHANGES = ("tests/test_changes.py", "tests/test_variant_changes.py")
TRIM = ("tests/test_trim.py", "tests/test_refusal_lines.py")
NORMALISE = (
    "tests/normalise/test_normal_forms.py",
    "tests/normalise/test_refused.py",
    "tests/normalise/test_form.py",
    "tests/normalise/test_measure.py",
    "tests/normalise/test_limits.py",
)
VERDICTS = "tests/generate/test_verdicts.py::test_strict_verdicts_are_the_validators_and_what_loads_is_written_back"
SHAPES = ("inline_names", "maps", "nullable_by_any_of", "open_enum", "primitives_with_bounds", "tagged_union_declared")
GENERATE = (
    "tests/generate/test_own_package.py",
    "tests/generate/test_refusals.py",
    "tests/generate/test_annotations.py",
    *(f"{VERDICTS}[{shape}]" for shape in SHAPES),
)
RECORDS = ("tests/test_records.py", "tests/generate/test_refusals.py", "tests/generate/test_annotations.py")
RENDER = ("tests/test_render.py", "tests/test_escape.py", "tests/test_pages.py", *GENERATE)
DOCUMENTS = (
    "tests/test_exact_yaml.py",
    "tests/test_fast_parser.py",
    "tests/test_refusal_lines.py",
    "tests/test_documents.py",
)
SOURCES = (
    "tests/test_sources_told.py",
    "tests/test_sources.py",
    "tests/test_downloads.py",
    "tests/test_registry.py",
    "tests/test_update.py",
    "tests/test_provenance.py",
    "tests/test_trim_verb.py",
)
OUTPUT = ("tests/test_output.py", "tests/test_gate.py")
OVERLAY = (
    "tests/test_overlay.py",
    "tests/test_overlay_results.py",
    "tests/test_refusal_lines.py",
    "tests/test_provenance.py",
    "tests/test_trim_verb.py",
)
VERBS = (
    "tests/test_verbs_told.py",
    "tests/test_cli.py",
    "tests/test_trim_verb.py",
    "tests/test_update.py",
    "tests/test_provenance.py",
)

# The tests that are about a module. They are named rather than found, since almost every test passes through parsing.
TESTS = {
    "writing.gate": ("tests/test_gate.py",),
    "writing.output": OUTPUT,
    "writing.tree": OUTPUT,
    "text.header": ("tests/test_header.py",),
    "writing.show": ("tests/test_show.py",),
    "reading.documents": DOCUMENTS,
    "reading.exact_yaml": DOCUMENTS,
    "reading.yaml_text": ("tests/test_yaml_text.py", "tests/test_documents.py"),
    "terminal": ("tests/test_show.py", "tests/test_errors.py", "tests/test_config.py", *CHANGES, *DOCUMENTS),
    "errors": ("tests/test_errors.py",),
    "reading.pointers": ("tests/test_pointers.py",),
    "config": ("tests/test_config.py", "tests/test_config_files.py", "tests/test_refusal_lines.py"),
    "trimming.trim": TRIM,
    "trimming.references": TRIM,
    "trimming.overlay": OVERLAY,
    "trimming.overlay_rules": OVERLAY,
    "reading.jsonpaths": OVERLAY,
    "records.descriptions": ("tests/test_descriptions.py",),
    "upstream.provenance": ("tests/test_provenance.py", "tests/test_trim_verb.py", "tests/test_update.py"),
    "trimming.schema": SOURCES,
    "upstream.sources": SOURCES,
    "upstream.downloads": SOURCES,
    "upstream.fetched": SOURCES,
    "upstream.registry": ("tests/test_registry.py", "tests/test_update.py"),
    "upstream.update": ("tests/test_update.py",),
    "upstream.changes": CHANGES,
    "upstream.change_kinds": CHANGES,
    "upstream.change_rules": CHANGES,
    "normalise.*": NORMALISE,
    "normalise.nodes": (*NORMALISE, *RECORDS),
    "records.definitions": RECORDS,
    "records.engine": (
        *RECORDS,
        "tests/test_identifiers.py",
        "tests/test_render.py::test_a_mistake_in_a_template_is_told_with_file_and_line",
    ),
    "records.build_view": RECORDS,
    "records.view": RECORDS,
    "records.types": RECORDS,
    "records.expressible": RECORDS,
    "text.annotations": ("tests/generate/test_annotations.py",),
    "text.literals": ("tests/test_literals.py", "tests/test_escape.py"),
    "records.identifiers": ("tests/test_identifiers.py", *RECORDS),
    "records.patterns": ("tests/test_patterns_refused.py", "tests/test_patterns.py"),
    "records.examples": ("tests/test_examples.py",),
    "text.escape": ("tests/test_escape.py", "tests/generate/test_annotations.py"),
    "text.escape_markdown": ("tests/test_escape.py",),
    "text.plain_text": ("tests/test_escape.py",),
    "text.structure": ("tests/test_structure.py",),
    "text.render": ("tests/test_render.py", "tests/generate/test_own_package.py"),
    "text.formatting": ("tests/test_formatting.py",),
    "pipeline": ("tests/test_descriptions.py", "tests/generate/test_own_package.py", *RECORDS),
    "text.page_text": ("tests/generate/test_annotations.py",),
    "text.page_structure": ("tests/test_page_structure.py",),
    "writing.tools": ("tests/test_tools.py",),
    "cli": VERBS,
    "verbs.check": VERBS,
    "verbs.generate": VERBS,
    "verbs.trim": VERBS,
    "verbs.update": VERBS,
}


def modules() -> set[str]:
    """Every module of scripts/ that has tests by this table; the benchmark and the bootstrap are no pipeline."""
    passes = {f"normalise.{path.stem}" for path in (ROOT / "scripts/normalise").glob("*.py")}
    return {name for name in TESTS if "*" not in name} | passes


def tests_of(module: str) -> tuple[str, ...]:
    """The tests that are about a module."""
    return TESTS.get(module) or TESTS[f"{module.partition('.')[0]}.*"]
