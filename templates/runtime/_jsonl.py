"""Archives: one JSON document a line, plain or gzip, of any length."""

from __future__ import annotations

import io
from contextlib import suppress
from os import PathLike
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol, TypeAlias, TypeVar

from ._errors import Problem, ValidationError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from _typeshed import WriteableBuffer

    from ._model import Model

    class Readable(Protocol):
        """A binary file or stream that is open for reading: `read` is all that is used of it."""

        def read(self, size: int, /) -> bytes:
            """Return at most so many bytes; none at the end."""
            ...


_M = TypeVar("_M", bound="Model")

_CHUNK: Final = 1 << 17  # bytes
_GZIP: Final = b"\x1f\x8b"
_GZIP_WINDOW: Final = 31  # zlib's word for a gzip header and a window of whatever size
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"


Lines: TypeAlias = "str | PathLike[str] | Readable"
"""An archive: its path, or a binary file or stream."""


class LineError(NamedTuple):
    """A line of an archive that could not be read, in the place where the model would have been."""

    line: int
    """Number of the line, from 1."""
    raw: bytes
    """The line as it stands in the archive, without its line end."""
    error: ValidationError
    """What is wrong with it."""


def read_lines(model: type[_M], source: Lines, *, strict: bool) -> Iterator[_M | LineError]:
    """Yield the model of each line, or the error in its place. Raises OSError if the archive can't be read."""
    if not isinstance(source, (str, PathLike)):
        yield from _records(model, _Stream(source), strict=strict)
        return
    with open(source, "rb", buffering=0) as file:  # noqa: PTH123  # pathlib would double the time that an import takes
        yield from _records(model, _Stream(file), strict=strict)


def lines_in(model: type[_M], data: bytes | bytearray | memoryview, *, strict: bool) -> Iterator[_M | LineError]:
    """Yield the same of an archive in memory."""
    return _records(model, _Stream(io.BytesIO(data)), strict=strict)


def numbered_lines(model: type[_M], source: Readable) -> Iterator[tuple[int, _M | LineError]]:
    """Yield the same of a binary file, each with the number of its line."""
    numbers: list[int] = [0]
    records = _records(model, _Stream(source), strict=False, numbers=numbers)
    return ((numbers[0], record) for record in records)


def _records(
    model: type[_M], stream: _Stream, *, strict: bool, numbers: list[int] | None = None
) -> Iterator[_M | LineError]:
    """Yield the records, and put the number of each one's line into a list that is given."""
    unpacked = _Unpacked(stream) if stream.head.startswith(_GZIP) else None
    from_json = model.from_json
    number = 0
    for number, line in enumerate(io.BufferedReader(unpacked or stream, _CHUNK), 1):
        text = line.removeprefix(_BYTE_ORDER_MARK) if number == 1 else line
        try:
            record: _M | LineError = from_json(text, strict=strict)
        except ValidationError as error:
            if not text.strip():
                continue
            record = LineError(number, text.rstrip(b"\r\n"), error)
        if numbers is not None:
            numbers[0] = number
        yield record
    if unpacked and unpacked.problem:
        if numbers is not None:
            numbers[0] = number + 1
        yield LineError(number + 1, b"", ValidationError((unpacked.problem,)))


class _Stream(io.RawIOBase):
    """What has only `read`, as Python's buffers want it. Closing it leaves open what it reads from."""

    head: bytes
    """The first bytes, which show the format; they are read again."""

    def __init__(self, source: Readable) -> None:
        super().__init__()
        self._source = source
        self._ahead = b""
        while len(self._ahead) < len(_GZIP) and (more := source.read(len(_GZIP))):
            self._ahead += more
        self.head = self._ahead

    def readable(self) -> bool:
        """Say yes."""
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Fill the buffer with what comes next."""
        view = memoryview(buffer).cast("B")
        data = self._ahead or self._source.read(len(view))
        self._ahead = b""
        view[: len(data)] = data
        return len(data)


class _Unpacked(io.RawIOBase):
    """The content of a gzip file. Where it breaks off it ends, and `problem` says why: what came before is not lost."""

    problem: Problem | None

    def __init__(self, packed: _Stream) -> None:
        super().__init__()
        self.problem = None
        self._packed = packed
        self._rest = b""
        self._member = _new_member()

    def readable(self) -> bool:
        """Say yes."""
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Fill the buffer with what comes next."""
        view = memoryview(buffer).cast("B")
        data = self._next(len(view))
        view[: len(data)] = data
        return len(data)

    def _next(self, size: int) -> bytes:
        import zlib  # noqa: PLC0415  # only gzip needs it

        while self.problem is None:
            packed = self._rest or self._packed.read(_CHUNK) or b""
            if self._member.eof:
                if not packed:
                    break
                self._rest = packed.lstrip(b"\0")  # zeros may follow a member, as tapes leave them
                if self._rest:
                    self._member = _new_member()
                continue
            before = self._member.copy()
            try:
                data: bytes = self._member.decompress(packed, size)
            except zlib.error as error:
                self.problem = _broken(str(error))
                return _saved(before, packed, zlib.error)
            self._rest = self._member.unconsumed_tail or self._member.unused_data
            if data:
                return data
            if not packed and not self._member.eof:
                self.problem = _broken("one that breaks off")
        return b""


def _new_member() -> Any:
    import zlib  # noqa: PLC0415  # only gzip needs it

    return zlib.decompressobj(_GZIP_WINDOW)


def _saved(member: Any, packed: bytes, error: type[Exception]) -> bytes:
    """Unpack what comes before a mistake: zlib gives nothing of a piece that has one, so the pieces are bytes here."""
    saved = io.BytesIO()
    with suppress(error):
        saved.writelines(member.decompress(packed[index : index + 1]) for index in range(len(packed)))
    return saved.getvalue()


def _broken(reason: str) -> Problem:
    return Problem((), "a whole gzip archive", reason)
