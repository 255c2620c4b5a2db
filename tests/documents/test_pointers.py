"""JSON pointers in fragment form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.base.errors import PipelineError
from scripts.documents import pointers

DOCUMENT = {"a/b": {"m~n": [10, {"c d": 20}]}, "": 1, "%25": 2, "é": 3, "{x}": 4, "01": [5]}


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("#", DOCUMENT),
        ("#/a~1b/m~0n/0", 10),
        ("#/a~1b/m~0n/1/c%20d", 20),
        ("/a~1b/m~0n/0", 10),
        ("#/", 1),
        ("#/%2525", 2),
        ("#/%C3%A9", 3),
        ("#/é", 3),
        ("#/{x}", 4),
        ("#/%7Bx%7D", 4),
        ("#/01/0", 5),
    ],
)
def test_a_pointer_names_a_value(pointer, value):
    assert pointers.resolve(DOCUMENT, pointer) == value


@pytest.mark.parametrize("pointer", ["#/x", "#/01/1", "#/01/00", "#/01/-", "#/01/-1", "#/01/²", "#//x", "#/%C3%A9/x"])
def test_a_pointer_to_nothing_is_refused(pointer):
    with pytest.raises(PipelineError, match="nothing at"):
        pointers.resolve(DOCUMENT, pointer)


def test_an_index_longer_than_python_reads_is_refused_too():
    with pytest.raises(PipelineError, match="nothing at '9999"):
        pointers.resolve(DOCUMENT, "#/01/" + "9" * 5000)


def test_what_is_no_pointer_is_refused():
    with pytest.raises(PipelineError, match="'#name' is not a JSON pointer"):
        pointers.split("#name")


@given(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"]))))
def test_split_undoes_join(tokens):
    joined = pointers.join(*tokens)
    assert pointers.split(joined) == tuple(tokens)
    assert joined.isprintable()
    assert " " not in joined


@given(st.text())
def test_unescape_undoes_escape(token):
    assert pointers.unescape(pointers.escape(token)) == token
    assert "/" not in pointers.escape(token)


@pytest.mark.parametrize(
    ("token", "text"), [("a/b", "a~1b"), ("m~n", "m~0n"), ("~1", "~01"), ("/~", "~1~0"), ("~/~/", "~0~1~0~1"), ("", "")]
)
def test_a_token_is_escaped_as_the_standard_says(token, text):
    assert pointers.escape(token) == text
    assert pointers.unescape(text) == token


@pytest.mark.parametrize(
    ("tokens", "text"),
    [
        ((), "#"),
        (("",), "#/"),
        (("paths", "/a/{id}", "get", 0), "#/paths/~1a~1{id}/get/0"),
        (("a b", "é", "%", "^"), "#/a%20b/%C3%A9/%25/%5E"),
        (("$&'()*+,;=:@?!",), "#/$&'()*+,;=:@?!"),
    ],
)
def test_a_pointer_stays_as_readable_as_a_fragment_may_be(tokens, text):
    assert pointers.join(*tokens) == text


def test_a_refusal_says_what_was_looked_for_and_what_to_do():
    with pytest.raises(PipelineError) as caught:
        pointers.resolve(DOCUMENT, "#/a~1b/x")
    assert str(caught.value) == "#/a~1b/x: nothing at 'x'"
    with pytest.raises(PipelineError) as caught:
        pointers.split("#name")
    assert str(caught.value) == "'#name' is not a JSON pointer; write it as #/…"
