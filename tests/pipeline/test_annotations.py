"""Each shape of a schema has its annotation, and each page tells it in words."""

from __future__ import annotations

import ast
import re

from tests.support.packages import build

TEXT = {"type": "string"}
SCHEMAS = {
    "Size": {"type": "string", "enum": ["small", "large"]},
    "Cat": {"type": "object", "required": ["kind"], "properties": {"kind": {"const": "cat"}}},
    "Dog": {"type": "object", "required": ["kind"], "properties": {"kind": {"const": "dog"}}},
    "Pet": {
        "oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}],
        "discriminator": {"propertyName": "kind"},
    },
    "Codes": {"type": "array", "items": {**TEXT, "format": "code"}, "minItems": 1, "maxItems": 2},
    "Shapes": {
        "type": "object",
        "description": "All of them.",
        "required": ["text", "size", "one_cat"],
        "properties": {
            "text": TEXT,
            "whole": {"type": "integer", "minimum": 1, "exclusiveMaximum": 9},
            "part": {"type": "number", "multipleOf": 0.5},
            "between": {"type": "number", "minimum": 1.5, "exclusiveMaximum": 7.5},
            "within": {"type": "number", "maximum": 2.5, "multipleOf": 1.5},
            "yes": {"type": "boolean", "default": True},
            "long": {"type": "string", "minLength": 2, "maxLength": 3},
            "old": {"type": "string", "deprecated": True},
            "some": {"type": "array", "items": TEXT, "minItems": 1, "maxItems": 4},
            "map_of": {
                "type": "object",
                "additionalProperties": {"type": "integer"},
                "minProperties": 1,
                "maxProperties": 2,
                "propertyNames": {"maxLength": 5},
            },
            "ratios": {"type": "object", "additionalProperties": {"type": "number", "minimum": 0, "maximum": 1}},
            "open_map": {"type": "object"},
            "anything": {},
            "maybe": {"type": ["string", "null"], "maxLength": 9},
            "only": {"const": "x"},
            "size": {"$ref": "#/components/schemas/Size"},
            "pet": {"$ref": "#/components/schemas/Pet"},
            "one_cat": {"$ref": "#/components/schemas/Cat"},
            "codes": {"$ref": "#/components/schemas/Codes"},
            "hex": {"type": "string", "pattern": "^\\d[^a-f]$", "examples": ["1g"]},
            "a b": {"type": "array", "items": {"type": "integer", "minimum": 1}},
            "either": {"oneOf": [TEXT, {"type": "integer"}]},
        },
    },
}


def made():
    return build(SCHEMAS).files


ANNOTATIONS = {
    "text": "str",
    "whole": "Annotated[int, Meta(ge=1, lt=9)] | UnsetType",
    "part": "int | Annotated[float, Meta(multiple_of=0.5)] | UnsetType",
    "between": "Annotated[int, Meta(ge=2, le=7)] | Annotated[float, Meta(ge=1.5, lt=7.5)] | UnsetType",
    "within": "Annotated[int, Meta(le=2, multiple_of=3)] | Annotated[float, Meta(le=2.5, multiple_of=1.5)] | UnsetType",
    "yes": "bool | UnsetType",
    "long": "Annotated[str, Meta(min_length=2, max_length=3)] | UnsetType",
    "old": "str | UnsetType",
    "some": "Annotated[list[str], Meta(min_length=1, max_length=4)] | UnsetType",
    "map_of": "Annotated[dict[Annotated[str, Meta(max_length=5)], int], Meta(min_length=1, max_length=2)] | UnsetType",
    "ratios": "dict[str, Annotated[int, Meta(ge=0, le=1)] | Annotated[float, Meta(ge=0, le=1)]] | UnsetType",
    "open_map": "dict[str, Any] | UnsetType",
    "anything": "Any | UnsetType",
    "maybe": "Annotated[str, Meta(max_length=9)] | None | UnsetType",
    "only": 'Literal["x"] | UnsetType',
    "size": "Open[Size, str]",
    "pet": "Pet | UnsetType",
    "one_cat": "Tagged[Cat]",
    "codes": "Codes | UnsetType",
    "hex": 'Annotated[str, Meta(pattern="\\\\A[0-9][^a-f]\\\\Z")] | UnsetType',
    "a_b": "list[Annotated[int, Meta(ge=1)]] | UnsetType",
    "either": "ShapesEither | UnsetType",
}
CELLS = {
    "text": "**str** |  |",
    "whole": "**int** |  | optional, at least `1`, less than `9`",
    "part": "**float** |  | optional, a multiple of `0.5`",
    "between": "**float** |  | optional, at least `1.5`, less than `7.5`",
    "within": "**float** |  | optional, at most `2.5`, a multiple of `1.5`",
    "yes": "**bool** |  | optional, default `true`",
    "long": "**str** |  | optional, `2` characters or more, `3` characters or fewer",
    "old": "**str** |  | deprecated, optional",
    "some": r"**list**\[**str**\] |  | optional, `1` items or more, `4` items or fewer",
    "map_of": r"**dict**\[**str**, **int**\] |  | optional, `1` members or more, `2` members or fewer, "
    "names: `5` characters or fewer",
    "ratios": r"**dict**\[**str**, **float**\] |  | optional, values: at least `0`, values: at most `1`",
    "open_map": r"**dict**\[**str**, **Any**\] |  | optional",
    "anything": "**Any** |  | optional",
    "maybe": "**str** |  | optional, nullable, `9` characters or fewer",
    "only": "**str** |  | optional, always `x`",
    "size": "[**Size**](Size.md) |  | one of `small`, `large`, or one that is newer",
    "pet": "[**Pet**](Pet.md) |  | optional",
    "one_cat": "[**Cat**](Cat.md) |  |",
    "codes": "[**Codes**](Codes.md) |  | optional",
    "hex": r"**str** |  | optional, matches `^\d[^a-f]$`",
    "a_b": r"**list**\[**int**\] |  | optional, `a b` in JSON, each at least `1`",
    "either": "[**ShapesEither**](ShapesEither.md) |  | optional",
}


def test_each_shape_has_its_annotation():
    [shapes] = (node for node in ast.parse(made()["shape/models.py"]).body if getattr(node, "name", "") == "Shapes")
    fields = [node for node in shapes.body if isinstance(node, ast.AnnAssign)]
    found = {ast.unparse(each.target): ast.unparse(each.annotation).replace("msgspec.Meta", "Meta") for each in fields}
    assert found == {name: ast.unparse(ast.parse(code)) for name, code in ANNOTATIONS.items()}


def test_each_shape_is_reported_on_its_page():
    rows = re.findall(r"^\*\*(\w+)\*\* \| (.*?) *$", made()["docs/Shapes.md"], re.MULTILINE)
    assert dict(rows) == CELLS


def test_a_type_on_its_own_page_is_reported_with_all_that_bounds_it():
    page = made()["docs/Codes.md"]
    assert "\n\n**list**\\[**str**\\] (`1` items or more, `2` items or fewer, each format `code`)\n\n" in page


def test_the_variants_of_a_union_are_reported_with_their_tags():
    page = made()["docs/Pet.md"]
    assert "* `cat`: [**Cat**](Cat.md)\n* `dog`: [**Dog**](Dog.md)\n" in page
    assert "The property `kind` tells them apart." in page
