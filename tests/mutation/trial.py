"""Let mutmut make the mutants of some modules in a copy of the tree, and try them."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from tests.mutation.forking import NO_TEST, OUTCOMES, STATS, SURVIVED
from tests.mutation.table import OPTIONS
from tests.support.copies import copy

if TYPE_CHECKING:
    from collections.abc import Iterator

# What mutmut copies besides the changed modules and the tests.
BESIDES = ("Makefile", "README.md", "generated", "openapi", "requirements.lock", "templates", "traffic")


@dataclass(frozen=True)
class Found:
    """What became of the mutants of one module."""

    module: str
    counts: Counter[str]  # by outcome
    survivors: dict[str, str]  # the function and its new lines -> its old lines


def of(modules: list[str], tests: tuple[str, ...], jobs: int, sample: int | None, seed: int) -> Iterator[Found]:
    """Let mutmut change modules that the same tests are about in a copy of the tree, and try what it made."""
    paths = {module: f"scripts/{module.replace('.', '/')}.py" for module in modules}
    with tempfile.TemporaryDirectory(prefix="mutants-") as name:
        folder = copy(Path(name))
        settings(folder, tuple(paths.values()), tests)
        log = run(folder, "-c", "from mutmut.__main__ import cli; cli()", "run", "--max-children", "1", "none")
        if not (folder / "mutants" / STATS).exists():
            sys.exit(f"{log[-2000:]}\nerror: mutmut did not come to an end with {', '.join(modules)}")
        chosen = {module: made(folder, path, sample, seed) for module, path in paths.items()}
        outcomes = tried(folder / "mutants", [*chain(*chosen.values())], tests, jobs)
        for module, path in paths.items():
            counts = Counter(outcomes[mutant] for mutant in chosen[module])
            survivors = [mutant for mutant in chosen[module] if outcomes[mutant] in (SURVIVED, NO_TEST)]
            yield Found(module, counts, changes(folder, path, survivors))


def made(folder: Path, path: str, sample: int | None, seed: int) -> list[str]:
    """Those of a module, or some of them, the same each time."""
    meta = folder / "mutants" / f"{path}.meta"
    every = sorted(json.loads(meta.read_bytes())["exit_code_by_key"]) if meta.exists() else []
    some = len(every) if sample is None else round(len(every) * sample / 100)
    return random.Random(f"{path}{seed}").sample(every, some)


def tried(folder: Path, mutants: list[str], tests: tuple[str, ...], jobs: int) -> dict[str, str]:
    """What became of each mutant."""
    if not mutants:
        return {}
    given = json.dumps({"mutants": mutants, "tests": tests, "jobs": jobs})
    printed = run(folder, "-m", "tests.mutation.forking", given=given)
    if not (folder / OUTCOMES).exists():
        sys.exit(f"{printed[-2000:]}\nerror: the mutants of {mutants[0].rpartition('.')[0]} were not tried")
    outcomes: dict[str, str] = json.loads((folder / OUTCOMES).read_bytes())
    return outcomes


def settings(folder: Path, paths: tuple[str, ...], tests: tuple[str, ...]) -> None:
    """mutmut reads setup.cfg when pyproject.toml says nothing to it."""
    lists = {
        "source_paths": ("scripts",),
        "only_mutate": paths,
        "also_copy": BESIDES,
        "pytest_add_cli_args": OPTIONS,
        "pytest_add_cli_args_test_selection": tests,
    }
    lines = ["[mutmut]", "track_dependencies = false"]
    for key, values in lists.items():
        lines += [f"{key} =", *(f"    {value}" for value in values)]
    (folder / "setup.cfg").write_text("\n".join(lines) + "\n", encoding="utf-8")


def run(folder: Path, *arguments: str, given: str = "") -> str:
    """Python, with tests that choose the same examples each time, and paths that lead to the copy alone."""
    beside = folder / "tmp"
    beside.mkdir(exist_ok=True)
    environment = os.environ | {"HYPOTHESIS_PROFILE": "mutants", "PYTHONPATH": "", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=environment | {"TMPDIR": str(beside)},
        input=given,
        capture_output=True,
        text=True,
        check=False,
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
