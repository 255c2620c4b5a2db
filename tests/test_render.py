"""The second line of defence: whatever escaping forgets, nothing is generated; mistakes are told with their place."""

from __future__ import annotations

import ast
import functools
import re
import shutil

import pytest
from jinja2 import ChoiceLoader, DictLoader

from scripts import pipeline
from scripts.errors import PipelineError
from scripts.reading import documents as documents_of
from scripts.records import engine
from scripts.records.view import Raw
from scripts.text import annotations, escape, escape_markdown, formatting, page_text, render, structure
from tests.hostile.batch import INPUTS, ROOT, _parsed, generated
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
}
HOSTILE = Case(document(SCHEMAS))


@pytest.fixture(autouse=True)
def quickly(monkeypatch):
    """Ruff refuses what is no Python; that takes no ruff."""
    monkeypatch.setattr(formatting, "formatted", _parsed)


def rendered(templates=TEMPLATES):
    schema = documents_of.parse(encoded(HOSTILE), name="openapi/run-step.yaml")
    return pipeline.files(schema, package="p", output="o", templates=templates, inputs=INPUTS)


def test_the_hostile_document_is_generated_as_it_should_be():
    made = rendered()
    assert "canary" not in {
        node.id for node in ast.walk(ast.parse(made["o/p/models.py"])) if isinstance(node, ast.Name)
    }
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
        ("cell", as_text),
        ("cell", escape_markdown.markdown),
        ("cell_code", as_text),
        ("cell_code", escape_markdown.code),
        ("code", as_text),
        ("json_block", as_text),
        ("markdown", as_text),
        ("mermaid", as_text),
        ("annotation", as_text),
        ("field_annotation", as_text),
        ("notes_cell", as_text),
        ("type_cell", as_text),
        ("type_notes", as_text),
    ],
)
def test_a_broken_filter_fails_the_build(name, broken, monkeypatch):
    monkeypatch.setitem(escape.FILTERS, name, broken)
    with pytest.raises((PipelineError, SyntaxError)):
        rendered()


@pytest.mark.parametrize(
    ("module", "name", "broken"),
    [
        (annotations, "literal", as_quoted),
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
    with pytest.raises((PipelineError, SyntaxError)):
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
    return pipeline.viewed(schema, "p", INPUTS)


def pages_of(template, text):
    """What is generated from one template, or all pages from a part of pages, if it holds another text."""
    package, parsed = viewed()
    environment = render.prepare(engine.environment(parsed, TEMPLATES))
    environment.loader = ChoiceLoader([DictLoader({template: text}), environment.loader])
    return {
        path: render.render(environment, used, path, records)
        for path, used, records in pipeline._pages(package, TEMPLATES)
        if used == template or (template == "docs/_parts.jinja" and used.startswith("docs/"))
    }


@pytest.mark.parametrize(("template", "span"), [*_filters()])
def test_a_forgotten_filter_fails_the_build(template, span):
    text = (TEMPLATES / template).read_text(encoding="utf-8")
    expected = pages_of(template.as_posix(), text)
    assert expected
    try:
        made = pages_of(template.as_posix(), text[: span[0]] + text[span[1] :])
    except (PipelineError, SyntaxError):
        return
    assert made == expected, "a filter is missing and nobody noticed"


@pytest.mark.parametrize(
    ("template", "old", "new", "told"),
    [
        (
            "package/models.py.jinja",
            "{% endfor %}",
            "{% endfro %}",
            r"models.py.jinja:\d+: mistake in a template: .*endfro",
        ),
        (
            "package/models.py.jinja",
            "{{ enum.name }}",
            "{{ enum.nmae }}",
            r"models.py.jinja:\d+: mistake in a template: .*nmae",
        ),
        (
            "package/models.py.jinja",
            "| docstring(4)",
            "| dicstring",
            r"models.py.jinja:\d+: mistake in a template: .*dicstring",
        ),
        (
            "package/models.py.jinja",
            " | docstring(4)",
            "",
            r"models.py.jinja:\d+: .*printed without an escaping filter",
        ),
        ("docs/model.md.jinja", "{{ field.name", "{{ field", r"model.md.jinja:\d+: .*without a filter"),
        (
            "docs/model.md.jinja",
            "{% for field in model.fields %}",
            "{% for field in model %}",
            r"model.md.jinja:\d+: .*iterable",
        ),
        ("docs/union.md.jinja", "{%", "{%%", r"union.md.jinja:\d+: mistake in a template"),
        ("docs/union.md.jinja", "docs/_parts.jinja", "docs/_prats.jinja", r"mistake in a template: .*_prats"),
    ],
)
def test_a_mistake_in_a_template_is_told_with_file_and_line(template, old, new, told, tmp_path):
    shutil.copytree(TEMPLATES, tmp_path / "templates")
    path = tmp_path / "templates" / template
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PipelineError) as refused:
        rendered(tmp_path / "templates")
    assert re.search(rf"\Atemplates/.*{told}", str(refused.value)) or re.search(told, str(refused.value))
    assert str(tmp_path) not in str(refused.value)


@pytest.mark.parametrize("value", [Raw("x"), 1, None, True, ["x"], b"x", object()])
def test_only_finished_text_is_printed(value):
    with pytest.raises(TypeError, match="without"):
        render._refuse_raw(value)


MODELS = generated(HOSTILE, "p")["p/models.py"]
STATEMENTS = [
    "canary()",
    "x = 1",
    "del HOME",
    "import os",
    "from os import system",
    "from ._model import canary",
    "for x in []:\n    pass",
    "while True:\n    pass",
    "def f(): pass",
    "class A: pass",
    "class A(Model, metaclass=canary): pass",
    "class A(canary): pass",
    "@canary\nclass A(Model): pass",
    "lambda: 1",
    "x: int = canary()",
    "X: TypeAlias = canary()",
    "X: TypeAlias = Literal[canary()]",
    "X: TypeAlias = Literal[f'{canary()}']",
    "X: TypeAlias = Annotated[int, canary()]",
    "X: TypeAlias = Annotated[int, Meta(extra=1)]",
    "X: TypeAlias = Annotated[int, Meta(ge=canary())]",
    "X: TypeAlias = canary[int]",
    "X: TypeAlias = __import__",
    "try:\n    pass\nfinally:\n    pass",
    "X: TypeAlias = [x for x in 'a']",
    "X: TypeAlias = int if 1 else str",
    "X: TypeAlias = HOME.upper",
    "assert 1",
    "f'{1}'",
    "1",
    "class A(Model):\n    x: int = canary()",
    "class A(Model):\n    x: int = field(default_factory=canary)",
    "class A(Model):\n    canary()",
    "class A(Model):\n    def f(self): pass",
    "class A(Model):\n    x = 1",
    "class A(Model, kw_only=canary()): pass",
    "class A(Model, **{}): pass",
    "class A(UnknownVariant, tag=canary()): pass",
    "class A(UnknownVariant):\n    canary()",
    "class A(Model):\n    x: int = field(*canary)",
    "if TYPE_CHECKING:\n    canary()",
    "global x",
    "raise HOME",
    "with HOME:\n    pass",
    "'\\u202e'; x",
    "print",
    "X: TypeAlias = (yield)",
]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_code_of_another_shape_is_refused(statement):
    with pytest.raises(PipelineError, match="which no template writes; mend the escaping, not the check"):
        structure.check(MODELS + statement + "\n", "p/models.py")


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("p/__init__.py", "__all__ = [canary()]"),
        ("p/__init__.py", "__all__ = canary"),
        ("p/__init__.py", "x = []"),
        ("p/__init__.py", "from os import path"),
        ("p/__init__.py", "from .models import x as y"),
        ("p/_definitions.py", "COMPONENTS: Any = {}"),
        ("p/_definitions.py", "COMPONENTS: Final[dict[str, dict[str, Any]]] = canary()"),
        ("p/_definitions.py", "X: Any = {}"),
        ("p/_definitions.py", "COMPONENTS: Final[dict[str, dict[str, Any]]] = {'a': canary()}"),
        ("p/_definitions.py", "import os"),
        ("p/_definitions.py", "COMPONENTS: Final[dict[str, dict[str, Any]]] = {**{}}"),
        ("p/_model.py", "x = '\u202e'"),
    ],
)
def test_other_files_have_shapes_of_their_own(path, code):
    with pytest.raises(PipelineError, match="which no template writes"):
        structure.check(code + "\n", path)
