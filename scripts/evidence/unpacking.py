"""Gzip, read as far as it goes."""

from __future__ import annotations

import io
import zlib
from typing import Any, BinaryIO, Final

GZIP: Final = b"\x1f\x8b"
"""What a gzip archive begins with."""

_PACKED: Final = 1 << 14  # bytes that are lost at most before a fault
_GZIP_WINDOW: Final = 31  # zlib's word for a gzip header and a window of whatever size


class Again(io.RawIOBase):
    """A stream whose first bytes were read already."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        super().__init__()
        self._head = head
        self._rest = rest

    def readable(self) -> bool:
        """Whether it can be read: yes."""
        return True

    def readinto(self, buffer: Any, /) -> int:
        """Fill a buffer, and return how far."""
        data = self._head or self._rest.read(len(buffer))
        self._head = b""
        buffer[: len(data)] = data
        return len(data)


class Unpacked(io.RawIOBase):
    """The content of a gzip file, whose first bytes were read already.

    Where it is broken it ends: what came before is not lost, as it is with `gzip`.
    """

    def __init__(self, head: bytes, packed: BinaryIO) -> None:
        super().__init__()
        self.broken = False
        self._rest = head
        self._packed = packed
        self._member = zlib.decompressobj(_GZIP_WINDOW)

    def readable(self) -> bool:
        """Whether it can be read: yes."""
        return True

    def readinto(self, buffer: Any, /) -> int:
        """Fill a buffer, and return how far."""
        data = b""
        while not data and not self.broken:
            packed = self._rest or self._packed.read(_PACKED)
            if self._member.eof:
                if not packed:
                    return 0
                self._rest = packed.lstrip(b"\0")  # zeros may follow a member, as tapes leave them
                if self._rest:
                    self._member = zlib.decompressobj(_GZIP_WINDOW)
                continue
            try:
                data = self._member.decompress(packed, len(buffer))
            except zlib.error:
                self.broken = True
            self._rest = self._member.unconsumed_tail or self._member.unused_data
            self.broken |= not data and not packed and not self._member.eof
        buffer[: len(data)] = data
        return len(data)
