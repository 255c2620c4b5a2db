"""Measure the tests: how many small changes to the pipeline do they catch?

Each module is changed by mutmut in a copy of the tree, one small change (a mutant) at a time, and only the tests that
are about the module are run: `make mutants ARGS="[MODULE …]"`. Printed are counts, and the survivors: the mutants that
no test noticed. It fails below 85 %.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter

from tests.mutation import trial
from tests.mutation.forking import CAUGHT, TIME_RAN_OUT
from tests.mutation.table import by_tests, modules

LEAST = 85  # percent of all that were tried


def main() -> int:
    options = arguments()
    everything = Counter[str]()
    for tests, group in by_tests(options.modules).items():
        for found in trial.of(group, tests, options.jobs, options.sample, options.seed):
            tell(found, survivors=not options.quiet)
            everything += found.counts
    print(line("all of these", everything))
    return 1 if 100 * caught(everything) < LEAST * everything.total() else 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make mutants", description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "modules", nargs="*", metavar="MODULE", help="as in scripts/, e.g. output.drift, or a folder: output; else all"
    )
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="mutants tried at the same time")
    parser.add_argument(
        "--sample",
        type=int,
        metavar="PERCENT",
        help="of each module only some mutants, chosen by its name and the seed",
    )
    parser.add_argument(
        "--seed", type=int, default=0, help="another number is another sample, which no test was made for"
    )
    parser.add_argument("--quiet", action="store_true", help="counts only, no survivors")
    options = parser.parse_args()
    for name in options.modules:
        if not any(is_in(module, name) for module in modules()):
            parser.error(f"there is no module {name} that can be changed")
    options.modules = sorted(m for m in modules() if not options.modules or any(is_in(m, n) for n in options.modules))
    return options


def is_in(module: str, name: str) -> bool:
    """Whether this is the module, or one of the folder."""
    return module == name or module.startswith(f"{name}.")


def tell(found: trial.Found, *, survivors: bool) -> None:
    """Print what became of one module."""
    print(line(found.module, found.counts), flush=True)
    for change, was in found.survivors.items() if survivors else ():
        print(f"  {change}\n    was: {was}", flush=True)


def line(name: str, counts: Counter[str]) -> str:
    mutants = counts.total()
    share = 100 * caught(counts) / mutants if mutants else 100
    by_time = f"{counts[TIME_RAN_OUT]} of them since time ran out"
    return f"{name:28} {mutants:5} mutants {caught(counts):5} caught {share:6.1f} %, {by_time}"


def caught(counts: Counter[str]) -> int:
    return counts[CAUGHT] + counts[TIME_RAN_OUT]


if __name__ == "__main__":
    sys.exit(main())
