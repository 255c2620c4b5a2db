"""Try mutants in the folder where mutmut put them: the tests are collected once, then a process is forked for each.

mutmut itself collects all tests for each mutant and runs them in no order, which takes several times as long. What
became of them is an object in a file: the name of each, and a word.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import signal
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from mutmut.mutation.trampoline import set_mutant_under_test
from mutmut.utils.format_utils import mangled_name_from_mutant_name

from tests.mutation.table import OPTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

STATS, OUTCOMES = "mutmut-stats.json", "outcomes.json"
CAUGHT, SURVIVED, NO_TEST, TIME_RAN_OUT = "caught", "survived", "no test", "time ran out"
TIMERS = {signal.ITIMER_PROF: 5, signal.ITIMER_REAL: 60}
"""Seconds of its own work that a test may take beside six times its usual ones, and of waiting, which others cause."""
UNCHANGED = ""  # tried first, with all tests: whatever fails here would fail of every mutant


class Forking:
    """A plugin of pytest that runs the tests of each mutant in a process of its own."""

    def __init__(self, mutants: list[str], jobs: int) -> None:
        self._waiting = [UNCHANGED, *mutants][::-1]
        self._jobs = jobs
        self._running: dict[int, tuple[str, int]] = {}  # process -> its mutant, and the pipe that it reports on
        self._report: int | None = None  # that pipe, in such a process
        stats = json.loads(Path(STATS).read_bytes())
        self._tests: dict[str, list[str]] = stats["tests_by_mangled_function_name"]
        self._seconds: dict[str, float] = stats["duration_by_test"]
        # How many mutants of a function, or of a module, a test has caught.
        self._caught: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Take the place of pytest's own loop."""
        items = {item.nodeid: item for item in session.items}
        gc.freeze()  # what the processes share stays shared
        try:
            outcomes = dict(self._outcomes(items))
        finally:
            for process in self._running:
                os.killpg(process, signal.SIGKILL)
        Path(OUTCOMES).write_text(json.dumps(outcomes), encoding="utf-8")
        return True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """End at the first failure."""
        if self._report is not None and report.failed:
            os.write(self._report, report.nodeid.encode())
            os._exit(1)

    def _outcomes(self, items: dict[str, pytest.Item]) -> Iterator[tuple[str, str]]:
        while self._waiting or self._running:
            if self._waiting and len(self._running) < self._jobs:
                mutant = self._waiting.pop()
                if tests := self._ordered(mutant):
                    self._fork(mutant, [items[test] for test in tests])
                else:
                    yield mutant, NO_TEST
            else:
                yield self._ended()

    def _ordered(self, mutant: str) -> list[str]:
        """The tests that run what the mutant changes: first those that are likeliest to notice, for their time."""
        if mutant == UNCHANGED:
            return list(self._seconds)
        function, module = names(mutant)
        near, far = self._caught[function], self._caught[module]

        def worth(test: str) -> float:
            return (10 * near[test] + far[test] + 0.1) / (self._seconds[test] + 0.01)

        return sorted(self._tests.get(function, ()), key=worth, reverse=True)

    def _fork(self, mutant: str, items: list[pytest.Item]) -> None:
        read, write = os.pipe()
        if process := os.fork():
            os.close(write)
            self._running[process] = mutant, read
            return
        os.setpgid(0, 0)  # with what it starts itself it can be ended at once
        self._report = write
        set_mutant_under_test(mutant)
        for item, following in zip(items, [*items[1:], None], strict=True):
            for timer, least in TIMERS.items():  # each ends the process
                signal.setitimer(timer, least + 6 * self._seconds[item.nodeid])
            item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
        os._exit(0)

    def _ended(self) -> tuple[str, str]:
        """Wait for one of the processes."""
        process, status = os.wait()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process, signal.SIGKILL)
        mutant, report = self._running.pop(process)
        with os.fdopen(report, "rb") as pipe:
            test = pipe.read().decode()
        if mutant == UNCHANGED and status:
            pytest.exit(f"{test or 'a test'} fails though nothing is changed")
        for name in names(mutant) if test else ():
            self._caught[name][test] += 1
        if status in {signal.SIGPROF, signal.SIGALRM}:
            return mutant, TIME_RAN_OUT
        return mutant, CAUGHT if status else SURVIVED


def names(mutant: str) -> tuple[str, str]:
    """The function that a mutant changes, and its module."""
    function = mangled_name_from_mutant_name(mutant)
    return function, function.rpartition(".")[0]


def main() -> int:
    """Read `{mutants, tests, jobs}` from standard input, and try them."""
    given = json.load(sys.stdin)
    return pytest.main(
        ["--rootdir=.", "-q", *OPTIONS, *given["tests"]], plugins=[Forking(given["mutants"], given["jobs"])]
    )


if __name__ == "__main__":
    sys.exit(main())
