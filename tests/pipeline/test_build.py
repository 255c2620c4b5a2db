"""`pipeline.build`: a document in memory becomes a package in memory."""

from __future__ import annotations

import json

import pytest

from scripts import pipeline
from scripts.base.errors import PipelineError
from tests.support.packages import build, document, imported

SCHEMAS = {
    "A": {"type": "object", "description": "One.", "properties": {"b": {"$ref": "#/components/schemas/B"}}},
    "B": {"type": "object", "properties": {"n": {"type": "integer"}}},
    "C": {"type": "object", "properties": {"t": {"type": "string"}}},
}


def test_what_comes_out_is_files_by_path_and_the_schema_that_they_are_made_from():
    built = build(SCHEMAS, "shape", roots=["A"])
    public = {path for path in built.files if "/_" not in path}
    assert public == {
        *("shape/models.py", "shape/py.typed"),
        *("docs/A.md", "docs/B.md", "docs/README.md", "docs/all-models.md"),
    }
    assert {"shape/__init__.py", "shape/__main__.py"} <= built.files.keys()
    assert not {f"shape/{module}.py" for module in (*pipeline.OF_STREAMS, *pipeline.OF_HOOKS)} & built.files.keys()
    assert not [path for path in built.files if "/client/" in path]
    assert built.schema["components"]["schemas"] == {"A": SCHEMAS["A"], "B": SCHEMAS["B"]}
    assert built.repairs == ()


def test_a_star_takes_every_component_schema():
    assert build(SCHEMAS, roots=["*"]).schema["components"]["schemas"] == SCHEMAS


def test_all_operations_can_be_taken_without_some():
    answers = {"responses": {"204": {"description": "Done."}}}
    source = document({}, paths={"/a": {"get": answers, "put": answers}, "/b": {"get": answers}})
    built = build(source, roots=(), operations=["*"], without=["put /a"])
    assert built.schema["paths"] == {"/a": {"get": answers}, "/b": {"get": answers}}


def test_what_is_built_can_be_imported(tmp_path):
    module = imported(SCHEMAS, "built_in_memory", tmp_path, roots=["C"])
    assert module.C.from_json('{"t": "x"}').t == "x"
    assert not hasattr(module, "A")


def test_aliases_and_unions_that_refer_to_each_other_can_be_imported(tmp_path):
    schemas = {
        "List": {"type": "array", "items": {"$ref": "#/components/schemas/Either"}},
        "Either": {"oneOf": [{"type": "string"}, {"type": "integer"}]},
        "Lists": {"oneOf": [{"$ref": "#/components/schemas/List"}, {"type": "string"}]},
        "Holder": {"type": "object", "properties": {"lists": {"$ref": "#/components/schemas/Lists"}}},
    }
    module = imported(schemas, "aliases_and_unions", tmp_path)
    assert module.Holder.from_json('{"lists": ["a", 1]}').lists == ["a", 1]


def test_yaml_is_read_as_json_is():
    text = "openapi: 3.1.0\ncomponents:\n  schemas:\n    C: {type: object, properties: {t: {type: string}}}\n"
    assert build(text.encode()).files == build({"C": SCHEMAS["C"]}).files


@pytest.mark.parametrize(
    ("data", "roots", "what"),
    [
        (b"[", ["A"], "document:2:1: neither YAML nor JSON"),
        (document(SCHEMAS), ["D"], "document: no schema 'D'"),
        (document(SCHEMAS), ["BB"], "document: no schema 'BB'; nearest: B"),
        (document({}), ["*"], "#/components/schemas: no schemas in the document"),
        (document({"A": {"type": "text"}}), ["*"], "#/components/schemas/A"),
    ],
)
def test_what_makes_no_package_is_refused_at_its_place(data, roots, what):
    with pytest.raises(PipelineError) as caught:
        pipeline.build(data, roots=roots, package="p")
    assert what in str(caught.value)


def test_where_the_only_operation_is_refused_nothing_is_said_of_schemas():
    answers = {"responses": {"200": {"description": "d", "content": {"image/png": {}}}}}
    with pytest.raises(PipelineError) as caught:
        build(document({}, paths={"/a": {"get": answers}}), roots=(), operations=["*"])
    assert [problem.where.pointer for problem in caught.value.problems] == ["#/paths/~1a/get/responses/200/content"]


def test_errors_tell_the_line_of_the_document_as_it_came():
    text = json.dumps(json.loads(document({**SCHEMAS, "D": {"type": "text"}})), indent=1)
    with pytest.raises(PipelineError) as caught:
        pipeline.build(text.encode(), roots=["D"], package="p")
    assert caught.value.where.line == text.split('"text"')[0].count("\n") + 1


def test_all_problems_of_all_steps_are_reported_in_the_documents_order():
    schemas = {
        "A": {"type": "object", "properties": {"gone": {"$ref": "#/components/schemas/Gone"}}},
        "B": {"$ref": "#/components/schemas/B"},
        "C": {"type": "text"},
        "D": {"type": "object", "properties": {'"': {"type": "strong"}, 'a"': {"type": "strong"}}},
    }
    with pytest.raises(PipelineError) as caught:
        build(schemas, roots=["A", "B", "C", "D", "E"])
    assert [
        (problem.where.pointer or "").removeprefix("#/components/schemas/") for problem in caught.value.problems
    ] == [
        "",
        "A/properties/gone/$ref",
        "B",
        "C/type",
        "D/properties/%22/type",
        "D/properties/a%22/type",
    ]
    assert str(caught.value).endswith("\n6 problems")
