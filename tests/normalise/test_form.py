"""What the normal form looks like: names, tags, order, annotations and origins."""

from __future__ import annotations

from typing import Any

import pytest

from scripts.base import notes
from scripts.documents.reading import Document
from scripts.normalise import normalise
from scripts.normalise.upgrade import upgrade
from tests.normalise.corpus import document
from tests.normalise.verdicts import differences

PREFIX = "#/components/schemas/"
CAT = {"type": "object", "properties": {"type": {"const": "cat"}}, "required": ["type"]}
DOG = {"type": "object", "properties": {"type": {"const": "dog"}}, "required": ["type"]}


def schemas(given: dict[str, Any], version: str = "3.1.0") -> dict[str, Any]:
    """The components after normalising."""
    return normalise(Document("test.yaml", document(given, version)))["components"]["schemas"]


def refer(name: str, at: str) -> dict[str, Any]:
    """A reference as it stands in the normal form, that comes from a place below `components.schemas`."""
    return {"$ref": PREFIX + name, "x-origin": PREFIX + at}


def model(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def test_inline_models_and_enums_are_named_from_where_they_stand() -> None:
    error = model(code={"type": "string", "enum": ["a", "b"]})
    call = model(n={"type": "integer"})

    found = schemas(
        {
            "RunStepObject": model(
                last_error={"anyOf": [error, {"type": "null"}]},
                tool_calls={"type": "array", "items": call},
                by_name={"type": "object", "additionalProperties": call},
            )
        }
    )

    assert list(found) == [
        "RunStepObject",
        "RunStepObjectLastError",
        "RunStepObjectLastErrorCode",
        "RunStepObjectToolCallsItem",
        "RunStepObjectByNameValue",
    ]


def test_inline_variants_are_named_after_their_tag_or_type() -> None:
    tagged = {"oneOf": [{**CAT, "title": "Other"}, DOG]}
    typed = {"oneOf": [{"type": "string", "enum": ["a", "b"]}, model(x={}), {"type": "array", "items": model(y={})}]}

    found = schemas({"Pet": tagged, "Choice": model(of=typed)})

    assert {"PetCat", "PetDog", "ChoiceOfString", "ChoiceOfObject", "ChoiceOfArrayItem"} < set(found)
    assert found["Pet"]["discriminator"] == {
        "propertyName": "type",
        "mapping": {"cat": f"{PREFIX}PetCat", "dog": f"{PREFIX}PetDog"},
    }


def test_an_inline_variant_is_a_plain_reference_and_its_component_has_the_description() -> None:
    found = schemas({"Pet": {"oneOf": [{**CAT, "description": "purrs"}, DOG]}})

    assert found["Pet"]["oneOf"][0] == refer("PetCat", "Pet/oneOf/0")
    assert found["PetCat"]["description"] == "purrs"


def test_no_name_depends_on_the_position_of_a_variant() -> None:
    one = schemas({"Pet": {"oneOf": [CAT, DOG]}})
    other = schemas({"Pet": {"oneOf": [DOG, CAT]}})

    assert set(one) == set(other)
    assert list(other["Pet"]["discriminator"]["mapping"]) == ["dog", "cat"]


def test_a_component_that_is_true_accepts_anything() -> None:
    assert schemas({"A": True, "B": {"$ref": f"{PREFIX}A"}}) == {
        "A": {"x-origin": f"{PREFIX}A"},
        "B": {"allOf": [refer("A", "B")], "x-origin": f"{PREFIX}B"},
    }


def test_titles_name_nothing() -> None:
    assert set(schemas({"RunStepObject": {**model(a={"type": "string", "title": "B"}), "title": "Run steps"}})) == {
        "RunStepObject"
    }


def test_enum_values_keep_the_order_of_the_document() -> None:
    values = ["z", "a", "m", "b"]

    assert schemas({"E": {"type": "string", "enum": values}})["E"]["enum"] == values


def test_a_whole_number_is_written_as_one_where_the_type_is_integer() -> None:
    found = schemas({"One": {"type": "integer", "const": 1.0}, "Some": {"type": "integer", "enum": [2.0, 3]}})

    assert repr(found["One"]["const"]) == "1"
    assert repr(found["Some"]["enum"]) == "[2, 3]"


def test_the_tag_is_type_where_several_properties_could_be() -> None:
    cat = model(kind={"const": "k1"}, type={"const": "t1"}) | {"required": ["kind", "type"]}
    dog = model(kind={"const": "k2"}, type={"const": "t2"}) | {"required": ["kind", "type"]}

    assert schemas({"U": {"oneOf": [cat, dog]}})["U"]["discriminator"]["propertyName"] == "type"


def test_the_tag_is_the_first_in_the_document_where_none_is_called_type() -> None:
    cat = model(b={"const": "k1"}, a={"const": "t1"}) | {"required": ["a", "b"]}
    dog = model(a={"const": "k2"}, b={"const": "t2"}) | {"required": ["a", "b"]}

    assert schemas({"U": {"oneOf": [cat, dog]}})["U"]["discriminator"]["propertyName"] == "b"


def test_a_declared_discriminator_wins_over_type() -> None:
    cat = model(kind={"const": "k1"}, type={"const": "t1"}) | {"required": ["kind", "type"]}
    dog = model(kind={"const": "k2"}, type={"const": "t2"}) | {"required": ["kind", "type"]}
    union = {"oneOf": [cat, dog], "discriminator": {"propertyName": "kind"}}

    assert list(schemas({"U": union})["U"]["discriminator"]["mapping"]) == ["k1", "k2"]


def test_a_nullable_reference_to_a_union_stays_a_reference() -> None:
    reference = {"anyOf": [{"$ref": f"{PREFIX}U"}, {"type": "null"}]}

    found = schemas({"U": {"oneOf": [CAT, DOG]}, "A": model(u=reference)})

    assert found["A"]["properties"]["u"]["anyOf"] == [refer("U", "A/properties/u"), {"type": "null"}]


def test_a_nullable_component_is_plain_and_its_references_are_nullable() -> None:
    usage = {"anyOf": [model(n={"type": "integer"}), {"type": "null"}], "description": "tokens"}

    found = schemas({"Usage": usage, "Step": model(usage={"$ref": f"{PREFIX}Usage"})})

    assert found["Usage"]["type"] == "object"
    assert found["Usage"]["description"] == "tokens"
    place = "Step/properties/usage"
    assert found["Step"]["properties"]["usage"]["anyOf"] == [refer("Usage", place), {"type": "null"}]


def test_an_alias_stays_and_references_lead_past_it() -> None:
    found = schemas(
        {"A": {"$ref": f"{PREFIX}B", "description": "other"}, "B": CAT, "C": model(a={"$ref": f"{PREFIX}A"})}
    )

    assert found["A"]["allOf"] == [{"$ref": f"{PREFIX}B"}]
    assert found["C"]["properties"]["a"] == refer("B", "C/properties/a")


def test_annotations_stand_outside_of_references_and_nullables() -> None:
    level = {"type": ["string", "null"], "enum": ["a", "b", None], "default": "a", "description": "how much"}

    found = schemas({"A": model(level=level, cat={"$ref": f"{PREFIX}Cat", "deprecated": True}), "Cat": CAT})
    properties = found["A"]["properties"]

    assert properties["level"]["default"] == "a"
    assert properties["level"]["description"] == "how much"
    assert properties["level"]["anyOf"][0] == refer("ALevel", "A/properties/level")
    assert found["ALevel"]["description"] == "how much"
    assert "default" not in found["ALevel"]
    assert properties["cat"]["allOf"] == [{"$ref": f"{PREFIX}Cat"}]
    assert properties["cat"]["deprecated"] is True


def test_a_variant_of_an_alias_or_all_of_keeps_the_description_of_its_own_schema() -> None:
    derived = {"allOf": [{**CAT, "description": "inner"}, model(x={"type": "string"})], "description": "outer"}

    assert schemas({"D": derived})["D"]["description"] == "outer"


@pytest.mark.parametrize(
    ("component", "origin"),
    [
        ("Step", f"{PREFIX}Step"),
        ("StepDetails", f"{PREFIX}Step/properties/details"),
        ("StepDetailsCat", f"{PREFIX}Step/properties/details/oneOf/0"),
        ("StepLocal", f"{PREFIX}Step/$defs/Local"),
    ],
)
def test_a_component_knows_the_place_that_it_comes_from(component: str, origin: str) -> None:
    step = model(details={"oneOf": [CAT, DOG]}, local={"$ref": f"{PREFIX}Step/$defs/Local"})

    assert schemas({"Step": {**step, "$defs": {"Local": CAT}}})[component]["x-origin"] == origin


def test_the_document_can_not_claim_an_origin() -> None:
    assert schemas({"A": {"type": "string", "x-origin": "#/fake"}})["A"]["x-origin"] == f"{PREFIX}A"


def test_pure_annotations_are_dropped_and_the_shown_ones_kept() -> None:
    dropped = {"title": "T", "xml": {}, "readOnly": True, "x-y": 1, "$comment": "c", "contentEncoding": "base64"}
    kept = {"description": "d", "default": "e", "examples": ["f"], "deprecated": True, "format": "g"}

    found = schemas({"A": {"type": "string", **dropped, **kept}})["A"]

    assert found == {"type": "string", **kept, "x-origin": f"{PREFIX}A"}


@pytest.mark.parametrize("kind", ["object", "array"])
def test_a_format_of_no_scalar_says_nothing(kind: str) -> None:
    assert "format" not in schemas({"A": {"type": kind, "format": "g", "minLength": 0}})["A"]


def test_nothing_but_schemas_is_left_of_the_document() -> None:
    value = {**document({"A": CAT}), "paths": {"/a": {}}, "servers": [], "tags": []}
    value["components"] = {**value["components"], "parameters": {"P": {}}}

    found = normalise(Document("test.yaml", value))

    assert set(found) == {"openapi", "info", "paths", "components", "x-given"}
    assert found["paths"] == {}
    assert set(found["components"]) == {"schemas"}


@pytest.mark.parametrize(
    ("info", "kept"),
    [
        ({"title": "Steps", "version": "2", "description": "d"}, {"title": "Steps", "version": "2"}),
        ({"title": ["Steps"], "version": 2.0}, {"title": "", "version": ""}),
        ("Steps", {"title": "", "version": ""}),
    ],
)
def test_title_and_version_are_all_that_is_left_of_the_information(info: object, kept: dict[str, str]) -> None:
    assert normalise(Document("test.yaml", {**document({"A": CAT}), "info": info}))["info"] == kept


def test_a_component_whose_name_is_none_is_called_like_it_and_what_stands_in_it_too() -> None:
    told: list[str] = []
    inner = {"$ref": f"{PREFIX}a%20b~1c/properties/y"}
    given = {
        "a b/c": model(x={"$ref": f"{PREFIX}other%20one"}, y=model()),
        "other one": CAT,
        "OtherOne": CAT,
        "B": inner,
    }
    with notes.heard(lambda note: told.append(str(note))):
        found = schemas(given)

    assert list(found) == ["ABC", "OtherOne2", "OtherOne", "B", "ABCY"]
    assert found["ABC"]["properties"] == {
        name: refer(to, f"a%20b~1c/properties/{name}") for name, to in (("x", "OtherOne2"), ("y", "ABCY"))
    }
    none = "a component's name is a name of letters, digits, '.', '_' and '-', so it is called"
    assert told == [
        f"test.yaml {PREFIX}a%20b~1c: {none} ABC; rename it",
        f"test.yaml {PREFIX}other%20one: {none} OtherOne; rename it",
        (
            f"test.yaml {PREFIX}other%20one: OtherOne would be the same class as another one, so it is called "
            "OtherOne2; rename one of them"
        ),
    ]


def test_a_reference_to_a_schema_of_a_parameter_or_a_response_makes_it_a_component() -> None:
    media = "#/components/responses/Found/content/application~1json/schema"
    value = document({"A": model(p={"$ref": "#/components/parameters/Limit/schema"}, q={"$ref": media})})
    value["components"]["parameters"] = {"Limit": {"name": "limit", "in": "query", "schema": {"type": "integer"}}}
    value["components"]["responses"] = {"Found": {"content": {"application/json": {"schema": model(a=CAT)}}}}

    found = normalise(Document("test.yaml", value))["components"]["schemas"]

    assert found["ResponsesFoundApplicationJson"]["properties"] == {
        "a": {"$ref": f"{PREFIX}ResponsesFoundApplicationJsonA", "x-origin": f"{media}/properties/a"}
    }
    assert found["ParametersLimit"]["type"] == "integer"
    assert found["A"]["properties"]["p"] == refer("ParametersLimit", "A/properties/p")
    assert found["A"]["properties"]["q"] == refer("ResponsesFoundApplicationJson", "A/properties/q")


OLD_AND_NEW: dict[str, tuple[Any, Any]] = {
    "nullable": ({"type": "string", "nullable": True}, {"type": ["string", "null"]}),
    "nullable enum": (
        {"type": "string", "nullable": True, "enum": ["a", "b", None]},
        {"type": ["string", "null"], "enum": ["a", "b", None]},
    ),
    "nullable object": (
        {"type": "object", "nullable": True, "properties": {"a": {"type": "integer", "nullable": False}}},
        {"type": ["object", "null"], "properties": {"a": {"type": "integer"}}},
    ),
    "exclusive": (
        {"type": "number", "minimum": 1, "exclusiveMinimum": True, "maximum": 3, "exclusiveMaximum": False},
        {"type": "number", "exclusiveMinimum": 1, "maximum": 3},
    ),
    "nullable in all_of": (
        {"allOf": [{"type": "object", "nullable": True, "properties": {"a": {"type": "string"}}}, {"type": "object"}]},
        {"allOf": [{"type": ["object", "null"], "properties": {"a": {"type": "string"}}}, {"type": "object"}]},
    ),
    "nullable list of types": (
        {"type": ["string", "integer"], "nullable": True},
        {"type": ["string", "integer", "null"]},
    ),
    "exclusive above": (
        {"type": "number", "maximum": 3, "exclusiveMaximum": True},
        {"type": "number", "exclusiveMaximum": 3},
    ),
    "nullable list of values": (
        {"type": ["string", "integer"], "nullable": True, "enum": ["a", 1, None]},
        {"type": ["string", "integer", "null"], "enum": ["a", 1, None]},
    ),
    "all at every depth": (
        {
            "type": "object",
            "properties": {
                "a": {"type": "array", "items": {"type": "integer", "nullable": True, "minimum": 1, "maximum": 9}},
                "b": {"oneOf": [{"type": "string", "nullable": True}, {"type": "integer", "example": 3}]},
                "c": {
                    "type": "number",
                    "minimum": 1,
                    "exclusiveMinimum": False,
                    "exclusiveMaximum": True,
                    "maximum": 3,
                },
            },
            "additionalProperties": {"type": "string", "nullable": True},
            "example": {"a": [2], "b": None},
        },
        {
            "type": "object",
            "properties": {
                "a": {"type": "array", "items": {"type": ["integer", "null"], "minimum": 1, "maximum": 9}},
                "b": {"oneOf": [{"type": ["string", "null"]}, {"type": "integer", "examples": [3]}]},
                "c": {"type": "number", "minimum": 1, "exclusiveMaximum": 3},
            },
            "additionalProperties": {"type": ["string", "null"]},
            "examples": [{"a": [2], "b": None}],
        },
    ),
    "example": ({"type": "string", "example": "x"}, {"type": "string", "examples": ["x"]}),
    "example and examples": (
        {"type": "string", "example": "x", "examples": ["y"]},
        {"type": "string", "examples": ["y", "x"]},
    ),
}


@pytest.mark.parametrize("name", OLD_AND_NEW)
def test_openapi_3_0_means_what_its_3_1_twin_means(name: str) -> None:
    old, new = ({"Holder": model(value=schema)} for schema in OLD_AND_NEW[name])

    found = normalise(Document("test.yaml", document(old, "3.0.3")))

    assert found == normalise(Document("test.yaml", document(new)))
    assert differences(document(new), found)[1] == []


@pytest.mark.parametrize("name", OLD_AND_NEW)
def test_upgrading_leaves_no_word_of_openapi_3_0(name: str) -> None:
    old, new = ({"Holder": model(value=schema)} for schema in OLD_AND_NEW[name])

    assert upgrade(document(old, "3.0.3")) == document(new)


def test_openapi_3_0_may_have_an_example_beside_a_reference() -> None:
    found = schemas({"A": model(cat={"$ref": f"{PREFIX}Cat", "example": {"type": "cat"}}), "Cat": CAT}, "3.0.3")

    assert found["A"]["properties"]["cat"]["allOf"] == [{"$ref": f"{PREFIX}Cat"}]
    assert found["A"]["properties"]["cat"]["examples"] == [{"type": "cat"}]


def test_the_same_document_gives_the_same_result_in_the_same_order() -> None:
    given = {"B": model(x={"oneOf": [DOG, CAT]}), "A": {"type": "string", "enum": ["z", "a"]}}

    assert repr(schemas(given)) == repr(schemas(given))
