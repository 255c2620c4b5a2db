"""Compares what should be on disk with what is, and misses nothing: bytes, kinds, modes, and files of either side."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from scripts.output import tree
from scripts.render.header import LONGEST_OPENING, is_ours, schema_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from scripts.output.tree import Entry


class Drift(StrEnum):
    """The ways in which a path on disk differs from what is generated."""

    CHANGED = "changed"
    """Other bytes."""
    MISSING = "missing"
    """Generated, and not there."""
    STALE = "stale"
    """Carries our header, or the name of our temporary files, and is no longer generated."""
    UNTRACKED = "untracked"
    """In our folder, and not made by us: never deleted."""
    MODE = "mode"
    """A file that was made executable."""
    TYPE = "type"
    """A link, a folder or a special file where a file should be; or no folder where one should be."""


@dataclass(frozen=True)
class Difference:
    """One path that is not as it should be. `path` is relative to the repository's folder."""

    kind: Drift
    path: str
    actual: bytes = b""
    expected: bytes = b""
    found: str = ""
    """What stands there, for `TYPE` and `UNTRACKED`."""
    by_hand: bool = False
    """Whether generating can't correct it, since it would have to delete what is not ours."""


def compare(
    files: Mapping[str, str], root: Path, folders: Collection[str] = ("generated",), others: Collection[str] = ()
) -> list[Difference]:
    """Every difference between `files`, text by path relative to `root`, and these folders of it, sorted by path.

    What other packages have in the folders, those with one of the schemas `others`, is no difference. Nothing is
    written and no link is followed. Raises `PipelineError` for what can't be read and for a path outside the folders.
    """
    data = tree.encode(files, folders)
    entries = {path: entry for folder in tree.outermost(folders) for path, entry in tree.scan(root, folder).items()}
    found = {*_expected(data, root, entries), *_unexpected(data, root, entries, others)}
    return sorted(found, key=lambda difference: (difference.path, difference.kind))


def compare_file(path: str, text: str, root: Path) -> list[Difference]:
    """Every difference between `text` and the one file at `root/path`, in a folder that is not ours alone."""
    entry = tree.look(root, path)
    return list(_expected({path: text.encode()}, root, {path: entry} if entry else {}))


def _expected(data: Mapping[str, bytes], root: Path, entries: Mapping[str, Entry]) -> Iterator[Difference]:
    for path, expected in data.items():
        blocked = tree.blocker(entries, path)
        if blocked:
            yield Difference(Drift.TYPE, blocked, found=f"{entries[blocked].label}, not a folder", by_hand=True)
        elif path not in entries:
            yield Difference(Drift.MISSING, path, expected=expected)
        elif entries[path].kind != "file":
            folder = entries[path].kind == "folder"
            yield Difference(Drift.TYPE, path, found=f"{entries[path].label}, not a file", by_hand=folder)
        else:
            yield from _compare(path, tree.read(root, path), expected, entries[path])


def _compare(path: str, actual: bytes, expected: bytes, entry: Entry) -> Iterator[Difference]:
    if actual != expected:
        yield Difference(Drift.CHANGED, path, actual, expected)
    if entry.executable:
        yield Difference(Drift.MODE, path, actual, expected)


def _unexpected(
    paths: Collection[str], root: Path, entries: Mapping[str, Entry], others: Collection[str]
) -> Iterator[Difference]:
    needed = {parent for path in paths for parent in tree.parents(path)}
    for path, entry in entries.items():
        if path in paths or path in needed or entry.kind == "folder":
            continue
        opening = tree.read(root, path, LONGEST_OPENING) if entry.kind == "file" else None
        if opening is None or not (is_ours(opening) or tree.is_temporary(path)):
            yield Difference(Drift.UNTRACKED, path, found=entry.label, by_hand=True)
        elif schema_of(opening) not in others:
            yield Difference(Drift.STALE, path)
