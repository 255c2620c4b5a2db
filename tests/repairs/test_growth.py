"""However a document refers to itself, looking for repairs ends, and the work grows as the document does."""

from __future__ import annotations

import functools
import sys

import pytest

from scripts.repairs.discriminators import property_schemas
from scripts.repairs.proposing import propose

TEXT = {"type": "string"}
TAGGED = {"type": "object", "properties": {"t": TEXT}, "discriminator": {"propertyName": "t"}}


def ref(name):
    return {"$ref": f"#/components/schemas/{name}"}


def mapping(size):
    return {"propertyName": "t", "mapping": {f"c{n}": f"#/components/schemas/C{n}" for n in range(size)}}


def objects(size):
    return {f"C{n}": {"type": "object"} for n in range(size)}


DOCUMENTS = {
    "a circle": lambda size: {
        f"A{n}": {"anyOf": [ref(f"A{(n + 1) % size}"), TEXT], "nullable": n % 9 == 0} for n in range(size)
    },
    "many parents": lambda size: {
        **{f"P{n}": TAGGED for n in range(size)},
        **{f"C{n}": {"allOf": [ref(f"P{n}")]} for n in range(size)},
    },
    "one parent": lambda size: {"P": TAGGED} | {f"C{n}": {"allOf": [ref("P")]} for n in range(size)},
    "a big union": lambda size: {
        "U": {"oneOf": [ref(f"C{n}") for n in range(size)], "discriminator": mapping(size)},
        **objects(size),
    },
    "variants that only a mapping names": lambda size: {
        "U": {"oneOf": [{"type": "object"}], "discriminator": mapping(size)},
        **objects(size),
    },
    "many words": lambda size: {"A": {f"unheard_{n}": n for n in range(size)}},
    "many values": lambda size: {"A": {"type": "string", "enum": [str(n // 2) for n in range(size)], "nullable": True}},
}
DOUBLING = lambda size: {  # noqa: E731
    f"A{n}": {"allOf": [ref(f"A{n + 1}")] * 3, "nullable": True, **TAGGED} for n in range(size)
}


def proposed(schemas):
    return propose({"openapi": "3.1.0", "info": {}, "components": {"schemas": schemas}})


def work(schemas):
    """How many calls it takes to look for repairs."""
    calls = 0

    def count(*_):
        nonlocal calls
        calls += 1

    sys.setprofile(count)
    try:
        proposed(schemas)
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize("name", DOCUMENTS)
def test_twice_the_document_is_about_twice_the_work(name):
    assert work(DOCUMENTS[name](160)) < 2.6 * work(DOCUMENTS[name](80))


def nested(keyword, size, end):
    return functools.reduce(lambda inner, _: {keyword: [inner]}, range(size), end)


def linked(size, link, end):
    return {f"A{n}": link(ref(f"A{n + 1}")) for n in range(size)} | {f"A{size}": end}


CHAINS = {
    "references": lambda size, end=TEXT: linked(size, dict, end),
    "parts": lambda size, end=TEXT: {"A0": nested("allOf", size, end)},
    "variants": lambda size, end=TEXT: {"A0": nested("oneOf", size, end)},
    "parts that refer": lambda size, end=TEXT: linked(size // 2, lambda other: {"allOf": [other]}, end),
    "variants that refer": lambda size, end=TEXT: linked(size // 2, lambda other: {"oneOf": [other]}, end),
}


@pytest.mark.parametrize("name", CHAINS)
def test_a_hundred_schemas_in_each_other_are_seen_through(name):
    def found(size):
        return proposed({**CHAINS[name](size), "It": {"minLength": 1, "allOf": [ref("A0")]}}).counts

    assert [found(98), found(100)] == [{}, {"missing-type": 1}]


@pytest.mark.parametrize("name", CHAINS)
def test_what_is_closed_is_opened_to_a_name_up_to_twenty_schemas_away(name):
    closed, named = {"type": "object", "additionalProperties": False}, {"type": "object", "properties": {"a": TEXT}}
    for near, far in ((closed, named), (named, closed)):
        found = [proposed({**CHAINS[name](size, far), "It": {"allOf": [near, ref("A0")]}}).counts for size in (18, 22)]
        assert found == [{"closed-part": 1}, {}]


@pytest.mark.parametrize("name", ["references", "parts that refer", "variants that refer"])
def test_a_chain_longer_than_the_stack_comes_to_an_end(name):
    proposed(CHAINS[name](sys.getrecursionlimit()))


def test_of_an_object_fifty_parts_are_looked_at():
    def has_tag(parts):
        body = {"allOf": [*({"title": str(n)} for n in range(parts - 2)), {"properties": {"t": TEXT}}]}
        return bool(property_schemas({}, body, "t"))

    assert [has_tag(50), has_tag(51)] == [True, False]


def test_a_chain_that_doubles_comes_to_an_end():
    proposed(DOUBLING(30))


@pytest.mark.fuzz
def test_a_chain_that_doubles_is_about_twice_the_work():
    assert work(DOUBLING(400)) < 2.6 * work(DOUBLING(200))
