"""Sets of characters as ranges of code points, and those that ECMA-262 names."""

from __future__ import annotations

from typing import Final, TypeAlias

Ranges: TypeAlias = tuple[tuple[int, int], ...]
"""In order, with characters between one and the next."""

LAST: Final = 0x10FFFF
END: Final = LAST + 1  # stands for the end of the text among the characters that can come next

DIGIT: Final[Ranges] = ((0x30, 0x39),)
WORD: Final[Ranges] = ((0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A))
SPACE: Final[Ranges] = (
    (0x09, 0x0D), (0x20, 0x20), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A), (0x2028, 0x2029), (0x202F, 0x202F),
    (0x205F, 0x205F), (0x3000, 0x3000), (0xFEFF, 0xFEFF),
)  # fmt: skip
LINE_ENDS: Final[Ranges] = ((0x0A, 0x0A), (0x0D, 0x0D), (0x2028, 0x2029))


def union(*sets: Ranges) -> Ranges:
    """Return all characters of the sets, in order."""
    merged: list[tuple[int, int]] = []
    for low, high in sorted(pair for ranges in sets for pair in ranges):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return tuple(merged)


def complement(ranges: Ranges) -> Ranges:
    """Return all characters that are not in the set."""
    found: list[tuple[int, int]] = []
    at = 0
    for low, high in ranges:
        if at < low:
            found.append((at, low - 1))
        at = high + 1
    return tuple(found) if at > LAST else (*found, (at, LAST))


def overlap(one: Ranges, other: Ranges) -> bool:
    """Whether a character is in both."""
    return any(low <= end and begin <= high for low, high in one for begin, end in other)


def is_one(ranges: Ranges) -> bool:
    """Whether the set is a single character."""
    return len(ranges) == 1 and ranges[0][0] == ranges[0][1]
