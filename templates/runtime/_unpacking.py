"""Packed archives, unpacked piece by piece: gzip, and Zstandard where Python has it or a package brings it."""

from __future__ import annotations

import io
from abc import ABC, abstractmethod
from contextlib import suppress
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from ._errors import Problem

if TYPE_CHECKING:
    from ._jsonl import Readable

_CHUNK: Final = 1 << 17  # bytes
_GZIP: Final = b"\x1f\x8b"
_GZIP_WINDOW: Final = 31  # zlib's word for a gzip header and a window of whatever size
_PASSED_OVER: Final = tuple(bytes((number, 0x2A, 0x4D, 0x18)) for number in range(0x50, 0x60))
_ZSTANDARD: Final = (b"\x28\xb5\x2f\xfd", *_PASSED_OVER)  # a frame, or one without content, with which pzstd begins
_PIECE: Final = 1 << 14  # bytes that are unpacked at once, and lost at most before a mistake, in Zstandard


def unpacked(packed: Readable, head: bytes) -> Unpacked | None:
    """Return the content of an archive that begins so; None if it is not packed."""
    if head.startswith(_GZIP):
        return _Gzip(packed)
    return _Zstandard(packed) if head.startswith(_ZSTANDARD) else None


class Unpacked(ABC):
    """The content of an archive. Where it breaks off it ends, and `problem` says why: what came before is not lost."""

    kind: str
    problem: Problem | None = None

    def __init__(self, packed: Readable) -> None:
        self._packed = packed

    def read(self, size: int, /) -> bytes:
        """Return what comes next, at most so many bytes; none at the end and where it breaks off."""
        return b"" if self.problem else self._next(size)

    @abstractmethod
    def _next(self, size: int) -> bytes:
        """Return the same; sets `problem` where it breaks off."""

    def _break(self, reason: str) -> None:
        self.problem = Problem((), f"a whole {self.kind} archive", reason)


class _Gzip(Unpacked):
    kind = "gzip"

    def __init__(self, packed: Readable) -> None:
        super().__init__(packed)
        self._zlib = _zlib()
        self._rest = b""
        self._member = self._zlib.decompressobj(_GZIP_WINDOW)

    def _next(self, size: int) -> bytes:
        while True:
            packed = self._rest or self._packed.read(_CHUNK)
            if self._member.eof:
                if not packed:
                    return b""
                self._rest = packed.lstrip(b"\0")  # zeros may follow a member, as tapes leave them
                if self._rest:
                    self._member = self._zlib.decompressobj(_GZIP_WINDOW)
                continue
            before = self._member.copy()
            try:
                data: bytes = self._member.decompress(packed, size)
            except self._zlib.error as error:
                self._break(str(error))
                return self._saved(before, packed)
            self._rest = self._member.unconsumed_tail or self._member.unused_data
            if data:
                return data
            if not packed and not self._member.eof:
                self._break("one that breaks off")
                return b""

    def _saved(self, member: Any, packed: bytes) -> bytes:
        """Unpack what comes before a mistake: of a piece that has one nothing is given, so the pieces are bytes."""
        saved = io.BytesIO()
        with suppress(self._zlib.error):
            saved.writelines(member.decompress(packed[index : index + 1]) for index in range(len(packed)))
        return saved.getvalue()


class _Zstandard(Unpacked):
    kind = "Zstandard"

    def __init__(self, packed: Readable) -> None:
        super().__init__(packed)
        self._zstd = _zstd()
        self._frame = self._zstd.ZstdDecompressor()

    def _next(self, size: int) -> bytes:
        while True:
            packed = self._frame.unused_data
            if self._frame.eof:
                packed = packed or self._packed.read(_CHUNK)
                if not packed:
                    return b""
                self._frame = self._zstd.ZstdDecompressor()
            elif self._frame.needs_input:
                packed = self._packed.read(_CHUNK)
                if not packed:
                    self._break("one that breaks off")
                    return b""
            try:
                data: bytes = self._frame.decompress(packed, min(size, _PIECE))
            except self._zstd.ZstdError as error:
                self._break(str(error))
                return b""
            if data:
                return data


@cache
def _zlib() -> Any:
    """Return the faster module, if it is there; both do the same."""
    try:
        return import_module("zlib_ng.zlib_ng")
    except ImportError:
        return import_module("zlib")


@cache
def _zstd() -> Any:
    """Return the module of Python 3.14, or the same from a package for older ones."""
    for name in ("compression.zstd", "backports.zstd"):
        with suppress(ImportError):
            return import_module(name)
    raise ImportError("to read Zstandard archives, use Python 3.14 or install backports.zstd")
