"""Documents that are deep, long or multiply end in a result or in one line, soon and without a traceback."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest

from scripts.base.errors import PipelineError
from scripts.documents.reading import Document
from scripts.normalise import normalise
from tests.normalise.corpus import document

if TYPE_CHECKING:
    from collections.abc import Callable

LONG = 1000


def name(index: int) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/C{index}"}


def nested_properties(depth: int) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    for _ in range(depth):
        schema = {"type": "object", "properties": {"a": schema}}
    return {"A": schema}


def nested_unions(depth: int) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    for _ in range(depth):
        schema = {"anyOf": [schema, {"type": "null"}]}
    return {"A": schema}


def nested_all_of(depth: int) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    for _ in range(depth):
        schema = {"allOf": [schema, {"minLength": 1}]}
    return {"A": schema}


def nested_default(depth: int) -> dict[str, Any]:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return {"A": {"type": "string", "default": value}}


def chain(link: Callable[[int], dict[str, Any]], length: int = LONG) -> dict[str, Any]:
    found = {f"C{index}": link(index + 1) for index in range(length)}
    return {**found, f"C{length}": {"type": "object", "properties": {"z": {"type": "string"}}}}


def result_of(schemas: dict[str, Any]) -> dict[str, Any] | str:
    try:
        return normalise(Document("test.yaml", document(schemas)))
    except PipelineError as error:
        return str(error)


@pytest.mark.parametrize(
    ("make", "depth", "place"),
    [
        (nested_properties, 59, "properties/a/properties/a/properties"),
        (nested_unions, 59, "anyOf/0/anyOf/0/anyOf"),
        (nested_all_of, 59, "allOf/0/allOf/0/allOf"),
        (nested_default, 117, "default/0/0/0/0"),
        (nested_default, 2000, "default/0/0/0/0"),
        (nested_properties, 2000, "properties/a/properties/a/properties"),
    ],
)
def test_nesting_beyond_the_limit_is_refused_with_its_place(
    make: Callable[[int], dict[str, Any]], depth: int, place: str
) -> None:
    assert result_of(make(depth)) == (
        f"test.yaml #/components/schemas/A/{place}: nested more than 120 levels deep; make the inner schemas components"
    )


def test_an_annotation_may_be_nested_up_to_the_limit() -> None:
    assert isinstance(result_of(nested_default(116)), dict)


@pytest.mark.parametrize("make", [nested_properties, nested_unions, nested_all_of])
def test_nesting_below_the_limit_is_fine(make: Callable[[int], dict[str, Any]]) -> None:
    assert isinstance(result_of(make(55)), dict)


CHAINS: dict[str, Callable[[int], dict[str, Any]]] = {
    "aliases": name,
    "nullables": lambda index: {"anyOf": [name(index), {"type": "null"}]},
    "unions": lambda index: {"anyOf": [name(index), {"type": "string"}]},
    "all_of": lambda index: {"allOf": [name(index), {"required": ["a"]}]},
    "properties": lambda index: {"type": "object", "properties": {"a": name(index)}},
}


@pytest.mark.parametrize("kind", CHAINS)
def test_a_long_chain_of_references_is_no_problem(kind: str) -> None:
    found = result_of(chain(CHAINS[kind]))

    assert isinstance(found, dict)


def test_a_chain_that_only_properties_link_under_all_of_ends_in_a_check() -> None:
    def link(index: int) -> dict[str, Any]:
        inner = {"allOf": [name(index), {"type": "object", "required": ["a"]}]}
        return {"type": "object", "properties": {"p": inner}}

    found = result_of(chain(link, 100))

    assert isinstance(found, dict)
    assert "x-check" in str(found)


def test_a_chain_that_python_can_not_follow_ends_in_one_line() -> None:
    def link(index: int) -> dict[str, Any]:
        schema = {"allOf": [name(index), {"type": "array", "minItems": 1}]}
        for _ in range(50):
            schema = {"type": "array", "items": schema}
        return schema

    size = sys.getrecursionlimit() // 100
    found = result_of({**chain(link, size), f"C{size}": {"type": "array"}})
    assert found == "test.yaml: schemas are nested too deeply"


def product_of_unions(size: int) -> dict[str, Any]:
    def pair(index: int) -> list[dict[str, Any]]:
        return [{"type": "string", "minLength": index}, {"type": "string", "maxLength": 99 - index}]

    return {"A": {"allOf": [{"anyOf": pair(index)} for index in range(size)]}}


def doubling_all_of(size: int) -> dict[str, Any]:
    def link(index: int) -> dict[str, Any]:
        inner = {"allOf": [name(index), {"type": "object", "required": ["q"]}]}
        return {"allOf": [name(index), {"type": "object", "properties": {f"x{index}": inner}}]}

    return chain(link, size)


def doubling_unions(size: int) -> dict[str, Any]:
    def link(index: int) -> dict[str, Any]:
        tag = {"type": {"const": f"t{index}"}}
        inner = {"anyOf": [name(index), {"type": "string"}]}
        variant = {"type": "object", "properties": {**tag, "p": inner, "q": inner}, "required": ["type"]}
        return {"oneOf": [name(index), variant]}

    last = {"type": "object", "properties": {"type": {"const": "z"}}, "required": ["type"]}
    return {**chain(link, size), f"C{size}": last}


@pytest.mark.parametrize("make", [product_of_unions, doubling_all_of])
def test_schemas_that_multiply_are_refused(make: Callable[[int], dict[str, Any]]) -> None:
    found = result_of(make(40))

    assert isinstance(found, str)
    assert "more" in found


def test_unions_in_unions_share_their_inline_models() -> None:
    found = result_of(doubling_unions(20))

    assert isinstance(found, dict)
    assert len(found["components"]["schemas"]) < 200
