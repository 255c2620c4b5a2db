"""What a pattern consists of, and what it can begin with and be as long as."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

from scripts.schema.character_sets import END, Ranges, union

UNBOUNDED: Final = 10**9


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

AT_END: Final = Chars(((END, END),))


def first(node: Node) -> Ranges:
    """Return the characters that a match can begin with."""
    match node:
        case Chars(ranges=ranges):
            return ranges
        case Sequence(items=items):
            found: Ranges = ()
            for item in items:
                found = union(found, first(item))
                if not is_nullable(item):
                    break
            return found
        case Choice(options=options):
            return union(*(first(option) for option in options))
        case _:
            return first(node.item) if node.most != 0 else ()


def is_nullable(node: Node) -> bool:
    """Whether nothing at all can match."""
    match node:
        case Chars():
            return False
        case Sequence(items=items):
            return all(map(is_nullable, items))
        case Choice(options=options):
            return any(map(is_nullable, options))
        case _:
            return node.least == 0 or is_nullable(node.item)


def longest(node: Node) -> int:
    """Return how many characters a match can have, at most."""
    match node:
        case Chars():
            return 1
        case Sequence(items=items):
            return min(sum(map(longest, items)), UNBOUNDED)
        case Choice(options=options):
            return max(map(longest, options))
        case _:
            return UNBOUNDED if node.most is None else min(longest(node.item) * node.most, UNBOUNDED)
