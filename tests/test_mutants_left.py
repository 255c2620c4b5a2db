"""The reasons for the mutants that are left speak of what is there."""

import ast
import tomllib

import pytest

from tests.mutation.left import FOLDER
from tests.mutation.table import ROOT, SLOW, TESTS, modules

TABLES = [
    (path.stem, module, table)
    for path in sorted(FOLDER.glob("*.toml"))
    for module, tables in tomllib.loads(path.read_text(encoding="utf-8")).items()
    for table in tables
]


def functions(folder, module):
    path = ROOT / "scripts" / ("" if folder == "scripts" else folder) / f"{module}.py"
    for node in ast.parse(path.read_bytes()).body:
        if isinstance(node, ast.FunctionDef):
            yield node.name
        if isinstance(node, ast.ClassDef):
            yield from (f"{node.name}.{inner.name}" for inner in node.body if isinstance(inner, ast.FunctionDef))


@pytest.mark.parametrize(
    ("folder", "module", "table"), TABLES, ids=lambda value: value if isinstance(value, str) else ""
)
def test_each_reason_is_about_functions_that_exist(folder, module, table):
    assert set(table) == {"why", "changes"}
    assert table["why"].endswith(".")
    assert {change.partition(": ")[0] for change in table["changes"]} <= set(functions(folder, module))


def test_every_module_of_the_pipeline_is_tried():
    there = {
        ".".join(path.relative_to(ROOT / "scripts").with_suffix("").parts)
        for path in (ROOT / "scripts").rglob("*.py")
        if path.name not in {"__init__.py", "__main__.py"} and "bench" not in path.parts
    }
    without_mutants = {
        "reading.values",
        "trimming.openapi_structure",
    }  # tables, and calls that mutmut leaves as they are
    assert there - modules() <= {"bootstrap", *without_mutants}


def test_every_test_that_is_left_out_is_there():
    files = {ROOT / test.partition("::")[0] for tests in TESTS.values() for test in tests}
    text = "".join(path.read_text(encoding="utf-8") for path in files)
    assert [word for word in SLOW.split(" or ") if word not in text] == []
