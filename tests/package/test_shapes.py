"""Packages of documents of other shapes: generated, imported, and held against the same promises."""

import copy
import pickle

import pytest

from tests.package.payloads import canonical, judge, written
from tests.support.instances import instances
from tests.support.packages import imported, models


def ref(name):
    return {"$ref": f"#/components/schemas/{name}"}


def nullable(schema):
    return {"anyOf": [schema, {"type": "null"}]}


def an_object(properties, *required, **keywords):
    return {"type": "object", "properties": properties, "required": list(required), **keywords}


TEXT = {"type": "string"}
WHOLE = {"type": "integer"}
SIZE = {"type": "string", "enum": ["small", "large"]}
COUNT = {"type": "integer", "enum": [1, 2, 3]}
ODD_NAMES = [
    "class",
    "from_json",
    "unknown",
    "$ref",
    "",
    "type",
    "extra_",
    "extra_1",
    "\u00a0x",
    "content",
    "tag",
    "validate",
    "self",
    "cls",
    "str",
]
ODD_NAMES += ["None", "a-b", "é", "1", "to_dict", "json_schema", "values", "model", "of", "Extras", "SENTINEL"]

COMPONENTS = {
    "Tree": an_object(
        {
            "value": WHOLE,
            "children": {"type": "array", "items": ref("Tree")},
            "parent": nullable(ref("Tree")),
            "named": {"type": "object", "additionalProperties": ref("Tree")},
            "size": SIZE,
        },
        "value",
    ),
    "Closed": an_object({"a": WHOLE, "b": ref("Closed")}, additionalProperties=False),
    "Counts": an_object({"name": TEXT}, "name", additionalProperties={"type": "integer", "minimum": 0}),
    "Trees": an_object({"name": TEXT}, additionalProperties=ref("Tree")),
    "Sizes": an_object({"name": TEXT}, additionalProperties={"type": "array", "items": SIZE}),
    "Labels": an_object({"name": TEXT}, additionalProperties=SIZE),
    "Bounds": an_object(
        {
            "short": {"type": "string", "minLength": 1, "maxLength": 4},
            "word": {"type": "string", "pattern": "[a-z]", "examples": ["abc"]},
            "low": {"type": "integer", "minimum": -2, "maximum": 5},
            "open": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 10},
            "even": {"type": "integer", "multipleOf": 2},
            "few": {"type": "array", "items": WHOLE, "minItems": 1, "maxItems": 3},
            "map": {
                "type": "object",
                "additionalProperties": {"type": "number", "maximum": 9},
                "minProperties": 1,
                "maxProperties": 2,
                "propertyNames": {"type": "string", "maxLength": 4},
            },
        }
    ),
    "Enums": an_object(
        {
            "sizes": {"type": "array", "items": SIZE},
            "counts": {"type": "array", "items": COUNT},
            "size": nullable(SIZE),
            "by_name": {"type": "object", "additionalProperties": SIZE},
            "grid": {"type": "array", "items": {"type": "array", "items": COUNT}},
        }
    ),
    "Scalars": an_object(
        {
            "one": {"oneOf": [TEXT, WHOLE, {"type": "boolean"}]},
            "many": {"type": "array", "items": nullable({"oneOf": [TEXT, {"type": "number"}]})},
            "list": {"oneOf": [TEXT, {"type": "array", "items": TEXT}]},
            "either": {"oneOf": [TEXT, ref("Tree")]},
        }
    ),
    "Mixed": an_object(
        {
            "tree_or_trees": {"oneOf": [ref("Tree"), {"type": "array", "items": ref("Tree")}]},
            "size_or_count": {"oneOf": [SIZE, COUNT]},
            "size_or_tree": {"oneOf": [SIZE, ref("Tree")]},
            "texts_or_tree": {"oneOf": [{"type": "array", "items": TEXT}, ref("Tree")]},
            "texts_or_trees": {
                "oneOf": [
                    {"type": "object", "additionalProperties": TEXT},
                    {"type": "array", "items": ref("Tree")},
                ]
            },
        }
    ),
    "Grid": an_object(
        {"rows": {"type": "array", "items": {"type": "array", "items": WHOLE}}, "full": {"type": "boolean"}},
        "rows",
        "full",
        additionalProperties={"type": "object", "additionalProperties": WHOLE},
    ),
    "Circle": an_object({"kind": {"const": "circle"}, "radius": {"type": "number"}}, "kind", "radius"),
    "Square": an_object({"kind": {"const": "square"}, "side": WHOLE, "in": ref("Shape")}, "kind", "side"),
    "Shape": {"oneOf": [ref("Circle"), ref("Square")]},
    "Shapes": an_object(
        {
            "first": nullable(ref("Shape")),
            "rows": {"type": "array", "items": {"type": "array", "items": ref("Shape")}},
            "only": ref("Circle"),
            "named": {"type": "object", "additionalProperties": ref("Shape")},
        },
        "first",
    ),
    "Constants": an_object({"text": {"const": "t"}, "number": {"const": 7}, "other": WHOLE}),
    "Anything": an_object({"it": {}, "them": {"type": "array"}, "map": {"type": "object"}}, "it"),
    "Odd": an_object(dict.fromkeys(ODD_NAMES, WHOLE)),
}
NAMES = sorted(name for name, schema in COMPONENTS.items() if "properties" in schema)
DOCUMENT = {"components": {"schemas": COMPONENTS}}

quickly_or_long = pytest.mark.parametrize("count", [50, pytest.param(1_000, marks=pytest.mark.fuzz)])


@pytest.fixture(scope="module")
def zoo(tmp_path_factory):
    return imported(COMPONENTS, "zoo_of_shapes", tmp_path_factory.mktemp("zoo"))


@pytest.mark.parametrize(("member", "expected"), [("named", "an object"), ("children", "an array")])
def test_what_is_no_map_or_no_list_is_said_so(zoo, member, expected):
    with pytest.raises(zoo.ValidationError, match=rf"^\$\.{member}: expected {expected}, got 7$"):
        zoo.Tree.from_dict({"value": 1, member: 7})


def test_what_follows_a_map_or_a_list_that_is_none_is_looked_at_too(zoo):
    with pytest.raises(zoo.ValidationError) as caught:
        zoo.Tree.from_dict({"value": "x", "children": 7, "named": 7}, all_errors=True)
    assert [problem.path for problem in caught.value.problems] == ["$.value", "$.children", "$.named"]


def verdict(model, data, **options):
    try:
        return model.from_json(data, **options)
    except ValueError:
        return None


def read(model, data):
    try:
        return model.from_json(data), ()
    except ValueError as error:
        return None, error.problems


@pytest.mark.parametrize("name", NAMES)
@quickly_or_long
def test_strict_verdicts_are_those_of_the_schema(zoo, name, count):
    is_valid = judge(ref(name), DOCUMENT)
    for tree in instances(ref(name), DOCUMENT, 1, count):
        assert (verdict(getattr(zoo, name), written(tree), strict=True) is not None) == is_valid(tree), tree


@pytest.mark.parametrize("name", NAMES)
@quickly_or_long
def test_what_loads_loses_nothing_and_what_does_not_is_explained(zoo, name, count):
    model = getattr(zoo, name)
    for tree in instances(ref(name), DOCUMENT, 2, count):
        made, problems = read(model, written(tree))
        if made is None:
            assert problems[0].expected != "a document of the schema", tree
            continue
        assert canonical(made.to_dict()) == canonical(tree)
        assert model.from_dict(tree) == made
        assert pickle.loads(pickle.dumps(made)).to_json() == copy.deepcopy(made).to_json() == made.to_json()
        assert made.validate() is made


@pytest.mark.parametrize("name", NAMES)
def test_the_fallback_agrees_with_the_decoder(zoo, name):
    model = getattr(zoo, name)
    for tree in instances(ref(name), DOCUMENT, 3, 60):
        first = verdict(model, written(tree), strict=True)
        if first is not None:
            second = zoo._model.fallback().read_json(model, written(tree), strict=True, all_errors=False)
            assert (second, repr(second.to_dict())) == (first, repr(first.to_dict()))


@pytest.mark.parametrize("name", NAMES)
def test_the_json_schema_of_a_model_has_the_verdicts_of_the_document(zoo, name):
    is_valid, again = judge(ref(name), DOCUMENT), judge(getattr(zoo, name).json_schema(), {})
    for tree in instances(ref(name), DOCUMENT, 4, 200):
        assert again(tree) == is_valid(tree), tree


def test_every_decoder_can_be_built(zoo):
    assert set(NAMES) <= set(models(zoo))
    for model in models(zoo).values():
        zoo._decoders.decoder(model)


def loads(model, tree):
    made = model.from_dict(tree)
    assert canonical(made.to_dict()) == canonical(tree)
    assert model.from_json(written(tree)) == made
    return made


def test_unknown_fields_at_the_bottom_of_a_recursive_model(zoo):
    tree = {"value": 0, "new": 1}
    for index in range(50):
        tree = {"value": index, "children": [tree], "named": {"x": {"value": 1, "size": "huge"}}, "parent": None}
    made = loads(zoo.Tree, tree)
    assert made.named["x"].size == "huge"


def test_a_document_too_deep_for_python_is_refused(zoo):
    tree = b'{"value":1,"new":2}'
    for _ in range(5_000):
        tree = b'{"value":1,"children":[' + tree + b"]}"
    with pytest.raises(zoo.ValidationError, match="nested too deeply"):
        zoo.Tree.from_json(tree)


def test_a_mistake_deeper_than_the_explainer_goes_is_reported_in_the_words_of_msgspec(zoo):
    for depth in range(50, 300, 25):
        tree = b'{"value":"x"}'
        for _ in range(depth):
            tree = b'{"value":1,"children":[' + tree + b"]}"
        with pytest.raises(zoo.ValidationError, match=r'expected an integer, got "x"|got Expected `int`, got `str`'):
            zoo.Tree.from_json(tree)


def test_a_closed_object_keeps_unknown_fields_unless_strict(zoo):
    tree = {"a": 1, "b": {"a": 2, "new": 3}}
    assert loads(zoo.Closed, tree).b.additional_properties == {"new": 3}
    with pytest.raises(zoo.ValidationError, match=r"^\$\.b\.new: expected no field of this name, got 3$"):
        zoo.Closed.from_dict(tree, strict=True)


def test_typed_additional_properties_are_checked_and_kept(zoo):
    made = loads(zoo.Counts, {"name": "x", "a": 1, "": 2, "\ue000": 3})
    assert dict(made.additional_properties) == {"a": 1, "": 2, "\ue000": 3}
    with pytest.raises(zoo.ValidationError, match=r"^\$\.a: expected an integer >= 0, got -1$"):
        zoo.Counts.from_dict({"name": "x", "a": -1})
    made.additional_properties["b"] = "x"
    with pytest.raises(zoo.ValidationError, match=r'^\$\.b: expected an integer, got "x"$'):
        made.validate()


def test_additional_properties_can_be_models_and_enums_with_unknown_in_them(zoo):
    made = loads(zoo.Trees, {"name": "x", "a": {"value": 1, "size": "huge", "new": 1}, "b": {"value": 2.0}})
    assert made.additional_properties["a"].size == "huge"
    assert isinstance(made.additional_properties["b"], zoo.Tree)
    made.additional_properties["c"] = zoo.Tree(value=3)
    assert made.to_dict()["c"] == {"value": 3}
    assert made.validate() is made
    assert loads(zoo.Sizes, {"a": ["small", "huge"]}).additional_properties["a"] == ["small", "huge"]


def test_what_is_unknown_inside_of_what_is_unknown_is_written_in_its_place(zoo):
    tree = {"value": 1, "new": "\0", "children": [{"value": 2, "new": {}, "newer": 1}, {"value": 3, "new": None}]}
    made = loads(zoo.Trees, {"name": "x", "a": tree, "b": tree, "c": {"value": 4}})
    assert made.to_json().startswith(b'{"a":{"new":"\\u0000","value":1,"children":[{"new":{},"newer":1,"value":2}')
    loads(zoo.Trees, {"a": {"value": 1, "new": 1}})


def test_an_unknown_variant_beside_unknown_fields_is_written_in_its_place(zoo):
    circle = {"kind": "circle", "radius": 1, "new": {'{"': '"kind":'}}
    oval = {"kind": "oval", "in": circle}
    square = {"kind": "square", "side": 1, "in": oval}
    made = loads(zoo.Shapes, {"first": square, "rows": [[oval, circle], [square]], "named": {"x": oval}, "new": 1})
    assert b'"first":{"kind":"square","side":1,"in":{"kind":"oval"' in made.to_json()


def test_many_unknown_values_take_no_longer_each_than_few(zoo):
    tree = {str(number): "huge" for number in range(20_000)}
    assert loads(zoo.Labels, tree).additional_properties["19999"] == "huge"
    assert loads(zoo.Enums, {"sizes": ["huge"] * 20_000}).sizes[-1] == "huge"


def test_only_the_first_of_many_mistakes_is_looked_for(zoo):
    data = written({"value": 1, "children": [{}] * 20_000})
    with pytest.raises(zoo.ValidationError) as caught:
        zoo.Tree.from_json(data)
    assert len(caught.value.problems) == 1
    with pytest.raises(zoo.ValidationError) as caught:
        zoo.Tree.from_json(data, all_errors=True)
    assert len(caught.value.problems) == 1_000


@pytest.mark.parametrize(
    ("tree", "message"),
    [
        ({"short": ""}, "$.short: expected a string of at least 1 characters, got 0"),
        ({"short": "x" * 5}, "$.short: expected a string of at most 4 characters, got 5"),
        ({"word": "A"}, '$.word: expected a string that matches [a-z], got "A"'),
        ({"low": 6}, "$.low: expected an integer <= 5, got 6"),
        ({"low": -3}, "$.low: expected an integer >= -2, got -3"),
        ({"open": 0}, "$.open: expected a number > 0, got 0"),
        ({"open": 10.0}, "$.open: expected a number < 10, got 10.0"),
        ({"even": 3}, "$.even: expected an integer that is a multiple of 2, got 3"),
        ({"few": []}, "$.few: expected an array of at least 1 items, got 0"),
        ({"map": {}}, "$.map: expected an object of at least 1 members, got 0"),
        ({"map": {"a": 10}}, "$.map.a: expected a number <= 9, got 10"),
    ],
)
def test_bounds_are_enforced_and_named(zoo, tree, message):
    with pytest.raises(zoo.ValidationError) as caught:
        zoo.Bounds.from_dict(tree)
    assert str(caught.value) == message


def test_a_name_that_passes_its_bounds_is_reported(zoo):
    with pytest.raises(
        zoo.ValidationError, match=r"^\$\.map\.abcde: expected a string of at most 4 characters, got 5$"
    ):
        zoo.Bounds.from_dict({"map": {"abcde": 1}})


def test_unknown_enum_values_in_arrays_maps_and_beside_null(zoo):
    tree = {
        "sizes": ["small", "huge", ""],
        "counts": [1, 9],
        "size": "huge",
        "by_name": {"a": "huge"},
        "grid": [[1], [2, 8]],
    }
    made = loads(zoo.Enums, tree)
    assert (made.sizes, made.counts, made.size, made.by_name, made.grid) == tuple(tree.values())
    assert loads(zoo.Enums, {"size": None}).size is None


@pytest.mark.parametrize(
    "tree", [{"counts": ["1"]}, {"counts": [True]}, {"counts": [1.5]}, {"sizes": [1]}, {"size": 1}]
)
def test_enum_values_of_another_type_are_refused(zoo, tree):
    with pytest.raises(zoo.ValidationError):
        zoo.Enums.from_dict(tree)


def test_whole_floats_are_enum_values_too(zoo):
    assert zoo.Enums.from_dict({"counts": [1.0, 9.0]}).counts == [1, 9]
    assert zoo.Constants.from_dict({"number": 7.0}, strict=True).number == 7


def test_unions_of_scalars_arrays_and_models(zoo):
    loads(zoo.Scalars, {"one": True, "many": [None, "x", 1, 1.5], "list": ["a"], "either": {"value": 1, "new": 2}})
    with pytest.raises(
        zoo.ValidationError, match=r"^\$\.one: expected a string or an integer or true or false, got null$"
    ):
        zoo.Scalars.from_dict({"one": None})


def test_unions_of_models_wherever_they_stand(zoo):
    new = {"kind": "hexagon", "n": [1]}
    square = {"kind": "square", "side": 2, "in": new, "x": 1}
    tree = {"first": new, "rows": [[], [square, new, {"kind": "circle", "radius": 1}]], "named": {"\ue000": new}}
    made = loads(zoo.Shapes, tree)
    assert made.first.kind == "hexagon"
    assert made.rows[1][0] == zoo.Square(side=2, in_=made.first, extra_=made.rows[1][0].extra_)
    assert loads(zoo.Shapes, {"first": None}).first is None


def test_each_kind_of_a_union_keeps_what_is_new_in_it(zoo):
    new = {"value": 1, "size": "huge", "new": 2}
    made = loads(zoo.Mixed, {"tree_or_trees": [new, new], "size_or_count": 9, "size_or_tree": new})
    assert made.tree_or_trees[1].size == made.size_or_tree.size == "huge"
    made = loads(zoo.Mixed, {"tree_or_trees": new, "size_or_count": "huge", "size_or_tree": "huge"})
    assert made.tree_or_trees.additional_properties == {"new": 2}
    assert (made.size_or_count, made.size_or_tree) == ("huge", "huge")


@pytest.mark.parametrize(
    ("model", "tree", "message"),
    [
        ("Mixed", {"tree_or_trees": 5, "new": 1}, "$.tree_or_trees: expected an object or an array, got 5"),
        ("Grid", {"rows": [], "full": 1}, "$.full: expected true or false, got 1"),
        ("Grid", {"rows": {}, "full": True}, "$.rows: expected an array, got an object"),
        ("Grid", {"rows": [[], 5], "full": True}, "$.rows[1]: expected an array, got 5"),
        ("Grid", {"rows": [], "full": True, "of": [1]}, "$.of: expected an object, got an array"),
        ("Grid", {"rows": [], "full": True, "of": {"a": "x"}}, '$.of.a: expected an integer, got "x"'),
    ],
)
def test_what_is_of_another_kind_is_reported(zoo, model, tree, message):
    with pytest.raises(zoo.ValidationError) as caught:
        getattr(zoo, model).from_dict(tree)
    assert str(caught.value) == message


def test_a_model_that_is_no_variant_of_a_union_has_to_have_its_tag(zoo):
    with pytest.raises(zoo.ValidationError, match=r'^\$\.only\.kind: required, but missing: expected "circle"$'):
        zoo.Shapes.from_dict({"first": None, "only": {"radius": 1}})
    with pytest.raises(zoo.ValidationError, match=r'^\$\.only\.kind: expected "circle", got "square"$'):
        zoo.Shapes.from_dict({"first": None, "only": {"kind": "square", "radius": 1}})


def test_optional_constants_are_fields(zoo):
    assert loads(zoo.Constants, {"other": 1}).text is zoo.UNSET
    assert loads(zoo.Constants, {"text": "t", "number": 7}).text == "t"
    for tree in ({"text": "x"}, {"number": 8}, {"number": "7"}, {"text": None}):
        with pytest.raises(zoo.ValidationError):
            zoo.Constants.from_dict(tree)


def test_odd_names_become_attributes_and_come_back(zoo):
    tree = {name: index for index, name in enumerate(ODD_NAMES)}
    made = loads(zoo.Odd, tree)
    attributes = zoo._model.fields_of(zoo.Odd)
    assert list(attributes) == ODD_NAMES
    assert [getattr(made, attribute) for attribute in attributes.values()] == list(range(len(ODD_NAMES)))
    assert loads(zoo.Odd, {"class": 1, "new": 2, "\ue000": 3}).to_dict()["class"] == 1


def test_anything_is_kept_as_it_is(zoo):
    for value in (None, {"\ue000": 1}, [{"kind": "circle"}], 10**40, "a\0b", 1.0):
        loads(zoo.Anything, {"it": value, "them": [value], "map": {"x": value}})
        loads(zoo.Anything, {"it": value, "them": [value], "map": {"x": value}, "new": value})


def test_every_path_leads_through_a_model_before_it_reaches_a_dict(zoo):
    made = zoo.Anything.from_dict({"it": {"a": []}, "new": {"a": []}})
    assert made.it == made.additional_properties["new"] == {"a": []}
