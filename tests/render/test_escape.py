"""Each escaping function gives back its text to whoever reads the place that it is for."""

from __future__ import annotations

import ast
import io
import json
import re
import tokenize
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from scripts.base import characters
from scripts.ir.records import Raw
from scripts.render import escape
from scripts.render.escape_markdown import cell, cell_code, code, json_block, markdown, mermaid
from scripts.render.literals import literal
from tests.hostile.texts import TEXTS

SPECIAL = st.text(alphabet="\"'\\`|*_[](){}<>#%&$@!~^:;=+-/., \n\t\r\0ab01é\u2028\u202e\ue000😀", max_size=30)
ANY = st.one_of(SPECIAL, st.text(), st.sampled_from([text for text in TEXTS.values() if len(text) < 6000]))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | ANY,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY, inner, max_size=3),
    max_leaves=8,
)
READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def words(text):
    return " ".join(text.split())


def shown(text):
    """The text as a reader has it who sees every character: our own spelling of hidden ones, nothing else of ours."""
    return words(characters.visible(text))


def content(tokens):
    """What a reader of Markdown sees, with backticks around code."""
    parts = {"text": "{}", "code_inline": "`{}`", "softbreak": " "}
    return "".join(parts[child.type].format(child.content) for token in tokens for child in token.children or [])


@given(ANY, st.sampled_from([0, 4]))
@example('x"""', 0)
@example('\\"', 4)
@example("\\", 0)
def test_a_docstring_is_one_string_that_evaluates_to_the_text(text, indent):
    made = escape.docstring(Raw(text), indent)
    if not shown(text):
        assert made == ""  # a place without a text has no docstring
        return
    tokens = [token.type for token in tokenize.generate_tokens(io.StringIO(made + "\n").readline)]
    assert tokens == [tokenize.STRING, tokenize.NEWLINE, tokenize.ENDMARKER]
    assert words(ast.literal_eval(made)) == shown(text)


@given(st.text(alphabet="ab \n", max_size=300))
def test_the_lines_of_a_docstring_are_short_and_indented(text):
    lines = escape.docstring(Raw(text), 4).split("\n")
    assert all(len(line) <= 107 for line in lines)
    assert all(line.startswith("    ") or not line for line in lines[1:])


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("X marks it.", '"""X marks it."""'),
        ("One\nline.", '"""One line."""'),
        ("One.\n \t\n\nTwo.", '"""One.\n\nTwo.\n"""'),
        (f"{'x' * 94} well-known {'y' * 120}.", f'"""{"x" * 94}\nwell-known\n{"y" * 120}.\n"""'),
        (f"{'x' * 49} {'y' * 50} z", f'"""{"x" * 49} {"y" * 50}\nz\n"""'),
        ('a"', '"""a\\""""'),
        ("", ""),
    ],
)
def test_a_docstring_has_its_paragraphs_and_breaks_no_word(text, made):
    assert escape.docstring(Raw(text)) == made
    assert escape.docstring(text, 4) == made.replace("\n", "\n    ").replace("\n    \n", "\n\n")


@given(JSON)
@example(-0.0)
@example({"\ud800": ["\U0010ffff"]})
def test_a_literal_evaluates_to_the_value(value):
    made = literal(value)
    assert made.isascii()
    assert made.isprintable()
    assert repr(ast.literal_eval(made)) == repr(value)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf"), b"x", object(), {1: 2}, {"a": {3}}])
def test_what_is_no_json_has_no_literal(value):
    with pytest.raises((TypeError, ValueError, AttributeError)):
        literal(value)


@given(ANY)
@example("1. x")
@example("- x")
@example("``a` b `c``")
@example("www.x.y http://a")
def test_prose_renders_as_it_is_written(text):
    tokens = READER.parse(markdown(Raw(text)))
    assert [token.type for token in tokens] in ([], ["paragraph_open", "inline", "paragraph_close"])
    assert words(content(tokens)).replace("` ", "`").replace(" `", "`") == shown(text).replace("` ", "`").replace(
        " `", "`"
    )


@given(ANY)
@example("`a\\|b`")
@example("a \\| b")
@example("\\")
def test_prose_in_a_cell_renders_as_it_is_written(text):
    table = READER.parse(f"a | b | c\n--- | --- | ---\nx | {cell(Raw(text))} | y\n")
    cells = [table[at + 1] for at, token in enumerate(table) if token.type == "td_open"]
    assert [one.content for one in (cells[0], cells[2])] == ["x", "y"]
    assert len(cells) == 3
    assert words(content([cells[1]])).replace("` ", "`").replace(" `", "`") == shown(text).replace("` ", "`").replace(
        " `", "`"
    )


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("a `b` c `d` ` ` <e>", r"a `b` c `d` ` ` \<e\>"),
        ("`a * b` and *", r"`a * b` and \*"),
        ("http://a.b www.c.d", r"http:\/\/a.b www\.c.d"),
        ("1. 2. a - b", r"1\. 2. a - b"),
        ("# # a", r"\# # a"),
    ],
)
def test_prose_is_escaped_where_it_has_to_be(text, made):
    assert markdown(text) == cell(text) == made


def test_a_bar_in_a_cell_is_escaped_in_code_too():
    assert cell("`a|b` | `c|d` | `e`") == r"`a\|b` \| `c\|d` \| `e`"
    assert markdown("`a|b` | `c|d` | `e`") == r"`a|b` \| `c|d` \| `e`"


@given(ANY)
@example("")
@example(" ")
@example("`")
@example("a  b")
def test_a_value_as_code_shows_every_character(text):
    [_, inline, _] = READER.parse(f"x {code(Raw(text))} y")
    assert [child.type for child in inline.children] == ["text", "code_inline", "text"]
    assert inline.children[1].content == characters.exact(text)


@given(ANY)
@example("a\\|b")
def test_a_value_as_code_in_a_cell_shows_every_character(text):
    table = READER.parse(f"a | b\n--- | ---\n{cell_code(Raw(text))} | y\n")
    cells = [table[at + 1] for at, token in enumerate(table) if token.type == "td_open"]
    assert [[child.content for child in one.children if child.content] for one in cells] == [
        [characters.exact(text)],
        ["y"],
    ]


@given(JSON)
@example({"```": "\u2028\u202e```"})
def test_json_in_a_fence_stays_json_in_the_fence(value):
    value = json.loads(json.dumps(value))
    made = json_block(Raw(json.dumps(value, indent=2, ensure_ascii=False)))
    assert characters.first_hidden(made) is None
    [fence] = READER.parse(f"```json\n{made}\n```\n")
    assert repr(json.loads(fence.content)) == repr(value)


@given(st.text(min_size=1))
def test_a_label_of_a_diagram_is_quoted_and_can_be_read_back(name):
    made = mermaid(name)
    assert re.fullmatch(r'"(?:[A-Za-z0-9_…]|#\d+;)+"', made, re.ASCII)
    assert re.sub(r"#(\d+);", lambda found: chr(int(found[1])), made[1:-1]) == name


@pytest.mark.parametrize(
    ("value", "made"),
    [
        (7, "`7`"),
        ("", '`""`'),
        (" a  b ", r"`\x20a \x20b\x20`"),
        ("a\n\u202e", r"`a\n\u202e`"),
        (Raw([1]), "`[1]`"),
        ("a`b", "``a`b``"),
        ("a``b`", "``` a``b` ```"),
        ("`", "`` ` ``"),
    ],
)
def test_a_value_as_code_is_this(value, made):
    assert code(value) == cell_code(value) == made


@pytest.mark.parametrize(
    ("text", "made"),
    [("a\r\nb\tc", "a\nb c"), ("a\rb", r"a\rb"), ("a\u00a0b", r"a\xa0b"), ("\U000e0000", r"\U000e0000")],
)
def test_line_ends_stay_and_what_is_hidden_is_spelled_out(text, made):
    assert characters.visible(text) == made


class TestHiddenCharacters:
    def test_no_character_that_this_python_calls_unprintable_is_shown(self):
        hidden = [chr(code) for code in range(0x110000) if not chr(code).isprintable()]
        assigned = [one for one in hidden if unicodedata.category(one) != "Cn" and one != "\n"]
        assert [one for one in assigned if characters.first_hidden(one) is None] == []

    def test_nothing_of_what_is_listed_depends_on_the_version_of_unicode(self):
        listed = [chr(code) for code in range(0x110000) if characters.first_hidden(chr(code)) is not None]
        assert len(listed) == 205_340  # counted once; a Python with another figure would generate other bytes

    @given(ANY)
    def test_what_was_hidden_is_spelled_out(self, text):
        made = characters.visible(text)
        assert characters.first_hidden(made) is None
        assert characters.visible(made) == made

    @given(ANY)
    def test_values_that_differ_are_shown_differently_unless_they_hold_a_backslash(self, text):
        other = text + " "
        assert "\\" in text or characters.exact(text) != characters.exact(other)
