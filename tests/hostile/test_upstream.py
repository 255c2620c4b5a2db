"""A hostile upstream document, on its way into the schema: trimmed, compared with the older one, and told about.

Every place times every dangerous text, and every keyword with a value of a shape that it must not have. Each is refused
in one clear line; or what is written reads back as it was, and what is printed is one line that no terminal obeys.
"""

from __future__ import annotations

import itertools
import json
import random

import pytest

from scripts.base.errors import PipelineError
from scripts.changes import comparison
from scripts.changes.view import view
from scripts.config import Roots
from scripts.documents import pointers, reading
from scripts.normalise import normalise
from scripts.trimming import closure
from tests.hostile.batch import is_clear
from tests.hostile.positions import BENIGN, POSITIONS, encoded, thing
from tests.hostile.texts import TEXTS

COMBINATIONS = list(itertools.product(POSITIONS, TEXTS))
# One schema for each kind of keyword, so that what comes meets something to be compared with.
FORMER = {
    "type": "object",
    "properties": {"a": BENIGN},
    "required": ["a"],
    "maxProperties": 3,
    "$defs": {"a": BENIGN},
}
KEYWORDS = (
    "type", "enum", "const", "default", "properties", "required", "additionalProperties", "patternProperties",
    "items", "prefixItems", "allOf", "anyOf", "oneOf", "not", "if", "then", "else", "$ref", "$defs",
    "definitions", "discriminator", "description", "title", "format", "pattern", "minimum", "maximum",
    "exclusiveMinimum", "multipleOf", "minLength", "maxLength", "minItems", "uniqueItems", "minProperties",
    "nullable", "deprecated", "example", "examples", "propertyNames", "contains", "dependentRequired",
    "dependentSchemas", "unevaluatedProperties", "$id", "$anchor", "$schema",
)  # fmt: skip
SHAPES = (
    "x", 3, 1.5, None, True, [], {}, {"a": 1}, ["a"], [1], [None], [[]], [{}], {"a": None}, {"a": []}, {"type": 3},
    {"mapping": "x"}, {"propertyName": 3, "mapping": {"a": 3}}, {"a": {"$ref": 3}}, [{"$ref": None}], [{"type": [3]}],
    [{"properties": "x"}], {"": {}},
)  # fmt: skip


def complaints(document, former):
    """What is wrong with the ways of an upstream document that replaces a former one."""
    try:
        read = reading.parse(json.dumps(document).encode(), name="upstream.yaml")
        trimmed = closure.trim(read, Roots(schemas=("*",)))
    except PipelineError as error:
        if not is_clear(error):
            yield f"unclear: {error}"
        return
    text = reading.dump_yaml(trimmed.value)
    if reading.parse(text.encode(), name="schema.yaml").value != trimmed.value:
        yield "the schema reads back as another one"
    ways = [line for path in trimmed.reasons for line in trimmed.why(pointers.join(*path))]
    told = differences(former, reading.Document("schema.yaml", trimmed.value))
    for line in (text.replace("\n", ""), *ways, *told):
        if not line.isprintable():
            yield f"a terminal obeys {line!a}"
    yield from (f"nobody reads {line[:80]}…" for line in told if len(line) > 1000)


def differences(former, document):
    """What is told of the changes, back and forth; or that there are no models to compare."""
    try:
        views = view(reading.Document("former.yaml", former)), view(document)
    except PipelineError as error:
        return [] if is_clear(error) else [f"{error}\0"]
    return [
        f"{each.pointer}: {each.what}" for old, new in (views, views[::-1]) for each in comparison.changes(old, new)
    ]


def complaints_of_normalise(document):
    try:
        normalise(reading.parse(json.dumps(document).encode(), name="schema.yaml"))
    except PipelineError as error:
        if not is_clear(error):
            yield f"unclear: {error}"


def complaints_at(position, name):
    former = json.loads(encoded(POSITIONS[position]("plain")))
    return [f"{position} / {name}: {each}" for each in complaints(POSITIONS[position](TEXTS[name]).document, former)]


def test_a_sample_of_places_and_texts():
    sample = random.Random().sample(COMBINATIONS, 300)
    assert not [each for position, name in sample for each in complaints_at(position, name)]


@pytest.mark.parametrize(
    ("position", "name"),
    [
        ("component, a model", "invisible: control sequence"),
        ("type", "quotes: a quote a line"),
        ("value of an enum", "long: long word"),
        ("keyword", "names: dollar defs"),
        ("component, a model", "paths: long way"),
    ],
)
def test_what_once_got_through(position, name):
    assert not complaints_at(position, name)


@pytest.mark.fuzz
def test_every_text_at_every_place():
    wrong = [each for position, name in COMBINATIONS for each in complaints_at(position, name)]
    print(f"upstream documents: {len(COMBINATIONS)} combinations, {len(wrong)} wrong")
    assert not wrong


@pytest.mark.parametrize("keyword", KEYWORDS)
def test_a_keyword_of_the_wrong_shape_is_refused_or_reported(keyword):
    for base, shape in itertools.product(({}, FORMER), SHAPES):
        odd, former = thing({"word": {**base, keyword: shape}}), thing({"word": base})
        assert not list(complaints(odd, former)), shape
        assert not list(complaints_of_normalise(odd)), shape
