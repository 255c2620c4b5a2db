"""A file without its texts is the same as without neutral ones, or it is refused where it differs."""

from __future__ import annotations

import contextlib
import io
import tokenize

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from scripts.base.errors import PipelineError
from scripts.render import structure

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
TABLE = "Name | Type\n---- | ----\n"


def told(text, neutral, path):
    with pytest.raises(PipelineError) as refused:
        structure.check(text, neutral, path)
    return str(refused.value)


def refusal(path, line, what, shown):
    hint = "escape it for the place that the template prints it to"
    return " ".join(f"{path}:{line}: the file would hold {what}: {shown!r}; {hint}".split())


def changed(path, line, shown):
    return refusal(path, line, "text of the document that changes its structure", shown)


@pytest.mark.parametrize(
    ("text", "neutral"),
    [
        ("x = 1\n", "x = 1\n"),
        ('x: Literal["a", "b\\"]"]\n', 'x: Literal["text", "text"]\n'),
        ("x = '\"\\'#'\n", "x = 'text'\n"),
        ('"""One.\n\nTwo \\"""" or ""\n', '"""text""" or ""\n'),
        ("'''a'b\n''' + 'a'\n", "'''text''' + 'a'\n"),
        ('x = "a\\\nb"  # it\'s "so\n', 'x = "text"  # text\n'),
        ("import os\nos.getcwd()  # whatever a template writes\n", "import os\nos.getcwd()  # whatever\n"),
    ],
)
def test_code_may_hold_other_texts(text, neutral):
    structure.check(text, neutral, "p/models.py")


@pytest.mark.parametrize(
    ("text", "neutral", "line", "shown"),
    [
        ("Word\n", "text\n", 1, "Word"),
        ("x = word\n", "x = text\n", 1, "x = word"),
        ("x = 1\ny = 2\n", "x = 1\n", 2, "y = 2"),
        ("x = 1\n", "x = 1\ny = 2\n", 2, ""),
        ('x = ["a"], canary(), ["b"]\n', 'x = ["text"]\n', 1, 'x = ["a"], canary(), ["b"]'),
        ('"""A\nB"""\nx = """C"""\ncanary()\n"""D"""\n', '"""text"""\nx = """text"""\n', 4, "canary()"),
        ('"""x""""\n', '"""text"""\n', 1, '"""x""""'),
        ('"""x\\"""\n', '"""text"""\n', 1, '"""x\\"""'),
        ("# a\ncanary()\n", "# text\n", 2, "canary()"),
        ('x = f"{a}", "b"\n', 'x = f"{a}", "text"\n', 1, 'x = f"{a}", "b"'),
        ("x = fr'{a}'\n", "x = fr'text'\n", 1, "x = fr'{a}'"),
        (f"{'x' * 85}\n", "x\n", 1, "x" * 80),
    ],
)
def test_text_that_becomes_code_is_refused_where_it_stands(text, neutral, line, shown):
    assert told(text, neutral, "p/models.py") == changed("p/models.py", line, shown)


@settings(suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])  # most texts are no Python
@given(st.text(alphabet="\"'\\#\n ax=", max_size=30))
@example("'''a'b''' 'c'")
@example('x = \'\' \'\\\'\' """"a\\""""')
@example("x = '#'  # '''\na")
@example("'\\\n#'")
def test_what_is_left_of_code_is_what_python_reads_outside_of_strings_and_comments(text):
    text += "\n"  # as each file ends: without it Python's tokenizer adds one, but not after every line
    tokens = significant(text)
    assume(tokens is not None)
    left = structure._of_code(text, lambda found: "#" if found[0].startswith("#") else "'a'")
    assert significant(left) == tokens


def significant(text):
    """Python's tokens, each string as the same one, without comments; None if it is no Python."""
    try:
        compile(text, "x", "exec")
    except SyntaxError:
        return None
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    kept = [token for token in tokens if token.type not in {tokenize.COMMENT, tokenize.NL}]
    return [(token.type, token.type == tokenize.STRING or token.string) for token in kept]


@pytest.mark.parametrize(
    ("text", "neutral"),
    [
        ("", ""),
        ("# One\n\nTwo `a < b` and ``a ` b`` 1 \\< 2.\n", "# One\n\ntext\n"),
        ("* `a | b`: c\n", "* text\n"),
        ("1\\. a\n", "text\n"),
        (f"{TABLE}`a\\|b` c | \\*d\n", f"{TABLE}text | text\n"),
        ('```json\n{\n  "a": [\n    1\n  ]\n}\n```\n\nOne.\n', "```json\ntext\n```\n\ntext\n"),
        ("```mermaid\nclassDiagram\n    A --> B : b\n```\n", "```mermaid\nclassDiagram\n    A --> B : b\n```\n"),
        ("[**Link**](Link.md) <b>whatever a template writes</b>\n", "[**Link**](Link.md) <b>whatever</b>\n"),
        ("a: b, wwW, how\n", "text\n"),
    ],
)
def test_a_page_may_hold_other_texts(text, neutral):
    structure.check(text, neutral, "docs/A.md")


@pytest.mark.parametrize(
    ("line", "neutral"),
    [
        *(
            (line, "text")
            for line in ("a <b>", "a **b", "a ` b", "[a](b)", "a | b", "a & b", "a ~b", "$a$", "@a", "{a}")
        ),
        *((line, "text") for line in ("http://a", "x://a", "see www.a", "see wWw.a", "a_b_", "<!-- a", "a\\")),
        *((line, "text") for line in ("# a", "#a", "- a", "+ a", "* a", "= a", "> a", "1. a", "22) a", "    a", "---")),
        *((line, "text") for line in ("===", "~~~", "```", "```json", " - 1. a")),
        *((line, "* text") for line in ("* - a", "* > a", "* 1. a", "* # a", "- a", "*a")),
    ],
)
def test_text_that_becomes_markup_is_refused_where_it_stands(line, neutral):
    before, other = "# One\n\n```json\n{\n}\n```\n", "# One\n\n```json\ntext\n```\n"
    assert told(f"{before}{line}\n", f"{other}{neutral}\n", "docs/A.md") == changed("docs/A.md", 7, line)


@pytest.mark.parametrize(
    ("text", "neutral", "line", "shown"),
    [
        ("a\n\nb\n", "text\n", 3, "b"),
        ("a\n", "text\n\ntext\n", 2, ""),
        (f"{TABLE}a | b | c\n", f"{TABLE}text | text\n", 3, "a | b | c"),
        (f"{TABLE}a | `b | c`\n", f"{TABLE}text | text\n", 3, "a | `b | c`"),
        (f"{TABLE}a\nb | c\n", f"{TABLE}text | text\n", 3, "a"),
        ("`a|b`\n:-- | --:\n", "text\n:-- | --:\n", 1, "`a|b`"),
        ("```json\n{\n```\n}\n```\n", "```json\ntext\n```\n", 4, "}"),
        ("```json\n{\n", "```json\ntext\n```\n", 1, "```json"),
        ("```mermaid\n    A --> B\n    click A\n```\n", "```mermaid\n    A --> B\n```\n", 3, "    click A"),
    ],
)
def test_text_that_ends_a_place_of_a_page_is_refused(text, neutral, line, shown):
    assert told(text, neutral, "docs/A.md") == changed("docs/A.md", line, shown)


def read(line, before):
    """What a renderer makes of a line: its tokens, with nothing of its text and of its code."""
    tokens = READER.parse(f"{before}{line}\n")
    inline = [
        child.type for token in tokens for child in token.children or [] if child.type not in {"text", "code_inline"}
    ]
    return [token.type for token in tokens], inline


@given(
    st.text(alphabet='\\`*_[]()<>|~&#+-=1.ab "!:/w', min_size=1, max_size=20),
    st.sampled_from(["", "* ", TABLE + "a | "]),
)
@example("`a|b`", TABLE)
@example("- a", "* ")
@example("`` ` ``", "")
def test_a_renderer_finds_nothing_but_text_in_a_line_that_is_taken(line, before):
    line = line.strip()
    with contextlib.suppress(PipelineError):
        structure.check(f"{before}{line}\n", f"{before}text\n", "docs/A.md")
        assert read(line, before) == read("text", before)


@pytest.mark.parametrize(("character", "shown"), [("\u202e", r"'\u202e'"), ("\0", r"'\x00'"), ("\r", r"'\r'")])
@pytest.mark.parametrize("path", ["docs/A.md", "p/models.py", "p/py.typed"])
def test_a_hidden_character_is_refused_where_it_stands(character, shown, path):
    text = f"# A\n\n# a{character}b\n"
    assert f"{path}:3: the file would hold the hidden character {shown}: " in told(text, text, path)


def test_a_diagram_holds_what_its_renderer_reads():
    text = "# Ü\n```mermaid\nflowchart LR\n    n0[{}]\n```\n"
    structure.check(text.format('"…Ü"'), text.format('"…Ü"'), "docs/A.md")
    what = "a name that no diagram can hold"
    assert told(text.format("Ü"), text.format("Ü"), "docs/A.md") == refusal("docs/A.md", 2, what, "```mermaid")


def test_the_address_of_an_object_is_refused_but_not_a_text_of_the_document_that_looks_like_one():
    shown = f"a {object()!r}"
    structure.check('x = "<a at 0x1>"\n', 'x = "text"\n', "p/models.py")
    assert told(f"# One\n\n{shown}\n", f"# One\n\n{shown}\n", "docs/A.md") == refusal(
        "docs/A.md", 3, "the address of an object", shown
    )
