"""Archives: one JSON document a line, plain or packed, of any length."""

from __future__ import annotations

import io
from itertools import islice
from operator import length_hint
from os import PathLike
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol, TypeAlias, TypeVar

from ._decoders import REFUSALS, decoder, readers
from ._errors import ValidationError
from ._model import fallback

if TYPE_CHECKING:
    from collections.abc import Iterator

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
_FEW: Final = 4  # lines: what is new in one is seldom new in many that follow


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
    return _records(model, _Stream(source), strict=False, numbered=True)


def _records(model: type[_M], stream: _Stream, *, strict: bool, numbered: bool = False) -> Iterator[Any]:
    """Yield the records, with the numbers of their lines if they are wanted."""
    from ._unpacking import unpacked  # noqa: PLC0415  # not needed to import the package

    content = unpacked(stream, stream.head)
    known = decoder(model)
    tried = {model: known} if strict else readers
    number = 0  # of the line that was read last
    for block in _blocks(content or stream):
        lines = iter(block)
        end = number + len(block)
        while length_hint(lines):
            decode = tried[model]
            records = map(decode, lines if decode is known else islice(lines, _FEW))
            try:  # without a step of the interpreter's for each line
                yield from enumerate(records, number + 1) if numbered else records
                refused = False
            except REFUSALS:
                refused = True
            number = end - length_hint(lines)
            if refused and (record := _refused(model, block[number - end - 1], number, strict=strict)) is not None:
                yield (number, record) if numbered else record
        block.clear()  # before the next is read
    if content and content.problem:
        error = LineError(number + 1, b"", ValidationError((content.problem,)))
        yield (number + 1, error) if numbered else error


def _blocks(stream: Readable) -> Iterator[list[bytes]]:
    """Yield the lines, as many at once as end in one piece."""
    begun: list[bytes] = []  # what has come of a line that has not ended yet
    while lines := io.BytesIO(stream.read(_CHUNK)).readlines():  # no name keeps a piece that is split
        rest = b"" if lines[-1].endswith(b"\n") else lines.pop()
        if lines:
            lines[0] = b"".join((*begun, lines[0]))
            begun.clear()
            yield lines
        if rest:
            begun.append(rest)
    if begun:
        yield [b"".join(begun)]


def _refused(model: type[_M], line: bytes, number: int, *, strict: bool) -> _M | LineError | None:
    """Return the record of a line that the decoder has refused, or what is wrong with it; None if it is blank."""
    try:
        return fallback().read_json(model, line, strict=strict, all_errors=False)  # type: ignore[no-any-return]
    except ValidationError as error:
        is_blank = not line.removeprefix(_BYTE_ORDER_MARK).strip()
        return None if is_blank else LineError(number, line.rstrip(b"\r\n"), error)


class _Stream:
    """A binary file or stream, and how it begins."""

    head: bytes
    """The first bytes, which show the format; they are read again."""

    def __init__(self, source: Readable) -> None:
        # A pipe's buffer is not waited for until it is full: what has come is read.
        self._read = source.read1 if isinstance(source, io.BufferedReader) else source.read
        self.head = b""
        while len(self.head) < _HEAD and (more := self._read(_HEAD)):
            self.head += more
        self._ahead = self.head

    def read(self, size: int, /) -> bytes:
        """Return what comes next, at most so many bytes."""
        data, self._ahead = self._ahead or self._read(size), b""
        return data
