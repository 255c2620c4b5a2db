"""Patterns mean in the package what they mean in JSON Schema, and none that is taken can be made to hang."""

from __future__ import annotations

import re
import signal
from contextlib import contextmanager

import jsonschema_rs
import pytest
from hypothesis import example, given, reject, settings
from hypothesis import strategies as st

from scripts.schema.patterns import MOST_STEPS, PatternError, python_pattern

TAKEN = {
    r"^asst_[a-z0-9]+$": r"\Aasst_[0-9a-z]+\Z",
    r"^[a-zA-Z0-9_-]{1,64}$": r"\A[\-0-9A-Z_a-z]{1,64}\Z",
    r"^\d{4}-\d\d$": r"\A[0-9]{4}\-[0-9][0-9]\Z",
    r"^-?\d+(\.\d+)?$": r"\A\-?[0-9]+(?:\.[0-9]+)?\Z",
    r"^https?://[^/]+(/[^/]*)*$": r"\Ahttps?\:\/\/[^\/]+(?:\/[^\/]*)*\Z",
    r"^(?<year>\d{4})$": r"\A[0-9]{4}\Z",
    r"^a+?$": r"\Aa+\Z",
    r"^(a|ab)c$": r"\A(?:a|ab)c\Z",
    r"^\u{1F600}$": r"\A\U0001f600\Z",
    r"^\uD83D\uDE00$": r"\A\U0001f600\Z",
    r"^.$": r"\A[^\x0a\x0d\u2028-\u2029]\Z",
    r"^\D\W$": r"\A[^0-9][^0-9A-Z_a-z]\Z",
    r"^[\s\S]\s$": r"\A[\x00-\U0010ffff][\x09-\x0d \xa0\u1680\u2000-\u200a\u2028-\u2029\u202f\u205f\u3000\ufeff]\Z",
    r"^a|b|^[^a]": r"\Aa|b|\A[^a]",
    r"(a$|b)|c$": r"(?:a\Z|b)|c\Z",
    r"^(a{2}){3,}b??(c*?d){0,1}$": r"\A(?:a{2}){3,}b?(?:c*d)?\Z",
    "^~é\x7f\x80Ā\uffff\U00010000$": r"\A\~\xe9\x7f\x80\u0100\uffff\U00010000\Z",
    r"[a-z]+": r"[a-z]+",
    "[cab]|[^z]": "[a-c]|[^z]",
    r"[^\0]": r"[^\x00]",
    r"[^\0-\u{10fffe}]": r"\U0010ffff",
    "!X": r"\!X",
    "^(a)*(b)$": r"\Aa*b\Z",
    r"[\b]": r"\x08",
    "": "",
}

TOO_LONG = [
    "^(a+)+$",
    "^(a|a)*$",
    "^(a|ab)*$",
    "^(a*)*$",
    "^(a?){30}a{30}$",
    "^(a|aa){20}$",
    "^a*a*$",
    r"^\d+\d+$",
    "^(x+x+)+y$",
    "^.*@.*$",
    r"[a-z]+\d",
    r"\s+$",
    ".*x",
    "^(.*,){11}P",
    "^(([a-z])+.)+[A-Z]([a-z])+$",
    ".{0,1000}x.{0,1000}y",
    "(a|b|ab)*c",
    "^((a{2,3}){2}){20}$",
]

NOT_TAKEN = [
    "(?=a)",
    "(?!a)",
    "(?<=a)",
    "(?<!a)",
    r"(a)\1",
    r"(?<x>a)\k<x>",
    r"\bx",
    r"\Bx",
    r"\p{L}",
    r"\A",
    r"\Z",
    "(?i)a",
    "(?P<x>a)",
    "a{,3}",
    "a**",
    "a++",
    "*a",
    "(",
    "a)",
    "[a",
    "[]",
    "[^]",
    "[z-a]",
    r"[\w-x]",
    r"\ud800",
    "x^",
    "($)*",
    "a{3,2}",
    r"[^\s\S]",
    r"\u{110000}",
    r"\8",
    r"\e",
    "\\",
    "(" * 30 + ")" * 30,
    "a" * 3000,
]


@contextmanager
def alarm(seconds):
    def ring(*_):
        raise TimeoutError

    signal.signal(signal.SIGALRM, ring)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)


@pytest.mark.parametrize(("pattern", "expected"), TAKEN.items())
def test_a_pattern_is_written_as_python_has_it(pattern, expected):
    assert python_pattern(pattern) == expected


@pytest.mark.parametrize("pattern", TOO_LONG)
def test_a_pattern_that_can_take_very_long_is_refused(pattern):
    with pytest.raises(PatternError, match="can take very long"):
        python_pattern(pattern)


@pytest.mark.parametrize("pattern", NOT_TAKEN)
def test_what_is_not_regular_or_not_ecma_is_refused(pattern):
    with pytest.raises(PatternError):
        python_pattern(pattern)


@given(st.text())
@example("\N{COMBINING ACUTE ACCENT}*")
def test_any_text_is_a_pattern_or_refused(pattern):
    try:
        made = python_pattern(pattern)
    except PatternError:
        return
    re.compile(made)
    assert made.isascii()
    assert made.isprintable()


ATOMS = st.sampled_from(
    [
        "a",
        "b",
        ".",
        r"\d",
        r"\w",
        r"\S",
        r"\s",
        "[a-c]",
        "[^a]",
        r"[\d_]",
        "é",
        "-",
        r"\.",
        r"\$",
        r"[a\-]",
        r"\x41",
        r"\n",
    ]
)
COUNTS = st.sampled_from(["", "", "", "*", "+", "?", "{2}", "{1,3}", "{0,2}", "{2,}", "+?"])
PATTERNS = st.recursive(
    st.builds(str.__add__, ATOMS, COUNTS),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=4).map("".join),
        st.builds("({}){}".format, inner, COUNTS),
        st.builds("(?:{}|{}){}".format, inner, inner, COUNTS),
    ),
    max_leaves=6,
).flatmap(lambda body: st.sampled_from([body, f"^{body}", f"{body}$", f"^{body}$", f"^{body}$|x"]))
# JSON Schema's `.` leaves out four line ends, the judge's only the line feed: the one difference.
TEXTS = st.text(alphabet="abcAx01_ -.$é٣\n\t\xa0\x85\ufeff😀", max_size=8)


@given(PATTERNS, st.lists(TEXTS, min_size=1, max_size=10))
@example("^a$", ["a\n", "a"])
@example(r"^\d$", ["٣", "3"])
@example(r"^\s$", ["\ufeff", "\x85", "\x1c", "\xa0"])
@example(r"^\S$", ["\x1c", "\x85"])
def test_the_verdict_is_that_of_json_schema(pattern, texts):
    try:
        made = re.compile(python_pattern(pattern))
    except PatternError:
        reject()
    judge = jsonschema_rs.validator_for({"type": "string", "pattern": pattern})
    for text in texts:
        assert (made.search(text) is not None) == judge.is_valid(text), (pattern, text)


@pytest.mark.fuzz
@settings(max_examples=500)
@given(PATTERNS, st.text(alphabet="abc1-_.x", min_size=1, max_size=4), st.sampled_from(["", "!", "\n", "aa"]))
def test_no_pattern_that_is_taken_hangs(pattern, pump, end):
    try:
        made = re.compile(python_pattern(pattern))
    except PatternError:
        reject()
    with alarm(20):
        made.search(pump * 3_000 + end)


@pytest.mark.fuzz
@pytest.mark.parametrize("pattern", TAKEN)
def test_a_long_text_is_read_in_bounded_time(pattern):
    made = re.compile(python_pattern(pattern))
    with alarm(20):
        for pump in ("a", "0", "-", "https://", "/", "asst_", "\n"):
            made.search(pump * (10**8 // MOST_STEPS // len(pump)))
