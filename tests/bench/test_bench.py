"""The benchmark's own logic, without a clock: counting, ratios, promises, the table and the picture."""

from __future__ import annotations

import itertools
import json
import re
import sys
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from markdown_it import MarkdownIt

from scripts.base.errors import PipelineError
from scripts.bench import cli, environment
from scripts.bench.archive import Repeated
from scripts.bench.counting import Payloads, is_lossless, same_json, tally, unable
from scripts.bench.imports import rows as import_rows
from scripts.bench.machine import machine, versions
from scripts.bench.memory import bytes_held
from scripts.bench.novelty import KINDS
from scripts.bench.peers import with_discriminators, with_named_objects
from scripts.bench.picture import svg
from scripts.bench.records import Findings, Row, Tally
from scripts.bench.report import markdown
from scripts.bench.speed import rows as speed_rows
from scripts.bench.subjects import TITLES, Subject
from scripts.bench.table import number, table
from scripts.bench.targets import verdicts
from scripts.bench.timing import each, interleave, kept, per_item

PAYLOADS = Payloads([b'{"a":1}', b'{"a":1,"b":2}'], [b'{"b":true}'], [b'{"a":"x"}', b"[]"])


def picky(payload: bytes) -> dict[str, Any]:
    """Take objects with a number `a` only, and keep nothing else."""
    return {"a": int(json.loads(payload)["a"])}


@pytest.mark.parametrize(
    ("load", "expected"),
    [
        (json.loads, Tally("x", 2, 2, 2, 1, 1, 2, 0)),
        (picky, Tally("x", 2, 2, 1, 1, 0, 2, 2)),
        (lambda _: None, Tally("x", 2, 2, 0, 1, 0, 2, 0)),
    ],
    ids=["takes everything", "checks and forgets", "loses everything"],
)
def test_a_tally_tells_loading_from_losing_and_from_refusing(load, expected) -> None:
    assert tally("x", load, json.dumps, PAYLOADS) == expected


def test_a_subject_that_cannot_be_used_refuses_everything() -> None:
    assert unable("x", PAYLOADS) == Tally("x", 2, 0, 0, 1, 0, 2, 2)


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        (1, 1.0, True),
        (1, True, False),
        (0, False, False),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, True),
        ({"a": None}, {}, False),
        ([1, 2], [2, 1], False),
        ([1], [1, 1], False),
        ({"a": [{"b": 1}]}, {"a": [{"b": True}]}, False),
        ("1", 1, False),
        ([], {}, False),
    ],
)
def test_values_are_compared_as_json(left, right, same) -> None:
    assert same_json(left, right) is same
    assert same_json(right, left) is same


def test_a_subject_that_cannot_write_what_it_read_is_not_lossless() -> None:
    assert not is_lossless(json.loads, lambda _: 1 / 0, b"{}")


def test_every_action_runs_once_a_round_and_once_before() -> None:
    calls: list[str] = []
    ticks = itertools.count()
    actions = {name: lambda name=name: calls.append(name) for name in "abc"}
    samples = interleave(actions, 4, clock=lambda: next(ticks) * 10)
    assert samples == dict.fromkeys("abc", [10.0] * 4)
    assert [sorted(calls[at : at + 3]) for at in range(0, 15, 3)] == [["a", "b", "c"]] * 5


def test_the_order_of_the_rounds_changes() -> None:
    calls: list[str] = []
    interleave({name: lambda name=name: calls.append(name) for name in "abc"}, 10)
    assert len({tuple(calls[at : at + 3]) for at in range(0, len(calls), 3)}) > 1


@pytest.mark.parametrize("kind", [each, kept])
def test_an_action_calls_with_every_argument(kind) -> None:
    seen: list[int] = []
    kind(seen.append, [1, 2, 3])()
    assert seen == [1, 2, 3]


def test_samples_are_told_for_each_item() -> None:
    assert per_item({"a": [10.0, 20.0]}, 10) == {"a": [1.0, 2.0]}


def test_a_ratio_is_the_median_of_the_ratios_within_a_round() -> None:
    row = Row("k", "t", "ns", {"a": [1.0, 100.0, 1.0], "b": [2.0, 200.0, 4.0], "c": []})
    assert row.ratio("a", "b") == 0.5
    assert row.ratio("b", "a") == 2.0
    assert row.median("a") == 1.0
    assert (row.ratio("a", "c"), row.ratio("a", "nobody"), row.median("nobody")) == (None, None, None)


def test_a_row_tells_who_refuses_and_who_loses() -> None:
    corpora = {key: [b'{"a":1}'] for key in ("known", *KINDS)}
    corpora["variant"] = [b'{"a":1,"b":2}', b'{"b":1}']
    subjects = {"all": Subject(json.loads, json.dumps), "picky": Subject(picky, json.dumps)}
    corpora["field_last"] = [b'{"a":1,"b":2}']
    found = {row.key: row for row in speed_rows(subjects, {"gone": "not there"}, corpora, 2)}
    assert found["variant"].absent == {"picky": "refuses 1 of 2", "gone": "not there"}
    assert set(found["variant"].samples) == {"all"}
    assert found["field_last"].lossy == ["picky"]
    assert found["decode"].lossy == []
    assert [len(samples) for samples in found["encode"].samples.values()] == [2, 2]


def test_held_memory_counts_what_is_held() -> None:
    # So much that what the process has free from before does not count.
    assert bytes_held(lambda _: bytearray(1 << 20), [b""], 100) == pytest.approx(1 << 20, rel=0.3)


def test_imports_are_timed_in_turn() -> None:
    codes: list[str] = []

    def run(code: str) -> str:
        codes.append(code)
        return "2000000\n"

    whole, over = import_rows(run, 3)
    assert whole.samples["ours"] == [2.0, 2.0, 2.0]
    assert set(over.samples) <= set(whole.samples)
    assert all("process_time_ns" in code for code in codes)


def test_an_archive_that_is_nowhere_has_the_lines_it_says() -> None:
    lines = [b"a" * 3, b"b" * 5000, b""]
    with Repeated(lines, 7) as raw:
        assert raw.read() == b"".join(lines[at % 3] + b"\n" for at in range(7))


def findings(**changes: Any) -> Findings:
    """Make a run in which every promise is just kept."""
    names = [*TITLES, "openai", "read_jsonl", "from_json of each line", "1 line", "9 lines"]
    samples = {name: [100.0, 100.0] for name in names} | {"ours": [5.0, 5.0]}
    keys = ("decode", "field_first", "field_last", "field_deep", "variant", "encode", "import", "import_over", "memory")
    rows = [Row(key, f"{key} <title> & more", "ns", samples) for key in keys]
    rows += [Row("archive", "archive", "ns", {"read_jsonl": [3.0], "from_json of each line": [2.0]})]
    rows += [Row("archive_growth", "growth", "bytes", {"1 line": [5e5], "9 lines": [1.5e6]})]
    tallies = [Tally("ours", 9, 9, 9, 2, 2, 3, 3), Tally("openai_construct", 9, 9, 9, 2, 2, 3, 0)]
    made = Findings({"cores": "2"}, {"orjson": "3"}, {"payloads": "4"}, rows, tallies)
    return replace(made, **changes)


def test_a_run_that_keeps_every_promise_is_judged_so() -> None:
    found = verdicts(findings())
    assert len(found) == 19
    assert all(verdict.kept for verdict in found)


@pytest.mark.parametrize(
    ("changes", "missed"),
    [
        ({"tallies": [Tally("ours", 9, 9, 8, 2, 2, 3, 3)]}, 1),
        ({"tallies": [Tally("ours", 9, 8, 8, 2, 2, 3, 3)]}, 1),
        ({"tallies": [Tally("ours", 9, 9, 9, 2, 2, 3, 2)]}, 1),
        ({"rows": [Row("encode", "e", "ns", {"ours": [12.0], "orjson": [10.0]})]}, 1),
        ({"rows": [Row("import_over", "e", "ms", {"ours": [15.1]})]}, 1),
        ({"rows": [Row("archive_growth", "e", "bytes", {"1": [0.0], "9": [2e6]})]}, 1),
        ({"rows": [Row("decode", "d", "ns", {"ours": [12.0], "orjson": [10.0], "client": [90.0]})]}, 2),
    ],
    ids=["one not loaded", "one lost", "one not refused", "slow", "slow import", "grows", "two rows"],
)
def test_a_broken_promise_is_told(changes, missed) -> None:
    assert sum(verdict.kept is False for verdict in verdicts(findings(**changes))) == missed


def test_a_promise_that_could_not_be_measured_says_why() -> None:
    row = Row("variant", "v", "ns", {"ours": [1.0]}, {"pydantic_best": "refuses 3 of 3"})
    found = [verdict for verdict in verdicts(findings(rows=[row])) if verdict.kept is None]
    assert [verdict.measured for verdict in found] == ["not measured", "refuses 3 of 3"]


def test_the_page_is_markdown_whose_tables_are_tables() -> None:
    tokens = MarkdownIt("commonmark").enable("table").parse(markdown(findings()))
    assert sum(token.type == "table_open" for token in tokens) == 2 + len(findings().rows)
    assert not [token for token in tokens if token.type == "inline" and token.content.startswith("|")]


def test_the_page_marks_who_loses_and_who_is_absent() -> None:
    row = Row("decode", "decode", "ns", {"ours": [1.0], "structs": [1.0]}, {"client": "refuses 1 of 2"}, ["structs"])
    page = markdown(findings(rows=[row]))
    assert re.search(r"^\| datamodel-code-generator msgspec † ", page, re.MULTILINE)
    assert "* openapi-python-client, stock: refuses 1 of 2" in page


def test_a_table_is_padded_and_its_figures_stand_to_the_right() -> None:
    assert table(("name", "n"), [("a", "1,000"), ("long name", "2")]).splitlines() == [
        "| name      |     n |",
        "| --------- | ----: |",
        "| a         | 1,000 |",
        "| long name |     2 |",
    ]


@pytest.mark.parametrize(
    ("value", "shown"),
    [(None, "\N{EN DASH}"), (0.06661, "0.0666"), (1234567.8, "1,234,568"), (99.96, "100"), (12, "12")],
)
def test_figures_have_three_digits_and_no_exponent(value, shown) -> None:
    assert number(value) == shown


def test_the_picture_is_well_formed_and_says_in_words_what_it_shows() -> None:
    root = ET.fromstring(svg(findings()))
    names = {name: root.find(f"{{http://www.w3.org/2000/svg}}{name}") for name in ("title", "desc", "style")}
    assert all(node is not None and node.text for node in names.values())
    assert "prefers-color-scheme: dark" in str(names["style"].text)
    assert "openai-run-steps 0.05" in str(names["desc"].text)


def test_nothing_in_the_picture_leaves_it() -> None:
    root = ET.fromstring(svg(findings()))
    width, height = float(root.attrib["width"]), float(root.attrib["height"])
    for bar in root.iter("{http://www.w3.org/2000/svg}rect"):
        assert float(bar.get("x", "0")) + float(bar.attrib["width"]) <= width
        assert float(bar.get("y", "0")) + float(bar.attrib["height"]) <= height


def test_a_picture_of_nothing_is_still_a_picture() -> None:
    ET.fromstring(svg(findings(rows=[], tallies=[])))


def test_the_machine_and_the_pinned_versions_are_told() -> None:
    assert set(machine()) == {"processor", "cores", "system", "Python"}
    assert versions("orjson==3.13.0 \\\n    --hash=sha256:00\nother==1\n") == {"orjson": "3.13.0"}


def test_the_lock_of_the_peers_is_hashed_and_names_no_index() -> None:
    lock = environment.Places(cli.ROOT).lock.read_text(encoding="utf-8")
    assert lock.count("--hash=sha256:") > lock.count("==") > 20
    assert "://" not in lock


def test_the_lock_of_the_peers_pins_what_the_input_file_pins() -> None:
    places = environment.Places(cli.ROOT)
    wanted = re.findall(r"^\S+==\S+", places.lock.with_suffix(".in").read_text(encoding="utf-8"), re.MULTILINE)
    assert wanted
    assert all(pin in places.lock.read_text(encoding="utf-8") for pin in wanted)


def test_a_command_that_fails_is_told_in_one_line(tmp_path) -> None:
    with pytest.raises(PipelineError, match="failed: it is so") as caught:
        environment.run([sys.executable, "-c", "raise SystemExit('\\nit is so')"], environment.Places(tmp_path))
    assert "\n" not in str(caught.value)


def test_an_error_of_a_run_is_one_line_and_exit_code_2(monkeypatch, capsys) -> None:
    def fail(*_: object) -> None:
        raise PipelineError("no index within reach")

    monkeypatch.setattr(cli, "measure", fail)
    assert cli.main(["--quick"]) == 2
    assert capsys.readouterr().err == "error: no index within reach\n"


def test_a_quick_run_prints_and_keeps_nothing_a_whole_one_keeps_both(monkeypatch, capsys, tmp_path) -> None:
    monkeypatch.setattr(cli, "measure", lambda *_: findings())
    monkeypatch.setattr(cli, "ROOT", tmp_path)
    results = environment.Places(tmp_path).results
    results.parent.mkdir(parents=True)
    assert cli.main(["--quick"]) == 0
    assert not results.exists()
    assert cli.main([]) == 0
    assert (results / "bench.md").read_text(encoding="utf-8") == markdown(findings())
    assert (results / "bench.svg").read_text(encoding="utf-8") == svg(findings())
    assert "## Targets" in capsys.readouterr().out


def test_discriminators_are_added_to_unions_of_references_only() -> None:
    one, two = {"$ref": "#/a"}, {"$ref": "#/b"}
    document = {"x": {"oneOf": [one, two]}, "y": {"anyOf": [one, {"type": "null"}]}, "z": [{"oneOf": [one]}]}
    changed = with_discriminators(document)
    assert changed["x"] == {"oneOf": [one, two], "discriminator": {"propertyName": "type"}}
    assert (changed["y"], changed["z"]) == (document["y"], document["z"])
    assert "discriminator" not in document["x"]


def test_an_object_in_a_nullable_component_becomes_a_component() -> None:
    value = {"type": "object", "properties": {"n": {"type": "integer"}}}
    document = {"components": {"schemas": {"Usage": {"anyOf": [value, {"type": "null"}]}, "Other": value}}}
    schemas = with_named_objects(document)["components"]["schemas"]
    assert schemas["Usage"]["anyOf"] == [{"$ref": "#/components/schemas/UsageValue"}, {"type": "null"}]
    assert schemas["UsageValue"] == schemas["Other"] == value
