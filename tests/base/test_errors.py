"""The one line of an error: its place, what is wrong, what to do; short, and nothing in it that a terminal obeys."""

from __future__ import annotations

import pytest

from scripts.base import notes
from scripts.base.errors import Location, PipelineError, place_in, raise_all
from scripts.base.notes import Note


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (Location(), ""),
        (Location("X.yaml"), "X.yaml"),
        (Location("X.yaml", line=3), "X.yaml:3"),
        (Location("X.yaml", line=3, column=14), "X.yaml:3:14"),
        (Location("X.yaml", "#/a/b", 3, 14), "X.yaml:3:14 #/a/b"),
        (Location("X.yaml", "#"), "X.yaml #"),
        (Location(pointer="#/a/b"), "#/a/b"),
        (Location(line=3, column=14), "3:14"),
        (Location(column=0), "0"),
    ],
)
def test_a_place_is_reported_as_far_as_it_is_known(place, text):
    assert str(place) == text


@pytest.mark.parametrize(
    ("position", "place"), [(0, "a:1:1"), (1, "a:1:2"), (2, "a:2:1"), (4, "a:3:1"), (6, "a:3:3"), (7, "a:4:1")]
)
def test_a_position_is_reported_as_line_and_column(position, place):
    assert str(place_in("a\nb\ncd\n\n", position, "a")) == place


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (PipelineError("wrong"), "wrong"),
        (PipelineError("wrong", Location("a")), "a: wrong"),
        (PipelineError("wrong", hint="mend it"), "wrong; mend it"),
        (PipelineError("wrong", Location("a", "#/b", 1, 2), "mend it"), "a:1:2 #/b: wrong; mend it"),
        (PipelineError("", Location("a")), "a"),
    ],
)
def test_an_error_says_where_what_and_what_to_do(error, line):
    assert str(error) == line


def test_several_errors_are_a_line_each_and_their_number():
    errors = [PipelineError("wrong", Location("a"), "mend it"), PipelineError("worse", Location("b"))]
    with pytest.raises(PipelineError, match=r"\Aa: wrong; mend it\nb: worse\n2 problems\Z") as raised:
        raise_all(errors)
    assert (raised.value.what, raised.value.where, raised.value.hint) == ("wrong", Location("a"), "mend it")
    assert raised.value.problems == tuple(errors)


def test_one_error_stays_what_it_is():
    with pytest.raises(PipelineError, match=r"\Awrong\Z"):
        raise_all([PipelineError("wrong")])
    raise_all([])


def test_a_note_says_where_what_and_what_would_decide_otherwise():
    assert str(Note("odd", Location("a", "#/b"), "say so")) == "a #/b: odd; say so"


def test_notes_are_heard_as_they_are_reported_and_as_long_as_somebody_listens():
    note, found = Note("odd", Location("a"), "say so"), []
    assert not notes.is_heard()
    with notes.heard(found.append):
        assert notes.is_heard()
        notes.report(note)
    assert found == [note]
    assert not notes.is_heard()


def test_an_error_shows_in_a_debugger_what_is_wrong():
    assert repr(PipelineError("wrong", Location("a"))) == "PipelineError('wrong')"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("naïve ☃ a\\b", "naïve ☃ a\\b"),
        ("a\nb\tc  d", "a b c d"),
        ("a\rb", r"a\rb"),
        ("\x1b[2J\x07", r"\x1b[2J\x07"),
        ("a\u2028b\u202ec\ufeff", r"a\u2028b\u202ec\ufeff"),
        ("a\xa0b\U000e0001", r"a\xa0b\U000e0001"),
        ("\udc80", r"\udc80"),
    ],
)
def test_what_a_terminal_would_swallow_or_obey_is_made_visible(text, shown):
    assert str(PipelineError(text)) == shown
    assert str(PipelineError("wrong", Location("a", text), text)) == f"a {shown}: wrong; {shown}"


HEAD, TAIL = "h" * 106, "t" * 53


@pytest.mark.parametrize("middle", ["m", "mm", "m" * 10_000])
def test_a_long_word_loses_its_middle(middle):
    word = HEAD + middle + TAIL
    shown = word if len(word) == 160 else f"{HEAD}…{TAIL}"
    assert str(PipelineError(f"the key {word} twice")) == f"the key {shown} twice"


@pytest.mark.parametrize("middle", ["m", "mm", " m" * 10_000])
def test_a_long_line_loses_its_middle(middle):
    head, tail = "hh " * 199 + "hhh", " tt" * 99 + "tt"
    line = head + middle + tail
    shown = line if len(line) == 900 else f"{head}…{tail}"
    assert str(PipelineError(line)) == shown
    assert len(shown) == 900
