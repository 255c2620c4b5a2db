"""With `describe_all` nothing of a package may be without a description."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from scripts import config, pipeline
from scripts.base.errors import PipelineError

ROOT = Path(__file__).resolve().parents[2]


def refusal(tmp_path, paths=None, **schemas):
    """What `generate` says about a document of these schemas, and at which pointers."""
    value = {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": paths or {},
        "components": {"schemas": schemas},
    }
    (tmp_path / "schema.yaml").write_text(json.dumps(value))
    settings = replace(
        config.load(ROOT / "openapi/pipeline.toml").packages[0],
        root=tmp_path,
        schema=tmp_path / "schema.yaml",
        code=tmp_path / "out",
        pages=tmp_path / "out/docs",
        describe_all=True,
    )
    with pytest.raises(PipelineError) as caught:
        pipeline.generate(settings)
    pattern = r"\Aschema.yaml:1:\d+ #/(?:components/schemas/)?(\S*): no description of (.*); (.*)\Z"
    lines = [re.findall(pattern, str(problem))[0] for problem in caught.value.problems]
    assert {hint for *_, hint in lines} == {
        'describe it in the overlay, or keep upstream\'s words with keep = ["description"] in pipeline.toml'
    }
    return [(pointer, name) for pointer, name, _ in lines]


def model(description, **properties):
    return {"type": "object", "description": description, "properties": properties}


TAG = {"type": "string", "const": "b"}


@pytest.mark.parametrize(
    ("schemas", "pointer", "name"),
    [
        ({"A": model("", a={"type": "string", "description": "d"})}, "A", "A"),
        ({"A": model("d", a={"type": "string"})}, "A/properties/a", "A.a"),
        ({"A": {**model("d", kind=TAG), "required": ["kind"]}}, "A/properties/kind", "A.kind"),
        ({"L": {"type": "array", "description": "d", "items": {**model(""), "x-name": "In"}}}, "L/items", "In"),
        ({"E": {"type": "string", "enum": ["a", "b"]}}, "E", "E"),
        ({"L": {"type": "array", "items": {"type": "string"}}}, "L", "L"),
    ],
)
def test_what_has_no_description_is_named_with_its_place(tmp_path, schemas, pointer, name):
    assert refusal(tmp_path, **schemas) == [(pointer, name)]


def test_operations_and_their_parameters_are_named_too(tmp_path):
    get = {"operationId": "get", "responses": {"200": {"description": "d"}}}
    limit = {"name": "limit", "in": "query", "schema": {"type": "integer"}}
    paths = {
        "/things": {"get": {**get, "parameters": [limit]}, "delete": {**get, "operationId": "drop", "summary": "s"}}
    }
    model_ = model("d", a={"description": "d"})
    place = "paths/~1things/get"
    assert refusal(tmp_path, paths, A=model_) == [(place, "default.get"), (place, "default.get, limit")]


def test_all_are_named(tmp_path):
    named = refusal(tmp_path, A=model("", a={}, b={}), B={"$ref": "#/components/schemas/A"})
    assert sorted(named) == [("A", "A"), ("A/properties/a", "A.a"), ("A/properties/b", "A.b"), ("B", "B")]


@pytest.mark.parametrize(("description", "describe_all"), [("", False), ("d", True)])
def test_where_it_is_not_said_or_all_is_described_pages_are_made(tmp_path, description, describe_all):
    schemas = {"A": model(description, a={"description": description})}
    text = json.dumps({"openapi": "3.1.0", "info": {}, "paths": {}, "components": {"schemas": schemas}})
    (tmp_path / "schema.yaml").write_text(text)
    settings = replace(
        config.load(ROOT / "openapi/pipeline.toml").packages[0],
        root=tmp_path,
        schema=tmp_path / "schema.yaml",
        code=tmp_path / "out",
        pages=tmp_path / "out/docs",
        describe_all=describe_all,
    )
    assert "out/docs/A.md" in pipeline.generate(settings)
