"""What the gate prints: every difference visible, nothing that a terminal or GitHub would obey."""

from __future__ import annotations

import io

import pytest

from scripts.base.terminal import visible
from scripts.output.diffs import MOST_COLUMNS, MOST_LINES, show, wants_colour, workflow_commands, workflow_error
from scripts.output.drift import Difference, Drift


class Terminal(io.StringIO):
    def isatty(self):
        return True


def shown(actual, expected, *, colour=False):
    difference = Difference(Drift.CHANGED, "generated/a.md", actual, expected)
    return list(show([difference], "make generate", colour=colour))


def test_a_diff_goes_from_what_is_on_disk_to_what_is_generated():
    assert shown(b"same\nold\n", b"same\nnew\n") == [
        "changed: generated/a.md is not what is generated",
        "--- on disk: generated/a.md",
        "+++ generated: generated/a.md",
        "@@ -1,2 +1,2 @@",
        " same",
        "-old",
        "+new",
        "run: make generate",
    ]


@pytest.mark.parametrize(
    ("actual", "expected", "line"),
    [
        (b"a\r\n", b"a\n", r"-a\r"),
        (b"\xef\xbb\xbfa\n", b"a\n", r"-\ufeffa"),
        (b"a", b"a\n", "-a (no line feed at the end)"),
        (b"a\n\n", b"a\n", "-"),
        (b"a\xff\n", b"a\n", r"-a\xff"),
        (b"a\xc2\xa0b\n", b"a b\n", r"-a\xa0b"),
        (b"a\x1b[2Jb\n", b"ab\n", r"-a\x1b[2Jb"),
        (b"a\xe2\x80\xa8b\n", b"ab\n", r"-a\u2028b"),
        (b"", b"a\n", "+a"),
    ],
)
def test_bytes_that_do_not_show_are_made_to(actual, expected, line):
    assert line in shown(actual, expected)


def test_a_diff_of_just_so_many_lines_is_not_cut():
    lines = shown(b"", b"".join(b"a%d\n" % n for n in range(MOST_LINES - 3)))
    assert lines[-2] == f"+a{MOST_LINES - 4}"
    assert shown(b"", b"a\n" * (MOST_LINES - 2))[-2:] == ["… 1 more lines", "run: make generate"]


def test_a_long_diff_is_cut_and_says_so():
    lines = shown(b"".join(b"a%d\n" % n for n in range(2000)), b"b\n")
    assert len(lines) < MOST_LINES + 10
    assert lines[-2] == f"… {2004 - MOST_LINES} more lines"


def test_a_long_line_is_cut_and_says_so():
    assert any(line.endswith("… (100000 characters)") for line in shown(b"x" * 100_000 + b"\n", b"y\n"))


def test_a_line_of_just_so_many_columns_is_not_cut():
    assert "-" + "x" * MOST_COLUMNS in shown(b"x" * MOST_COLUMNS + b"\n", b"y\n")
    longer = shown(b"x" * (MOST_COLUMNS + 1) + b"\n", b"y\n")
    assert f"-{'x' * MOST_COLUMNS}… ({MOST_COLUMNS + 1} characters)" in longer
    assert f"-{'x' * MOST_COLUMNS}… ({MOST_COLUMNS + 1} characters) (no line feed at the end)" in shown(
        b"x" * (MOST_COLUMNS + 1), b"y\n"
    )


def test_all_that_is_coloured():
    assert shown(b"same\na\n", b"same\nb\n", colour=True) == [
        "\x1b[1mchanged: generated/a.md is not what is generated\x1b[0m",
        "\x1b[31m--- on disk: generated/a.md\x1b[0m",
        "\x1b[32m+++ generated: generated/a.md\x1b[0m",
        "\x1b[36m@@ -1,2 +1,2 @@\x1b[0m",
        " same",
        "\x1b[31m-a\x1b[0m",
        "\x1b[32m+b\x1b[0m",
        "run: make generate",
    ]


def test_colours_are_asked_for():
    assert not any("\x1b" in line for line in shown(b"a\n", b"b\n"))
    assert "\x1b[31m-a\x1b[0m" in shown(b"a\n", b"b\n", colour=True)
    assert "\x1b[32m+b\x1b[0m" in shown(b"a\n", b"b\n", colour=True)


@pytest.mark.parametrize(
    ("stream", "environ", "wanted"),
    [
        (Terminal(), {}, True),
        (Terminal(), {"NO_COLOR": "1"}, False),
        (Terminal(), {"NO_COLOR": ""}, True),
        (Terminal(), {"TERM": "dumb"}, False),
        (io.StringIO(), {}, False),
    ],
)
def test_only_a_terminal_gets_colours_and_a_person_can_decline(stream, environ, wanted):
    assert wants_colour(stream, environ) is wanted


@pytest.mark.parametrize(
    ("difference", "told"),
    [
        (Difference(Drift.MISSING, "generated/a", expected=b"x"), "missing: generated/a is missing"),
        (Difference(Drift.STALE, "generated/a"), "stale: generated/a is no longer generated"),
        (Difference(Drift.MODE, "generated/a"), "mode: generated/a is executable"),
        (
            Difference(Drift.TYPE, "generated/a", found="a symbolic link, not a file"),
            "type: generated/a is a symbolic link, not a file",
        ),
    ],
)
def test_what_generating_corrects_is_reported_with_the_command(difference, told):
    assert list(show([difference], "make generate", colour=False)) == [told, "run: make generate"]


@pytest.mark.parametrize(
    ("difference", "told"),
    [
        (
            Difference(Drift.UNTRACKED, "generated/a", by_hand=True),
            "untracked: generated/a is not generated; move it out or remove it",
        ),
        (
            Difference(Drift.TYPE, "generated/a", found="a folder, not a file", by_hand=True),
            "type: generated/a is a folder, not a file; remove it",
        ),
    ],
)
def test_what_generating_can_not_correct_does_not_name_the_command(difference, told):
    assert list(show([difference], "make generate", colour=False)) == [told]


def test_nothing_is_reported_of_nothing():
    assert list(show([], "make generate", colour=False)) == []


def test_a_name_that_a_terminal_would_obey_is_made_visible():
    difference = Difference(Drift.UNTRACKED, "generated/\x1b]0;x\x07\n\u202e\udcff", by_hand=True)
    (line,) = show([difference], "make generate", colour=False)
    assert line.isprintable()


def test_a_name_is_visible_in_the_head_of_a_diff_too():
    difference = Difference(Drift.CHANGED, "generated/\u202e", b"a\n", b"b\n")
    assert list(show([difference], "make generate", colour=False))[:3] == [
        r"changed: generated/\u202e is not what is generated",
        r"--- on disk: generated/\u202e",
        r"+++ generated: generated/\u202e",
    ]


def test_the_command_is_reported_if_it_corrects_one_of_two():
    by_hand, missing = Difference(Drift.UNTRACKED, "a", by_hand=True), Difference(Drift.MISSING, "b", expected=b"x\n")
    assert list(show([by_hand, missing], "make generate", colour=False)) == [
        "untracked: a is not generated; move it out or remove it",
        "missing: b is missing",
        "run: make generate",
    ]


def test_visible_text_is_left_as_it_is():
    assert visible("naïve ☃ a b") == "naïve ☃ a b"


@pytest.mark.parametrize(
    ("actual", "expected", "line"),
    [(b"a\nb\n", b"a\nc\n", 2), (b"", b"a\n", 1), (b"a\nb\n", b"a\n", 2), (b"a\n", b"a\nb\n", 2), (b"x\n", b"y\n", 1)],
)
def test_an_annotation_stands_at_the_first_line_that_differs(actual, expected, line):
    (command,) = workflow_commands([Difference(Drift.CHANGED, "generated/a.md", actual, expected)])
    assert command == f"::error file=generated/a.md,line={line}::changed: generated/a.md is not what is generated"


def test_an_annotation_can_not_be_left_by_a_name():
    (command,) = workflow_commands([Difference(Drift.UNTRACKED, "generated/a,line=9::x%\r\n::error::y", by_hand=True)])
    assert command.startswith("::error file=generated/a%2Cline=9%3A%3Ax%25%0D%0A%3A%3Aerror%3A%3Ay,line=1::")
    assert len(command.splitlines()) == 1


@pytest.mark.parametrize(
    ("place", "command"),
    [
        ((), "::error ::a%25%0Ab"),
        (("c:d,e",), "::error file=c%3Ad%2Ce::a%25%0Ab"),
        (("c", 7), "::error file=c,line=7::a%25%0Ab"),
        ((None, 7), "::error ::a%25%0Ab"),
    ],
)
def test_an_error_of_a_workflow_names_what_is_known_of_its_place(place, command):
    assert workflow_error("a%\nb", *place) == command


def test_what_is_not_changed_in_its_text_is_annotated_at_its_first_line():
    (command,) = workflow_commands([Difference(Drift.MODE, "a.md", b"a\nb\n", b"a\nb\n")])
    assert command == "::error file=a.md,line=1::mode: a.md is executable"
