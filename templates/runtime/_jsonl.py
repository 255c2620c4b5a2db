"""Archives: one JSON document a line, plain or packed, of any length."""

from __future__ import annotations

import io
from os import PathLike
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol, TypeAlias, TypeVar

from ._errors import ValidationError
from ._model import REFUSALS, decoder, fallback, readers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from _typeshed import WriteableBuffer

    from ._model import Model

    class Readable(Protocol):
        """A binary file or stream that is open for reading: `read` is all that is used of it."""

        def read(self, size: int, /) -> bytes:
            """Return at most so many bytes; none at the end."""
            ...


_M = TypeVar("_M", bound="Model")

_CHUNK: Final = 1 << 18  # bytes: what is packed is unpacked in pieces of this size, and fewer are faster
_HEAD: Final = 4  # bytes, which show the format
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_FILES: Final = frozenset({io.FileIO, io.BufferedReader, io.BytesIO})


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
    from ._unpacking import unpacked  # noqa: PLC0415  # not needed to import the package

    content = unpacked(stream, stream.head)
    known = decoder(model)
    tried = {model: known} if strict else readers
    number = 0
    for number, line in enumerate(io.BufferedReader(content or stream, _CHUNK), 1):
        try:  # what `from_json` does, without the call
            record: _M | LineError | None = tried[model](line)
        except REFUSALS:
            record = None
        if record is None and (record := _refused(model, line, number, strict=strict)) is None:
            continue
        if numbers is not None:
            numbers[0] = number
        yield record
    if content and content.problem:
        if numbers is not None:
            numbers[0] = number + 1
        yield LineError(number + 1, b"", ValidationError((content.problem,)))


def _refused(model: type[_M], line: bytes, number: int, *, strict: bool) -> _M | LineError | None:
    """Return the record of a line that the decoder has refused, or what is wrong with it; None if it is blank."""
    try:
        if number > 1:
            return fallback().read_json(model, line, strict=strict, all_errors=False)  # type: ignore[no-any-return]
        line = line.removeprefix(_BYTE_ORDER_MARK)
        return model.from_json(line, strict=strict)
    except ValidationError as error:
        return LineError(number, line.rstrip(b"\r\n"), error) if line.strip() else None


class _Stream(io.RawIOBase):
    """What has only `read`, as Python's buffers want it. Closing it leaves open what it reads from."""

    head: bytes
    """The first bytes, which show the format; they are read again."""

    def __init__(self, source: Readable) -> None:
        super().__init__()
        self._source = source
        # Python's own files fill a buffer themselves; what is like a file need not be able to.
        file: Any = source
        self._fill: Callable[[WriteableBuffer], int] | None = file.readinto if type(file) in _FILES else None
        self._ahead = b""
        while len(self._ahead) < _HEAD and (more := source.read(_HEAD)):
            self._ahead += more
        self.head = self._ahead

    def readable(self) -> bool:
        """Say yes."""
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Fill the buffer with what comes next."""
        if self._fill is not None and not self._ahead:
            return self._fill(buffer)
        view = memoryview(buffer).cast("B")
        data = self._ahead or self._source.read(len(view))
        self._ahead = b""
        view[: len(data)] = data
        return len(data)
