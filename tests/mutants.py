"""Measure the tests: how many small changes to the pipeline do they catch?

Each module is changed by mutmut in a copy of the tree, one small change (a mutant) at a time, and only the tests that
are about the module are run: `python -m tests.mutants [MODULE …]`. What is printed are counts and the mutants that no
test noticed; tests/mutants.md tells why those that are left are left.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.copies import copy

ROOT = Path(__file__).resolve().parents[1]

# Tests that take seconds to show one thing, each of which would be paid for again and again; and those that go as deep
# as Python's stack allows, since mutmut puts two calls before each.
SLOW = (
    "doubling_all_of or product_of_unions or long_chain or every_version_of_yaml or exact_one_reads_alike or "
    "alias_bomb or random_document or silently or slowly or endlessly or does_not_know or pip_is_asked or deep"
)
CHANGES = ("tests/test_changes.py", "tests/test_variant_changes.py")
TRIM = ("tests/test_trim.py", "tests/test_refusal_lines.py")
NORMALISE = (
    "tests/normalise/test_normal_forms.py",
    "tests/normalise/test_refused.py",
    "tests/normalise/test_form.py",
)
VERDICTS = "tests/generate/test_verdicts.py::test_strict_verdicts_are_the_validators_and_what_loads_is_written_back"
SHAPES = ("inline_names", "maps", "nullable_by_any_of", "open_enum", "primitives_with_bounds", "tagged_union_declared")
GENERATE = (
    "tests/generate/test_own_package.py",
    "tests/generate/test_refusals.py",
    "tests/generate/test_annotations.py",
    *(f"{VERDICTS}[{shape}]" for shape in SHAPES),
)
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
    "reading.yaml_text": DOCUMENTS,
    "errors": ("tests/test_show.py", "tests/test_config.py", *DOCUMENTS),
    "reading.pointers": ("tests/test_pointers.py",),
    "config": ("tests/test_config.py", "tests/test_config_files.py", "tests/test_refusal_lines.py"),
    "reading.values": ("tests/test_changes.py", "tests/test_trim.py", "tests/normalise/test_refused.py"),
    "trimming.trim": TRIM,
    "trimming.references": TRIM,
    "records.definitions": TRIM,
    "records.subschemas": TRIM,
    "trimming.overlay": OVERLAY,
    "trimming.overlay_rules": OVERLAY,
    "reading.jsonpaths": OVERLAY,
    "trimming.openapi_structure": OVERLAY,
    "records.descriptions": ("tests/test_descriptions.py",),
    "upstream.provenance": SOURCES,
    "trimming.schema": SOURCES,
    "upstream.sources": SOURCES,
    "upstream.downloads": SOURCES,
    "upstream.fetched": SOURCES,
    "upstream.registry": SOURCES,
    "upstream.update": SOURCES,
    "upstream.changes": CHANGES,
    "upstream.change_kinds": CHANGES,
    "upstream.change_rules": CHANGES,
    "normalise.*": NORMALISE,
    "records.engine": GENERATE,
    "records.build_view": GENERATE,
    "records.view": GENERATE,
    "records.types": GENERATE,
    "records.expressible": GENERATE,
    "text.annotations": RENDER,
    "text.literals": ("tests/test_literals.py", "tests/test_escape.py", *GENERATE),
    "records.identifiers": GENERATE,
    "records.patterns": ("tests/test_patterns.py",),
    "records.examples": ("tests/test_examples.py",),
    "text.escape": ("tests/test_escape.py", *GENERATE),
    "text.escape_markdown": ("tests/test_escape.py",),
    "text.plain_text": ("tests/test_escape.py",),
    "text.structure": RENDER,
    "text.render": RENDER,
    "text.formatting": RENDER,
    "pipeline": RENDER,
    "text.page_text": RENDER,
    "text.page_structure": RENDER,
    "writing.tools": ("tests/test_render.py",),
    "cli": VERBS,
    "verbs.check": VERBS,
    "verbs.generate": VERBS,
    "verbs.trim": VERBS,
    "verbs.update": VERBS,
}

# What mutmut copies besides the changed modules and the tests.
BESIDES = ("README.md", "generated", "openapi", "requirements.lock", "templates", "traffic")

# Exit codes of a test run, as mutmut writes them. Whatever is not one of these was noticed: a failing test, a time that
# ran out, a crash.
SURVIVED, NO_TEST, NOT_RUN = (0,), (5, 33), (None, 2, 34)


@dataclass(frozen=True)
class Found:
    """What became of the mutants of one module."""

    module: str
    mutants: int
    caught: int
    survivors: dict[str, str]  # mutant -> what it changes


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__.splitlines()[0])
    parser.add_argument(
        "modules", nargs="*", metavar="MODULE", help="as in scripts/, e.g. writing.gate normalise.unions; else all"
    )
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="mutants tried at the same time")
    parser.add_argument(
        "--sample", type=int, metavar="N", help="of each module only N mutants, chosen by its name as seed"
    )
    parser.add_argument("--quiet", action="store_true", help="counts only, no survivors")
    options = parser.parse_args()
    found = []
    for module in options.modules or sorted(modules()):
        found.append(measure(module, options.jobs, options.sample))
        tell(found[-1], survivors=not options.quiet)
    total = Found("all of these", sum(f.mutants for f in found), sum(f.caught for f in found), {})
    tell(total, survivors=False)
    return 0


def modules() -> set[str]:
    """Every module of scripts/ that has tests by this table; the benchmark and the bootstrap are no pipeline."""
    passes = {f"normalise.{path.stem}" for path in (ROOT / "scripts/normalise").glob("*.py")}
    return {name for name in TESTS if "*" not in name} | passes


def tests_of(module: str) -> tuple[str, ...]:
    """The tests that are about a module."""
    return TESTS.get(module) or TESTS[f"{module.partition('.')[0]}.*"]


def measure(module: str, jobs: int, sample: int | None) -> Found:
    """Let mutmut change one module in a copy of the tree."""
    path = f"scripts/{module.replace('.', '/')}.py"
    with tempfile.TemporaryDirectory(prefix="mutants-") as name:
        folder = copy(Path(name))
        settings(folder, path, tests_of(module))
        log = run(folder, "run", "--max-children", str(jobs), *(chosen(folder, path, sample) if sample else ()))
        codes = {mutant: code for mutant, code in exit_codes(folder, path).items() if code is not None or not sample}
        if "mutations/second" not in log or None in codes.values():
            sys.exit(f"{log[-2000:]}\nerror: mutmut did not come to an end with {path}")
        left = [mutant for mutant, code in codes.items() if code in (*SURVIVED, *NO_TEST)]
        return Found(module, len(codes), len(codes) - len(left), changes(folder, path, left))


def chosen(folder: Path, path: str, sample: int) -> list[str]:
    """Some mutants of a module, the same each time. mutmut makes them all before it finds that none has this name."""
    run(folder, "run", "--max-children", "1", "none")
    mutants = sorted(exit_codes(folder, path))
    return random.Random(path).sample(mutants, min(sample, len(mutants)))


def exit_codes(folder: Path, path: str) -> dict[str, int | None]:
    """What mutmut has noted of each mutant."""
    meta = folder / "mutants" / f"{path}.meta"
    return json.loads(meta.read_bytes())["exit_code_by_key"] if meta.exists() else {}


def settings(folder: Path, path: str, tests: tuple[str, ...]) -> None:
    """mutmut reads setup.cfg when pyproject.toml says nothing to it."""
    lists = {
        "source_paths": ("scripts",),
        "only_mutate": (path,),
        "also_copy": BESIDES,
        "pytest_add_cli_args": ("-pno:cacheprovider", f"-knot ({SLOW})"),
        "pytest_add_cli_args_test_selection": tests,
    }
    lines = ["[mutmut]", "timeout_multiplier = 4", "timeout_constant = 2", "track_dependencies = false"]
    for key, values in lists.items():
        lines += [f"{key} =", *(f"    {value}" for value in values)]
    (folder / "setup.cfg").write_text("\n".join(lines) + "\n", encoding="utf-8")


def run(folder: Path, *arguments: str) -> str:
    """mutmut, with tests that choose the same examples each time and an import path that knows the copy alone."""
    environment = os.environ | {"CI": "1", "PYTHONPATH": "", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-c", "from mutmut.__main__ import cli; cli()", *arguments]
    done = subprocess.run(
        command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr


def changes(folder: Path, path: str, mutants: list[str]) -> dict[str, str]:
    """The lines that each mutant changes, without the heads of the diffs; `mutmut show` takes a second for each."""
    program = (
        "import json, sys\n"
        "from mutmut.mutation.diff_apply import get_diff_for_mutant as diff\n"
        "print(json.dumps({name: diff(name, path=sys.argv[1]) for name in sys.argv[2:]}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, path, *mutants], cwd=folder, capture_output=True, text=True, check=True
    )
    diffs = json.loads(done.stdout.splitlines()[-1])
    return {
        name: "\n".join(line for line in text.splitlines()[2:] if line[:1] in {"+", "-"})
        for name, text in diffs.items()
    }


def tell(found: Found, *, survivors: bool) -> None:
    share = 100 * found.caught / found.mutants if found.mutants else 100
    print(f"{found.module:24} {found.mutants:5} mutants {found.caught:5} caught {share:6.1f} %", flush=True)
    for mutant, lines in found.survivors.items() if survivors else ():
        print(f"  {mutant}\n" + "\n".join(f"    {line}" for line in lines.splitlines()), flush=True)


if __name__ == "__main__":
    sys.exit(main())
