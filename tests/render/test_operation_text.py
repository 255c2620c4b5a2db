"""How a client's methods name the types of what they are given."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scripts.ir.client_records import Auth, Body, Operation, Parameter, PathPart, Result
from scripts.ir.records import AnyValue, Array, Bounds, Constant, Field, Map, Nullable, Primitive, Raw, Reference, Set
from scripts.render import operation_text
from scripts.render.operation_text import PARAMETER_COLUMNS, argument, auth_argument

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


def field(name, kind, *, required, json_name=None, default=None, deprecated=False):
    renamed = json_name is not None
    return Field(name, Raw(json_name or name), renamed, kind, required, Raw(f"*{name}*"), default, deprecated)


WHOLE = Primitive("integer", Bounds({"minimum": Raw(1)}))
THING_ID = field("thing_id", Primitive("string", NONE), required=True, json_name="thing id")
LIMIT = field("limit", WHOLE, required=False, default=Raw("2"), deprecated=True)
AFTER = field("after", TEXT, required=True)
OPERATION = Operation(
    name="find",
    constant="_THINGS_FIND",
    method="POST",
    path=Raw("/things/{thing id}/it's"),
    parts=(PathPart(Raw("/things/"), "thing_id"), PathPart(Raw("/it's"), "")),
    description=Raw(""),
    deprecated=False,
    parameters=(
        Parameter(THING_ID, "path", "commas", Raw('a"1')),
        Parameter(LIMIT, "query", "repeated", Raw(1)),
        Parameter(AFTER, "header", "commas", None),
    ),
    body=Body(TEXT, Raw("application/json"), required=True, description=Raw(""), example=None),
    results=(Result(200, Reference("Thing", "model")), Result(201, Nullable(TEXT)), Result(None, None)),
    paging=None,
    auth=None,
)


@pytest.mark.parametrize(
    ("told", "text"),
    [
        (operation_text.path_template, '(("/things/", "thing_id"), ("/it\'s", ""), )'),
        (operation_text.arguments, '{"thing_id": thing_id, "limit": limit, "after": after, "body": body}'),
        (operation_text.address, "`POST` `/things/{thing id}/it's`"),
        (operation_text.results, "((200, models.Thing), (201, str | None), (None, None), )"),
        (operation_text.returned, "models.Thing | str | None | None"),
        (operation_text.example_call, 'find(thing_id="a\\"1", after=..., body=body)'),
    ],
)
def test_an_operation_is_told_with_all_that_is_known_of_it(told, text):
    assert told(OPERATION) == text


def test_an_operation_without_a_body_takes_none():
    alone = replace(OPERATION, body=None, parameters=(), results=())
    assert operation_text.arguments(alone) == "{}"
    assert operation_text.example_call(alone) == "find()"
    assert operation_text.returned(alone) == "None"


def test_a_page_tells_of_each_parameter_what_it_is_and_where_it_is_sent():
    assert [[column.cell(each) for column in PARAMETER_COLUMNS] for each in OPERATION.parameters] == [
        ["**thing_id**", "**str**", "\\*thing\\_id\\*", "`thing id` in the path"],
        ["**limit**", "**int**", "\\*limit\\*", "deprecated, optional, without it `2`, in the query, at least `1`"],
        ["**after**", "**str**", "\\*after\\*", "in the header"],
    ]
