"""`make coverage` judges lines and branches apart, in each part, and whether all was measured."""

import pytest

from tests.coverage import __main__ as coverage_figures
from tests.coverage.__main__ import Figure, complaints, figures

PATHS = ["scripts/commands/cli.py", "scripts/bench/rows.py", "generated/openai_run_steps/_model.py"]


def told(lines=1000, branches=1000):
    """What `coverage json` tells of a file of a thousand lines and a thousand branches, as far as it is read."""
    counts = {"num_statements": 1000, "covered_lines": lines, "num_branches": 1000, "covered_branches": branches}
    return {"summary": counts}


def found(files):
    return [*complaints(figures(files), files, PATHS)]


def test_the_figures_are_those_of_each_part_and_of_all():
    files = {path: told(lines, lines - 1) for path, lines in zip(PATHS, (980, 990, 1000), strict=True)}
    files["scripts/render/escape.py"] = told()
    assert [str(figure) for figure in figures(files)] == [
        "pipeline   lines      1,980 of  2,000   99.00 %",
        "pipeline   branches   1,979 of  2,000   98.95 %",
        "benchmark  lines        990 of  1,000   99.00 %",
        "benchmark  branches     989 of  1,000   98.90 %",
        "package    lines      1,000 of  1,000  100.00 %",
        "package    branches     999 of  1,000   99.90 %",
        "total      lines      3,970 of  4,000   99.25 %",
        "total      branches   3,967 of  4,000   99.17 %",
    ]


def test_99_and_a_half_percent_of_everything_is_enough():
    assert found(dict.fromkeys(PATHS, told(995, 995))) == []


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("what", ["lines", "branches"])
def test_one_less_of_lines_or_of_branches_in_one_part_is_too_little(path, what):
    files = dict.fromkeys(PATHS, told()) | {path: told(**{what: 994})}
    assert found(files) == [f"less than 99.5 % of the {what}: {coverage_figures.part_of(path)}"]


def test_a_file_that_was_not_measured_is_named():
    files = dict.fromkeys([PATHS[1], PATHS[2], "scripts/config/tables.py"], told())
    assert found(files) == ["not measured: scripts/commands/cli.py"]


def test_a_file_that_is_no_part_is_not_counted_and_named():
    files = dict.fromkeys(PATHS, told()) | {"/elsewhere/scripts/commands/cli.py": told(0, 0)}
    assert figures(files) == figures(dict.fromkeys(PATHS, told()))
    assert found(files) == ["measured, and not counted: /elsewhere/scripts/commands/cli.py"]


def test_a_part_of_which_nothing_was_measured_is_not_enough():
    assert str(Figure("package", "branches", 0, 0)) == "package    branches       0 of      0      none"
    assert found(dict.fromkeys(PATHS[:2], told())) == [
        "less than 99.5 % of the lines: package",
        "less than 99.5 % of the branches: package",
        "not measured: generated/openai_run_steps/_model.py",
    ]


def test_every_module_of_this_repository_has_to_be_measured():
    there = coverage_figures.sources(coverage_figures.ROOT)
    assert {*PATHS, "scripts/bootstrap.py", "scripts/render/escape.py"} <= {*there}
