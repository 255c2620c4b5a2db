"""What is on the diagram of a page, and what it is called there."""

from __future__ import annotations

import json

import pytest

from scripts import pipeline
from scripts.documents import reading
from scripts.ir import pages
from tests.hostile.positions import document

TEXT = {"type": "string"}


def diagrams(schemas):
    """The edges of each page's diagram, by the labels of what they connect."""
    read = reading.parse(json.dumps(document(schemas)).encode(), name="x.json")
    package = pipeline.intermediate(read, "p", ("x.json",))
    found = {}
    for kind in pages.pages(package).values():
        for page in kind:
            labels = {node.id: node.label for node in page.diagram.nodes}
            found[page.item.name] = [
                (labels[edge.source], edge.label, labels[edge.target]) for edge in page.diagram.edges
            ]
    return found


def ref(name):
    return {"$ref": f"#/components/schemas/{name}"}


def thing(**properties):
    tags = [name for name, schema in properties.items() if "const" in schema]
    return {"type": "object", "properties": properties, "required": tags}


def test_a_diagram_leads_from_a_model_through_unions_and_aliases_to_models():
    found = diagrams(
        {
            "House": thing(owner=ref("Person"), pets=ref("Pets")),
            "Person": thing(friend=ref("Person"), job=ref("Job")),
            "Job": thing(of=TEXT),
            "Pets": {"type": "array", "items": ref("Pet")},
            "Pet": {"oneOf": [ref("Cat"), ref("Dog")]},
            "Cat": thing(kind={"const": "cat"}),
            "Dog": thing(kind={"const": "dog"}, owner={"type": "object", "additionalProperties": ref("Person")}),
        }
    )
    assert found["House"] == [
        ("House", "owner", "Person"),
        ("House", "pets", "Pets"),
        ("Pets", "", "Pet"),
        ("Pet", "", "Cat"),
        ("Pet", "", "Dog"),
    ]
    assert found["Person"] == [("Person", "friend", "Person"), ("Person", "job", "Job")]
    assert found["Dog"] == [("Dog", "owner", "Person")]
    assert found["Job"] == []


def test_a_reference_is_shown_once_a_property_however_often_it_stands_there():
    schemas = {"A": {"oneOf": [ref("B"), {"type": "array", "items": ref("B")}]}, "B": thing(c=TEXT)}
    assert diagrams(schemas)["A"] == [("A", "", "B")]


def test_an_enum_is_on_no_diagram():
    assert diagrams({"A": thing(b=ref("B")), "B": {"type": "string", "enum": ["x", "y"]}}) == {"A": [], "B": []}


def test_what_additional_properties_are_is_on_the_diagram():
    schemas = {"A": {**thing(b=TEXT), "additionalProperties": ref("B")}, "B": thing(c=TEXT)}
    assert diagrams(schemas)["A"] == [("A", "additional_properties", "B")]


@pytest.mark.parametrize(
    ("names", "labels"),
    [
        (["RunStep", "RunStepUsage"], ["RunStep", "…Usage"]),
        (["RunStep", "RunError"], ["RunStep", "…Error"]),
        (["RunStep", "Runtime"], ["RunStep", "Runtime"]),
        (["RunStep", "Run"], ["RunStep", "Run"]),
        (["RunStep", "RunItem", "RunStepItem"], ["RunStep", "RunItem", "RunStepItem"]),
        (["Step", "Metadata"], ["Step", "Metadata"]),
    ],
)
def test_a_label_leaves_out_the_words_that_the_page_begins_with_too_unless_two_would_be_alike(names, labels):
    assert pages._labels(names) == labels
