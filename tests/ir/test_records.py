"""From a document to the records that templates print: each shape of a schema, and what is refused on the way."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING

import pytest

from scripts import pipeline
from scripts.base import notes
from scripts.base.errors import PipelineError
from scripts.documents import reading
from scripts.ir import engine
from scripts.ir.origins import origins
from scripts.ir.records import (
    Alias,
    AnyValue,
    Array,
    Bounds,
    Constant,
    Definition,
    Enum,
    Field,
    Map,
    Model,
    Nullable,
    Primitive,
    Raw,
    Reference,
    Tag,
    Union,
    UnknownVariantClass,
    Variant,
)
from scripts.normalise import normalise

if TYPE_CHECKING:
    from scripts.ir.package import Package

TEXT = {"type": "string"}
NO_BOUNDS = Bounds({})
TEXT_TYPE = Primitive("string", NO_BOUNDS)
NOTHING = Raw("")


def bounds(limits):
    return Bounds({keyword: Raw(limit) for keyword, limit in limits.items()})


def refer(name):
    return {"$ref": f"#/components/schemas/{name}"}


def model(**properties):
    return {"type": "object", "properties": properties}


def nullable(schema):
    return {"anyOf": [schema, {"type": "null"}]}


def tagged(**constants):
    """A model whose properties are required constants."""
    properties = {name: {"type": "string", "const": value} for name, value in constants.items()}
    return {"type": "object", "required": list(constants), "properties": properties}


def document(schemas):
    value = {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {},
        "components": {"schemas": schemas},
    }
    return reading.parse(json.dumps(value).encode(), name="x.json")


def package(**schemas) -> Package:
    return pipeline.intermediate(document(schemas), "p", ("x.json", "templates/"))


def field(schema, **schemas) -> Field:
    """The record of a property of this schema."""
    made = package(M=model(x=schema), **schemas)
    [found] = [each for each in made.models if each.name == "M"]
    return found.fields[0]


A_AND_B = {"oneOf": [refer("A"), refer("B")]}


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        (TEXT, TEXT_TYPE),
        ({"type": "string", "format": "uri"}, Primitive("string", NO_BOUNDS, Raw("uri"))),
        (
            {"type": "string", "pattern": "^a", "maxLength": 3, "minLength": 2, "examples": ["aa"]},
            Primitive("string", bounds({"minLength": 2, "maxLength": 3, "pattern": "^a"})),
        ),
        (
            {"type": "integer", "minimum": 1, "maximum": 9, "multipleOf": 2},
            Primitive("integer", bounds({"minimum": 1, "maximum": 9, "multipleOf": 2})),
        ),
        (
            {"type": "number", "exclusiveMinimum": 1.5, "exclusiveMaximum": 9},
            Primitive("number", bounds({"exclusiveMinimum": 1.5, "exclusiveMaximum": 9})),
        ),
        (
            {"type": "integer", "minimum": 1, "exclusiveMinimum": 1},
            Primitive("integer", bounds({"exclusiveMinimum": 1})),
        ),
        ({"type": "integer", "minimum": 2, "exclusiveMinimum": 1}, Primitive("integer", bounds({"minimum": 2}))),
        (
            {"type": "integer", "maximum": 1, "exclusiveMaximum": 1},
            Primitive("integer", bounds({"exclusiveMaximum": 1})),
        ),
        ({"type": "integer", "maximum": 1, "exclusiveMaximum": 2}, Primitive("integer", bounds({"maximum": 1}))),
        ({"type": "boolean"}, Primitive("boolean", NO_BOUNDS)),
        ({"const": "x"}, Constant(Raw("x"))),
        ({}, AnyValue()),
        ({"type": ["string", "null"]}, Nullable(TEXT_TYPE)),
        ({"type": "array", "items": TEXT}, Array(TEXT_TYPE, NO_BOUNDS)),
        ({"type": "array"}, Array(AnyValue(), NO_BOUNDS)),
        ({"type": "array", "minItems": 1, "maxItems": 4}, Array(AnyValue(), bounds({"minItems": 1, "maxItems": 4}))),
        ({"type": "object"}, Map(AnyValue(), NO_BOUNDS, NO_BOUNDS)),
        (
            {
                "type": "object",
                "additionalProperties": TEXT,
                "minProperties": 1,
                "maxProperties": 2,
                "propertyNames": {"minLength": 1, "maxLength": 5, "pattern": "^a"},
            },
            Map(
                TEXT_TYPE,
                bounds({"minProperties": 1, "maxProperties": 2}),
                bounds({"minLength": 1, "maxLength": 5, "pattern": "^a"}),
            ),
        ),
        (refer("Plain"), Reference("Plain", "model")),
        (refer("Cat"), Reference("Cat", "tagged_model")),
        (refer("Pet"), Reference("Pet", "union")),
        (refer("Texts"), Reference("Texts", "alias")),
        (refer("Sizes"), Reference("Sizes", "enum", "int", (Raw(3), Raw(1)))),
        ({"description": "d", "allOf": [refer("Plain")]}, Reference("Plain", "model")),
        (nullable(refer("Cat")), Nullable(Reference("Cat", "tagged_model"))),
    ],
)
def test_each_shape_has_its_type(schema, expected):
    made = field(
        schema,
        Plain=model(a=TEXT),
        Cat=tagged(kind="cat"),
        Dog=tagged(kind="dog"),
        Pet={"oneOf": [refer("Cat"), refer("Dog")]},
        Texts={"type": "array", "items": TEXT},
        Sizes={"type": "integer", "enum": [3, 1]},
    )
    assert made.type == expected


def test_a_model_is_reported_with_its_fields_its_extras_and_an_example():
    made = package(
        my_thing={
            "type": "object",
            "description": "A thing.",
            "required": ["n", "kind"],
            "properties": {
                "n": {"type": "integer", "description": "How many."},
                "kind": {"type": "string", "const": "é", "description": "Which."},
                "class": {"type": "string", "default": "é", "deprecated": True},
            },
            "additionalProperties": TEXT,
        },
        Sealed={"type": "object", "additionalProperties": False},
        Loose=model(a={"type": ["string", "null"], "default": None}),
    )
    plain = partial(Field, renamed=False, required=False, description=NOTHING, default=None, deprecated=False)
    assert made.models == (
        Model(
            name="MyThing",
            schema_name=Raw("my_thing"),
            description=Raw("A thing."),
            tag=Tag("kind", Raw("kind"), value=Raw("é"), renamed=False, description=Raw("Which.")),
            fields=(
                plain("n", Raw("n"), type=Primitive("integer", NO_BOUNDS), required=True, description=Raw("How many.")),
                plain("class_", Raw("class"), type=TEXT_TYPE, renamed=True, default=Raw('"é"'), deprecated=True),
            ),
            extras=TEXT_TYPE,
            example=Raw('{\n  "n": 1,\n  "kind": "é",\n  "class": "string"\n}'),
        ),
        Model("Sealed", Raw("Sealed"), NOTHING, None, (), None, Raw("{}")),
        Model(
            name="Loose",
            schema_name=Raw("Loose"),
            description=NOTHING,
            tag=None,
            fields=(plain("a", Raw("a"), type=Nullable(TEXT_TYPE), default=Raw("null")),),
            extras=AnyValue(),
            example=Raw('{\n  "a": "string"\n}'),
        ),
    )
    assert [each.open for each in made.models] == [False, False, True]
    kind = plain("kind", Raw("kind"), type=Constant(Raw("é")), required=True, description=Raw("Which."))
    assert made.models[0].members == (kind, *made.models[0].fields)
    assert made.name == "p"
    assert made.inputs == ("x.json", "templates/")
    assert made.exports == ("Loose", "MyThing", "Sealed")


def test_a_union_of_models_is_reported_with_its_tags_and_with_what_stands_for_a_newer_variant():
    made = package(
        Pet={
            "oneOf": [refer("Cat"), refer("Dog")],
            "description": "A pet.",
            "discriminator": {"propertyName": "of"},
        },
        Beast={"oneOf": [refer("Cat"), refer("Dog"), refer("Emu")]},
        Cat=tagged(of="cat"),
        Dog=tagged(of="dog"),
        Emu=tagged(of="emu"),
        Mixed={"oneOf": [refer("Cat"), refer("Dog"), TEXT]},
        Other={"oneOf": [TEXT, refer("Cat")]},
    )
    unknown = UnknownVariantClass("UnknownOfVariant", "of_", Raw("of"))
    variants = tuple(Variant(Reference(name, "model"), Raw(name.lower())) for name in ("Cat", "Dog", "Emu"))
    other = (Variant(TEXT_TYPE, None), Variant(Reference("Cat", "tagged_model"), None))
    assert made.unions == (
        Union("Pet", Raw("A pet."), variants[:2], unknown, Raw("of")),
        Union("Beast", NOTHING, variants, unknown, Raw("of")),
        Union("Mixed", NOTHING, (*variants[:2], Variant(TEXT_TYPE, None)), unknown, Raw("of")),
        Union("Other", NOTHING, other, None, None),
    )
    assert made.unknown_variants == (unknown,)
    assert made.exports == ("Beast", "Cat", "Dog", "Emu", "Mixed", "Other", "Pet", "UnknownOfVariant")


@pytest.mark.parametrize(
    ("tag", "name", "attribute"),
    [
        ("type", "UnknownTypeVariant", "type"),
        ("of", "UnknownOfVariant", "of_"),
        ("model", "UnknownModelVariant", "model"),  # where a class would be Model_
        ("x", "UnknownXVariant", "x"),
    ],
)
def test_what_stands_for_a_newer_variant_is_named_after_the_tag_and_has_it_where_the_others_do(tag, name, attribute):
    made = package(U=A_AND_B, A=tagged(**{tag: "a"}), B=tagged(**{tag: "b"}))
    assert made.unknown_variants == (UnknownVariantClass(name, attribute, Raw(tag)),)
    assert [each.tag.name for each in made.models] == [attribute, attribute]


def test_an_enum_is_reported_with_its_values_in_their_order():
    made = package(Size={"type": "integer", "enum": [2, 1], "description": "How big."})
    assert made.enums == (Enum("Size", Raw("How big."), "int", (Raw(2), Raw(1))),)


def test_an_alias_comes_after_those_it_refers_to():
    made = package(
        X={"allOf": [refer("Y")], "description": "An X."},
        Y={"type": "array", "items": refer("Z")},
        W={"type": "array", "items": refer("M")},
        Z=TEXT,
        M={**model(x=refer("X")), "description": "An M."},
        S={"allOf": [refer("M")]},
    )
    assert made.aliases == (
        Alias("Z", NOTHING, TEXT_TYPE),
        Alias("Y", NOTHING, Array(Reference("Z", "alias"), NO_BOUNDS)),
        Alias("X", Raw("An X."), Reference("Y", "alias")),
        Alias("W", NOTHING, Array(Reference("M", "model"), NO_BOUNDS)),
        Alias("S", Raw("An M."), Reference("M", "model")),
    )


def test_an_alias_comes_after_a_union_and_a_union_after_an_alias_that_it_refers_to():
    made = package(
        List={"type": "array", "items": refer("Either")},
        Either={"oneOf": [TEXT, refer("Number")]},
        Lists={"oneOf": [refer("List"), TEXT]},
        Number={"type": "number"},
    )
    assert [item.name for item in made.type_aliases] == ["Number", "Either", "List", "Lists"]


@pytest.mark.parametrize(
    ("schema", "told"),
    [
        (refer("B"), "A B."),
        ({"allOf": [refer("B")]}, "A B."),
        (nullable(refer("B")), "A B."),
        (refer("Alias"), "A B."),
        ({"allOf": [refer("B")], "description": "Its own."}, "Its own."),
        ({"type": "array", "items": refer("B")}, ""),
        ({"oneOf": [refer("B"), TEXT]}, ""),
    ],
)
def test_what_says_nothing_of_itself_is_reported_as_the_one_component_that_it_stands_for(schema, told):
    made = field(schema, B={**model(a=TEXT), "description": "A B."}, Alias={"allOf": [refer("B")]})
    assert made.description == Raw(told)


def test_definitions_are_plain_json_schema_that_refers_by_python_names():
    made = package(
        my_pet={"oneOf": [refer("cat"), refer("Dog")], "discriminator": {"propertyName": "kind"}},
        cat=tagged(kind="cat"),
        Dog={
            **tagged(kind="dog"),
            "properties": {
                "kind": {"const": "dog"},
                "pets": {"type": "array", "items": refer("my_pet")},
                "friend": {"anyOf": [refer("cat"), {"type": "null"}], "description": "Who."},
                "by_name": {"type": "object", "additionalProperties": refer("cat"), "propertyNames": {"maxLength": 5}},
            },
        },
    )
    kind = {"type": "string"}
    assert made.definitions == (
        Definition("MyPet", Raw({"oneOf": [{"$ref": "#/$defs/Cat"}, {"$ref": "#/$defs/Dog"}]}), ("Cat", "Dog")),
        Definition(
            "Cat",
            Raw({"type": "object", "required": ["kind"], "properties": {"kind": {**kind, "const": "cat"}}}),
            (),
        ),
        Definition(
            "Dog",
            Raw(
                {
                    "type": "object",
                    "required": ["kind"],
                    "properties": {
                        "kind": {**kind, "const": "dog"},
                        "pets": {"type": "array", "items": {"$ref": "#/$defs/MyPet"}},
                        "friend": {"anyOf": [{"$ref": "#/$defs/Cat"}, {"type": "null"}], "description": "Who."},
                        "by_name": {
                            "type": "object",
                            "additionalProperties": {"$ref": "#/$defs/Cat"},
                            "propertyNames": {"maxLength": 5, "type": "string"},
                        },
                    },
                }
            ),
            ("MyPet", "Cat"),
        ),
    )


def test_checks_are_one_schema_and_stand_at_the_end_of_the_definition():
    without_y, without_z = ({"not": {"required": [name]}} for name in "yz")
    made = package(One={**model(x=TEXT), **without_y}, Two={**model(x=TEXT), **without_z, "minProperties": 1})
    checks = [[without_y], [without_z, {"minProperties": 1}]]
    assert [each.check for each in made.models] == [Raw(without_y), Raw({"allOf": checks[1]})]
    assert [each.schema.value["allOf"] for each in made.definitions] == checks
    assert [each.checks for each in made.definitions] == [1, 2]


@pytest.mark.parametrize(
    ("schema", "tag"),
    [
        (tagged(kind="a"), "kind"),
        (tagged(type="a"), "type"),
        (tagged(first="a", second="b"), "first"),
        (tagged(é="a", kind="b"), "kind"),  # msgspec takes ASCII alone
        ({**tagged(kind="a"), "required": []}, None),
        ({**model(kind={"type": "integer", "const": 1}), "required": ["kind"]}, None),
        ({**model(kind=refer("Constant")), "required": ["kind"]}, "kind"),
        ({**model(kind={"allOf": [refer("Constant")], "description": "d"}), "required": ["kind"]}, "kind"),
    ],
)
def test_the_tag_of_a_model_is_its_first_constant_that_is_required(schema, tag):
    [made] = package(A=schema, Constant={"type": "string", "const": "a"}).models
    assert ((made.tag.name, made.tag.json_name.text) if made.tag else (None, None)) == (tag, tag)


def test_the_tag_of_a_model_in_a_union_is_what_the_union_goes_by():
    made = package(U={"oneOf": [refer("A"), refer("B")], "discriminator": {"propertyName": "kind"}},
        A=tagged(first="x", kind="a"), B=tagged(first="x", kind="b"))  # fmt: skip
    assert [each.tag.json_name.text for each in made.models] == ["kind", "kind"]


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "format": "date", "default": "yesterday", "examples": ["yesterday"]},
        {"type": "string", "enum": ["a", "A", "a-", "1", "é", ""]},
    ],
)
def test_what_the_engine_would_make_too_much_of_is_kept_from_it(schema):
    assert package(M=model(x=schema)).models[0].name == "M"


@pytest.mark.parametrize(
    ("schema", "hooked"),
    [
        (model(x=TEXT), False),
        ({"oneOf": [tagged(kind="a"), tagged(kind="b")]}, False),
        ({**model(x=TEXT), "dependentRequired": {"x": ["y"]}}, True),
        (model(x={"type": "array", "items": {"type": "array", "items": TEXT, "uniqueItems": True}}), True),
        ({"oneOf": [model(x=TEXT), model(y=TEXT)]}, True),
        ({"anyOf": [{"type": "array", "items": refer("A")}, TEXT]}, True),
        ({"type": "array", "items": refer("A")}, True),
    ],
)
def test_hooks_come_with_what_msgspec_can_not_say_alone(schema, hooked):
    assert package(A=schema).hooked is hooked


def orders(schemas):
    """The same components in two orders."""
    return schemas, dict(reversed(schemas.items()))


@pytest.mark.parametrize(
    ("properties", "attributes"),
    [
        ({"a": TEXT, "\ua66ea": TEXT}, {"a": "a", "\ua66ea": "a_2"}),
        (
            {"userId": TEXT, "user_id": TEXT, "UserID": TEXT},
            {"UserID": "user_id_2", "userId": "user_id_3", "user_id": "user_id"},
        ),
        ({"1-a": TEXT, "1_a": TEXT}, {"1-a": "field_1_a", "1_a": "field_1_a_2"}),
        ({"x-y": TEXT, "x y": TEXT, "x_y_2": TEXT}, {"x-y": "x_y_3", "x y": "x_y", "x_y_2": "x_y_2"}),
        ({"a": TEXT, "A": TEXT}, {"a": "a", "A": "a_2"}),
    ],
)
def test_properties_that_would_be_one_attribute_are_told_apart_in_any_order(properties, attributes):
    for given in orders(properties):
        [made] = package(A=model(**given)).models
        assert {each.json_name.text: each.name for each in made.fields} == attributes


def test_a_tag_keeps_its_name_beside_a_property_that_would_have_it():
    one = {**tagged(kind="a"), "properties": {"kind": {"const": "a"}, "\ua66ekind": TEXT}}
    [made] = package(A=one).models
    assert (made.tag.name, [each.name for each in made.fields]) == ("kind", ["kind_2"])


@pytest.mark.parametrize(
    ("names", "classes"),
    [
        (["Foo", "foo"], {"Foo", "Foo2"}),
        (["run_step", "RunStep", "run-step", "RunStep2"], {"RunStep", "RunStep2", "RunStep3", "RunStep4"}),
        (["1a", "Field1a"], {"Field1a", "Field1A2"}),
        (["Any", "any_"], {"Any_", "Any2"}),
    ],
)
def test_components_that_would_be_one_class_are_told_apart_in_any_order(names, classes):
    schemas = {name: model(**{f"of_{index}": TEXT}) for index, name in enumerate(names)}
    found = [{made.fields[0].name: made.name for made in package(**given).models} for given in orders(schemas)]
    assert set(found[0].values()) == classes
    assert found[0] == found[1]


def test_the_classes_of_unknown_variants_leave_components_their_names():
    schemas = {"U": A_AND_B, "A": tagged(kind="a"), "B": tagged(kind="b"), "Unknown_Kind_Variant": TEXT}
    made = package(**schemas)
    assert [each.name for each in made.unknown_variants] == ["UnknownKindVariant2"]
    assert "UnknownKindVariant" in made.exports


def test_the_classes_of_unknown_variants_are_told_apart_in_any_order():
    schemas = {
        "U": A_AND_B,
        "A": tagged(kind="a"),
        "B": tagged(kind="b"),
        "V": {"oneOf": [refer("C"), refer("D")]},
        "C": tagged(Kind="c"),
        "D": tagged(Kind="d"),
    }
    for given in orders(schemas):
        made = {each.tag_json_name.text: each.name for each in package(**given).unknown_variants}
        assert made == {"Kind": "UnknownKindVariant", "kind": "UnknownKindVariant2"}


def test_what_is_told_apart_is_reported():
    told = []
    with notes.heard(lambda note: told.append(str(note))):
        package(Foo=model(a=TEXT, A=TEXT), foo=TEXT, Bar=model(x=model(y=TEXT)), BarX=TEXT)
    assert told == [
        (
            "x.json:1 #/components/schemas/foo: foo would be the same class as another one, so it is called foo2; "
            "rename one of them"
        ),
        (
            "x.json:1 #/components/schemas/Bar/properties/x: BarX would be the same class as another one, so it is "
            "called BarX2; name it with x-name"
        ),
        (
            "x.json:1 #/components/schemas/Foo: property 'A' would be the same attribute as another one, so it is "
            "called a_2; rename one of them"
        ),
    ]


def test_everything_with_a_name_knows_its_place_in_the_schema():
    given = {"Foo": model(a=TEXT, of=refer("Bar"), x=model(y=TEXT)), "Bar": TEXT, "Alias": refer("Bar")}
    assert origins(normalise(document(given))) == {
        ("Foo",): "#/components/schemas/Foo",
        ("Foo", "a"): "#/components/schemas/Foo/properties/a",
        ("Foo", "of"): "#/components/schemas/Foo/properties/of",
        ("Foo", "x"): "#/components/schemas/Foo/properties/x",
        ("FooX",): "#/components/schemas/Foo/properties/x",
        ("FooX", "y"): "#/components/schemas/Foo/properties/x/properties/y",
        ("Bar",): "#/components/schemas/Bar",
        ("Alias",): "#/components/schemas/Alias",
    }


@pytest.fixture
def compared(monkeypatch):
    def compare(read):
        """Make a package of a document in which the engine reads these models."""
        monkeypatch.setattr(engine, "models", lambda _: read)
        package(A=model(a=TEXT))

    return compare


def test_a_model_that_the_engine_leaves_out_is_reported(compared):
    with pytest.raises(PipelineError) as caught:
        compared({})
    assert str(caught.value) == "x.json:1 #/components/schemas/A: the engine made no model of 'A'"


@pytest.mark.parametrize(
    ("properties", "shown"),
    [
        ({}, "'a'"),
        ({"a": True}, "'a'"),
        ({"a": False, "b": False}, "'b'"),
        ({"c": False, "b": True}, "'a', 'b', 'c'"),
    ],
)
def test_a_model_that_the_engine_reads_otherwise_is_reported(compared, properties, shown):
    with pytest.raises(PipelineError) as caught:
        compared({"A": properties})
    assert str(caught.value) == f"x.json:1 #/components/schemas/A: the engine reads 'A' otherwise: {shown}"


def test_the_engine_reads_what_we_read(compared):
    compared(engine.models(normalise(document({"A": model(a=TEXT)}))))


def test_what_the_engine_drops_is_reported_in_its_words():
    with pytest.raises(PipelineError) as caught:
        engine.models(document({"a-b": model(x=TEXT), "a_b": model(x=TEXT)}).value)
    assert str(caught.value) == (
        "the engine dropped a schema: Unable to parse schema /components/schemas/a_b Unable to parse this part "
        'of your OpenAPI document: : Attempted to generate duplicate models with name "AB"'
    )


def test_a_document_that_is_none_to_the_engine_is_reported_in_its_words():
    with pytest.raises(
        PipelineError, match=r"\Athe engine can't read the document: \d+ validation errors? for OpenAPI"
    ):
        engine.endpoints({"/a": 5})
