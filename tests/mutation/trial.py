"""Try every mutant of some modules, with mutmut and in a copy of the tree."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.mutation.table import SLOW
from tests.support.copies import copy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# What mutmut copies besides the changed modules and the tests.
BESIDES = ("Makefile", "README.md", "generated", "openapi", "requirements.lock", "templates", "traffic")

# Exit codes of a test run, as mutmut writes them. Whatever is not one of the first three was noticed: a failing test, a
# time that ran out, a crash.
SURVIVED, NO_TEST, NOT_RUN = (0,), (5, 33), (None, 2, 34)
TIME_RAN_OUT = (36, 24, -24, 152, 255)


@dataclass(frozen=True)
class Found:
    """What became of the mutants of one module."""

    module: str
    counts: tuple[int, int, int]  # mutants, those that were caught, those of them that were by time
    survivors: dict[str, str]  # the function and its new lines -> its old lines


def of(modules: list[str], tests: tuple[str, ...], jobs: int, sample: int | None, seed: int) -> Iterator[Found]:
    """Let mutmut change modules that the same tests are about in a copy of the tree."""
    paths = {module: f"scripts/{module.replace('.', '/')}.py" for module in modules}
    with tempfile.TemporaryDirectory(prefix="mutants-") as name:
        folder = copy(Path(name))
        settings(folder, tuple(paths.values()), tests)
        some = chosen(folder, paths.values(), sample, seed) if sample else []
        log = run(folder, "run", "--max-children", str(jobs), *some)
        codes = {module: exit_codes(folder, path) for module, path in paths.items()}
        # Where there is nothing to change, or nothing was chosen, it ends before it tries.
        ended = "mutations/second" in log or not any(codes.values())
        for module, path in paths.items():
            tried = {mutant: code for mutant, code in codes[module].items() if mutant in some or not sample}
            if not ended or any(code in NOT_RUN for code in tried.values()):
                sys.exit(f"{log[-2000:]}\nerror: mutmut did not come to an end with {path}")
            survivors = [mutant for mutant, code in tried.items() if code in (*SURVIVED, *NO_TEST)]
            by_time = sum(code in TIME_RAN_OUT for code in tried.values())
            counts = len(tried), len(tried) - len(survivors), by_time
            yield Found(module, counts, changes(folder, path, survivors))


def chosen(folder: Path, paths: Iterable[str], sample: int, seed: int) -> list[str]:
    """Some mutants of each module, the same each time. mutmut makes all before it finds that none has this name."""
    run(folder, "run", "--max-children", "1", "none")
    found: list[str] = []
    for path in paths:
        mutants = sorted(exit_codes(folder, path))
        found += random.Random(f"{path}{seed}").sample(mutants, round(len(mutants) * sample / 100))
    return found


def exit_codes(folder: Path, path: str) -> dict[str, int | None]:
    """What mutmut has noted of each mutant."""
    meta = folder / "mutants" / f"{path}.meta"
    return json.loads(meta.read_bytes())["exit_code_by_key"] if meta.exists() else {}


def settings(folder: Path, paths: tuple[str, ...], tests: tuple[str, ...]) -> None:
    """mutmut reads setup.cfg when pyproject.toml says nothing to it."""
    lists = {
        "source_paths": ("scripts",),
        "only_mutate": paths,
        "also_copy": BESIDES,
        "pytest_add_cli_args": ("-pno:cacheprovider", f"-knot ({SLOW})"),
        "pytest_add_cli_args_test_selection": tests,
    }
    lines = ["[mutmut]", "timeout_multiplier = 4", "timeout_constant = 2", "track_dependencies = false"]
    for key, values in lists.items():
        lines += [f"{key} =", *(f"    {value}" for value in values)]
    (folder / "setup.cfg").write_text("\n".join(lines) + "\n", encoding="utf-8")


def run(folder: Path, *arguments: str) -> str:
    """mutmut, with tests that choose the same examples each time and an import path that knows the copy alone."""
    environment = os.environ | {"HYPOTHESIS_PROFILE": "mutants", "PYTHONPATH": "", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-c", "from mutmut.__main__ import cli; cli()", *arguments]
    done = subprocess.run(
        command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr


def changes(folder: Path, path: str, mutants: list[str]) -> dict[str, str]:
    """What each mutant changes; `mutmut show` takes a second for each."""
    program = (
        "import json, sys\n"
        "from mutmut.mutation.diff_apply import get_diff_for_mutant as diff\n"
        "print(json.dumps({name: diff(name, path=sys.argv[1]) for name in sys.argv[2:]}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, path, *mutants], cwd=folder, capture_output=True, text=True, check=True
    )
    diffs = json.loads(done.stdout.splitlines()[-1])
    return {f"{function(name)}: {told(diff)}": lines(diff, "-") for name, diff in diffs.items()}


def told(diff: str) -> str:
    """The new lines, or those that are gone where there are none."""
    return lines(diff, "+") or f"without {lines(diff, '-')}"


def function(mutant: str) -> str:
    """`Class.method` or `function`, of `scripts.a.b.xǁClassǁmethod__mutmut_7` or `scripts.a.b.x_function__mutmut_7`."""
    mangled = mutant.rpartition(".")[2].rpartition("__mutmut_")[0]
    return mangled.removeprefix("x_").removeprefix("xǁ").replace("ǁ", ".")


def lines(diff: str, sign: str) -> str:
    """The lines that a diff adds or takes, without its head, on one line."""
    return " ".join(line[1:].strip() for line in diff.splitlines()[2:] if line.startswith(sign))
