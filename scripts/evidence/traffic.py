"""Recorded traffic: JSON, JSON Lines, event streams, HAR, each also as gzip, from files and folders.

What a file is follows from its content. Lines, events and documents are read one after the other, in flat memory; a
document over several lines is read whole. What can't be read is yielded in its place and stops nothing.
"""

from __future__ import annotations

import base64
import binascii
import io
import re
import sys
from itertools import chain
from typing import TYPE_CHECKING, Any, BinaryIO, Final

import msgspec

from scripts.base.errors import Location, PipelineError
from scripts.base.json_types import is_list, is_mapping
from scripts.evidence.spots import Body, Inside, Payload, Record, Spot, Unreadable
from scripts.evidence.unpacking import GZIP, Again, Unpacked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

SUFFIXES: Final = (".json", ".jsonl", ".ndjson", ".sse", ".har", ".log", ".txt")
"""What is read of a folder, each also with `.gz`; a file that is named is read whatever it is called."""
LARGEST: Final = 256_000_000
"""Bytes of a JSON document that stands on more than one line."""

STDIN: Final = "-"

_CHUNK: Final = 1 << 17
_MARK: Final = b"\xef\xbb\xbf"
_EVENT: Final = re.compile(rb"(?:event|data|id|retry)(?::|\r?\n)|:")
_OPEN: Final = (b"{", b"[", b",", b":")
_CLOSED: Final = re.compile(rb"[^ \t].*[}\]]\s*|[}\]]\s*")  # the last line of a document, as printers write it
_END: Final = b"[DONE]"
_PAST: Final = (0, b"")  # the line after the last

_decode: Final = msgspec.json.Decoder().decode
_FAULTS: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


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
        self._raw: BinaryIO | None = None  # the file that is being read

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
    head = raw.read(len(GZIP))
    stream = Unpacked(head, raw) if head == GZIP else Again(head, raw)
    line = 0
    for record in _of_stream(io.BufferedReader(stream, _CHUNK), name):
        line = record.source.line if isinstance(record.source, Spot) else line
        yield record
    if isinstance(stream, Unpacked) and stream.broken:
        yield Unreadable(Spot(name, line + 1), "no whole gzip archive")


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
        yield from _documents(again, name)
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
    event: str | None = None
    for number, line in chain(lines, [_PAST]):
        field, _, value = line.rstrip(b"\r\n").partition(b":")
        value = value.removeprefix(b" ")
        if field == b"data":
            data.append((number, value))
            continue
        if field in {b"", b"event"} and (field or not value) and data:
            yield from _event(data, name, event)
            data, event = [], None
        if field == b"event":
            event = value.decode(errors="replace")


def _event(data: list[tuple[int, bytes]], name: str, event: str | None) -> Iterator[Record]:
    whole, spot = b"\n".join(line for _, line in data), Spot(name, data[0][0])
    if len(data) > 1 and not _is_json(whole):  # events without so much as a name between them
        for number, line in data:
            yield from _event([(number, line)], name, event)
    elif whole.strip() == _END and event:
        yield Payload(_END.decode(), spot, event)
    elif whole.strip() not in {_END, b""}:
        for record in _parsed(whole, spot):
            yield record._replace(event=event) if isinstance(record, Payload) else record


def _documents(lines: Iterator[tuple[int, bytes]], name: str) -> Iterator[Record]:
    """JSON documents on several lines, one after the other, or an array with an item on each line."""
    first, second = next(lines), next(lines, _PAST)
    if first[1].strip() == b"[" and _is_json(second[1].strip().removesuffix(b",")):
        yield from _items(chain([second], lines), name)
        return
    held = _Held(name)
    for number, line in chain([first, second], lines):
        held.add(number, line)
        if held.size > LARGEST:
            yield Unreadable(held.start, f"a JSON document of more than {LARGEST} bytes; write it as JSON Lines")
            return
        if _CLOSED.fullmatch(line) and held.size >= held.due:
            yield from held.taken()
    yield from held.rest()


class _Held:
    """The lines of a document that may not be whole yet."""

    def __init__(self, name: str) -> None:
        self.size = 0
        self.due = 0
        """The size at which it is worth a try: that grows, so that all tries together cost no more than two."""
        self._name = name
        self._lines: list[tuple[int, bytes]] = []
        self._is_first = True

    @property
    def start(self) -> Spot:
        return Spot(self._name, self._lines[0][0])

    def add(self, number: int, line: bytes) -> None:
        if self._lines or line.strip():
            self._lines.append((number, line))
            self.size += len(line)

    def _data(self) -> bytes:
        return b"".join(line for _, line in self._lines)

    def taken(self) -> Iterator[Record]:
        """The document, if it is one; the next begins after it."""
        data = self._data()
        try:
            value = _decode(data)
        except _FAULTS:
            self.due = 2 * self.size
            return
        yield from _unwrapped(value, Inside(self._name, data, above=self.start.line - 1))
        self._lines, self.size, self.due, self._is_first = [], 0, 0, False

    def rest(self) -> Iterator[Record]:
        """What is left at the end: a document, or lines the first of which is broken, or neither."""
        yield from self.taken()
        if self._lines and self._is_first and any(_is_json(line) for _, line in self._lines):
            yield from _lines(self._lines, self._name)
        elif self._lines:
            yield from _parsed(self._data(), self.start)


def _items(lines: Iterable[tuple[int, bytes]], name: str) -> Iterator[Record]:
    """An array with an item on each line."""
    for number, line in lines:
        item = line.strip().removesuffix(b",")
        if item and item != b"]":
            yield from _parsed(item, Spot(name, number))


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
