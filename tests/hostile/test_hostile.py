"""Text of a document never becomes code, markup or a path: every place times every dangerous text.

A combination is refused in one clear line, or what comes out is Python of our shapes that imports with nothing run,
reads and writes payloads that use the text, and pages that a CommonMark reader shows as they were written.
"""

from __future__ import annotations

import ast
import random

import pytest

from scripts import pipeline
from scripts.base.errors import Location, PipelineError
from tests.hostile import pages
from tests.hostile.batch import Batch, generated, is_clear
from tests.hostile.positions import POSITIONS, Case, document, thing
from tests.hostile.texts import TEXTS

COMBINATIONS = [(position, name) for position in POSITIONS for name in TEXTS]
# What the quick run always tries: the places that are most often forgotten.
ALWAYS = [
    ("description", "quotes: three quotes at the end"),
    ("description", "code: out of a docstring"),
    ("description", "markdown: escaped bar in code"),
    ("default", "code: out of a string"),
    ("value of an enum", "code: out of a list"),
    ("property, optional", "code: two words"),
    ("property, required", "names: ligature"),
    ("property, before renamed ones", "names: field"),
    ("tag, its name", "names: Japanese"),
    ("name under $defs", "names: Japanese"),
    ("name under $defs", "names: ligature"),
    ("tag, its value", "invisible: sentinel"),
]


# No payload can hold half a surrogate pair, or one name twice.
NO_PAYLOADS = {"invisible: half a pair", "names: other's name"}


def run(combinations, folder):
    batch = Batch(folder)
    for position, name in combinations:
        if position.startswith("payload") and name in NO_PAYLOADS:
            continue
        text = TEXTS.get(name, name)
        batch.add(f"{position} / {name}", POSITIONS[position](text), text)
    return batch.run()


def test_a_sample_of_places_and_texts(tmp_path):
    figures = run([*ALWAYS, *random.Random().sample(COMBINATIONS, 110)], tmp_path)
    assert not figures.wrong, "\n".join(figures.wrong)
    assert figures.rendered > figures.refused


@pytest.mark.fuzz
@pytest.mark.parametrize("position", POSITIONS)
def test_every_text_at(position, tmp_path):
    figures = run([(position, name) for name in TEXTS], tmp_path)
    print(f"{position}: {figures}")
    assert not figures.wrong, "\n".join(figures.wrong)


@pytest.mark.fuzz
def test_random_texts_at_random_places(tmp_path):
    chance = random.Random()
    alphabet = [
        *"\"'\\`|*_[](){}<>#%&$@!~^:;=+-/., \n\r\t\0ab0A",
        "canary()",
        '"""',
        "{{",
        "\u2028",
        "é",
        "\ue000",
        "ﬁ",
    ]
    batch = Batch(tmp_path)
    for number in range(3000):
        text = "".join(chance.choices(alphabet, k=chance.randint(1, 12)))
        position = chance.choice(list(POSITIONS))
        batch.add(f"{number}, {position} / {text!a}", POSITIONS[position](text), text)
    figures = batch.run()
    print(f"random texts: {figures}")
    assert not figures.wrong, "\n".join(figures.wrong)


def test_ruff_changes_no_text():
    texts = {
        f"p{number}": text for number, text in enumerate(TEXTS.values()) if len(text) < 2000 and "\ud800" not in text
    }
    described = {name: {"type": "string", "description": text, "default": text} for name, text in texts.items()}
    values = document({**thing(described)["components"]["schemas"], "Word": {"enum": [*texts.values()]}})
    plain, formatted = (generated(Case(values), "p", ruff=ruff)["p/models.py"] for ruff in (False, True))
    assert strings(formatted) == strings(plain)


def strings(code):
    """All strings of a file in order, docstrings without the white space that is the formatter's affair."""
    return [" ".join(node.value.split()) for node in ast.walk(ast.parse(code)) if is_string(node)]


def is_string(node):
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def test_files_that_no_text_belongs_into_are_the_same_for_all_documents():
    texts = {"components/x", *TEXTS.values()} - {"a\ud800b"}
    hostile = thing({f"p{n}": {"type": "string", "description": text} for n, text in enumerate(sorted(texts)[:80])})
    one, other = generated(Case(hostile), "p"), generated(Case(thing({"x": {"type": "string"}})), "p")
    alike = {path for path in one if path.startswith("p/")} - {"p/__init__.py", "p/models.py", "p/_definitions.py"}
    assert len(alike) > 5
    assert {path: one[path] for path in alike} == {path: other[path] for path in alike}


@pytest.mark.parametrize(
    "inputs", [(text,) for text in ("a --> b", "a\nb", "a\rb", "../x", "/x", "a b", "", '"""', "a--b", "a\u2028b")]
)
def test_the_name_of_an_input_can_not_leave_the_header(inputs, monkeypatch):
    monkeypatch.setattr("tests.hostile.batch.INPUTS", inputs)
    with pytest.raises(PipelineError) as refused:
        generated(Case(thing({"x": {"type": "string"}})), "p")
    assert str(refused.value).isprintable()


class TestTheJudges:
    """The oracles themselves see what they are there to see."""

    def test_the_canary_sees_code_that_runs(self, tmp_path):
        batch = Batch(tmp_path)
        batch.add("x", POSITIONS["default"]("x"), "x")
        batch._sources["p0/models.py"] += "canary()\n"
        assert "the canary was called" in str(batch.run().wrong)

    @pytest.mark.parametrize(
        "code",
        ["import os; os.system('true')", "open('x', 'w')", "import socket; socket.create_connection(('127.0.0.1', 9))"],
    )
    def test_the_canary_sees_what_code_does(self, code, tmp_path):
        batch = Batch(tmp_path)
        batch.add("x", POSITIONS["default"]("x"), "x")
        batch._sources["p0/models.py"] += code + "\n"
        assert any(event in str(batch.run().wrong) for event in ("os.system", "open", "socket.connect"))

    def test_the_canary_sees_a_payload_that_is_written_otherwise(self, tmp_path):
        batch = Batch(tmp_path)
        batch.add("x", POSITIONS["property, optional"]("a b"), "a b")
        batch._sources["p0/models.py"] = batch._sources["p0/models.py"].replace('"a b"', '"a_b"', 1)
        batch._payloads["p0"] = {"Thing": [{"a_b": "x", "a b": "y"}, {"other": 1}]}
        assert batch.run().wrong

    @pytest.mark.parametrize(
        "line",
        [
            "<b>x</b>",
            "[x](http://x)",
            "[x](Other.md)",
            "![x](y.png)",
            "a | b\n--- | ---\n1 | 2",
            "```mermaid\nclick\n```",
            "*x*",
        ],
    )
    def test_the_reader_of_pages_sees_what_is_not_ours(self, line):
        page = f"<!-- Generated by x -->\n# x\n\n{line}\n"
        assert list(pages.complaints(page, frozenset({"Thing.md", ""})))

    def test_a_refusal_that_says_little_is_unclear(self):
        assert not is_clear(PipelineError("x" * 5))
        assert is_clear(PipelineError("no", Location("openapi/run-step.yaml", "#/x", 3)))


def test_refusals_come_before_anything_is_rendered(monkeypatch):
    monkeypatch.setattr(pipeline, "rendered", lambda *_: pytest.fail("rendered"))
    with pytest.raises(PipelineError):
        generated(POSITIONS["reference"]("file:///etc/passwd"), "p")
