"""An upstream document as it came, before anything is made of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from scripts.base.errors import PipelineError

if TYPE_CHECKING:
    from scripts.documents.reading import Parts


class SourceMissingError(PipelineError):
    """The source is not at hand: nothing can be compared, and nothing is wrong with what is committed."""


@dataclass(frozen=True)
class Fetched:
    """An upstream document's bytes. `name` is how errors call it; `origin` is what the lock says of where it is."""

    data: bytes
    name: str
    origin: dict[str, Any]
    parts: Parts = field(default_factory=dict[Any, Any], repr=False, compare=False)

    @cached_property
    def sha256(self) -> str:
        """The SHA-256 of the bytes, in lower-case hexadecimal digits."""
        return hashlib.sha256(self.data).hexdigest()
