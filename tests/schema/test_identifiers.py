"""Names in Python for names in JSON: importable, not taken, the same on every Python."""

from __future__ import annotations

import keyword
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import openai_run_steps
import openai_run_steps.streams
from openai_run_steps import Model, UnknownVariant
from scripts.base.characters import first_hidden
from scripts.ir import engine
from scripts.schema import identifiers
from tests.hostile.texts import TEXTS


def public(kind):
    return {name for name in dir(kind) if not name.startswith("_")}


def test_what_every_model_has_is_dodged():
    assert public(Model) <= identifiers.MODEL_MEMBERS


def test_what_every_unknown_variant_has_is_dodged():
    assert public(UnknownVariant) <= identifiers.VARIANT_MEMBERS


def test_what_the_package_exports_besides_models_is_dodged():
    documented = {page.stem for page in (Path(__file__).parents[2] / "generated" / "docs").glob("*.md")}
    of_streams = set(openai_run_steps.streams.__all__)  # a component that has one of these names is refused
    names = set(openai_run_steps.__all__) - documented - of_streams
    others = {name for name in names if not name.startswith("Unknown")}
    assert len(others) > 5
    assert others <= identifiers.MODULE_NAMES


@given(st.one_of(st.text(), st.sampled_from(sorted(TEXTS.values()))))
def test_an_attribute_is_a_name_that_python_reads_as_it_stands(text):
    name = identifiers.attribute(text, engine.field_name(identifiers.portable(text)))
    assert name.isidentifier()
    assert not keyword.iskeyword(name)
    assert unicodedata.normalize("NFKC", name) == name
    assert not name.startswith("_")
    assert first_hidden(name) is None
    assert name not in identifiers.MODEL_MEMBERS | identifiers.USED_IN_ANNOTATIONS


@pytest.mark.parametrize(
    ("component", "expected"),
    [
        ("con", "Con_"), ("LPT1", "LPT1_"), ("Console", "Console"), ("Model", "Model_"), ("README", "README_"),
        ("PythonFinalizationError", "PythonFinalizationError_"), ("None", "None_"), ("run_step", "RunStep"),
        ("Meta", "Meta"),
    ],
)  # fmt: skip
def test_a_class_name_is_dodged_where_it_is_taken(component, expected):
    assert engine.class_name(component) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("object", "object"),
        ("class", "class_"),
        ("ﬁ", "fi"),
        ("ｃｌａｓｓ", "class_"),
        ("field", "field_"),
        ("str", "str_"),
        ("msgspec", "msgspec_"),
        ("validate", "validate_"),
        ("ｖａｌｉｄａｔｅ", "validate_"),
        ("__doc__", "field_doc"),
        ("1a", "field_1a"),
    ],
)
def test_an_attribute_is_the_name_of_the_document_where_it_can_be(name, expected):
    assert identifiers.attribute(name, engine.field_name(name)) == expected


@pytest.mark.parametrize(("name", "expected"), [("kind", "kind"), ("tag", "tag_"), ("of", "of_"), ("type", "type")])
def test_what_unknown_variants_have_is_dodged_by_a_tag(name, expected):
    assert identifiers.tag(name, engine.field_name(name)) == expected


@pytest.mark.parametrize(
    ("name", "expected"), [("self", "self_"), ("body", "body_"), ("type", "type"), ("class", "class_"), ("of", "of")]
)
def test_what_methods_call_their_own_arguments_is_dodged(name, expected):
    assert identifiers.argument(name, engine.field_name(name)) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("list", "list"), ("List", "list_"), ("get", "get"), ("send", "send_"), ("str", "str_"), ("import", "import_"),
        ("get2", "get2"), ("a-b", "a_b"), ("con", None), ("é", None),
    ],
)  # fmt: skip
def test_a_method_is_called_as_the_document_says_where_it_can_be(name, expected):
    assert identifiers.method(name, engine.field_name(name), identifiers.CLIENT_MEMBERS) == expected


def test_what_is_no_letter_to_an_older_python_or_that_nobody_sees_is_left_out():
    assert identifiers.portable("a é\u1c80b\u200bc") == "a ébc"  # a letter since Unicode 9, and a space of no width


def test_a_name_that_is_taken_has_a_number_in_the_place_of_what_dodged_another():
    assert identifiers.free("class_", {"class_"}, between="_") == "class_2"
    assert identifiers.free("AX", {"ax", "ax2"}, between="") == "AX3"


def test_attributes_that_would_be_one_have_numbers():
    wanted = {"class": "class_", "class_": "class_", "A": "a", "a": "a", "Ab": "ab", "aB": "ab", "n": "n"}
    expected = {"class_": "class_", "class": "class_2", "a": "a", "A": "a_2", "Ab": "ab", "aB": "ab_2", "N": "n"}
    assert identifiers.apart(wanted, {"N": "n"}) == expected | {"n": "n_2"}


@pytest.mark.parametrize(
    ("name", "takes"),
    [("a-kind", True), ("é", False), ('"', False)],
)
def test_msgspec_tells_variants_apart_by_plain_names_alone(name, takes):
    assert identifiers.is_tag_name(name) is takes
