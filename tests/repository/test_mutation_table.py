"""Every module is tried, by tests that are there."""

from tests.mutation.table import ELSEWHERE, ROOT, SLOW, modules
from tests.mutation.table import tests_of as about


def test_every_module_of_the_pipeline_is_tried_by_tests():
    assert {"config.tables", "pipeline", "output.drift", "normalise.unions"} <= modules()
    assert [name for name in modules() if not about(name)] == []


def test_every_test_that_is_named_is_there():
    assert [test for tests in ELSEWHERE.values() for test in tests if not (ROOT / test).exists()] == []
    names = {name.partition(".")[0] for name in modules()} | modules()
    assert {*ELSEWHERE} - names == set()
    text = "".join(path.read_text(encoding="utf-8") + path.stem for path in (ROOT / "tests").rglob("test_*.py"))
    assert [word for word in SLOW.split(" or ") if word not in text] == []
