"""How big a document may be."""

from __future__ import annotations

from typing import Annotated, Final

from msgspec import Meta, Struct

DEEPEST: Final = 200
"""Levels of nesting that Python can walk."""


class Limits(Struct, frozen=True, forbid_unknown_fields=True):
    """How big a document may be: `bytes` as stored, `depth` of nesting, `nodes` after aliases are expanded."""

    bytes: Annotated[int, Meta(ge=1)] = 16_000_000
    depth: Annotated[int, Meta(ge=1, le=DEEPEST)] = DEEPEST
    nodes: Annotated[int, Meta(ge=1)] = 2_000_000


DEFAULT_LIMITS: Final = Limits()
