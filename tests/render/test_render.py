"""The second line of defence: whatever escaping forgets, nothing is generated; mistakes are told with their place."""

from __future__ import annotations

import ast
import functools
import re
import shutil

import pytest
from jinja2 import ChoiceLoader, DictLoader, FileSystemLoader, FunctionLoader

from scripts import pipeline
from scripts.base.errors import Location, PipelineError
from scripts.documents import reading as documents_of
from scripts.ir.intermediate import intermediate
from scripts.ir.records import Raw
from scripts.render import annotations, escape, escape_markdown, header, page_text, rendering
from scripts.render.neutral import neutral
from tests.hostile.batch import INPUTS, ROOT
from tests.hostile.positions import Case, document, encoded

TEMPLATES = ROOT / "templates"

# Breaks out of every place at once, and is valid Python and Markdown where it does.
QUOTED = 'x"], canary(), Literal["y'
DOCSTRING = '"""\n    canary()\n    """'
PROSE = "a | b <b>c</b> [d](http://e) `f|g`"
SCHEMAS = {
    "Word": {"type": "string", "enum": [QUOTED, "b`"], "description": f"{DOCSTRING} {PROSE}"},
    "One": {
        "type": "object",
        "description": f"{DOCSTRING} {PROSE}",
        "required": ["kind", "a b"],
        "properties": {
            "kind": {"const": QUOTED, "description": f"{DOCSTRING} {PROSE}"},
            "a b": {"type": "string", "format": "`x` |", "description": f"{DOCSTRING} {PROSE}"},
            "é": {"allOf": [{"$ref": "#/components/schemas/Word"}], "default": "b` |"},
            "ü": {"$ref": "#/components/schemas/Two"},
            "fixed": {"const": QUOTED + "`|"},
            "two": {"$ref": "#/components/schemas/Two"},
            "size": {"type": "object", "properties": {"x": {"type": "integer"}}},
            "list": {"type": "array", "items": {"$ref": "#/components/schemas/Word"}},
        },
        "examples": [{"kind": "\u202e", "a b": "x"}],
        "additionalProperties": {"type": "integer", "maximum": 5},
    },
    "Two": {"type": "object", "required": ["kind"], "properties": {"kind": {"const": "|`two"}}},
    "Either": {
        "oneOf": [{"$ref": "#/components/schemas/One"}, {"$ref": "#/components/schemas/Two"}],
        "description": f"{DOCSTRING} {PROSE}",
    },
    "Codes": {
        "type": "array",
        "items": {"type": "string", "format": "`x` <b>"},
        "minItems": 1,
        "description": DOCSTRING + PROSE,
    },
    "Whole": {
        "type": "object",
        "required": ["`i|"],
        "properties": {"`i|": {"type": "string"}, "x": {"type": "string"}},
    },
    "Piece": {
        "type": "object",
        "x-accumulate": {"name": "Thing", "list": "things", "whole": "Whole", "id": "`i|", "delta": "`d"},
        "required": ["`i|", "`d"],
        "properties": {
            "`i|": {"type": "string"},
            "`d": {
                "type": "object",
                "x-grows": {"unless-known": "`k"},
                "properties": {
                    "`k": {"type": "string", "enum": [QUOTED, "b"]},
                    "text|": {"type": "string", "x-grows": True},
                },
            },
        },
    },
    "Told": {
        "oneOf": [
            {
                "type": "object",
                "required": ["`n", "`t|"],
                "properties": {"`n": {"const": QUOTED}, "`t|": {"$ref": "#/components/schemas/Piece"}},
            },
            {
                "type": "object",
                "x-stream-end": "cut",
                "required": ["`n", "`t|"],
                "properties": {"`n": {"const": "over"}, "`t|": {"const": QUOTED}},
            },
        ],
        "x-event-stream": {"name": "`n", "data": "`t|"},
        "description": f"{DOCSTRING} {PROSE}",
    },
}
OPERATION = {
    "tags": ["things"],
    "description": f"{DOCSTRING} {PROSE}",
    "parameters": [
        {"name": QUOTED, "in": "query", "description": PROSE, "schema": {"type": "string", "default": "b` |"}},
        {"name": "X-`a|b`", "in": "header", "required": True, "schema": {"type": "string", "examples": [QUOTED]}},
        {"name": "after", "in": "query", "schema": {"type": "string"}},
    ],
}
LIST = {
    "type": "object",
    "required": ["data"],
    "properties": {
        "data": {"type": "array", "items": {"$ref": "#/components/schemas/Item"}},
        "has_more": {"type": "boolean"},
    },
}
ITEM = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}


def json_of(schema):
    return {"description": PROSE, "content": {"application/json": {"schema": schema}}}


PATHS = {
    "/things/it's": {
        "get": {**OPERATION, "operationId": "list", "responses": {"200": json_of(LIST)}},
        "post": {
            **OPERATION,
            "operationId": "make",
            "requestBody": json_of({"$ref": "#/components/schemas/One"}),
            "responses": {"200": json_of({"$ref": "#/components/schemas/Either"})},
        },
    }
}
HOSTILE = Case(document({**SCHEMAS, "Item": ITEM}, paths=PATHS, servers=[{"url": "https://example.com/v1"}]))


def rendered(templates=TEMPLATES):
    schema = documents_of.parse(encoded(HOSTILE), name="openapi/run-step.yaml")
    return pipeline.rendered(intermediate(schema, "p", INPUTS), ("o", "o/docs"), templates)


def test_the_hostile_document_is_generated_as_it_should_be():
    made = rendered()
    for module in ("models", "streams", "__init__"):
        tree = ast.parse(made[f"o/p/{module}.py"])
        assert "canary" not in {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert "canary()" in made["o/docs/One.md"]


def as_text(value, *_):
    return value.text if isinstance(value, Raw) else str(value)


def as_quoted(value, *_):
    return f'"{as_text(value)}"'


def as_docstring(value, *_):
    return f'"""{as_text(value)}"""'


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("docstring", as_text),
        ("docstring", as_docstring),
        ("literal", as_text),
        ("literal", as_quoted),
        ("code", as_text),
        ("json_block", as_text),
        ("markdown", as_text),
        ("mermaid", as_text),
        ("annotation", as_text),
        ("field_annotation", as_text),
        ("type_cell", as_text),
        ("type_notes", as_text),
        ("address", as_text),
        ("argument", as_text),
        ("arguments", as_text),
        ("path_template", as_text),
        ("results", as_text),
        ("returned", as_text),
    ],
)
def test_a_broken_filter_fails_the_build(name, broken, monkeypatch):
    monkeypatch.setitem(escape.FILTERS, name, broken)
    with pytest.raises(PipelineError):
        rendered()


@pytest.mark.parametrize(
    ("module", "name", "broken"),
    [
        (annotations, "literal", as_quoted),
        (page_text, "cell", as_text),
        (page_text, "cell", escape_markdown.markdown),
        (page_text, "cell_code", as_text),
        (page_text, "cell_code", escape_markdown.code),
        (escape, "python_literal", as_quoted),
        (escape_markdown, "_escaped", lambda text: text),
        (escape_markdown, "_span", lambda text: f"`{text}`"),
        (escape_markdown, "_prose", lambda text: [text]),
        (escape_markdown, "exact", lambda text: text),
    ],
)
def test_a_broken_part_of_an_escaping_function_fails_the_build(module, name, broken, monkeypatch):
    if name in {"_span", "exact"}:
        monkeypatch.setitem(SCHEMAS["Word"], "enum", ["a`b` c|", "x\u202ey"])
        monkeypatch.setitem(SCHEMAS["One"]["properties"]["é"], "default", "x\u202ey")
    monkeypatch.setattr(module, name, broken)
    with pytest.raises(PipelineError):
        rendered()


def _filters():
    for template in sorted(TEMPLATES.rglob("*.jinja")):
        text = template.read_text(encoding="utf-8")
        for found in re.finditer(r" \| (\w+)(\([^)]*\))?(?=[^{}]*[%}]\})", text):
            line = text.count("\n", 0, found.start()) + 1
            yield pytest.param(
                template.relative_to(TEMPLATES), found.span(), id=f"{template.name}:{line}:{found.start()}:{found[1]}"
            )


@functools.cache
def viewed():
    schema = documents_of.parse(encoded(HOSTILE), name="openapi/run-step.yaml")
    return pipeline.intermediate(schema, "p", INPUTS)


def pages_of(template, text):
    """What is generated from one template, or all pages from a part of pages, if it holds another text."""
    package = viewed()
    environment = rendering.environment(ChoiceLoader([DictLoader({template: text}), FileSystemLoader(TEMPLATES)]))
    pairs = zip(pipeline._pages(package, TEMPLATES), pipeline._pages(neutral(package), TEMPLATES), strict=True)
    return {
        path: rendering.render(environment, used, path, records, neutral_records)
        for (path, used, records), (*_, neutral_records) in pairs
        if used == template
        or (template == "docs/_parts.jinja" and used.startswith("docs/"))
        or (template == "package/parts/classes.jinja" and used.startswith("package/"))
    }


@pytest.mark.parametrize(("template", "span"), [*_filters()])
def test_a_forgotten_filter_fails_the_build(template, span):
    text = (TEMPLATES / template).read_text(encoding="utf-8")
    expected = pages_of(template.as_posix(), text)
    assert expected
    try:
        made = pages_of(template.as_posix(), text[: span[0]] + text[span[1] :])
    except PipelineError:
        return
    assert made == expected, "a filter is missing and nobody noticed"


@pytest.mark.parametrize(
    ("template", "old", "new", "told"),
    [
        (
            "package/parts/classes.jinja",
            "{% endfor %}",
            "{% endfro %}",
            r"classes.jinja:\d+: mistake in a template: .*endfro",
        ),
        (
            "package/parts/classes.jinja",
            "{{ enum.name }}",
            "{{ enum.nmae }}",
            r"classes.jinja:\d+: mistake in a template: .*nmae",
        ),
        (
            "package/parts/classes.jinja",
            "| docstring(4)",
            "| dicstring",
            r"classes.jinja:\d+: mistake in a template: .*dicstring",
        ),
        (
            "package/parts/classes.jinja",
            " | docstring(4)",
            "",
            r"classes.jinja:\d+: .*printed without an escaping filter",
        ),
        ("docs/model.md.jinja", "column.cell(field)", "field", r"model.md.jinja:\d+: .*without a filter"),
        (
            "docs/model.md.jinja",
            "{% for field in model.members %}",
            "{% for field in model %}",
            r"model.md.jinja:\d+: .*iterable",
        ),
        ("docs/union.md.jinja", "{%", "{%%", r"union.md.jinja:\d+: mistake in a template"),
        ("docs/union.md.jinja", "docs/_parts.jinja", "docs/_prats.jinja", r"mistake in a template: .*_prats"),
    ],
)
def test_a_mistake_in_a_template_is_reported_with_file_and_line(template, old, new, told, tmp_path):
    shutil.copytree(TEMPLATES, tmp_path / "templates")
    path = tmp_path / "templates" / template
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PipelineError) as refused:
        rendered(tmp_path / "templates")
    assert re.search(rf"\Atemplates/.*{told}", str(refused.value)) or re.search(told, str(refused.value))
    assert str(tmp_path) not in str(refused.value)


def test_a_module_of_the_runtime_is_copied_with_the_header_before_it(tmp_path):
    (tmp_path / "_a.py").write_text('"""é"""\n', encoding="utf-8")
    assert rendering.with_header(tmp_path / "_a.py", INPUTS) == header.header("hash", INPUTS) + '"""é"""\n'


def test_a_module_of_the_runtime_that_cannot_be_read_is_an_error_with_its_place(tmp_path):
    (tmp_path / "_a.py").write_bytes(b"\xff")
    for name, reason in (("_a.py", "it is not UTF-8"), ("_b.py", "No such file or directory")):
        with pytest.raises(PipelineError) as refused:
            rendering.with_header(tmp_path / name, INPUTS)
        assert str(refused.value) == f"templates/runtime/{name}: can't be read: {reason}"


def from_template(text, path="a.txt", template="a.jinja", **records):
    loader = FunctionLoader(lambda name: (text, name, None) if name == "a.jinja" else None)
    environment = rendering.environment(loader)
    return rendering.render(environment, template, path, records, records)


@pytest.mark.parametrize(
    ("value", "what"),
    [
        (Raw("x"), "text of the document is printed without an escaping filter"),
        (1, "a int is printed without a filter"),
        (None, "a NoneType is printed without a filter"),
        (True, "a bool is printed without a filter"),
        (["x"], "a list is printed without a filter"),
        (b"x", "a bytes is printed without a filter"),
        (object(), "a object is printed without a filter"),
    ],
)
def test_only_finished_text_is_printed(value, what):
    with pytest.raises(PipelineError) as refused:
        from_template("a\n{{ value }}\n", value=value)
    assert str(refused.value) == f"templates/a.jinja:2: mistake in a template: {what}"


def test_a_template_that_is_not_there_is_reported_without_a_line():
    with pytest.raises(PipelineError) as refused:
        from_template("", template="b.jinja")
    assert refused.value.where == Location("templates/b.jinja")
    assert str(refused.value).startswith("templates/b.jinja: mistake in a template: ")


def test_a_text_has_no_space_at_line_ends_and_no_two_blank_lines():
    assert from_template("\n\n  X a \t\n \n\n\n b X \n\n\n") == "  X a\n\n b X\n"
    assert from_template("X") == "X\n"


@pytest.mark.parametrize(("style", "last"), [("python", "`make generate`."), ("markdown", "`make generate`. -->")])
def test_the_header_ends_its_own_line(style, last):
    assert from_template(f"{{{{ ('a',) | header('{style}') }}}}|\n").endswith(f"{last}|\n")
