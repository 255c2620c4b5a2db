"""Counts of things and of the files that they are in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Tally:
    """How often, and in how many files."""

    count: int = 0
    files: int = 0
    _last: str | None = None

    def note(self, file: str) -> None:
        """Count once more. Files come one after the other."""
        self.count += 1
        if file != self._last:
            self.files += 1
            self._last = file

    def take_over(self, other: Tally) -> None:
        """Count what another one did, in files that come after."""
        self.count += other.count
        self.files += other.files
