"""Kinds of schemas that documents of others hold: each becomes a package with a JSON Schema validator's verdicts."""

from __future__ import annotations

import functools
import json

import pytest

from scripts.base import notes
from scripts.base.errors import PipelineError
from scripts.documents.pointers import join
from tests.judging.judging import Case, judge
from tests.support.packages import build, document


def ref(name):
    return {"$ref": join("components", "schemas", name)}


def an_object(**properties):
    return {"type": "object", "properties": properties}


TEXT = {"type": "string"}
WHOLE = {"type": "integer"}

NAMES = {
    name: an_object(value=WHOLE, next=ref(name))
    for name in (
        "$special[model.name]",
        "List«Pet»",
        "a/b",
        "a~b",
        "Größe",
        "用户",
        "",
        "_",
        "..",
        "x%20y",
        "class",
        "#",
    )
}
NAMES["A\nimport os"] = True
PROPERTIES = an_object(
    **{"$ref": TEXT, "allOf": WHOLE, "type": {"const": "a"}, "": WHOLE, "__proto__": WHOLE, "constructor": TEXT},
    additionalProperties=False,
    items=True,
    unevaluatedItems=False,
    properties=TEXT,
    Id=TEXT,
    id={},
)
SIMILAR = [an_object(Id=TEXT, a=TEXT, b=TEXT, id=TEXT), an_object(c=TEXT, Key=TEXT, key=WHOLE)]
NAMES_OF_MEMBERS = {
    "of an enum": {"enum": ["id", "type"]},
    "by reference": ref("Short"),
    "of no type that names have": WHOLE,
    "either": {"anyOf": [{"maxLength": 2}, ref("Short")]},
    "none": False,
    "of one of two types": {"type": ["string", "null"], "minLength": 2},
    "not one": {"not": {"const": "id"}},
}
CONTRADICTIONS = {
    "enum of another type": an_object(x={"type": "integer", "enum": ["a", "b"]}, y=TEXT),
    "enum out of bounds": an_object(x={"type": "string", "maxLength": 1, "enum": ["aa", "bb"]}),
    "allOf of two types": {"type": "array", "items": {"allOf": [TEXT, WHOLE]}},
    "a type beside a reference": an_object(x={"allOf": [ref("Short")], "type": "object"}),
    "a type beside oneOf": an_object(x={"type": "null", "oneOf": [TEXT, WHOLE]}),
    "required and forbidden": an_object(x={"type": "object", "required": ["a"], "additionalProperties": False}),
    "a variant": {"anyOf": [{"type": "integer", "const": "x"}, TEXT]},
    "a variant of several": {"oneOf": [{"allOf": [TEXT, {"type": "object"}]}, TEXT, WHOLE]},
    "required": {**an_object(x={"type": "string", "enum": [1]}), "required": ["x"]},
}
CIRCLES = {
    "Unique": {"type": "array", "uniqueItems": True, "items": ref("Unique")},
    "Either": {"type": "array", "items": {"oneOf": [TEXT, ref("Either")]}},
    "Json": {
        "type": ["array", "object", "string", "null"],
        "items": ref("Json"),
        "additionalProperties": ref("Json"),
    },
    "Full": {"type": "object", "minProperties": 1, "additionalProperties": ref("Full")},
}
PATTERNS = [r"^[a-z]{5000}$", r"^(\d{3}-){2000,}", "x{0,1001}y", r"^\w{0,4000}$"]
BEYOND = 2 * 10**308  # no double is as large
BOUNDS = [{"minimum": BEYOND}, {"maximum": BEYOND}, {"exclusiveMinimum": -BEYOND}, {"multipleOf": BEYOND}]

KINDS = {
    **{f"component {name!r}": {**NAMES, "Root": ref(name)} for name in NAMES},
    "component that is true": {"Root": an_object(value=ref("Any")), "Any": True},
    "properties named like keywords": {"Root": PROPERTIES},
    "properties that are alike": {"Root": an_object(a=ref("B"), b=ref("C")), "B": SIMILAR[0], "C": SIMILAR[1]},
    **{
        f"names of members {what}": {
            "Root": {"type": "object", "propertyNames": names},
            "Short": {"maxLength": 2, **TEXT},
        }
        for what, names in NAMES_OF_MEMBERS.items()
    },
    **{
        f"contradiction: {what}": {"Root": schema, "Short": {"type": "string", "enum": ["a", "b"]}}
        for what, schema in CONTRADICTIONS.items()
    },
    **{f"circle {name}": {"Root": an_object(value=ref(name)), **CIRCLES} for name in CIRCLES},
    **{
        f"{kind} of any size: {key}": {"Root": an_object(value={"type": kind, **bound})}
        for kind in ("integer", "number")
        for bound in BOUNDS
        for key in bound
    },
    **{f"pattern {pattern}": {"Root": an_object(value={**TEXT, "pattern": pattern})} for pattern in PATTERNS},
}


@functools.cache
def judged():
    cases = [
        Case(kind, functools.partial(lambda told, _: told, json.loads(document(schemas))), ("Root",))
        for kind, schemas in KINDS.items()
    ]
    return {each.name: each for each in judge(cases)}


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_exact(kind):
    found = judged()[kind]
    assert (found.outcome, found.detail) == ("exact", "")


@pytest.mark.parametrize("version", ["3.0.0", "3.1.0", "3.2.0"])
def test_every_file_of_an_odd_document_is_written(version):
    schemas = CIRCLES if version == "3.0.0" else {"Root": PROPERTIES, **NAMES, **CIRCLES}
    assert build(document(schemas, version)).files  # ruff finds nothing in them


def test_components_that_no_class_can_be_named_after_are_told_apart():
    told = []
    with notes.heard(told.append):
        schemas = build({**NAMES, "ListPet": TEXT}).files["shape/models.py"]
    for name in ("ListPet", "ListPet2", "AB", "AB2", "SpecialModelName", "Part", "Part2", "AImportOs", "Groe"):
        assert f"class {name}(" in schemas or f"{name}: TypeAlias" in schemas
    assert "so it is called ListPet2" in "".join(note.what for note in told)


def test_what_contradicts_itself_inside_is_told():
    told = []
    with notes.heard(told.append):
        build({"Root": CONTRADICTIONS["enum of another type"]})
    [note] = told
    assert note.what == "no value satisfies the schema: the values are of another type"
    assert note.where.pointer == "#/components/schemas/Root/properties/x"


def test_a_component_that_contradicts_itself_is_refused():
    with pytest.raises(PipelineError, match="no value satisfies the schema"):
        build({"Root": CONTRADICTIONS["enum of another type"]["properties"]["x"]})
