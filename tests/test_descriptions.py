"""With `describe_all` nothing of a package may be without a description."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from scripts import config, pipeline
from scripts.errors import PipelineError

ROOT = Path(__file__).resolve().parents[1]


def refusal(tmp_path, **schemas):
    """What `generate` says about a document of these schemas."""
    value = {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {},
        "components": {"schemas": schemas},
    }
    (tmp_path / "schema.yaml").write_text(json.dumps(value))
    settings = replace(
        config.load(ROOT / "openapi/pipeline.toml"),
        root=tmp_path,
        schema=tmp_path / "schema.yaml",
        output=tmp_path / "out",
        describe_all=True,
    )
    with pytest.raises(PipelineError) as caught:
        pipeline.generate(settings)
    assert caught.value.where.file == "schema.yaml"
    return caught.value.what


def model(description, **properties):
    return {"type": "object", "description": description, "properties": properties}


TAG = {"type": "string", "const": "b"}


@pytest.mark.parametrize(
    ("schemas", "name"),
    [
        ({"A": model("", a={"type": "string", "description": "d"})}, "A"),
        ({"A": model("d", a={"type": "string"})}, "A.a"),
        ({"A": {**model("d", kind=TAG), "required": ["kind"]}}, "A.kind"),
        ({"E": {"type": "string", "enum": ["a", "b"]}}, "E"),
        ({"L": {"type": "array", "items": {"type": "string"}}}, "L"),
    ],
)
def test_what_has_no_description_is_named(tmp_path, schemas, name):
    assert refusal(tmp_path, **schemas) == f"no description of {name}"


def test_the_first_is_named_and_the_others_are_counted(tmp_path):
    assert refusal(tmp_path, A=model("", a={}, b={})) == "no description of A and 2 more"


def test_where_it_is_not_said_nothing_needs_a_description(tmp_path):
    (tmp_path / "templates").symlink_to(ROOT / "templates")
    text = json.dumps({"openapi": "3.1.0", "info": {}, "paths": {}, "components": {"schemas": {"A": model("", a={})}}})
    (tmp_path / "schema.yaml").write_text(text)
    settings = replace(
        config.load(ROOT / "openapi/pipeline.toml"),
        root=tmp_path,
        schema=tmp_path / "schema.yaml",
        output=tmp_path / "out",
        describe_all=False,
    )
    assert "out/docs/A.md" in pipeline.generate(settings)
