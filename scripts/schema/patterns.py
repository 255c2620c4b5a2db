r"""Regular expressions of the schema as Python ones: the same verdict, and no text that makes them hang.

JSON Schema's are ECMA-262's, in which `$` is the end, `\d` is ASCII and `.` knows four line ends. Python's matcher
tries one way after another, so a pattern is taken only if the next character always tells which way to go, or if the
ways are few: then a text is read in a number of steps that its length times `MOST_STEPS` bounds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, NoReturn, TypeAlias

MOST_STEPS: Final = 1000  # for each character of a text
LONGEST: Final = 2000  # characters of a pattern
DEEPEST: Final = 20  # groups in groups

Ranges: TypeAlias = tuple[tuple[int, int], ...]

_LAST: Final = 0x10FFFF
_END: Final = _LAST + 1  # stands for the end of the text among the characters that can come next
_UNBOUNDED: Final = 10**9
_MOST_POWER: Final = 30  # of two, which is unbounded
_HIGH, _LOW = range(0xD800, 0xDC00), range(0xDC00, 0xE000)

_DIGIT: Final[Ranges] = ((0x30, 0x39),)
_WORD: Final[Ranges] = ((0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A))
_SPACE: Final[Ranges] = (
    (0x09, 0x0D), (0x20, 0x20), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A), (0x2028, 0x2029), (0x202F, 0x202F),
    (0x205F, 0x205F), (0x3000, 0x3000), (0xFEFF, 0xFEFF),
)  # fmt: skip
_LINE_ENDS: Final[Ranges] = ((0x0A, 0x0A), (0x0D, 0x0D), (0x2028, 0x2029))
_SIGNS: Final[dict[str, tuple[int, int | None]]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}
_CONTROLS: Final = {"t": 9, "n": 10, "v": 11, "f": 12, "r": 13}


class PatternError(ValueError):
    """Why a pattern is refused."""


@dataclass(frozen=True)
class Chars:
    """One character of a set, or the end of the text."""

    ranges: Ranges


@dataclass(frozen=True)
class Sequence:
    """One after the other."""

    items: tuple[Node, ...]


@dataclass(frozen=True)
class Choice:
    """One of several."""

    options: tuple[Node, ...]


@dataclass(frozen=True)
class Repeat:
    """So many times; `most` is None for any number."""

    item: Node
    least: int
    most: int | None


Node: TypeAlias = Chars | Sequence | Choice | Repeat

_AT_END: Final = Chars(((_END, _END),))


def python_pattern(pattern: str) -> str:
    """Return a pattern for `re.search`, in printable ASCII. Raises PatternError for one that is not taken."""
    options = _Parser(pattern).parse()
    _check_steps(options)
    return "|".join(("\\A" if anchored else "") + _printed(node) for anchored, node in options)


# What can come next, and how many ways there are.


def _check_steps(options: list[tuple[bool, Node]]) -> None:
    steps = 0
    for anchored, node in options:
        ways = _ways(node, ())
        if ways >= _UNBOUNDED:
            raise PatternError("the pattern can take very long: a repetition and what follows it match the same text")
        length = 1 if anchored else _longest(_failing(node))
        if length >= _UNBOUNDED:
            raise PatternError("the pattern can take very long: it begins anywhere and repeats without limit")
        steps += ways * max(length, 1)
    if steps > MOST_STEPS:
        raise PatternError(f"the pattern can take very long: {min(steps, _UNBOUNDED)} steps for each character")


def _ways(node: Node, follow: Ranges) -> int:
    """Return a bound for the ways in which a text can match, if characters of `follow` can come after it."""
    match node:
        case Chars():
            return 1
        case Sequence(items=items):
            ways = 1
            for item in reversed(items):
                ways *= _ways(item, follow)
                follow = _next(item, follow)
            return min(ways, _UNBOUNDED)
        case Choice(options=options):
            each = [_ways(option, follow) for option in options]
            nexts = [_next(option, follow) for option in options]
            alike = any(_overlap(one, other) for at, one in enumerate(nexts) for other in nexts[:at])
            return min(sum(each) if alike else max(each), _UNBOUNDED)
        case _:
            return _ways_of_repeat(node, follow)


def _ways_of_repeat(node: Repeat, follow: Ranges) -> int:
    once = node.most == 1
    if _is_nullable(node.item) and not once:
        return _UNBOUNDED
    begin = _first(node.item)
    inner = _ways(node.item, follow if once else _union(begin, follow))
    alike = node.least != node.most and _overlap(begin, follow)
    if node.most is None:
        return _UNBOUNDED if alike or inner > 1 else 1
    ways = 1 if inner == 1 else min(inner ** min(node.most, _MOST_POWER), _UNBOUNDED)
    return min(ways * (node.most - node.least + 1 if alike else 1), _UNBOUNDED)


def _next(node: Node, follow: Ranges) -> Ranges:
    return _union(_first(node), follow) if _is_nullable(node) else _first(node)


def _first(node: Node) -> Ranges:
    match node:
        case Chars(ranges=ranges):
            return ranges
        case Sequence(items=items):
            found: Ranges = ()
            for item in items:
                found = _union(found, _first(item))
                if not _is_nullable(item):
                    break
            return found
        case Choice(options=options):
            return _union(*(_first(option) for option in options))
        case _:
            return _first(node.item) if node.most != 0 else ()


def _is_nullable(node: Node) -> bool:
    match node:
        case Chars():
            return False
        case Sequence(items=items):
            return all(map(_is_nullable, items))
        case Choice(options=options):
            return any(map(_is_nullable, options))
        case _:
            return node.least == 0 or _is_nullable(node.item)


def _failing(node: Node) -> Node:
    """Return what an attempt that fails can have read: a repetition at the very end has enough or fails."""
    match node:
        case Repeat(item=item, least=least):
            return Repeat(item, least, least)
        case Sequence(items=(*before, Repeat(item=item, least=least))):
            return Sequence((*before, Repeat(item, least, least)))
        case _:
            return node


def _longest(node: Node) -> int:
    match node:
        case Chars():
            return 1
        case Sequence(items=items):
            return min(sum(map(_longest, items)), _UNBOUNDED)
        case Choice(options=options):
            return max(map(_longest, options))
        case _:
            return _UNBOUNDED if node.most is None else min(_longest(node.item) * node.most, _UNBOUNDED)


# Sets of characters.


def _union(*sets: Ranges) -> Ranges:
    merged: list[tuple[int, int]] = []
    for low, high in sorted(pair for ranges in sets for pair in ranges):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return tuple(merged)


def _complement(ranges: Ranges) -> Ranges:
    found: list[tuple[int, int]] = []
    at = 0
    for low, high in _union(ranges):
        if at < low:
            found.append((at, low - 1))
        at = high + 1
    return tuple(found) if at > _LAST else (*found, (at, _LAST))


def _overlap(one: Ranges, other: Ranges) -> bool:
    return any(low <= end and begin <= high for low, high in one for begin, end in other)


def _is_one(ranges: Ranges) -> bool:
    return len(ranges) == 1 and ranges[0][0] == ranges[0][1]


# Python's notation.


def _printed(node: Node, *, repeated: bool = False) -> str:
    match node:
        case Chars(ranges=ranges):
            return "\\Z" if node == _AT_END else _printed_set(ranges)
        case Sequence(items=items):
            body = "".join(map(_printed, items))
            return f"(?:{body})" if repeated else body
        case Choice(options=options):
            return f"(?:{'|'.join(map(_printed, options))})"
        case _:
            body = f"{_printed(node.item, repeated=True)}{_printed_counts(node.least, node.most)}"
            return f"(?:{body})" if repeated else body


def _printed_counts(least: int, most: int | None) -> str:
    short = {counts: sign for sign, counts in _SIGNS.items()}.get((least, most))
    return short or (f"{{{least}}}" if least == most else f"{{{least},{'' if most is None else most}}}")


def _printed_set(ranges: Ranges) -> str:
    if _is_one(ranges):
        return _printed_character(ranges[0][0])
    negated = ranges[-1][1] == _LAST
    body = "".join(
        _printed_character(low) + ("" if low == high else f"-{_printed_character(high)}")
        for low, high in (_complement(ranges) if negated else ranges)
    )
    return f"[{'^' if negated else ''}{body}]" if body else "[\\x00-\\U0010ffff]"


def _printed_character(code: int) -> str:
    character = chr(code)
    if character.isascii() and character.isprintable():
        return character if character.isalnum() or character in "_ " else f"\\{character}"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"  # noqa: PLR2004


# ECMA-262's notation.


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
            return _AT_END
        if character == ".":
            return Chars(_complement(_LINE_ENDS))
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
        if _longest(item) and _overlap(_first(item), _AT_END.ranges):
            self._fail("$ is repeated")
        if found[1]:
            least = int(found[1])
            most = least if not found[2] else int(found[3]) if found[3] else None
        else:
            least, most = _SIGNS[found[0][0]]
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
        ranges = _union(tuple(found))
        return Chars(self._not_empty(_complement(ranges)) if negated else ranges)

    def _not_empty(self, ranges: Ranges) -> Ranges:
        return ranges or self._fail("a class that nothing matches")

    def _member(self) -> Ranges:
        low = self._character()
        if not self._match(r"-(?!\])"):
            return low
        high = self._character()
        if not (_is_one(low) and _is_one(high)):
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
            ranges = {"d": _DIGIT, "w": _WORD, "s": _SPACE}[found[0].lower()]
            return ranges if found[0].islower() else _complement(ranges)
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
            return code if code <= _LAST else self._fail("no such character")
        if found := self._match(r"[!-/:-@\[-`{-~ ]"):
            return ord(found[0])
        return self._fail("an escape that has no bounded or no common meaning")
