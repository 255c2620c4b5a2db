"""Recorded traffic: JSON, JSON Lines, event streams, HAR, each also as gzip, from files and folders.

What a file is follows from its content. Lines and events are read one after the other, in flat memory; a JSON document
over several lines is read whole. What can't be read is yielded in its place and stops nothing.
"""

from __future__ import annotations

import base64
import binascii
import io
import re
import sys
import zlib
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, BinaryIO, Final, NamedTuple

import msgspec

from scripts.base.errors import Location, PipelineError
from scripts.base.json_types import is_list, is_mapping
from scripts.evidence.lines import line_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

SUFFIXES: Final = (".json", ".jsonl", ".ndjson", ".sse", ".har", ".log", ".txt")
"""What is read of a folder, each also with `.gz`; a file that is named is read whatever it is called."""
LARGEST: Final = 256_000_000
"""Bytes of a JSON document that stands on more than one line."""

STDIN: Final = "-"

_CHUNK: Final = 1 << 17
_PACKED: Final = 1 << 14  # bytes that are lost at most before a fault
_GZIP: Final = b"\x1f\x8b"
_GZIP_WINDOW: Final = 31  # zlib's word for a gzip header and a window of whatever size
_MARK: Final = b"\xef\xbb\xbf"
_EVENT: Final = re.compile(rb"(?:event|data|id|retry)(?::|\r?\n)|:")
_OPEN: Final = (b"{", b"[", b",", b":")
_END: Final = b"[DONE]"

_decode: Final = msgspec.json.Decoder().decode
_FAULTS: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)

Path_ = tuple["str | int", ...]


class Spot(NamedTuple):
    """A line of a file."""

    file: str
    line: int

    def at(self, _: Path_) -> Spot:
        """Where a value inside of this one stands: on the same line."""
        return self

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True)
class Inside:
    """A value inside of a JSON document that stands on several lines. The line is looked up when it is shown."""

    file: str
    data: bytes
    path: Path_ = ()

    def at(self, path: Path_) -> Inside:
        """Where a value inside of this one stands."""
        return Inside(self.file, self.data, (*self.path, *path))

    def __str__(self) -> str:
        return f"{self.file}:{line_of(self.data.decode(), self.path)}"


@dataclass(frozen=True)
class Body:
    """A body that was sent in an entry of a HAR."""

    entry: Spot | Inside

    @property
    def file(self) -> str:
        """The HAR."""
        return self.entry.file

    def at(self, _: Path_) -> Body:
        """Where a value inside of it stands: in the same entry."""
        return self

    def __str__(self) -> str:
        return str(self.entry)


Source = Spot | Inside | Body


class Payload(NamedTuple):
    """A JSON value and where it was found."""

    value: Any
    source: Source


class Unreadable(NamedTuple):
    """Something that is not JSON, or not whole."""

    source: Source
    reason: str


Record = Payload | Unreadable


def files_of(paths: Iterable[Path]) -> list[Path]:
    """The files to read: those that are named, and of folders what looks like traffic. Raises `PipelineError`."""
    found: list[Path] = []
    for path in paths:
        if str(path) == STDIN or path.is_file():
            found.append(path)
        elif path.is_dir():
            inside = (each for each in sorted(path.rglob("*")) if each.is_file())
            found += [each for each in inside if _is_traffic(each.relative_to(path))]
        else:
            raise PipelineError("there is no such file or folder", Location(str(path)))
    if not found:
        where = Location(", ".join(map(str, paths)))
        raise PipelineError("no traffic in it", where, f"name the files themselves; looked for {', '.join(SUFFIXES)}")
    return list(dict.fromkeys(found))


def _is_traffic(path: Path) -> bool:
    hidden = any(part.startswith(".") for part in path.parts)
    return not hidden and path.name.lower().removesuffix(".gz").endswith(SUFFIXES)


class Traffic:
    """The records of some files, one after the other."""

    def __init__(self, files: Iterable[Path]) -> None:
        self.files = list(files)
        self.size = sum(path.stat().st_size for path in self.files if str(path) != STDIN)
        self._before = 0
        self._raw: BinaryIO | None = None

    @property
    def position(self) -> int:
        """How many bytes of `size` are read."""
        return self._before + (self._raw.tell() if self._raw and self._raw.seekable() else 0)

    def __iter__(self) -> Iterator[Record]:
        for path in self.files:
            if str(path) == STDIN:
                yield from records_of(sys.stdin.buffer, "<stdin>")
                continue
            try:
                with path.open("rb") as raw:
                    self._raw = raw
                    yield from records_of(raw, str(path))
                    self._before += raw.tell()
                    self._raw = None
            except OSError as error:
                raise PipelineError(f"can't be read: {error.strerror or error}", Location(str(path))) from error


def records_of(raw: BinaryIO, name: str) -> Iterator[Record]:
    """The records of one file or stream, plain or gzip."""
    head = raw.read(len(_GZIP))
    stream = _Again(head, raw)
    if not head.startswith(_GZIP):
        yield from _of_stream(io.BufferedReader(stream, _CHUNK), name)
        return
    unpacked = _Unpacked(stream)
    line = 0
    for record in _of_stream(io.BufferedReader(unpacked, _CHUNK), name):
        line = record.source.line if isinstance(record.source, Spot) else line
        yield record
    if unpacked.broken:
        yield Unreadable(Spot(name, line + 1), "no whole gzip archive")


class _Again(io.RawIOBase):
    """A stream whose first bytes were read already."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        super().__init__()
        self._head = head
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        data = self._head or self._rest.read(len(buffer))
        self._head = b""
        buffer[: len(data)] = data
        return len(data)


class _Unpacked(io.RawIOBase):
    """The content of a gzip file. Where it is broken it ends: what came before is not lost, as it is with `gzip`."""

    def __init__(self, packed: io.RawIOBase) -> None:
        super().__init__()
        self.broken = False
        self._packed = packed
        self._rest = b""
        self._member = zlib.decompressobj(_GZIP_WINDOW)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        data = b""
        while not data and not self.broken:
            packed = self._rest or self._packed.read(_PACKED) or b""
            if self._member.eof:
                self._rest = packed.lstrip(b"\0")  # zeros may follow a member, as tapes leave them
                if not self._rest and not packed:
                    break
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


def _of_stream(stream: BinaryIO, name: str) -> Iterator[Record]:
    """Tell what it is by its first line."""
    lines = enumerate(stream, 1)
    first = next(((number, line) for number, line in lines if line.removeprefix(_MARK).strip()), None)
    if first is None:
        return
    number, line = first[0], first[1].removeprefix(_MARK)
    again = chain([(number, line)], lines)
    if _EVENT.match(line):
        yield from _events(again, name)
    elif line.rstrip().endswith(_OPEN) and not _is_json(line):
        yield from _document(stream, line, Spot(name, number))
    else:
        yield from _lines(again, name)


def _is_json(data: bytes) -> bool:
    try:
        _decode(data)
    except _FAULTS:
        return False
    return True


def _parsed(data: bytes, source: Spot) -> Iterator[Record]:
    try:
        value = _decode(data)
    except _FAULTS as error:
        yield Unreadable(source, _reason(error))
    else:
        yield from _unwrapped(value, source)


def _reason(error: Exception) -> str:
    """Why something is no JSON, in words that hold nothing of it."""
    if isinstance(error, RecursionError):
        return "nested too deeply"
    text = str(error).removeprefix("JSON is malformed: ")
    return re.sub(r" \(byte \d+\)$", "", text) if isinstance(error, msgspec.DecodeError) else "not UTF-8"


def _lines(lines: Iterable[tuple[int, bytes]], name: str) -> Iterator[Record]:
    for number, line in lines:
        try:
            value = _decode(line)
        except _FAULTS as error:
            if line.strip():
                yield Unreadable(Spot(name, number), _reason(error))
            continue
        if value.__class__ is dict and "log" in value:
            yield from _unwrapped(value, Spot(name, number))
        else:
            yield Payload(value, Spot(name, number))


def _events(lines: Iterable[tuple[int, bytes]], name: str) -> Iterator[Record]:
    """The data of each event. Recorded streams lack blank lines now and then, so the next event's name ends one too."""
    data: list[tuple[int, bytes]] = []
    for number, line in chain(lines, [(0, b"")]):
        field, _, value = line.rstrip(b"\r\n").partition(b":")
        if field == b"data":
            data.append((number, value.removeprefix(b" ")))
        elif field in {b"", b"event"} and (field or not value) and data:
            yield from _event(data, name)
            data = []


def _event(data: list[tuple[int, bytes]], name: str) -> Iterator[Record]:
    whole = b"\n".join(line for _, line in data)
    if len(data) > 1 and not _is_json(whole):  # events without so much as a name between them
        for number, line in data:
            yield from _event([(number, line)], name)
    elif whole.strip() not in {_END, b""}:
        yield from _parsed(whole, Spot(name, data[0][0]))


def _document(stream: BinaryIO, first: bytes, start: Spot) -> Iterator[Record]:
    """A JSON document on several lines; or lines, if it turns out to be none."""
    if first.strip() == b"[":
        second = stream.readline()
        if _is_json(second.strip().removesuffix(b",")):
            yield from _items(chain([second], stream), start)
            return
        first += second
    data = b"\n" * (start.line - 1) + first + stream.read(LARGEST)
    if stream.read(1):
        yield Unreadable(start, f"a JSON document of more than {LARGEST} bytes; write it as JSON Lines")
        return
    try:
        value = _decode(data)
    except _FAULTS as error:
        lines = list(enumerate(data.splitlines(), 1))
        if any(_is_json(line) for _, line in lines):
            yield from _lines(lines, start.file)
        else:
            yield Unreadable(start, _reason(error))
        return
    yield from _unwrapped(value, Inside(start.file, data))


def _items(lines: Iterable[bytes], start: Spot) -> Iterator[Record]:
    """An array with an item on each line."""
    for number, line in enumerate(lines, start.line + 1):
        item = line.strip().removesuffix(b",")
        if item and item != b"]":
            yield from _parsed(item, Spot(start.file, number))


def _unwrapped(value: Any, source: Spot | Inside) -> Iterator[Record]:
    """The value; of a HAR the bodies that are JSON or events."""
    log = value.get("log") if is_mapping(value) else None
    entries = log.get("entries") if is_mapping(log) else None
    if not is_list(entries):
        yield Payload(value, source)
        return
    for index, entry in enumerate(entries):
        sent = Body(source.at(("log", "entries", index)))
        for body in _bodies(entry):
            if _EVENT.match(body) or body.lstrip()[:1] in {b"{", b"["}:
                for record in _of_stream(io.BytesIO(body), source.file):
                    yield record._replace(source=sent)


def _bodies(entry: Any) -> Iterator[bytes]:
    for side, key in (("request", "postData"), ("response", "content")):
        message = entry.get(side) if is_mapping(entry) else None
        body = message.get(key) if is_mapping(message) else None
        text = body.get("text") if is_mapping(body) else None
        if not (is_mapping(body) and isinstance(text, str)):
            continue
        if body.get("encoding") != "base64":
            yield text.encode()
            continue
        try:
            yield base64.b64decode(text)
        except binascii.Error:
            continue
