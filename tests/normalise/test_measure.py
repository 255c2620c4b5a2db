"""Documents that are deep, long or multiply end in a result or in one line, soon and without a traceback."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from scripts.errors import PipelineError
from scripts.normalise import normalise
from scripts.reading.documents import Document
from tests.normalise.corpus import document

if TYPE_CHECKING:
    from collections.abc import Callable

LONG = 1000


def name(index: int) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/C{index}"}


def deep_properties(depth: int) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    for _ in range(depth):
        schema = {"type": "object", "properties": {"a": schema}}
    return {"A": schema}


def deep_unions(depth: int) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    for _ in range(depth):
        schema = {"anyOf": [schema, {"type": "null"}]}
    return {"A": schema}


def deep_all_of(depth: int) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    for _ in range(depth):
        schema = {"allOf": [schema, {"minLength": 1}]}
    return {"A": schema}


def deep_default(depth: int) -> dict[str, Any]:
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


@pytest.mark.parametrize("make", [deep_properties, deep_unions, deep_all_of, deep_default])
def test_deep_nesting_is_refused_with_its_place(make: Callable[[int], dict[str, Any]]) -> None:
    found = result_of(make(2000))

    assert isinstance(found, str)
    assert found.startswith("test.yaml #/components/schemas/A/")
    assert "nested more than 120 levels deep" in found
    assert len(found) < 300


@pytest.mark.parametrize("make", [deep_properties, deep_unions, deep_all_of])
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


def test_a_chain_that_only_properties_link_under_all_of_ends_in_one_line() -> None:
    def link(index: int) -> dict[str, Any]:
        inner = {"allOf": [name(index), {"type": "object", "required": ["a"]}]}
        return {"type": "object", "properties": {"p": inner}}

    assert isinstance(result_of(chain(link, 400)), str | dict)


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
    found = result_of(doubling_unions(40))

    assert isinstance(found, dict)
    assert len(found["components"]["schemas"]) < 400
