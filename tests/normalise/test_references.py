"""What a reference names: a place, an anchor, a schema with an `$id`, or what the dynamic scope makes of it."""

from __future__ import annotations

from typing import Any

import pytest

from scripts.documents.reading import Document
from scripts.normalise import normalise
from tests.normalise.corpus import document
from tests.normalise.verdicts import accepts

PREFIX = "#/components/schemas/"
TEXT = {"type": "string"}
WHOLE = {"type": "integer"}


def schemas(**given: Any) -> dict[str, Any]:
    return normalise(Document("x.json", document(given)))["components"]["schemas"]


def model(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def verdicts(name: str, values: list[Any], **given: Any) -> list[bool]:
    """What the normal form says of values."""
    judge = accepts(normalise(Document("x.json", document(given))), name)
    return [judge.is_valid(value) for value in values]


def test_an_anchor_names_a_schema_of_its_own_resource() -> None:
    a = {"$id": "urn:a", **model(x={"$ref": "#it"}), "$defs": {"y": {"$anchor": "it", **TEXT}}}
    b = {"$id": "urn:b", **model(x={"$ref": "#it"}), "$defs": {"y": {"$anchor": "it", **WHOLE}}}

    assert verdicts("A", [{"x": "a"}, {"x": 1}], A=a, B=b) == [True, False]
    assert verdicts("B", [{"x": "a"}, {"x": 1}], A=a, B=b) == [False, True]


@pytest.mark.parametrize(
    "reference", ["https://x.example/b", "b", "/b", "b#", "b#it", "b#/$defs/../", "https://x.example/b#/$defs/c"]
)
def test_an_id_names_a_schema_wherever_it_stands(reference: str) -> None:
    b = {"$id": "https://x.example/b", "$anchor": "it", **TEXT, "$defs": {"..": {"": TEXT}, "c": {"$ref": "#"}}}
    a = {"$id": "https://x.example/a", **model(x={"$ref": reference})}

    assert verdicts("A", [{"x": "a"}, {"x": 1}], A=a, B=b) == [True, False]


@pytest.mark.parametrize(
    "place",
    [
        "paths /a parameters 0 schema",
        "paths /a get parameters 0 content text/plain schema",
        "paths /a query requestBody content text/plain itemSchema",
        "paths /a get responses 200 headers X schema",
        "paths /a get callbacks done {$url} post requestBody content text/plain schema",
        "paths /a additionalOperations COPY responses 200 content text/plain schema",
        "webhooks done post responses 200 content text/plain prefixEncoding 0 headers X schema",
        "components pathItems P get responses default content text/plain encoding e headers X schema",
        "components parameters P schema allOf 0 properties p items",
        "components mediaTypes M schema additionalProperties",
    ],
)
def test_an_id_names_a_schema_in_whatever_part_of_the_document(place: str) -> None:
    placed: Any = {"$id": "urn:b", **TEXT}
    for step in reversed(place.split()):
        placed = [placed] if step == "0" else {step: placed}
    given = document({"A": model(x={"$ref": "urn:b"})})
    components = {**placed.pop("components", {}), **given["components"]}
    judge = accepts(normalise(Document("x.json", {**placed, **given, "components": components})), "A")

    assert [judge.is_valid({"x": value}) for value in ("a", 1)] == [True, False]


@pytest.mark.parametrize("reference", ["https://x.example/v1/api", "api", "/v1/api"])
def test_a_document_can_say_what_it_is_called_itself(reference: str) -> None:
    given = document({"A": model(x={"$ref": f"{reference}#/components/schemas/B"}), "B": TEXT}, "3.2.0")
    judge = accepts(normalise(Document("x.json", {"$self": "https://x.example/v1/api", **given})), "A")

    assert [judge.is_valid({"x": value}) for value in ("a", 1)] == [True, False]


def test_what_only_looks_like_an_identifier_names_nothing() -> None:
    decoy = {"type": "object", "examples": [{"$id": "urn:b", "type": "string"}], "default": {"$anchor": "it"}}
    b = {"$id": "urn:b", "$anchor": "it", **WHOLE}

    assert verdicts("C", [1, "a"], A=decoy, B=b, C={"$ref": "urn:b#it"}) == [True, False]


def test_a_property_called_id_or_anchor_is_a_property() -> None:
    assert verdicts("A", [{"$id": "a"}, {"$id": 1}], A=model(**{"$id": TEXT, "$anchor": TEXT})) == [True, False]


def paged(**anchors: Any) -> dict[str, Any]:
    return {"$id": "page", **model(items={"type": "array", "items": {"$dynamicRef": "#item"}}), **anchors}


PAGE = paged(**{"$defs": {"any": {"$dynamicAnchor": "item"}}})


def bound(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"$id": name, "$ref": "page", "$defs": {"it": {"$dynamicAnchor": "item", **schema}}}


def test_a_dynamic_reference_leads_where_the_outermost_resource_says() -> None:
    given = {"Page": PAGE, "Texts": bound("texts", TEXT), "Wholes": bound("wholes", WHOLE)}
    values = [{"items": ["a"]}, {"items": [1]}]

    assert verdicts("Page", values, **given) == [True, True]
    assert verdicts("Texts", values, **given) == [True, False]
    assert verdicts("Wholes", values, **given) == [False, True]


def test_it_leads_there_through_what_lies_between_and_no_further() -> None:
    between = {"$id": "between", **model(page={"$ref": "page"})}
    outer = {"$id": "outer", **model(b={"$ref": "between"}), "$defs": {"it": {"$dynamicAnchor": "item", **TEXT}}}
    beside = {"$id": "beside", **model(b={"$ref": "between"}, o={"$ref": "outer"})}
    given = {"Page": PAGE, "Between": between, "Outer": outer, "Beside": beside}
    inner = [{"page": {"items": ["a"]}}, {"page": {"items": [1]}}]

    assert verdicts("Outer", [{"b": each} for each in inner], **given) == [True, False]
    assert verdicts("Beside", [{"b": each} for each in inner], **given) == [True, True]
    assert verdicts("Beside", [{"o": {"b": each}} for each in inner], **given) == [True, False]


def test_a_resource_that_stands_in_another_schema_says_it_too_unless_one_around_it_does() -> None:
    values = [{"page": {"items": ["a"]}}, {"page": {"items": [1]}}]
    inside = model(page=bound("wholes", WHOLE))
    around = {"$id": "around", **model(page=bound("wholes", WHOLE)), "$defs": bound("", TEXT)["$defs"]}

    assert verdicts("A", values, Page=PAGE, A=inside) == [False, True]
    assert verdicts("A", values, Page=PAGE, A=around) == [True, False]


def test_a_dynamic_reference_from_elsewhere_leads_to_what_it_names() -> None:
    page = paged(**{"$defs": {"texts": {"$dynamicAnchor": "item", **TEXT}}})
    a = {"$id": "a", **model(x={"$dynamicRef": "page#item"})}

    assert verdicts("A", [{"x": "a"}, {"x": 1}], Page=page, A=a) == [True, False]


def test_a_dynamic_reference_to_a_plain_anchor_is_a_plain_one_whatever_leads_to_it() -> None:
    page = paged(**{"$defs": {"texts": {"$anchor": "item", **TEXT}, "other": {"$dynamicAnchor": "else", **WHOLE}}})
    b = {"$id": "b", "$ref": "page", **bound("wholes", WHOLE)}

    assert verdicts("B", [{"items": ["a"]}, {"items": [1]}], Page=page, B=b) == [True, False]


def test_what_stands_beside_a_dynamic_reference_is_asked_too() -> None:
    item = {"$dynamicRef": "#item", "allOf": [{"minLength": 2}]}
    page = {**PAGE, **model(items={"type": "array", "items": item})}
    values = [{"items": ["ab"]}, {"items": ["a"]}, {"items": [1]}]

    assert verdicts("Texts", values, Page=page, Texts=bound("texts", TEXT)) == [True, False, False]


def test_what_is_another_schema_in_another_scope_is_named_after_both() -> None:
    found = schemas(Page=PAGE, Texts=bound("texts", TEXT), Book=model(texts={"$ref": PREFIX + "Texts"}))

    assert {"Page", "Texts", "TextsPage", "Book"} <= set(found)
    assert (
        schemas(Page=PAGE, Texts=bound("texts", TEXT)).keys() == schemas(Texts=bound("texts", TEXT), Page=PAGE).keys()
    )


def test_the_component_that_both_are_in_is_named_once() -> None:
    tree = {"$id": "tree", **model(leaf={"$dynamicRef": "#leaf"}), "$defs": {"any": {"$dynamicAnchor": "leaf"}}}
    definitions = {"leaf": {"$dynamicAnchor": "leaf", **WHOLE}, "tree": tree}

    assert set(schemas(Forest={"$id": "f", "$ref": "tree", "$defs": definitions})) == {
        "Forest",
        "ForestLeaf",
        "ForestLeafTree",
    }


def test_without_dynamic_references_no_schema_is_two() -> None:
    anchored = {"$id": "a", "$dynamicAnchor": "it", **model(x={"$ref": "#it"})}

    assert set(schemas(A=anchored, B={"$id": "b", "$dynamicAnchor": "it", **model(a={"$ref": "a"})})) == {"A", "B"}


def test_the_target_in_a_list_is_named_by_what_it_is() -> None:
    a = {"allOf": [model(x=TEXT), {"required": ["x"]}]}
    pick = {"anyOf": [WHOLE, TEXT]}
    found = schemas(A=a, P=pick, B={"$ref": PREFIX + "A/allOf/0"}, C={"$ref": PREFIX + "P/anyOf/1"})

    assert {"AObject", "PString"} <= set(found)


def test_the_target_outside_of_the_components_is_named_by_the_way_to_it() -> None:
    thing = {"schema": model(a=TEXT)}
    operation = {"responses": {"200": {"content": {"application/json": thing}}}}
    parameter = {"$ref": "#/paths/~1things/parameters/0/schema"}
    answer = {"$ref": "#/paths/~1things/get/responses/200/content/application~1json/schema"}
    given = {**document({"A": parameter, "B": answer}), "paths": {"/things": {"parameters": [thing], "get": operation}}}
    found = normalise(Document("x.json", given))["components"]["schemas"]

    assert set(found) == {"A", "B", "PathsThingsParametersPart", "PathsThingsGetResponses200ApplicationJson"}
