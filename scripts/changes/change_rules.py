"""The rules by which a change is judged, each with a name and the kind that it gives; README.md shows each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from scripts.base.terminal import clipped, visible

_LONGEST: Final = 400  # characters of a pointer, or of what changed, that a report shows


class Kind(IntEnum):
    """How much a change asks of those who read with the package."""

    IGNORED = 0
    """Told, and of no account, since the configuration says so."""
    DOCUMENTATION = 1
    """Words only."""
    ADDITIVE = 2
    """What loaded still loads, and code that was right still is."""
    BREAKING = 3
    """A payload may be refused, code may be wrong, or a value comes that nobody had to expect."""

    @property
    def label(self) -> str:
        """The kind in a word."""
        return self.name.lower()


_BREAKING: Final = (
    "name-removed",
    "kind-changed",
    "attribute-renamed",
    "property-removed",
    "property-required",
    "property-optional",
    "required-property-added",
    "property-taken-over",
    "tag-changed",
    "discriminator-changed",
    "type-changed",
    "constant-changed",
    "null-added",
    "null-removed",
    "variant-added",
    "variant-removed",
    "variant-choice-changed",
    "bound-tightened",
    "bound-loosened",
    "pattern-changed",
    "check-changed",
    "operation-removed",
    "operation-renamed",
    "required-argument-added",
    "argument-removed",
    "argument-required",
    "argument-moved",
    "argument-type-changed",
    "paging-changed",
    "stream-changed",
    "not-understood",
)
_ADDITIVE: Final = (
    "name-added",
    "property-added",
    "additional-properties-allowed",
    "additional-properties-forbidden",
    "enum-value-added",
    "enum-value-removed",
    "enum-added",
    "enum-removed",
    "deprecation-changed",
    "operation-added",
    "argument-added",
    "argument-optional",
    "argument-type-widened",
    "response-added",
    "response-removed",
    "request-changed",
)
_DOCUMENTATION: Final = (
    "description-changed",
    "example-changed",
    "default-changed",
    "format-changed",
    "security-changed",
    "order-changed",
    "json-schema-changed",
)

RULES: Final[dict[str, Kind]] = {
    **dict.fromkeys(_BREAKING, Kind.BREAKING),
    **dict.fromkeys(_ADDITIVE, Kind.ADDITIVE),
    **dict.fromkeys(_DOCUMENTATION, Kind.DOCUMENTATION),
}
"""What each rule finds, by its name. What no rule knows is `not-understood`."""


@dataclass(frozen=True)
class Change:
    """One change at one place of the schema. `what` is for people."""

    kind: Kind
    rule: str
    pointer: str
    what: str
    reason: str = ""
    """Why the configuration judges it otherwise than its rule, if it does."""


def change(rule: str, pointer: str, what: str) -> Change:
    """What a rule found. Pointer and words are made of upstream's text, and end in a terminal."""
    return Change(RULES[rule], rule, clipped(visible(pointer), _LONGEST), clipped(visible(what), _LONGEST))
