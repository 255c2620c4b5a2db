"""The records that the second rendering is made from say nothing of the document but what its names are."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from scripts import pipeline
from scripts.base.errors import PipelineError
from scripts.documents import reading
from scripts.ir.records import Enum, Raw
from scripts.render.neutral import neutral
from tests.hostile.positions import POSITIONS, encoded


def package(position, text):
    return pipeline.intermediate(reading.parse(encoded(POSITIONS[position](text)), name="x"), "p", ("a/b.yaml",))


@pytest.mark.parametrize(
    "position", ["description", "value of an enum", "constant", "default", "format", "pattern", "examples"]
)
def test_no_text_of_the_document_is_left(position):
    made = package(position, "peculiar")
    assert "peculiar" in repr(made)
    assert "peculiar" not in repr(neutral(made))


def test_names_stay_and_so_do_the_inputs():
    made = package("description", "peculiar")
    assert neutral(made).exports == made.exports
    assert neutral(made).inputs == ("a/b.yaml",)


@pytest.mark.parametrize("value", [True, None, 5, -1.5, "", " ", "\n \t\r\n", [], {}, [1, {}]])
def test_a_value_without_text_stays(value):
    assert renewed(value) == value


@pytest.mark.parametrize(
    ("value", "made"),
    [
        ("é", "text"),
        ("\r", "text"),
        ("\x85", "text"),
        ({"a": 1, "b": {"c": ["d", ""]}}, {"text0": 1, "text1": {"text0": ["text", ""]}}),
    ],
)
def test_a_value_with_text_keeps_its_shape(value, made):
    assert renewed(value) == made


def renewed(value):
    made = replace(package("title", "x"), enums=(Enum("A", Raw(""), "str", (Raw(value),)),))
    return neutral(made).enums[0].values[0].value


@pytest.mark.parametrize("name", ["a b", "x: canary()", "1", "a.b", "é!"])
def test_a_name_that_is_no_identifier_is_refused(name):
    made = replace(package("title", "x"), enums=(Enum(name, Raw(""), "str", ()),))
    with pytest.raises(PipelineError, match=re.escape(f"{name!r} became a name of the package, and is no identifier")):
        neutral(made)
