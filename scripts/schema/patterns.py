r"""Regular expressions of the schema as Python ones: the same verdict, and no text that makes them hang.

JSON Schema's are ECMA-262's, in which `$` is the end, `\d` is ASCII and `.` knows four line ends. Python's matcher
tries one way after another, so a pattern is taken only if the next character always tells which way to go, or if the
ways are few: then a text is read in a number of steps that its length times `MOST_STEPS` bounds.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from scripts.schema.character_sets import LAST, Ranges, complement, is_one, overlap, union
from scripts.schema.pattern_nodes import (
    AT_END,
    UNBOUNDED,
    Chars,
    Choice,
    Node,
    Repeat,
    Sequence,
    first,
    is_nullable,
    longest,
)
from scripts.schema.pattern_syntax import SIGNS, PatternError, parse

__all__ = ["MOST_STEPS", "PatternError", "python_pattern"]

MOST_STEPS: Final = 1000  # for each character of a text

_MOST_POWER: Final = 30  # of two, which is unbounded


def python_pattern(pattern: str) -> str:
    """Return a pattern for `re.search`, in printable ASCII. Raises PatternError for one that is not taken."""
    options = parse(pattern)
    _check_steps(options)
    return "|".join(("\\A" if anchored else "") + _printed(node) for anchored, node in options)


# What can come next, and how many ways there are.


def _check_steps(options: list[tuple[bool, Node]]) -> None:
    steps = 0
    for anchored, node in options:
        ways = _ways(node, ())
        if ways >= UNBOUNDED:
            raise PatternError("the pattern can take very long: a repetition and what follows it match the same text")
        length = 1 if anchored else longest(_failing(node))
        if length >= UNBOUNDED:
            raise PatternError("the pattern can take very long: it begins anywhere and repeats without limit")
        steps += ways * max(length, 1)
    if steps > MOST_STEPS:
        raise PatternError(f"the pattern can take very long: {min(steps, UNBOUNDED)} steps for each character")


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
            return min(ways, UNBOUNDED)
        case Choice(options=options):
            each = [_ways(option, follow) for option in options]
            nexts = [_next(option, follow) for option in options]
            alike = any(overlap(one, other) for at, one in enumerate(nexts) for other in nexts[:at])
            return min(sum(each) if alike else max(each), UNBOUNDED)
        case _:
            return _ways_of_repeat(node, follow)


def _ways_of_repeat(node: Repeat, follow: Ranges) -> int:
    once = node.most == 1
    if is_nullable(node.item) and not once:
        return UNBOUNDED
    begin = first(node.item)
    inner = _ways(node.item, follow if once else union(begin, follow))
    alike = node.least != node.most and overlap(begin, follow)
    if node.most is None:
        return UNBOUNDED if alike or inner > 1 else 1
    ways: int = min(inner ** min(node.most, _MOST_POWER), UNBOUNDED)
    return min(ways * (node.most - node.least + 1 if alike else 1), UNBOUNDED)


def _next(node: Node, follow: Ranges) -> Ranges:
    return union(first(node), follow) if is_nullable(node) else first(node)


def _failing(node: Node) -> Node:
    """Return what an attempt that fails can have read: a repetition at the very end has enough or fails."""
    match node:
        case Repeat(least=least):
            return replace(node, most=least)
        case Sequence(items=(*before, Repeat() as last)):
            return Sequence((*before, _failing(last)))
        case _:
            return node


# Python's notation.


def _printed(node: Node, *, repeated: bool = False) -> str:
    match node:
        case Chars(ranges=ranges):
            return "\\Z" if node == AT_END else _printed_set(ranges)
        case Sequence(items=items):
            body = "".join(map(_printed, items))
            return f"(?:{body})" if repeated else body
        case Choice(options=options):
            return f"(?:{'|'.join(map(_printed, options))})"
        case _:
            body = f"{_printed(node.item, repeated=True)}{_printed_counts(node.least, node.most)}"
            return f"(?:{body})" if repeated else body


def _printed_counts(least: int, most: int | None) -> str:
    short = {counts: sign for sign, counts in SIGNS.items()}.get((least, most))
    return short or (f"{{{least}}}" if least == most else f"{{{least},{'' if most is None else most}}}")


def _printed_set(ranges: Ranges) -> str:
    if is_one(ranges):
        return _printed_character(ranges[0][0])
    negated = ranges[-1][1] == LAST
    body = "".join(
        _printed_character(low) + ("" if low == high else f"-{_printed_character(high)}")
        for low, high in (complement(ranges) if negated else ranges)
    )
    return f"[{'^' if negated else ''}{body}]" if body else "[\\x00-\\U0010ffff]"


def _printed_character(code: int) -> str:
    character = chr(code)
    if character.isascii() and character.isprintable():
        return character if character.isalnum() or character in {"_", " "} else f"\\{character}"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"  # noqa: PLR2004
