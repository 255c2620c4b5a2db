"""Figures: ratios within a round, targets that are met or missed, and a page that hides neither."""

from __future__ import annotations

import pytest

from scripts.bench import rows
from scripts.bench.figures import markdown
from scripts.bench.rows import Findings, Samples, Tally, number, verdicts

COUNTS = dict.fromkeys(("recorded: loads", "loses nothing", "hand-written: loses nothing"), (9, 9))
COUNTS["broken: refuses"] = (3, 3)


def findings(*samples: Samples, **counts: tuple[int, int]) -> Findings:
    """Make a run in which every target is just met, or one of these samples and counts alone."""
    names = [*rows.TITLES, "openai", rows.LINES_ALONE, "observe", rows.HALF]
    ours = {"ours": [5.0], "read_jsonl": [150.0], rows.IN_MEMORY: [150.0], rows.GZIP: [160.0]}
    ours |= {rows.MANY_LINES: [1], rows.MANY_OBSERVED: [2]}
    figures = {name: [100.0] for name in names} | ours
    tallies = [Tally("payloads", "ours", COUNTS | counts), Tally("payloads", "client", COUNTS)]
    return Findings({"Machine": {"cores": "2"}}, [*samples] or [Samples(key, figures) for key in rows.ROWS], tallies)


def test_a_ratio_is_the_median_of_the_ratios_within_a_round() -> None:
    row = Samples("decode", {"a": [1.0, 100.0, 1.0], "b": [2.0, 200.0, 4.0], "c": []})
    assert (row.ratio("a", "b"), row.ratio("b", "a"), row.median("a")) == (0.5, 2.0, 1.0)
    assert (row.ratio("a", "c"), row.ratio("a", "nobody"), row.median("nobody")) == (None, None, None)


def test_a_run_that_meets_every_target_is_judged_so() -> None:
    found = verdicts(findings())
    assert len(found) == sum(len(row.targets) for row in rows.ROWS.values()) + 3
    assert [verdict.what for verdict in found if not verdict.met] == []


@pytest.mark.parametrize(
    "run",
    [
        findings(Samples("encode", {"ours": [11.1], "encoder": [10.0]})),
        findings(Samples("import_over", {"ours": [15.1]})),
        findings(Samples("archive_growth", {rows.MANY_LINES: [1.1]})),
        findings(
            Samples("archive", {"read_jsonl": [1.51], rows.IN_MEMORY: [1.5], rows.GZIP: [1.6], rows.LINES_ALONE: [1.0]})
        ),
        *(findings(Samples("decode_kept", {}), **{column: (2, 3)}) for column in COUNTS if "hand" not in column),
        findings(Samples("decode_kept", {}), **{"recorded: loads": (0, 0)}),
    ],
)
def test_a_target_that_is_missed_is_reported(run) -> None:
    assert [verdict.met for verdict in verdicts(run)].count(False) == 1
    assert markdown(run).count("**missed**") == 1


def test_a_target_that_could_not_be_measured_says_why() -> None:
    row = Samples("variant", {"ours": [1.0], "orjson": [1.0]}, {"pydantic_tagged": "refuses 3 of 3"})
    found = [verdict for verdict in verdicts(findings(row)) if verdict.met is None]
    assert [verdict.measured for verdict in found] == ["refuses 3 of 3", "not measured"]


def test_the_page_marks_who_loses_and_says_who_is_absent() -> None:
    page = markdown(findings(Samples("decode", {"structs": [1.0]}, {"client": "refuses 1 of 2"}, ["structs"])))
    assert "\n| datamodel-code-generator msgspec † | " in page
    assert "* openapi-python-client, stock: refuses 1 of 2" in page


@pytest.mark.parametrize(
    ("value", "shown"),
    [(None, "\N{EN DASH}"), (0.06661, "0.0666"), (1234567.8, "1,234,568"), (99.96, "100"), (12, "12")],
)
def test_figures_have_three_digits_and_no_exponent(value, shown) -> None:
    assert number(value) == shown
