"""How a client's methods name the types of what they are given."""

from __future__ import annotations

import pytest

from scripts.ir.client_records import Auth
from scripts.ir.records import AnyValue, Array, Bounds, Constant, Map, Nullable, Primitive, Raw, Reference, Set
from scripts.render.operation_text import argument, auth_argument

NONE = Bounds({})
TEXT = Primitive("string", NONE)
TEXTS = Array(TEXT, NONE)
COLOUR = Reference("Colour", "enum", "str", (Raw("red"),))


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (AnyValue(), "Any"),
        (TEXT, "str"),
        (Constant(Raw("a")), 'Literal["a"]'),
        (Reference("Thing", "model"), "models.Thing"),
        (TEXTS, "Sequence[str]"),
        (Set(TEXTS), "Sequence[str]"),
        (Map(TEXTS, NONE, NONE), "Mapping[str, Sequence[str]]"),
        (Nullable(TEXT), "str | None"),
    ],
)
def test_an_argument_takes_whatever_a_caller_has_of_its_kind(kind, text):
    assert argument(kind) == text


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (COLOUR, "{}"),
        (Array(COLOUR, NONE), "Sequence[{}]"),
        (Set(Array(COLOUR, NONE)), "Sequence[{}]"),
        (Map(COLOUR, NONE, NONE), "Mapping[str, {}]"),
        (Nullable(COLOUR), "{} | None"),
    ],
)
def test_a_value_of_an_enum_is_any_of_its_type_where_it_is_read_and_only_there(kind, text):
    assert argument(kind, read=True) == text.format("str")
    assert argument(kind) == text.format("models.Colour")


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("basic", 'auth=(os.environ["USERNAME"], os.environ["PASSWORD"])'),
        ("header", 'auth=HeaderAuth("X-\\"", os.environ["API_KEY"])'),
        ("query", 'query={"X-\\"": os.environ["API_KEY"]}'),
        ("bearer", 'auth=os.environ["API_KEY"]'),
    ],
)
def test_who_calls_is_told_as_the_schema_says(kind, code):
    assert auth_argument(Auth(kind, Raw('X-"'))) == code
