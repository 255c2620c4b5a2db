"""Streams are split into events by the rules of the WHATWG, however their bytes are cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openai_run_steps._framing import Framing
from tests.support.streams import NAMES, stream_of
from tests.support.traffic_steps import TRAFFIC

LIMIT = 1000


def read(*pieces, limit=LIMIT):
    framing = Framing(limit)
    frames = [frame for piece in pieces for frame in framing.feed(piece)]
    return [*frames, *framing.close()]


def told(*pieces, limit=LIMIT):
    return [(frame.name, frame.data) for frame in read(*pieces, limit=limit)]


@pytest.mark.parametrize(
    ("stream", "expected"),
    [
        (b"data: a\n\n", [("", b"a")]),
        (b"data:a\n\n", [("", b"a")]),
        (b"data:  a\n\n", [("", b" a")]),
        (b"data\n\n", [("", b"")]),
        (b"data\ndata\n\n", [("", b"\n")]),
        (b"data: a\ndata: b\n\n", [("", b"a\nb")]),
        (b"event: x\ndata: a\n\ndata: b\n\n", [("x", b"a"), ("", b"b")]),
        (b"event: x\n\ndata: b\n\n", [("", b"b")]),
        (b"event: x\nevent: y\ndata: a\n\n", [("y", b"a")]),
        (b"data: a\nevent: x\n\n", [("x", b"a")]),
        (b": a comment\ndata: a\n:\n\n", [("", b"a")]),
        (b"other: x\ndata: a\nDATA: b\n\n", [("", b"a")]),
        (b"\n\n\ndata: a\n\n\n\n", [("", b"a")]),
        (b"data: a\r\rdata: b\r\n\r\ndata: c\n\n", [("", b"a"), ("", b"b"), ("", b"c")]),
        (b"\xef\xbb\xbfdata: a\n\n", [("", b"a")]),
        (b"\xef\xbb\xbf\xef\xbb\xbfdata: a\n\ndata: b\n\n", [("", b"b")]),
        ("data: a\u2028b\u2029c\x85d\x0b\x0c\n\n".encode(), [("", "a\u2028b\u2029c\x85d\x0b\x0c".encode())]),
        ("event: \N{SNOWMAN}\ndata: é\n\n".encode(), [("\N{SNOWMAN}", "é".encode())]),
        (b"event: \xff\ndata: \xff\n\n", [("\ufffd", b"\xff")]),
        (b"", []),
        (b"\xef\xbb\xbf", []),
    ],
)
def test_events_are_what_the_standard_says(stream, expected):
    assert told(stream) == expected


@pytest.mark.parametrize("stream", [b"data: a", b"data: a\n", b"data: a\r", b"data: a\r\n"])
def test_a_last_event_needs_no_blank_line(stream):
    assert told(stream) == [("", b"a")]


def test_the_name_of_the_next_event_ends_one_where_the_blank_line_is_missing():
    assert told(b"event: x\ndata: a\nevent: y\ndata: b\ndata: c\n\n") == [("x", b"a"), ("y", b"b\nc")]


def test_nothing_is_left_after_the_end():
    framing = Framing(LIMIT)
    assert list(framing.feed(b"data: a")) == []
    assert len(list(framing.close())) == 1
    assert list(framing.close()) == []


def test_an_event_knows_the_line_that_it_begins_on():
    first = b"\xef\xbb\xbf: hello\r\n\r\nevent: x\r\ndata: a\r\ndata: b\r\n\r\n\r\r"
    stream = first + b"id: 1\ndata: c\nevent: z\ndata: d\nevent: w\ndata: e"
    assert [frame.line for frame in read(stream)] == [3, 9, 13]


@pytest.mark.parametrize(
    ("stream", "last"),
    [
        (b"id: 1\ndata: a\n\n", "1"),
        (b"id: 1\n\n", "1"),
        (b"id: 1\ndata: a\n\nid\n\n", ""),
        (b"id: 1\ndata: a\n\nid: 2\ndata: b\n", "1"),
        (b"id: 1\ndata: a\n\nid: 2\0\ndata: b\n\n", "1"),
        (b"id: 1\n\ndata: a\n\n", "1"),
    ],
)
def test_the_last_id_is_that_of_the_last_whole_event(stream, last):
    framing = Framing(LIMIT)
    list(framing.feed(stream))
    assert framing.last_event_id == last


@pytest.mark.parametrize(
    ("stream", "retry"),
    [(b"retry: 10\n", 10), (b"retry: x\n", None), (b"retry: -1\n", None), (b"retry: " + b"1" * 5000 + b"\n", None)],
)
def test_retry_is_a_number_of_digits(stream, retry):
    framing = Framing(10_000)
    list(framing.feed(stream))
    assert framing.retry == retry


def test_an_event_over_the_limit_is_reported_and_dropped_and_the_next_one_is_read():
    frames = read(b"event: x\ndata: " + b"a" * LIMIT + b"\ndata: b\n\n", b"data: c\n\n")
    assert [(frame.name, frame.data, frame.too_large) for frame in frames] == [("x", b"", True), ("", b"c", False)]


def test_what_is_over_the_limit_is_not_held():
    framing = Framing(LIMIT)
    for _ in range(100):
        assert list(framing.feed(b"a" * LIMIT)) == []
    assert sum(map(len, framing._rest)) <= LIMIT
    [frame] = framing.feed(b"\n\n")
    assert frame.too_large


def test_comments_count_for_no_event():
    assert told(*[b": still here\n"] * LIMIT, b"data: a\n\n") == [("", b"a")]


PARTS = st.sampled_from(
    [
        *(b"data: ", b"data", b"event: x", b"event", b"id: 1", b":", b" "),
        *(b"\n", b"\r", b"\r\n", b"\n\n", b"\xef\xbb\xbf", b"\xe2\x80\xa8", b"a", b"{}", b"\0", b"a" * 40),
    ]
)


@given(st.lists(PARTS).map(b"".join), st.lists(st.integers(0, 200)), st.sampled_from([20, 60, LIMIT]))
def test_any_stream_cut_into_any_pieces_gives_the_same_events(stream, cuts, limit):
    assert read(*cut_at(stream, cuts), limit=limit) == read(stream, limit=limit)
    assert read(*(stream[at : at + 1] for at in range(len(stream))), limit=limit) == read(stream, limit=limit)


def cut_at(stream, cuts):
    places = sorted({min(cut, len(stream)) for cut in cuts})
    return [stream[start:end] for start, end in zip([0, *places], [*places, len(stream)], strict=True)]


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
@pytest.mark.parametrize("path", sorted(TRAFFIC.glob("*.sse")), ids=lambda path: path.stem[:3])
def test_recorded_streams_cut_into_pieces_give_the_same_events(path, size):
    stream = path.read_bytes()
    pieces = [stream[at : at + size] for at in range(0, len(stream), size)]
    assert read(*pieces, limit=10**6) == read(stream, limit=10**6) != []


@pytest.mark.parametrize("name", NAMES)
def test_line_ends_make_no_difference(name):
    stream = stream_of(name).replace(b"\r\n", b"\n")
    for end in (b"\r", b"\r\n"):
        assert told(stream.replace(b"\n", end), limit=10**6) == told(stream, limit=10**6)
