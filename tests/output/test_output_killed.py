"""A run that is killed leaves whole files, old or new, and the next run repairs; so do runs at the same time."""

from __future__ import annotations

import errno
import fcntl
import os
import random
import shutil
import signal
import sys
import time
from functools import partial
from typing import TYPE_CHECKING

import pytest

from scripts.base.errors import PipelineError
from scripts.output.drift import compare
from scripts.output.tree import is_temporary
from scripts.output.writing import write
from tests.support.trees import FILES, OLDER, UNTRACKED, lay, state

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MINE = "mine\n"


def fork(work: Callable[[], object]) -> int:
    """Run work in a child process, which ends with 0 if it returns and 2 if it tells an error."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        work()
        code = 0
    except PipelineError:
        code = 2
    finally:
        os._exit(code)


def ended(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def killed_at(event_number: int, root: Path) -> bool:
    """Write in a child that kills itself right before the numbered system event; tell whether it came so far."""

    def work() -> None:
        left = [event_number]

        def count(name: str, _: object) -> None:
            if name == "open" or name.startswith(("os.", "fcntl.", "shutil.")):
                left[0] -= 1
                if left[0] == -1:  # killing is an event too
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(count)
        write(FILES, root)

    return ended(fork(work)) == -signal.SIGKILL


def killed_after(seconds: float, root: Path) -> bool:
    child = fork(lambda: write(FILES, root))
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    return ended(child) == -signal.SIGKILL


def write_often(files: dict[str, str], root: Path) -> None:
    for _ in range(4):
        write(files, root)


def assert_whole_and_repaired(root: Path) -> int:
    """Each file is old or new; return how many files the kill left in the old state."""
    found = {path: entry[0].decode() for path, entry in state(root).items() if isinstance(entry, tuple)}
    assert found.pop(UNTRACKED) == MINE
    for path, text in found.items():
        assert is_temporary(path) or text in {FILES.get(path), OLDER.get(path)}, path
    for path in FILES.keys() & OLDER.keys():
        assert path in found
    write(FILES, root)
    assert [difference.path for difference in compare(FILES, root)] == [UNTRACKED]
    assert not [path for path in state(root) if is_temporary(path)]
    return sum(text == OLDER.get(path) for path, text in found.items())


def test_a_run_killed_before_any_system_event_leaves_whole_files(tmp_path):
    number, olds = 0, set()
    while True:
        root = tmp_path / str(number)
        lay(root, {**OLDER, UNTRACKED: MINE})
        if not killed_at(number, root):
            break
        olds.add(assert_whole_and_repaired(root))
        number += 1
    assert number > 30
    assert olds >= {0, 1, 2, 3, 4, 5, 6}  # every state on the way was met
    print(f"\nkilled: at each of {number} system events, {number} left whole files and were repaired")


@pytest.mark.parametrize("count", [20, pytest.param(600, marks=pytest.mark.fuzz)])
def test_a_run_killed_at_any_moment_leaves_whole_files(tmp_path, count):
    chance, killed, runs, mixed = random.Random(count), 0, 0, 0
    longest = 0.02
    while killed < count:
        root = tmp_path / "root"
        lay(root, {**OLDER, UNTRACKED: MINE})
        done = killed_after(chance.uniform(0, longest), root)
        longest *= 1.01 if done else 0.95  # however fast or busy the machine is, most kills come before the end
        killed, runs = killed + done, runs + 1
        mixed += 0 < assert_whole_and_repaired(root) < len(OLDER)
        shutil.rmtree(root)
    print(f"\nkilled: {killed} of {runs} runs at a random moment, {mixed} between two files; all whole, all repaired")


@pytest.mark.parametrize("rounds", [5, pytest.param(150, marks=pytest.mark.fuzz)])
def test_runs_at_the_same_time_end_in_the_work_of_one(tmp_path, rounds):
    for number in range(rounds):
        root = tmp_path / str(number)
        lay(root, {UNTRACKED: MINE})
        works = [FILES, OLDER, FILES, OLDER]
        children = [fork(partial(write_often, files, root)) for files in works]
        assert [ended(child) for child in children] == [0, 0, 0, 0]
        results = [[difference.path for difference in compare(files, root)] for files in (FILES, OLDER)]
        assert [UNTRACKED] in results
        shutil.rmtree(root)
    print(f"\nat the same time: {rounds} rounds of 4 runs, each ended in the work of one")


def test_runs_at_the_same_time_without_locks_never_leave_half_a_file(tmp_path, monkeypatch):
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", refuse)
    lay(tmp_path, {**OLDER, UNTRACKED: MINE})
    children = [fork(partial(write_often, files, tmp_path)) for files in (FILES, OLDER, FILES)]
    assert {ended(child) for child in children} <= {0, 2}  # done, or an error in one line
    assert_whole_and_repaired_without_order(tmp_path)


def assert_whole_and_repaired_without_order(root: Path) -> None:
    for path, entry in state(root).items():
        if isinstance(entry, tuple) and path != UNTRACKED and not is_temporary(path):
            assert entry[0].decode() in {FILES.get(path), OLDER.get(path)}, path
    write(FILES, root)
    assert [difference.path for difference in compare(FILES, root)] == [UNTRACKED]
