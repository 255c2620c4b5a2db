"""Bytes to a document: JSON or YAML 1.2 by content, within limits, every error with its line.

Two parsers read YAML. yaml-rs is fast, but reads a few spellings otherwise than YAML 1.2's core schema does and tells
no lines; `scripts.documents.exact_yaml` is exact and slow. The fast one reads whatever holds none of these spellings
(`_suspicious`), the exact one the rest, every error and every line number. A test compares them. Import this module in
a thread that lives on: when the thread that loaded yaml-rs 0.1.6 has ended, using it can crash the process.
"""

from __future__ import annotations

import json
import re
from codecs import BOM_UTF8
from dataclasses import dataclass, field
from functools import cached_property
from math import isfinite
from typing import TYPE_CHECKING, Any, TypeAlias

import yaml_rs

from scripts.base.errors import Location, PipelineError, place_in
from scripts.base.garbage import uncollected
from scripts.base.json_types import is_mapping, json_text
from scripts.base.limits import DEFAULT_LIMITS, Limits
from scripts.documents import pointers
from scripts.documents.yaml_text import dump_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from scripts.config import PackageConfig

__all__ = ["Document", "Parts", "decode", "dump_yaml", "of_package", "parse", "read"]

Parts: TypeAlias = "Mapping[tuple[str, ...], tuple[Document, tuple[str, ...]]]"
"""By place in a document that is made of several files, which of them and which place there it comes from."""

# yaml-rs recurses; deeper documents are the exact parser's, whatever the limit.
_FAST_DEPTH = 200
_LONG_NUMBER = 13_000  # bits: from some 3900 digits on a number may be longer than Python reads or writes
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r")) + b"\x7f"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ALL_BUT_CONTROLS = bytes(set(range(256)) - set(_CONTROLS))
_BEFORE_SCALAR = re.compile(rb"(?:\A|[\s,\[{]|[\"']:)[-+]?\Z")
_TAG_BEFORE = re.compile(rb"(?:\A|[-:,\[{?\n]|&\S+)\s*\Z")
# Some parsers end a name before a colon, which others take for a part of it.
_ANCHOR, _ALIAS = re.compile(rb"&([^\s,\[\]{}:]+)"), re.compile(rb"\*([^\s,\[\]{}:]+)")
_MOST_ANCHORS = 1000  # that are looked at, since for each the whole text may be
# Numbers are deleted and what can stand around one becomes a space: what is then left of `1_000` is ` _ `.
_AROUND_NUMBERS = bytes(32 if byte in b"\t\n\r[]{},:" else byte for byte in range(256))
_NUMBER_BYTES = b"0123456789+-.eE"
# It begins with the underscore, which is rare and found at once; a regular expression that begins with a space is slow.
_UNDERSCORED_NUMBER = re.compile(rb"_(?<= _)_*(?: |\Z)")
# `0b1`, `0B1`, `0X1` and `0O1` are strings, and so are `-0x1` and `+0o1`. To begin with a byte is what makes it fast.
_OTHER_BASE = re.compile(rb"0(?:[bBXO]|(?<=[-+]0)[xo])")
_PIECE = 1 << 15  # bytes
_BEFORE = 80  # bytes that are looked at before a tag
_ALIASES_IN_ALIASES = 64


@dataclass(frozen=True)
class Document:
    """A parsed document. `name` is how errors call it; `value` holds plain JSON values only."""

    name: str
    value: dict[str, Any]
    text: str = field(default="", repr=False, compare=False)
    limits: Limits = field(default=DEFAULT_LIMITS, repr=False, compare=False)
    parts: Parts = field(default_factory=dict[Any, Any], repr=False, compare=False)

    def line(self, pointer: str) -> int | None:
        """The line, from 1, on which the value at the pointer starts (its key's line inside a mapping)."""
        return self.where(pointer).line

    def where(self, pointer: str) -> Location:
        """The place of the value at the pointer, with as much of line and column as can be told."""
        place = pointers.split(pointer)
        for length in range(len(place), -1, -1):
            if place[:length] in self.parts:
                part, there = self.parts[place[:length]]
                return part.where(pointers.join(*there, *place[length:]))
        line, column = self._places.get(place, (None, None))
        return Location(self.name, pointer, line, column)

    @cached_property
    def _places(self) -> dict[tuple[str, ...], tuple[int, int]]:
        from scripts.documents import exact_yaml  # noqa: PLC0415 - only errors and tests need it, and it takes 50 ms to import

        return exact_yaml.places(self.text, self.limits)


def read(
    path: Path, *, name: str | None = None, limits: Limits = DEFAULT_LIMITS, missing: str | None = None
) -> Document:
    """The document in a file; `name` is what errors call it, the path if not given; `missing` what to do without it."""
    name = name or path.as_posix()
    try:
        with path.open("rb") as file:
            # One byte more than allowed tells a file that is too big without reading all of it.
            data = file.read(limits.bytes + 1)
    except FileNotFoundError as error:
        raise PipelineError("there is no such file", Location(name), missing) from error
    except OSError as error:
        raise PipelineError(f"can't be read: {error.strerror}", Location(name)) from error
    return parse(data, name=name, limits=limits)


def of_package(config: PackageConfig, path: Path, *, missing: str | None = None) -> Document:
    """A document of a package; errors call it by its path in the repository."""
    return read(path, name=config.relative(path), limits=config.limits, missing=missing)


def parse(data: bytes, *, name: str, limits: Limits = DEFAULT_LIMITS) -> Document:
    """The document in `data`. Raises `PipelineError` with line and column for what is not a JSON object."""
    text = decode(data, name=name, limits=limits)
    value = _json(text, name, limits) if text.lstrip()[:1] == "{" else _yaml(data, text, name, limits)
    if not is_mapping(value):
        raise PipelineError("the document is not a mapping", Location(name, line=1, column=1))
    return Document(name, value, text, limits)


def decode(data: bytes, *, name: str, limits: Limits = DEFAULT_LIMITS) -> str:
    """UTF-8 text without a byte order mark. Refuses control characters, which no parser reads alike."""
    if len(data) > limits.bytes:
        hint = "raise limits.bytes in pipeline.toml if this is meant"
        raise PipelineError(f"the document is over the limit of {limits.bytes} bytes", Location(name), hint)
    try:
        text = data.decode().removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode()
        raise PipelineError("not UTF-8", place_in(before, len(before), name)) from error
    if data.translate(None, _ALL_BUT_CONTROLS):
        before = _CONTROL.split(text)[0]
        raise PipelineError("a control character", place_in(before, len(before), name))
    return text


def _json(text: str, name: str, limits: Limits) -> Any:
    """JSON, or YAML that starts with a brace: the exact parser reads both and tells duplicate keys by line."""
    try:
        value = json.loads(text, object_pairs_hook=_unique)
        json_text(value).encode()  # half of a surrogate pair is read, and no file can hold it
    except (ValueError, RecursionError):
        return _exactly(text, name, limits)
    return value if _is_plain(value, limits) else _exactly(text, name, limits)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    mapping = dict(pairs)
    if len(mapping) != len(pairs):
        raise ValueError
    return mapping


def _yaml(data: bytes, text: str, name: str, limits: Limits) -> Any:
    if _suspicious(data.removeprefix(BOM_UTF8)):
        return _exactly(text, name, limits)
    # Replayed events are what aliases cost: together with what the text itself can hold they bound the nodes.
    replay = yaml_rs.AliasLimits(limits.nodes, _ALIASES_IN_ALIASES)
    try:
        with uncollected():
            value = yaml_rs.loads(text, parse_datetime=False, alias_limits=replay)
    except (ValueError, TypeError):  # `? [a]` is a key that Python can't hash
        return _exactly(text, name, limits)
    return value if is_mapping(value) and _is_plain(value, limits) else _exactly(text, name, limits)


def _exactly(text: str, name: str, limits: Limits) -> Any:
    from scripts.documents import exact_yaml  # noqa: PLC0415 - only odd or broken documents need it; it takes 50 ms to import

    return exact_yaml.load(text, name, limits)


def _suspicious(data: bytes) -> bool:
    """Whether the text may hold something that yaml-rs reads otherwise than YAML 1.2's core schema does.

    Numbers with underscores, numbers to other bases, tags, and aliases inside what they name. A false alarm costs
    time only, so these are cheap tests on bytes, which take a fifth of what parsing takes.
    """
    return (
        any(map(_has_underscored_number, _pieces(data)))
        or any(_starts_scalar(data, found.start()) for found in _OTHER_BASE.finditer(data))
        or any(_TAG_BEFORE.search(data, max(0, at - _BEFORE), at) for at in _finds(data, b"!"))
        or _has_recursive_alias(data)
    )


def _pieces(data: bytes) -> Iterable[bytes]:
    """The lines in pieces that fit a processor's cache, each after a line feed."""
    start = 0
    while start < len(data):
        end = data.find(b"\n", start + _PIECE) + 1 or len(data)
        yield b"\n" + data[start:end]
        start = end


def _has_underscored_number(piece: bytes) -> bool:
    return _UNDERSCORED_NUMBER.search(piece.translate(_AROUND_NUMBERS, _NUMBER_BYTES)) is not None


def _starts_scalar(data: bytes, at: int) -> bool:
    return _BEFORE_SCALAR.search(data, max(0, at - 3), at) is not None


def _finds(data: bytes, needle: bytes) -> Iterable[int]:
    at = data.find(needle)
    while at >= 0:
        yield at
        at = data.find(needle, at + 1)


def _has_recursive_alias(data: bytes) -> bool:
    """Whether an alias may stand inside what it names: yaml-rs reads null there."""
    used = {found[1] for found in _ALIAS.finditer(data)}
    anchors = [found for found in _ANCHOR.finditer(data) if found[1] in used and _starts_scalar(data, found.start())]
    return len(anchors) > _MOST_ANCHORS or any(_may_hold_itself(data, found.start(), found[1]) for found in anchors)


def _may_hold_itself(data: bytes, at: int, name: bytes) -> bool:
    """Whether the anchor may be used before its own value ends, which a line further left would tell."""
    used = data.find(b"*" + name, at)
    if used < 0:
        return False
    before = data[data.rfind(b"\n", 0, at) + 1 : at]
    # Without a key before it on its line, the value can stand below it just as far left.
    indent = _indent(before) if b":" in before else _indent(before) - 1
    return not any(
        line.strip() and _indent(line) <= indent and line.lstrip()[:1] not in b"-*]}"
        for line in data[at:used].split(b"\n")[1:]
    )


def _indent(line: bytes) -> int:
    return len(line) - len(line.lstrip(b" "))


def _is_plain(value: dict[str, Any], limits: Limits) -> bool:
    """Whether the value holds JSON values only and stays within the limits. Level by level: nothing recurses."""
    level: list[Any] = [value]
    nodes = 1
    for _ in range(min(limits.depth, _FAST_DEPTH)):
        below: list[Any] = []
        try:
            plain = all(_is_plain_node(node, below) for node in level)
        except TypeError:  # a key that is no string can't be joined
            return False
        nodes += sum(map(len, level))
        if not (plain and below):
            return plain and nodes <= limits.nodes
        level = below
    return False


def _is_plain_node(node: Any, below: list[Any]) -> bool:
    """Whether the keys and scalars of a collection are JSON's; collections in it are added to `below`."""
    children: Iterable[Any] = node
    if is_mapping(node):
        "".join(node)
        children = node.values()
    for child in children:
        if type(child) is str:
            continue
        if type(child) is dict or type(child) is list:
            below.append(child)
        elif not _is_plain_scalar(child):
            return False
    return True


def _is_plain_scalar(value: Any) -> bool:
    if type(value) is float:
        return isfinite(value)
    if type(value) is int:
        return value.bit_length() <= _LONG_NUMBER
    return type(value) is bool or value is None
