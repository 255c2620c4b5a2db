"""A page that is not of our grammar is refused, whichever template it came from."""

from __future__ import annotations

import pytest

from scripts.base.errors import PipelineError
from scripts.render import page_structure
from scripts.render.header import header

HEAD = header("html", ["a"])  # two lines, so that what follows begins in line 3
TABLE = "Name | Type\n---- | ----\n"


def told(text):
    with pytest.raises(PipelineError) as refused:
        page_structure.check(text, "docs/A.md")
    return str(refused.value)


def refusal(line, what):
    return (
        f"docs/A.md:{line}: a generated page holds {what}, which no template writes; mend the escaping, not the check"
    )


@pytest.mark.parametrize(
    "body",
    [
        "",
        "# A page\n",
        "### A **name** and a [**Link**](Link.md)\n",
        "[[Back to Model list]](README.md#documentation-for-models) [[Back to README]](README.md)\n",
        r"1 \< 2 and `a < b` and ``a ` b``" + "\n",
        "* `a`: [Link](Link.md)\n* one more\n",
        f"{TABLE}**a_b_** | **int**\n",
        f"{TABLE}a | `b`\nc | \n\nA paragraph after it.\n",
        f"{TABLE}\n\n{TABLE}a \\| b | c\n",
        '```json\n{\n  "a": [\n    1\n  ]\n}\n```\n\nText.\n',
        "```json\n1\n```\n```json\n2\n```\n",
        '```mermaid\nflowchart LR\n    n0["A"]\n    n1["…#233;B"]\n    n0 -->|"b"| n1\n    n1 --> n0\n```\n',
        "```mermaid\nflowchart LR\n```\n",
        "```python\nfrom a_b import C\n```\n",
    ],
)
def test_what_templates_write_is_a_page(body):
    page_structure.check(HEAD + body, "docs/A.md")


@pytest.mark.parametrize(
    ("body", "line", "shown"),
    [
        ("<script>\n", 3, "<script>"),
        ("Text.\n\nA <b>\n", 5, "A <b>"),
        ("## <b>\n", 3, "## <b>"),
        ("* <b>\n", 3, "* <b>"),
        ("a **b\n", 3, "a **b"),
        ("a ` b\n", 3, "a ` b"),
        ("[a](http://b)\n", 3, "[a](http://b)"),
        ("see www.b.c\n", 3, "see www.b.c"),
        ("a | b\n", 3, "a | b"),
        *((f"{line}\n", 3, line) for line in ("#### a", "#a", "- a", "+ a", "=", "> a", "1. a", "22) a", "    a")),
        ("x" * 85 + "<\n", 3, "x" * 80),
    ],
)
def test_a_line_that_no_template_writes_is_refused_where_it_stands(body, line, shown):
    assert told(HEAD + body) == " ".join(refusal(line, repr(shown)).split())


@pytest.mark.parametrize(
    ("body", "line", "shown"),
    [
        (f"{TABLE}a | b | c\n", 5, "a | b | c"),
        (f"{TABLE}a | b\nc\n", 6, "c"),
        (f"{TABLE}a | <b>\n", 5, "a | <b>"),
        (f"{TABLE}<a> | b\n", 5, "<a> | b"),
        (f"{TABLE}a | b\n\nc | d\n", 7, "c | d"),
        ("Name | Type\n---- | ---- | ----\n", 3, "Name | Type"),
        ("\n---- | ----\n", 3, ""),
    ],
)
def test_a_row_has_the_cells_of_its_table_and_nothing_odd_in_them(body, line, shown):
    assert told(HEAD + body) == refusal(line, repr(shown))


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("json", "{\n"),
        ("json", "{}\n{}\n"),
        ("", "1\n"),
        ("text", "1\n"),
        ("python", "import os\n"),
        ("python", "from a import B\nimport os\n"),
        ("python", ""),
        ("mermaid", "    n0 --> n0\n"),
        ("mermaid", "flowchart LR\n    click n0\n"),
        ("mermaid", "flowchart LR\n    n0 --> n1\n    click n0\n"),
        ("mermaid", 'flowchart LR\n    n0["A"]; click n0\n'),
        ("mermaid", 'flowchart LR\n    n0["A<b>"]\n'),
        ("mermaid", ""),
    ],
)
def test_a_fence_holds_only_what_its_language_allows(language, lines):
    body = f"Text.\n```{language}\n{lines}```\n"
    assert told(HEAD + body) == refusal(4, repr(f"```{language}"))


def test_the_page_of_examples_holds_code_and_the_others_an_import():
    body = f"{HEAD}```python\nassert A\n```\n"
    page_structure.check(body, "docs/all-models.md")
    assert told(body) == refusal(3, "'```python'")


def test_a_fence_that_nothing_closes_is_refused():
    assert told(f"{HEAD}```json\n1\n") == refusal(3, "'```json'")


def test_what_follows_a_fence_is_looked_at_again():
    assert told(f"{HEAD}```json\n[\n]\n```\n<b>\n") == refusal(7, "'<b>'")
    assert told(f"{HEAD}```json\n1\n```\n```json\n[\n```\n") == refusal(6, "'```json'")


@pytest.mark.parametrize("text", ["# A page\n", f"\n{HEAD}", HEAD.replace("Generated", "Made"), ""])
def test_a_page_begins_with_the_header(text):
    assert told(text) == refusal(1, "another beginning than the header")


@pytest.mark.parametrize(("character", "shown"), [("\u202e", r"'\u202e'"), ("\0", r"'\x00'"), ("\r", r"'\r'")])
def test_a_hidden_character_is_refused_where_it_stands(character, shown):
    assert told(f"{HEAD}# A page\n\na{character}b\n") == refusal(5, f"the hidden character {shown}")
