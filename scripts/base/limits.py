"""How big a document may be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Limits:
    """How big a document may be: `bytes` as stored, `depth` of nesting, `nodes` after aliases are expanded."""

    bytes: int = 16_000_000
    depth: int = 200
    nodes: int = 2_000_000


DEFAULT_LIMITS: Final = Limits()
