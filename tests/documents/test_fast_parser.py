"""Documents are read fast where the fast parser reads what the exact one reads, and only there."""

from __future__ import annotations

import pytest

from scripts.base.limits import Limits
from scripts.documents import exact_yaml, reading


@pytest.fixture
def exact(monkeypatch):
    """The texts that the exact parser is asked for."""
    asked = []
    load = exact_yaml.load

    def spy(text, name, limits):
        asked.append(text)
        return load(text, name, limits)

    monkeypatch.setattr(exact_yaml, "load", spy)
    return asked


FILLER = "".join(f"f{n}: text\n" for n in range(4_000))  # more than is looked through at a time


@pytest.mark.parametrize(
    "text",
    [
        "a: b\n",
        "a: 1\nb: -1.5e3\nc: 0\nd: 10.25\n",
        "a: 'it is 0x1f and 1_0'\nb: \"1_0\"\n",
        "a: v1_0\nb: a_1\nc: x0b1\nd: 0x1f\ne: 0o17\nf: hello!\n",
        "a: &x [1]\nb: *x\n",
        "a: &x\n  b: 1\nc: *x\n",
        "a: &x [1]\nX: *x\nc: &x [2]\n",
        "a:\n  - &x {c: 1}\nb: *x\n",
        "a: 'you & me'\nb: '& *'\n",
        "\n  a: &x {c: 1}\n  b: *x\n",
        "r:\n  s:\n    a: &x {c: 1}\n    b: *x\n",
        "a: http://example.org/0x1f?a&b=c\n",
        "a: 2020-01-01\nb: 2020-01-01T00:00:00Z\n",
        "a: true\nb: null\nc: ~\nd: False\n",
        "a: [[[[1]]]]\n",
        '{"a": [1, 2.5, "x", null, true], "b": {"c": -1}}',
        '\ufeff{"a": 1}',
        ' \n{"a": "1_0 0x1f !!int &x *x"}',
    ],
)
def test_what_both_parsers_read_alike_is_read_fast(exact, text):
    reading.parse(text.encode(), name="x")
    assert exact == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: 1_0", "1_0"),
        ("a: -1_0", "-1_0"),
        ("a: [1, 1_0]", [1, "1_0"]),
        ("a:\n- 1_0", ["1_0"]),
        ("a: 1_0.5", "1_0.5"),
        ("a: -0x1F", "-0x1F"),
        ("a: +0o17", "+0o17"),
        ("a: [-0o17]", ["-0o17"]),
        ("a: '-0x1F'\nb: 0B1", "-0x1F"),
        ("a: 0b1", "0b1"),
        ("a: !!str 1", "1"),
        ("a: ! 1", "1"),
        ("a: [!!int 1]", [1]),
        ("a: &x !!str 1", "1"),
    ],
)
@pytest.mark.parametrize("where", ["alone", "before much else", "after much else"])
def test_what_the_fast_parser_misreads_is_read_exactly(exact, text, value, where):
    text = {"alone": text, "before much else": f"{text}\n{FILLER}", "after much else": f"{FILLER}{text}"}[where]
    assert reading.parse(text.encode(), name="x").value["a"] == value
    assert len(exact) == 1


def test_what_is_misread_where_the_next_piece_begins_is_read_exactly(exact, monkeypatch):
    monkeypatch.setattr(reading, "_PIECE", 4)
    assert reading.parse(b"---\n{a: [b,\n1_0]}\n", name="x").value == {"a": ["b", "1_0"]}
    assert len(exact) == 1


@pytest.mark.parametrize("text", ["{a: 1, b: x}", '{"a": 1, # one\n"b": 2}', '{"a": 1, "b": 1e999x}'])
def test_what_begins_like_json_and_is_none_is_read_exactly(exact, text):
    assert reading.parse(text.encode(), name="x").value["a"] == 1
    assert len(exact) == 1


@pytest.mark.parametrize("depth", [40, 64, 100])
def test_deep_documents_are_read_whichever_way(depth):
    text = "a: " + "[" * (depth - 1) + "1" + "]" * (depth - 1)
    assert reading.parse(text.encode(), name="x", limits=Limits(depth=depth)).line("#/a") == 1
    with pytest.raises(reading.PipelineError, match=f"nested deeper than {depth - 1} levels"):
        reading.parse(text.encode(), name="x", limits=Limits(depth=depth - 1))


@pytest.mark.parametrize("text", ["a: [1, 2]\nb: x\n", '{"a": [1, 2], "b": "x"}'])
def test_values_are_counted_exactly_on_the_fast_way_too(exact, text):
    reading.parse(text.encode(), name="x", limits=Limits(nodes=5))
    reading.parse(text.encode(), name="x", limits=Limits(nodes=7))
    assert exact == []


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("a: x\nb: .inf\n", "x.yaml:2:4: .inf has no equal in JSON"),
        ("a: [x, .nan]\n", "x.yaml:1:8: .nan has no equal in JSON"),
        ("a: [[x], {b: y, c: -.Inf}]\n", "x.yaml:1:20: -.Inf has no equal in JSON"),
        ("a: x\n? [b]\n: 1\n", "x.yaml:2:3: a key that is not a string"),
    ],
)
def test_nothing_that_json_lacks_hides_behind_a_text(text, what):
    with pytest.raises(reading.PipelineError) as caught:
        reading.parse(text.encode(), name="x.yaml")
    assert str(caught.value) == what


def test_a_file_is_read_up_to_its_limit_and_named_as_it_is_reported_or_found(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text("a: 123")
    assert reading.read(path, limits=Limits(bytes=6)).value == {"a": 123}
    for name, told in ((None, path.as_posix()), ("told.yaml", "told.yaml")):
        assert reading.read(path, name=name).name == told
        with pytest.raises(reading.PipelineError) as caught:
            reading.read(path, name=name, limits=Limits(bytes=5))
        assert str(caught.value) == (
            f"{told}: the document is over the limit of 5 bytes; raise limits.bytes in pipeline.toml if this is meant"
        )
