"""The notation of ECMA-262's regular expressions."""

from __future__ import annotations

import re
from typing import Final, NoReturn

from scripts.schema.character_sets import (
    DIGIT,
    LAST,
    LINE_ENDS,
    SPACE,
    WORD,
    Ranges,
    complement,
    is_one,
    overlap,
    union,
)
from scripts.schema.pattern_nodes import AT_END, Chars, Choice, Node, Repeat, Sequence, first, longest

LONGEST: Final = 2000  # characters of a pattern
DEEPEST: Final = 20  # groups in groups

SIGNS: Final[dict[str, tuple[int, int | None]]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}
_CONTROLS: Final = {"t": 9, "n": 10, "v": 11, "f": 12, "r": 13}
_HIGH, _LOW = range(0xD800, 0xDC00), range(0xDC00, 0xE000)


class PatternError(ValueError):
    """Why a pattern is refused."""


def parse(pattern: str) -> list[tuple[bool, Node]]:
    """Return the alternatives, and of each whether it begins at the beginning only. Raises PatternError."""
    return _Parser(pattern).parse()


class _Parser:
    def __init__(self, pattern: str) -> None:
        self._text = pattern
        self._at = 0

    def parse(self) -> list[tuple[bool, Node]]:
        """Return the alternatives, and of each whether it begins at the beginning only."""
        if len(self._text) > LONGEST:
            self._fail(f"the pattern is longer than {LONGEST} characters")
        options = [self._anchored()]
        while self._take("|"):
            options.append(self._anchored())
        if self._at < len(self._text):
            self._fail("a ) without a (")
        return options

    def _anchored(self) -> tuple[bool, Node]:
        return self._take("^"), self._sequence(0)

    def _fail(self, why: str) -> NoReturn:
        raise PatternError(f"{why}, at character {self._at + 1}")

    def _take(self, text: str) -> bool:
        found = self._text.startswith(text, self._at)
        self._at += len(text) if found else 0
        return found

    def _match(self, expression: str) -> re.Match[str] | None:
        found = re.compile(expression).match(self._text, self._at)
        self._at = found.end() if found else self._at
        return found

    def _sequence(self, depth: int) -> Node:
        items: list[Node] = []
        while self._at < len(self._text) and self._text[self._at] not in "|)":
            items.append(self._repeated(self._atom(depth)))
        return items[0] if len(items) == 1 else Sequence(tuple(items))

    def _atom(self, depth: int) -> Node:
        character = self._text[self._at]
        if character == "(":
            return self._group(depth + 1)
        if character == "[":
            return self._class()
        if character in "*+?{":
            self._fail(f"{character} repeats nothing; write \\{character} for the character")
        if character == "^":
            self._fail("^ stands not at the beginning; write \\^ for the character")
        self._at += 1
        if character == "$":
            return AT_END
        if character == ".":
            return Chars(complement(LINE_ENDS))
        if character == "\\":
            return Chars(self._escape())
        return Chars(((ord(character), ord(character)),))

    def _group(self, depth: int) -> Node:
        if depth > DEEPEST:
            self._fail(f"more than {DEEPEST} groups in each other")
        if not self._match(r"\((?:\?:|\?<[A-Za-z_$][\w$]*>)?(?!\?)"):
            self._fail("this kind of group looks ahead or back, which can't be bounded")
        options = [self._sequence(depth)]
        while self._take("|"):
            options.append(self._sequence(depth))
        if not self._take(")"):
            self._fail("a ( without a )")
        return options[0] if len(options) == 1 else Choice(tuple(options))

    def _repeated(self, item: Node) -> Node:
        found = self._match(r"(?:\*|\+|\?|\{(\d{1,9})(,(\d{1,9})?)?\})\??")
        if not found:
            return item
        if longest(item) and overlap(first(item), AT_END.ranges):
            self._fail("$ is repeated")
        if found[1]:
            least = int(found[1])
            most = least if not found[2] else int(found[3]) if found[3] else None
        else:
            least, most = SIGNS[found[0][0]]
        if most is not None and most < least:
            self._fail("more times at least than at most")
        if self._match(r"[*+?]|\{\d"):
            self._fail("a repetition is repeated; put it into a group")
        return Repeat(item, least, most)

    def _class(self) -> Node:
        self._at += 1
        negated = self._take("^")
        found: list[tuple[int, int]] = []
        while not self._take("]"):
            found += self._member()
        if not found:
            self._fail("an empty class")
        ranges = union(tuple(found))
        return Chars(self._not_empty(complement(ranges)) if negated else ranges)

    def _not_empty(self, ranges: Ranges) -> Ranges:
        return ranges or self._fail("a class that nothing matches")

    def _member(self) -> Ranges:
        low = self._character()
        if not self._match(r"-(?!\])"):
            return low
        high = self._character()
        if not (is_one(low) and is_one(high)):
            self._fail("a range of classes")
        [(first, _)], [(last, _)] = low, high
        if last < first:
            self._fail("a range from high to low")
        return ((first, last),)

    def _character(self) -> Ranges:
        if self._at >= len(self._text):
            self._fail("a [ without a ]")
        character = self._text[self._at]
        self._at += 1
        if character != "\\":
            return ((ord(character), ord(character)),)
        return ((8, 8),) if self._take("b") else self._escape()

    def _escape(self) -> Ranges:
        if found := self._match("[dDwWsS]"):
            ranges = {"d": DIGIT, "w": WORD, "s": SPACE}[found[0].lower()]
            return ranges if found[0].islower() else complement(ranges)
        code = self._escaped_code()
        if code in _HIGH or code in _LOW:
            self._fail("half of a pair of surrogates")
        return ((code, code),)

    def _escaped_code(self) -> int:
        if found := self._match("[tnvfr]"):
            return _CONTROLS[found[0]]
        if self._match(r"0(?!\d)"):
            return 0
        if found := self._match("c([A-Za-z])"):
            return ord(found[1]) % 32
        if found := self._match(r"u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})"):
            return 0x10000 + (int(found[1], 16) - _HIGH.start) * 0x400 + int(found[2], 16) - _LOW.start
        if found := self._match(r"(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{0*([0-9a-fA-F]{1,6})\})"):
            code = int(found[1] or found[2] or found[3], 16)
            return code if code <= LAST else self._fail("no such character")
        if found := self._match(r"[!-/:-@\[-`{-~ ]"):
            return ord(found[0])
        return self._fail("an escape that has no bounded or no common meaning")
