"""What is on disk: every entry of a folder as it is, no link followed; and the paths that may be written to it."""

from __future__ import annotations

import os
import stat
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from scripts.base.errors import Location, PipelineError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from pathlib import Path

Kind = Literal["file", "folder", "link", "special"]

_LABELS: Final = {"file": "a file", "folder": "a folder", "link": "a symbolic link", "special": "a special file"}
_CACHE: Final = "__pycache__"
_TEMPORARY: Final = (".openai-run-steps-", ".tmp")
_READING: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
_FORBIDDEN: Final = frozenset('<>:"|?*\\')


@dataclass(frozen=True)
class Entry:
    """One name on disk. `executable`: any of the three execute bits of a file, the only mode that git keeps."""

    kind: Kind
    executable: bool = False

    @property
    def label(self) -> str:
        """The kind, as a message has it."""
        return _LABELS[self.kind]


def look(root: Path, path: str) -> Entry | None:
    """What stands at one path, itself and not what it may point to."""
    try:
        return _entry((root / path).lstat())
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise _unreadable(path, error) from error


def scan(root: Path, folder: str) -> dict[str, Entry]:
    """Every entry below `root/folder`, by its path relative to `root`, sorted; `folder` itself included.

    Compiled modules are left out: importing the package makes them, and git ignores them.
    """
    top = look(root, folder)
    if top is None:
        return {}
    found = {folder: top}
    if top.kind == "folder":
        found.update(_below(root, folder))
    return dict(sorted(found.items()))


def outermost(folders: Collection[str]) -> list[str]:
    """The folders that are in no other of them, sorted."""
    return [folder for folder in sorted(set(folders)) if not any(parent in folders for parent in parents(folder))]


def read(root: Path, path: str, most: int = -1) -> bytes:
    """The first `most` bytes of a file, or all; it must not have become a link meanwhile."""
    try:
        with os.fdopen(os.open(root / path, _READING), "rb") as file:
            return file.read(most)
    except OSError as error:
        raise _unreadable(path, error) from error


def blocker(entries: Mapping[str, Entry], path: str) -> str | None:
    """The first of the folders that `path` needs which is something else, if there is one."""
    return next((parent for parent in parents(path) if parent in entries and entries[parent].kind != "folder"), None)


def temporary_name(token: str) -> str:
    """The name under which a file is written before it takes its place."""
    return token.join(_TEMPORARY)


def is_temporary(path: str) -> bool:
    """Tell whether a file is what an interrupted run left."""
    name = path.rpartition("/")[2]
    return name.startswith(_TEMPORARY[0]) and name.endswith(_TEMPORARY[1])


def encode(files: Mapping[str, str], folders: Collection[str]) -> dict[str, bytes]:
    """What the files hold, by path. Refuses a path that is in none of the folders or that a file system can't hold.

    The last line of defence: names and texts come from the document. Raises `PipelineError`.
    """
    _check_paths(files, folders)
    data: dict[str, bytes] = {}
    for path, text in files.items():
        try:
            data[path] = text.encode()
        except UnicodeEncodeError as error:
            raise PipelineError(f"half a character ({text[error.start]!a}) can't be written", Location(path)) from error
    return data


def _check_paths(paths: Iterable[str], folders: Collection[str]) -> None:
    within = tuple(f"{folder}/" if folder else "" for folder in folders)
    taken: dict[str, str] = {}
    for path in paths:
        if not path.startswith(within) or not all(map(_is_portable, path.split("/"))):
            raise PipelineError("a file of this name is not written", Location(path), "rename what it is named after")
        for name in (*parents(path), path):
            other = taken.setdefault(_folded(name), name)
            if other != name:
                raise PipelineError(f"some file systems take this for {other}", Location(name), "rename one of the two")


def _unreadable(path: str, error: OSError) -> PipelineError:
    return PipelineError(f"can't be read: {error.strerror or error}", Location(path), "change its permissions")


def _below(root: Path, folder: str) -> Iterator[tuple[str, Entry]]:
    try:
        with os.scandir(root / folder) as names:
            entries = [(f"{folder}/{item.name}", _entry(item.stat(follow_symlinks=False))) for item in names]
    except OSError as error:
        raise _unreadable(folder, error) from error
    for path, entry in entries:
        if _is_compiled(path, entry):
            continue
        yield path, entry
        if entry.kind == "folder":
            yield from _below(root, path)


def _entry(status: os.stat_result) -> Entry:
    mode = status.st_mode
    if stat.S_ISREG(mode):
        return Entry("file", bool(mode & 0o111))
    if stat.S_ISDIR(mode):
        return Entry("folder")
    return Entry("link" if stat.S_ISLNK(mode) else "special")


def _is_compiled(path: str, entry: Entry) -> bool:
    folder, _, name = path.rpartition("/")
    return entry.kind == "file" and folder.endswith(f"/{_CACHE}") and ".pyc" in name


def parents(path: str) -> Iterator[str]:
    """The folders that a path needs, outermost first."""
    parts = path.split("/")[:-1]
    return ("/".join(parts[: count + 1]) for count in range(len(parts)))


def _is_portable(name: str) -> bool:
    return (
        bool(name)
        and name.isprintable()
        and not _FORBIDDEN.intersection(name)
        and not name.startswith((".", " "))
        and not name.endswith((".", " "))
        and len(name.encode()) <= 200  # noqa: PLR2004 — every file system takes 255, and a temporary name is shorter
    )


def _folded(path: str) -> str:
    return unicodedata.normalize("NFKC", path).casefold()
