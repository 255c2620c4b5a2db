"""Why a pattern is refused is told with its place or its number of steps; where the borders of what is taken are."""

from __future__ import annotations

import re

import pytest

from scripts.schema.patterns import PatternError, python_pattern

REPEATS_NOTHING = "{0} repeats nothing; write \\{0} for the character"
NO_MEANING = "an escape that has no bounded or no common meaning"
LOOKS = "this kind of group looks ahead or back, which can't be bounded"
TIMES = "more times at least than at most"
TWICE = "a repetition is repeated; put it into a group"


@pytest.mark.parametrize(
    ("pattern", "what", "character"),
    [
        (r"^\ud800$", "half of a pair of surrogates", 8),
        (r"^\udfff$", "half of a pair of surrogates", 8),
        (r"\ud83d\u0041", "half of a pair of surrogates", 7),
        (r"^\u{110000}$", "no such character", 12),
        (r"^\q$", NO_MEANING, 3),
        (r"\01", NO_MEANING, 2),
        (r"\c1", NO_MEANING, 2),
        (r"\b", NO_MEANING, 2),
        ("\\é", NO_MEANING, 2),
        ("^[a\\", NO_MEANING, 5),
        ("[b-a]", "a range from high to low", 5),
        (r"[\d-z]", "a range of classes", 6),
        (r"[a-\w]", "a range of classes", 6),
        ("[a", "a [ without a ]", 3),
        ("[a-", "a [ without a ]", 4),
        ("[", "a [ without a ]", 2),
        ("[]", "an empty class", 3),
        ("[^]", "an empty class", 4),
        (r"[^\s\S]", "a class that nothing matches", 8),
        ("a" * 2001, "the pattern is longer than 2000 characters", 1),
        ("a)", "a ) without a (", 2),
        ("a|b)", "a ) without a (", 4),
        ("(a|b", "a ( without a )", 5),
        ("(" * 21 + ")" * 21, "more than 20 groups in each other", 21),
        ("a(?=b)", LOOKS, 2),
        ("(?<!a)", LOOKS, 1),
        ("(?<1>a)", LOOKS, 1),
        ("*a", REPEATS_NOTHING.format("*"), 1),
        ("a|+", REPEATS_NOTHING.format("+"), 3),
        ("(?", LOOKS, 1),
        ("?", REPEATS_NOTHING.format("?"), 1),
        ("a{,3}", REPEATS_NOTHING.format("{"), 2),
        ("x^", "^ stands not at the beginning; write \\^ for the character", 2),
        ("($)*", "$ is repeated", 5),
        ("a{3,2}", TIMES, 7),
        ("a**", TWICE, 4),
        ("a+?+", TWICE, 5),
        ("a{2}{2}", TWICE, 7),
    ],
)
def test_what_means_nothing_is_refused_at_its_character(pattern, what, character):
    with pytest.raises(PatternError) as caught:
        python_pattern(pattern)
    assert str(caught.value) == f"{what}, at character {character}"


ALIKE = "a repetition and what follows it match the same text"
ANYWHERE = "it begins anywhere and repeats without limit"
STEPS = "{} steps for each character"


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("^(a+)+$", ALIKE),
        ("^(a?){2}b", ALIKE),
        ("^(?:a|ab){1000}$", ALIKE),
        ("^(?:a|ab){999999999}$", ALIKE),
        ("^a+a|b", ALIKE),
        ("^a+b?a", ALIKE),
        ("^a+a?b", ALIKE),
        ("^a+(?:a?b)", ALIKE),
        (r"[a-z]+\d", ANYWHERE),
        ("((?:.{1000}){1000}){1000}x", ANYWHERE),
        ("^(?:a|ab){10}$", STEPS.format(1024)),
        ("(?:a|ab){10}c", STEPS.format(1024 * 21)),
        ("^(?:(?:a|ab){6}){2}$", STEPS.format(4096)),
        ("^(a|b|ab){0,9}$", STEPS.format(3**9)),
        ("^(?:a{2,3}){10}$", STEPS.format(1024)),
        ("^(ba{0,40}){2}a{0,40}$", STEPS.format(41**2)),
        ("^a{0,1000}a", STEPS.format(1001)),
        ("^.{0,100}x.{0,100}y", STEPS.format(101**2)),
        ("(?:x|yz){501}z", STEPS.format(2 * 501 + 1)),
        ("(?:xy){0,501}z", STEPS.format(2 * 501 + 1)),
        ("x{1,1000}y", STEPS.format(1001)),
        (".{1000}.{1000}", STEPS.format(2000)),
        ("(?:.{1000}){1000}", STEPS.format(10**6)),
        ("^a{0,600}a|^b{0,600}b", STEPS.format(2 * 601)),
        ("a{500}b|c{500}d", STEPS.format(2 * 501)),
        ("(?:a{0,9}b?){0,9}c{500}", ALIKE),
    ],
)
def test_what_takes_long_is_refused_with_its_steps(pattern, why):
    with pytest.raises(PatternError) as caught:
        python_pattern(pattern)
    assert str(caught.value) == f"the pattern can take very long: {why}"


@pytest.mark.parametrize(
    "pattern",
    [
        "a" * 999,
        "^" + "a" * 1999,
        "(" * 20 + "a" + ")" * 20,
        "^a{1000}$",
        "^a{0,999}a",
        "^a{1,1000}a",
        "a{500}b|c{498}d",
        "^(?:a|ab){9}$",
        "^(?:a{2,3}){9}$",
        "^(a|b|c){1000}$",
        "^(a*b)*$",
        "^a*a{0}b$",
        "^(a?)?b$",
        "^(aba{0,1000})?$",
        "^(a?b?)c{1000}$",
        "^(?:a{0,1000}|b)$",
        "x(?:ab){0,400}$",
        "xa*",
        "a*",
    ],
)
def test_what_is_just_within_bounds_is_taken(pattern):
    assert python_pattern(pattern)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"^\ud83d\ude00$", "😀"),
        (r"^\uD800\uDC00\uDBFF\uDFFF$", "\U00010000\U0010ffff"),
        (r"^\u{1F600}\u{00000041}\u{10FFFF}$", "😀A\U0010ffff"),
        (r"^\ud7ff\ue000$", "\ud7ff\ue000"),
        (r"^\x41\u0042\0$", "AB\0"),
        (r"^[\b]$", "\x08"),
        (r"^\cA\cz\t\n\v\f\r$", "\x01\x1a\t\n\v\f\r"),
        (r"^\-\/\@\[\~\ \!\:\`\{$", "-/@[~ !:`{"),
        (r"^\D\W\S\d\w\s$", "a-b1_ "),
        ("^[-a][a-][a-a]$", "--a"),
        (r"^[\s\S][\0-\u{10ffff}]$", "\0\U0010ffff"),
        ("^(a|bc)d*$", "bcdd"),
        ("^(?<a1>x)(?<$_>y)(?<Z>z)$", "xyz"),
        ("^(ab)+(?:c{2}){2}$", "ababcccc"),
        ("^(a|)b$", "b"),
        ("^a{0}b??c*?d{2}?$", "bcdd"),
        ("^a]}$", "a]}"),
        ("^x$", "x"),
        ("^[a-c]+$", "abc"),
    ],
)
def test_an_escape_means_its_character(pattern, text):
    assert re.search(python_pattern(pattern), text)
    assert not re.search(python_pattern(pattern), f"{text}\n")
