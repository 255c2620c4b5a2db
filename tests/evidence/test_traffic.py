"""Reading traffic: which payloads are found in which file, on which line, and what can't be read."""

from __future__ import annotations

import base64
import gzip
import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from scripts.base.errors import PipelineError
from scripts.evidence import traffic
from scripts.evidence.lines import line_of
from scripts.evidence.spots import Payload, Unreadable
from scripts.evidence.traffic import Traffic, files_of

ONE, TWO = {"a": 1}, {"b": [2]}


def read(folder: Path, text: str | bytes, name: str = "some.json") -> tuple[list[Any], list[str]]:
    """The values with the lines they are on, and what can't be read."""
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    values, faults = [], []
    for record in Traffic([path]):
        where = str(record.source).removeprefix(f"{path}:")
        if isinstance(record, Payload):
            values.append((record.value, int(where)))
        else:
            faults.append(f"{where}: {record.reason}")
    return values, faults


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": 1}', [(ONE, 1)]),
        ('\ufeff{"a": 1}\n', [(ONE, 1)]),
        ('\ufeff\n{\n"a": 1}\n', [(ONE, 2)]),
        ('{"a": 1}\n\n{"b": [2]}\n', [(ONE, 1), (TWO, 3)]),
        ('{"a": 1}\r\n{"b": [2]}', [(ONE, 1), (TWO, 2)]),
        ('\n{\n  "a": 1\n}\n', [(ONE, 2)]),
        ('{\n  "a": 1\n}\n\n{\n  "b": [\n    2\n  ]\n}\n{"a": 1}\n', [(ONE, 1), (TWO, 5), (ONE, 10)]),
        ('[\n{"a": 1},\n{"b": [2]}\n]\n', [(ONE, 2), (TWO, 3)]),
        ('data: {"a": 1}\n\ndata: {"b": [2]}\n\n', [(ONE, 1), (TWO, 3)]),
        ('event:x\ndata:{"a": 1}\nevent:y\ndata:{"b": [2]}\n', [(ONE, 2), (TWO, 4)]),
        (': comment\nid: 7\ndata: {"a":\ndata:  1}\n\ndata: [DONE]\n\n', [(ONE, 3)]),
        ('data: {"a": 1}\ndata: {"b": [2]}\n', [(ONE, 1), (TWO, 2)]),
        ('event: x\r\ndata: {"a": 1}\r\n\r\n', [(ONE, 2)]),
        ("", []),
    ],
    ids=[
        "json",
        "mark",
        "mark alone",
        "lines",
        "crlf",
        "pretty",
        "pretty ones",
        "array by lines",
        "events",
        "no blank lines",
        "pieces",
        "bare",
        "crlf events",
        "empty",
    ],
)
def test_the_format_follows_from_the_content(tmp_path, text, expected):
    assert read(tmp_path, text) == (expected, [])
    assert read(tmp_path, gzip.compress(text.encode()), "some.gz") == (expected, [])


def test_a_document_on_several_lines_is_one_payload_whose_parts_have_their_lines(tmp_path):
    value = {"data": [ONE, {"x": 'a "quoted" {brace', "y": TWO}], "last": [[], ONE]}
    (tmp_path / "page.json").write_text(json.dumps(value, indent=1))
    (record,) = Traffic([tmp_path / "page.json"])
    text = (tmp_path / "page.json").read_text().splitlines()
    for path, begins in (
        (("data", 0), "{"),
        (("data", 1, "y"), '"y": {'),
        (("last", 1), "{"),
        (("last", 1, "a"), '"a": 1'),
    ):
        line = int(str(record.source.at(path)).rpartition(":")[2])
        assert text[line - 1].strip().startswith(begins)


def test_items_that_stand_close_to_each_other_have_their_lines():
    assert [line_of("[[1,2],[\n3,4]\n,[5]]", (index, 0)) for index in range(3)] == [1, 2, 3]


def test_a_line_that_is_no_json_is_reported_in_its_place_and_stops_nothing(tmp_path):
    text = b'{"a": 1}\n{"a": \xff"}\n{"secret": tru}\n[1,\n{"b": [2]}\n'
    values, faults = read(tmp_path, text)
    assert values == [(ONE, 1), (TWO, 5)]
    assert [fault.partition(":")[0] for fault in faults] == ["2", "3", "4"]
    assert "secret" not in "".join(faults)


def test_an_event_has_its_name_where_no_blank_line_ends_it(tmp_path):
    (path := tmp_path / "some.sse").write_text('event: X\ndata: {"a": 1}\nevent: y\ndata: {"b": [2]}\n\ndata: 1\n')
    assert [record[::2] for record in Traffic([path])] == [(ONE, "X"), (TWO, "y"), (1, None)]


def test_of_what_is_no_text_no_byte_is_told(tmp_path):
    assert read(tmp_path, b'{"a": "\xff"}\n{"a": 1}\n') == ([(ONE, 2)], ["1: not UTF-8"])


def test_an_archive_that_breaks_off_gives_what_came_before(tmp_path):
    packed = gzip.compress(b'{"a": 1}\n' * 3 + b'{"b": "' + bytes(range(35, 90)) * 9)
    values, faults = read(tmp_path, packed[:-30])
    assert [value for value, _ in values] == [ONE] * 3
    assert faults[-1] == "5: no whole gzip archive"


def test_the_bodies_of_a_har_are_read_as_what_they_are(tmp_path):
    stream = base64.b64encode(b'data: {"b": [2]}\n\ndata: [DONE]\n\n').decode()
    entries = [
        {"request": {"postData": {"text": '\n{"a": 1}'}}, "response": {"content": {"text": "<html>"}}},
        {"response": {"content": {"text": stream, "encoding": "base64"}}},
        {"response": {"content": {"text": "not base64", "encoding": "base64"}}},
        {"request": {}, "response": {"content": {"text": '{"a": 1}'}}},
        {
            "request": {"postData": {"text": "no", "encoding": "base64"}},
            "response": {"content": {"text": '{"b": [2]}'}},
        },
        {"response": {}},
        7,
    ]
    har = json.dumps({"log": {"entries": entries}}, indent=1)
    values, faults = read(tmp_path, har, "some.har")
    assert [value for value, _ in values] == [ONE, TWO, ONE, TWO]
    assert {har.splitlines()[line - 1].strip() for _, line in values} == {"{"}
    assert faults == []


def test_a_folder_gives_what_looks_like_traffic_in_order(tmp_path):
    for name in ("b/2.jsonl", "a.json.gz", "b/1.SSE", "notes.md", ".hidden/3.json", "c.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    found = [str(path.relative_to(tmp_path)) for path in files_of([tmp_path])]
    assert found == ["a.json.gz", "b/1.SSE", "b/2.jsonl"]
    assert files_of([tmp_path / "c.csv"]) == [tmp_path / "c.csv"]
    assert files_of([tmp_path / "c.csv", tmp_path / "b"])[::2] == [tmp_path / "c.csv", tmp_path / "b" / "2.jsonl"]


def test_no_such_file_and_nothing_to_read_are_errors(tmp_path):
    with pytest.raises(PipelineError, match=r"^\S+/nothing: there is no such file or folder$"):
        files_of([tmp_path / "nothing"])
    with pytest.raises(PipelineError, match=r"^(\S+), \1: no traffic in it; .* looked for \.json, \.jsonl, .*txt$"):
        files_of([tmp_path, tmp_path])


@pytest.mark.parametrize("lines", ['"a": "xxxxxxxxxxxxxxxxxxxx"', '"a": 1,\n"b": 2,\n"c": 3'])
def test_a_big_document_is_reported_and_not_read(tmp_path, monkeypatch, lines):
    monkeypatch.setattr(traffic, "LARGEST", 20)
    values, faults = read(tmp_path, f"{{\n{lines}}}")
    assert (values, faults) == ([], ["1: a JSON document of more than 20 bytes; write it as JSON Lines"])


def test_a_broken_document_on_several_lines_is_one_fault(tmp_path):
    values, faults = read(tmp_path, '{\n  "a": 1,\n  "b": \n')
    assert (values, len(faults)) == ([], 1)


@pytest.mark.parametrize("line", ["{", "[", '{"a":'])
def test_a_document_that_breaks_off_after_its_first_line_is_one_fault(tmp_path, line):
    assert read(tmp_path, line) == ([], ["1: Input data was truncated"])


def test_of_documents_on_several_lines_the_last_may_break_off(tmp_path):
    values, faults = read(tmp_path, '{\n  "a": 1\n}\n{\n  "b": [\n  2\n')
    assert (values, faults) == ([(ONE, 1)], ["4: Input data was truncated"])


def test_a_document_whose_parts_close_like_the_whole_is_one(tmp_path):
    assert read(tmp_path, json.dumps({"b": [2], "c": {"d": [{}]}}, indent=0)) == ([({**TWO, "c": {"d": [{}]}}, 1)], [])


def test_a_document_ends_where_it_is_just_long_enough_for_another_try(tmp_path):
    tried = '{\n"a": {\n}\n'
    text = tried + ', "b": 1'.ljust(len(tried) - 3) + "\n}\n"
    assert len(text) == 2 * len(tried)
    assert read(tmp_path, text + '{\n"c": 2\n}\n') == ([({"a": {}, "b": 1}, 1), ({"c": 2}, 6)], [])


def test_the_position_tells_how_far_it_is(tmp_path):
    for name in ("1.jsonl", "2.jsonl"):
        (tmp_path / name).write_text('{"a": 1}\n' * 100_000)
    reading = Traffic(files_of([tmp_path]))
    seen = [reading.position for record in reading if not isinstance(record, Unreadable)]
    assert seen == sorted(seen)
    assert seen[-1] == reading.size == reading.position
    assert 0 < seen[0] < reading.size / 4


def test_standard_input_is_traffic_too_in_its_turn(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(gzip.compress(b'{"a": 1}\n'))))
    (path := tmp_path / "more.jsonl").write_bytes(b'{"b": [2]}\n')
    found = [(record.value, str(record.source)) for record in Traffic([Path("-"), path])]
    assert found == [(ONE, "<stdin>:1"), (TWO, f"{path}:1")]


def test_a_file_that_can_not_be_read_is_an_error(tmp_path):
    path = tmp_path / "some.json"
    path.write_text("{}")
    reading = Traffic([path])
    path.unlink()
    with pytest.raises(PipelineError, match=r"^\S+/some\.json: can't be read: No such file"):
        list(reading)


def test_gzip_may_have_several_members_with_zeros_between_and_be_broken_inside(tmp_path):
    member = gzip.compress(b'{"a": 1}\n')
    assert read(tmp_path, member + b"\0\0" + member, "some.gz") == ([(ONE, 1), (ONE, 2)], [])
    assert read(tmp_path, member + b"\0" * 40_000, "some.gz") == ([(ONE, 1)], [])
    broken = bytearray(gzip.compress(b'{"a": 1}\n' * 3))
    broken[-12] ^= 0xFF
    assert read(tmp_path, member + bytes(broken), "some.gz")[1][0].endswith("no whole gzip archive")


def test_what_is_nested_too_deeply_is_a_fault(tmp_path):
    assert read(tmp_path, "[" * 100_000 + "]" * 100_000)[1] == ["1: nested too deeply"]


def test_a_har_on_one_line_has_its_entries_there(tmp_path):
    har = {"log": {"entries": [{"response": {"content": {"text": '{"a": 1}'}}}]}}
    assert read(tmp_path, json.dumps(har)) == ([(ONE, 1)], [])
    assert read(tmp_path, '{"log": 7}') == ([({"log": 7}, 1)], [])


def test_lines_whose_first_one_breaks_off_are_lines(tmp_path):
    assert read(tmp_path, '{"a":\n{"b": [2]}\n') == ([(TWO, 2)], ["1: Input data was truncated"])


def test_an_array_on_several_lines_whose_items_are_not_is_a_document(tmp_path):
    assert read(tmp_path, '[\n{\n"a": 1},\n{"b": [2]}]') == ([([ONE, TWO], 1)], [])
