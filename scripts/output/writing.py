"""Writes what is generated: only what differs, each file whole or not at all, nothing that is not ours touched.

In three steps, so that an error leaves everything as it was: every new text goes to a temporary file beside its
place; stale files are removed; the temporary files take their places. A run that is killed leaves whole files, old
or new, and the next one repairs. Runs at the same time wait for each other.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import time
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from scripts.base.errors import Location, PipelineError
from scripts.output import tree
from scripts.output.drift import Drift, compare, compare_file

if TYPE_CHECKING:
    from collections.abc import Collection, Generator, Iterable, Mapping
    from pathlib import Path

    from scripts.output.drift import Difference

PATIENCE: Final = 30.0  # seconds; a run takes two
_PAUSE: Final = 0.02  # seconds between two tries to hold a folder
_MODE: Final = 0o644
_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL
_FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY


@dataclass(frozen=True)
class Report:
    """What a run did, each path relative to the repository's folder."""

    written: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    untracked: tuple[Difference, ...] = ()
    """What is not ours and was left alone."""


def write(
    files: Mapping[str, str],
    root: Path,
    folders: Collection[str] = ("generated",),
    others: Collection[str] = (),
    *,
    patience: float = PATIENCE,
) -> Report:
    """Make these folders of `root` hold `files`, text by path relative to `root`, beside what `others` have in them.

    Files that are equal keep their modification times; what is not ours stays. Raises `PipelineError`, with
    nothing changed, for a path outside the folders, for something in the way of a file, and for a disk that is full
    or read-only.
    """
    data = tree.encode(files, folders)
    with _alone(root, tree.outermost(folders), patience):
        return _apply(compare(files, root, folders, others), data, root)


def write_files(files: Mapping[str, str], root: Path, *, patience: float = PATIENCE) -> Report:
    """Make single files hold their texts, in folders that are not ours alone. Raises as `write` does."""
    folders = sorted({path.rpartition("/")[0] for path in files})
    data = tree.encode(files, folders)
    with _alone(root, folders, patience):
        for folder in folders:
            for litter in (root / folder).glob(tree.temporary_name("*")):
                _remove(root, litter.relative_to(root).as_posix())
        return _apply([found for path, text in files.items() for found in compare_file(path, text, root)], data, root)


def replace(path: Path, text: str) -> None:
    """Make any one file hold `text`, whole or not at all. Raises `PipelineError`."""
    temporary = path.with_name(f"{path.name}.tmp")
    try:
        temporary.write_bytes(text.encode())
        temporary.replace(path)
    except OSError as error:
        raise PipelineError(f"can't be written: {error.strerror}", Location(str(path))) from error


def _apply(differences: Iterable[Difference], data: Mapping[str, bytes], root: Path) -> Report:
    by_kind: dict[Drift, list[Difference]] = {kind: [] for kind in Drift}
    for difference in differences:
        by_kind[difference.kind].append(difference)
    for difference in by_kind[Drift.TYPE]:
        if difference.by_hand:
            raise PipelineError(f"this is {difference.found}", Location(difference.path), "remove it")
    untracked = tuple(by_kind.pop(Drift.UNTRACKED))
    stale = [difference.path for difference in by_kind.pop(Drift.STALE)]
    changed = sorted({difference.path for group in by_kind.values() for difference in group})
    with _staged(root, {path: data[path] for path in changed}) as staged:
        for path in stale:
            _remove(root, path)
        for path, temporary in staged.items():
            with _telling(path):
                temporary.replace(root / path)
    return Report(tuple(changed), tuple(stale), untracked)


@contextmanager
def _staged(root: Path, data: Mapping[str, bytes]) -> Generator[dict[str, Path]]:
    """Every text in a temporary file beside its place; what is left of them is removed again."""
    staged: dict[str, Path] = {}
    made: list[Path] = []
    try:
        for path, content in data.items():
            with _telling(path):
                made += _make_folders((root / path).parent)
                staged[path] = (root / path).with_name(tree.temporary_name(secrets.token_hex()))
                _write_new(staged[path], content)
        yield staged
    finally:
        for temporary in staged.values():
            with suppress(OSError):
                temporary.unlink()
        for folder in reversed(made):
            with suppress(OSError):  # it holds a file by now
                folder.rmdir()


def _make_folders(folder: Path) -> list[Path]:
    """Make a folder and those above it; return the new ones, outermost first."""
    if folder.exists():
        return []
    made = _make_folders(folder.parent)
    folder.mkdir(exist_ok=True)
    return [*made, folder]


def _write_new(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, _NEW, _MODE), "wb") as file:
        os.fchmod(file.fileno(), _MODE)  # whatever the umask took away
        file.write(content)
        file.flush()
        os.fsync(file.fileno())  # or a crash of the machine could leave the new name on an empty file


def _remove(root: Path, path: str) -> None:
    """Remove a stale file, and the folders that it leaves empty."""
    with _telling(path):
        (root / path).unlink(missing_ok=True)
    for folder in reversed([*tree.parents(path)][1:]):
        with suppress(OSError):
            (root / folder).rmdir()


@contextmanager
def _alone(root: Path, folders: Iterable[str], patience: float) -> Generator[None]:
    """Hold the folders for this run, taken in one order, or two runs could wait for each other."""
    with ExitStack() as held:
        for folder in sorted(folders):
            held.enter_context(_held(root, folder, patience))
        yield


@contextmanager
def _held(root: Path, folder: str, patience: float) -> Generator[None]:
    """Hold one folder; the lock goes with the process, however it ends, and leaves no file."""
    top = tree.look(root, folder)
    if top and top.kind != "folder":
        raise PipelineError(f"this is {top.label}, not a folder", Location(folder), "remove it")
    with _telling(folder):
        _make_folders(root / folder)
        handle = os.open(root / folder, _FOLDER)
    try:
        _lock(handle, folder, time.monotonic() + patience)
        yield
    finally:
        os.close(handle)


def _lock(handle: int, folder: str, deadline: float) -> None:
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise PipelineError(
                    "another run holds this folder", Location(folder), "let it end, or end it"
                ) from None
            time.sleep(_PAUSE)
        except OSError:  # a network file system without locks: whole files are still sure
            return
        else:
            return


@contextmanager
def _telling(path: str) -> Generator[None]:
    try:
        yield
    except OSError as error:
        raise PipelineError(f"can't be written: {error.strerror or error}", Location(path)) from error
