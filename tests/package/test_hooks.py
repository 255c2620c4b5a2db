"""What msgspec alone can't judge: unions whose variants are tried, and values with a check besides their type."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.support.packages import build, imported, write

CIRCLE = {"type": "object", "required": ["radius"], "properties": {"radius": {"type": "number"}}}
SQUARE = {
    "type": "object",
    "required": ["side"],
    "properties": {"side": {"type": "number"}, "style": {"enum": ["thick", "thin"]}},
}
WORD = {"type": "string", "minLength": 2}


def refer(name):
    return {"$ref": f"#/components/schemas/{name}"}


SCHEMAS = {
    "Circle": CIRCLE,
    "Square": SQUARE,
    "Shape": {"oneOf": [refer("Circle"), refer("Square")]},
    "Any": {"anyOf": [refer("Circle"), refer("Square")]},
    "Tree": {"anyOf": [WORD, {"type": "array", "items": refer("Tree")}]},
    "Pair": {**CIRCLE, "minProperties": 2, "maxProperties": 3},
    "Root": {
        "type": "object",
        "properties": {
            "shape": refer("Shape"),
            "shapes": {"type": "array", "items": refer("Shape")},
            "any": refer("Any"),
            "tree": refer("Tree"),
            "pair": refer("Pair"),
            "look": {"anyOf": [{"enum": ["plain", "rich"]}, refer("Circle"), refer("Square")]},
            "free": {"anyOf": [{"not": {"type": "object"}}, refer("Circle"), refer("Square")]},
            "tags": {"type": "array", "items": {"type": "string"}, "uniqueItems": True},
            "yes": {"const": True},
            "ratio": {"type": "number", "multipleOf": 0.01},
            "odd": {"not": {"type": "integer"}},
            "row": {"type": "array", "prefixItems": [{"type": "string"}], "items": {"enum": ["a", "b"]}},
        },
    },
}


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    return imported(SCHEMAS, "hooked", tmp_path_factory.mktemp("hooked"))


def read(package, *, strict=False, **members):
    return package.Root.from_json(json.dumps(members), strict=strict)


def refusal(package, *, strict=False, **members):
    with pytest.raises(package.ValidationError) as caught:
        read(package, strict=strict, **members)
    return str(caught.value)


def test_what_is_read_is_one_of_the_variants(package):
    assert read(package, shape={"radius": 1}).shape == package.Circle(radius=1)
    assert read(package, shape={"side": 1}).shape == package.Square(side=1)


def test_what_two_variants_of_one_of_accept_is_refused(package):
    message = refusal(package, shapes=[{"side": 1}, {"radius": 1, "side": 1}])
    assert message == "$.shapes[1]: expected exactly one of the variants of Shape, got what several of them accept"


def test_of_any_of_the_first_with_the_least_that_is_unknown_is_taken(package):
    both = {"radius": 1, "side": 1, "style": "thin"}
    assert read(package, any=both).any == package.Square.from_dict(both)
    assert isinstance(read(package, any={"radius": 1, "side": 1}).any, package.Circle)


def test_what_no_variant_accepts_is_reported_as_that_which_is_nearest(package):
    assert refusal(package, shape={"side": "x"}) == '$.shape.side: expected a number, got "x"'


def test_what_is_unknown_in_a_variant_is_kept(package):
    members = {"shape": {"radius": 1, "colour": "red"}, "shapes": [{"side": 2, "style": "dotted"}]}
    found = read(package, **members)
    assert found.shape.additional_properties == {"colour": "red"}
    assert json.loads(found.to_json()) == members


def test_an_unknown_value_of_an_enum_that_is_a_variant_is_kept_and_listed(package):
    found = read(package, look="odd", free=[1])
    assert (found.look, found.free) == ("odd", [1])
    assert [(part.path, part.kind, part.value) for part in found.unknown()] == [("$.look", "enum value", "odd")]


def test_an_unknown_value_of_an_enum_in_a_variant_is_refused_by_the_letter(package):
    assert "style" in refusal(package, strict=True, shape={"side": 2, "style": "dotted"})


def test_a_union_may_hold_itself(package):
    assert read(package, tree=["ab", ["cd", []]]).tree == ["ab", ["cd", []]]
    assert refusal(package, tree=["ab", ["c"]]).startswith("$.tree")


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"tags": ["a", "a"]}, "$.tags: expected an array whose items differ, got an array"),
        ({"yes": False}, "$.yes: expected true, got false"),
        ({"ratio": 0.015}, "$.ratio: expected a multiple of 0.01, got 0.015"),
        ({"pair": {"radius": 1}}, "$.pair: expected an object of at least 2 members, got an object"),
        ({"odd": 1}, '$.odd: expected no value of {"type":"integer"}, got 1'),
        ({"row": [1]}, "$.row[0]: expected a string, got 1"),
    ],
)
def test_what_a_check_refuses_is_said_with_its_place_and_what_was_asked(package, members, message):
    assert refusal(package, **members) == message


ODD = {
    "names": {"propertyNames": {"pattern": "^a"}},
    "pairs": {"type": "object", "dependentRequired": {"a": ["b", "c"]}},
    "closed": {"allOf": [{"properties": {"a": True}}], "unevaluatedProperties": False},
    "tuple": {"prefixItems": [{"type": "string"}], "items": False},
    "some": {"contains": {"const": 1}},
    "either": {"enum": [0.5, True, None]},
    "whole": {"const": {"a": [1]}},
    "strange": {"if": True, "then": {"not": {"minimum": 1}}},
}


@pytest.fixture(scope="module")
def odd(tmp_path_factory):
    schemas = {"Odd": {"type": "object", "properties": ODD}}
    return imported(schemas, "odd_values", tmp_path_factory.mktemp("odd"))


@pytest.mark.parametrize(
    ("members", "message"),
    [
        (
            {"names": {"b": 1}},
            '$.names: expected names of members that are of {"type":"string","pattern":"^a"}, got an object',
        ),
        ({"pairs": {"a": 1}}, '$.pairs: expected an object with "b", "c" where it has "a", got an object'),
        ({"closed": {"b": 1}}, "$.closed: expected no other members, got an object"),
        ({"tuple": ["a", 1]}, "$.tuple[1]: expected nothing here, got 1"),
        ({"some": [2]}, '$.some: expected an array with an item of {"const":1}, got an array'),
        ({"either": 1}, "$.either: expected one of 0.5, true, null, got 1"),
        ({"whole": {"a": []}}, '$.whole: expected {"a":[1]}, got an object'),
        ({"strange": 2}, '$.strange: expected no value of {"minimum":1}, got 2'),
    ],
)
def test_what_a_keyword_asks_is_said_in_words(odd, members, message):
    with pytest.raises(odd.ValidationError) as caught:
        odd.Odd.from_dict(members, strict=True)
    assert str(caught.value) == message


def test_the_page_shows_what_a_type_can_not_say():
    files = build(SCHEMAS, "shown").files
    assert '```json\n{\n  "minProperties": 2,\n  "maxProperties": 3\n}\n```' in files["docs/Pair.md"]
    assert '```json\n{\n  "const": true\n}\n```' in files["docs/RootYes.md"]
    assert "## Check" not in files["docs/Circle.md"]


def test_the_page_of_a_union_without_a_tag_says_how_it_is_read():
    files = build(SCHEMAS, "shown").files
    assert "no more than one may accept a value" in files["docs/Shape.md"]
    assert "the one with the least unknown in it" in files["docs/Any_.md"]


def test_a_model_with_a_check_is_itself(package):
    pair = package.Pair.from_json(b'{"radius": 1, "x": 2}')
    assert type(pair) is package.Pair
    assert read(package, pair={"radius": 1, "x": 2}).pair == pair
    with pytest.raises(package.ValidationError):
        package.Pair.from_dict({"radius": 1})


def test_a_check_takes_newer_values_of_an_enum_unless_it_is_by_the_letter(package):
    assert read(package, row=["x", "a", "c"]).row == ["x", "a", "c"]
    assert "$.row[2]" in refusal(package, strict=True, row=["x", "a", "c"])


def test_a_changed_model_is_checked_again(package):
    found = read(package, tags=["a"])
    found.tags = ["a", "a"]
    with pytest.raises(package.ValidationError):
        found.validate()


def imports(module, files, folder, code):
    """Whether the code, run with the package, imports a module."""
    write(files, folder)
    told = f"import sys; {code}; print({module!r} in sys.modules)"
    done = subprocess.run([sys.executable, "-c", told], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip() == "True"


def test_the_validator_is_imported_for_what_is_not_simple_alone(tmp_path):
    files = build(SCHEMAS, "lazy").files
    simple = 'import lazy; lazy.Root.from_json(b\'{"tags": [], "yes": true, "ratio": 0.5}\')'
    assert not imports("jsonschema_rs", files, tmp_path, simple)
    assert imports("jsonschema_rs", files, tmp_path, 'import lazy; lazy.Root.from_json(b\'{"odd": "x"}\')')


def test_the_schemas_are_imported_for_what_is_checked_alone(tmp_path):
    files = build(SCHEMAS, "lazy").files
    assert not imports("lazy._definitions", files, tmp_path, "import lazy; lazy.Root.from_json(b'{}')")
    assert imports("lazy._definitions", files, tmp_path, "import lazy; lazy.Root.from_json(b'{\"yes\": true}')")


def test_a_package_that_needs_no_hook_has_none():
    files = build({"Circle": CIRCLE}, "plain").files
    assert not {"plain/_hooks.py", "plain/_checks.py"} & files.keys()
    assert "_hooks" not in files["plain/models.py"]


def test_the_json_schema_of_a_model_has_its_checks(package):
    definitions = package.Root.json_schema()["$defs"]
    assert definitions["Pair"]["allOf"] == [{"minProperties": 2, "maxProperties": 3}]
    assert definitions["Root"]["properties"]["tags"]["uniqueItems"] is True
