"""Every module is tried, by tests that are there."""

from tests.mutation.table import ROOT, SLOW, TESTS, modules


def test_every_module_of_the_pipeline_is_tried():
    there = {
        ".".join(path.relative_to(ROOT / "scripts").with_suffix("").parts)
        for path in (ROOT / "scripts").rglob("*.py")
        if path.name not in {"__init__.py", "__main__.py"} and "bench" not in path.parts
    }
    without_mutants = {
        "base.json_types",
        "base.limits",
        "schema.openapi_objects",
    }  # tables, and calls that mutmut leaves as they are
    assert there - modules() <= {"bootstrap", *without_mutants}


def test_every_test_that_is_left_out_is_there():
    files = {ROOT / test.partition("::")[0] for tests in TESTS.values() for test in tests}
    text = "".join(path.read_text(encoding="utf-8") for path in files)
    assert [word for word in SLOW.split(" or ") if word not in text] == []
