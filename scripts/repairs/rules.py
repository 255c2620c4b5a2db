"""Every rule by name, in the order in which they are applied."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from scripts.repairs.bounds import exclusive_bounds
from scripts.repairs.closing import closed_parts
from scripts.repairs.contradictions import (
    contradicting_bounds,
    contradicting_types,
    forbidden_names,
    unreadable_patterns,
)
from scripts.repairs.discriminators import idle_discriminators, mapped_variants, tags
from scripts.repairs.inheritance import circular_inheritance, inheritance
from scripts.repairs.kinds import misplaced_keywords, missing_types
from scripts.repairs.lists import repeated_values, required_flags
from scripts.repairs.nulls import nulls
from scripts.repairs.recursion import recursive_references
from scripts.repairs.siblings import siblings
from scripts.repairs.spelling import misspelt_keywords, misspelt_types, unknown_keywords

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scripts.base.json_types import Schema
    from scripts.repairs.places import Change

Rule: TypeAlias = "Callable[[Schema], Iterator[Change]]"
"""Finds its changes one after the other; each is made in the document before the next is looked for."""

RULES: Final[dict[str, Rule]] = {
    "misspelt-keyword": misspelt_keywords,
    "recursive-reference": recursive_references,
    "unknown-keyword": unknown_keywords,
    "misspelt-type": misspelt_types,
    "required-flag": required_flags,
    "repeated-value": repeated_values,
    "exclusive-bound": exclusive_bounds,
    "sibling-of-reference": siblings,
    "misplaced-keyword": misplaced_keywords,
    "contradicting-type": contradicting_types,
    "contradicting-bound": contradicting_bounds,
    "unreadable-pattern": unreadable_patterns,
    "missing-type": missing_types,
    "closed-part": closed_parts,
    "forbidden-name": forbidden_names,
    "circular-inheritance": circular_inheritance,
    "inheritance": inheritance,
    "mapped-variant": mapped_variants,
    "tag": tags,
    "idle-discriminator": idle_discriminators,
    "nullable": nulls,
}
