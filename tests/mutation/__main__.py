"""Measure the tests: how many small changes to the pipeline do they catch?

Each module is changed by mutmut in a copy of the tree, one small change (a mutant) at a time, and only the tests that
are about the module are run: `make mutants ARGS="[MODULE …]"`. Printed are counts, and the survivors: the mutants that
no test noticed. It fails below 85 %.
"""

from __future__ import annotations

import argparse
import os
import sys

from tests.mutation import trial
from tests.mutation.table import by_tests, modules

LEAST = 85  # percent of all that were tried


def main() -> int:
    options = arguments()
    found = []
    for tests, group in by_tests(options.modules or sorted(modules())).items():
        for one in trial.of(group, tests, options.jobs, options.sample, options.seed):
            tell(one, survivors=not options.quiet)
            found.append(one)
    mutants, caught, by_time = (sum(counts) for counts in zip(*(f.counts for f in found), strict=True))
    print(line("all of these", mutants, caught, by_time))
    return 1 if 100 * caught < LEAST * mutants else 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make mutants", description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "modules", nargs="*", metavar="MODULE", help="as in scripts/, e.g. output.drift normalise.unions; else all"
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
    return parser.parse_args()


def tell(found: trial.Found, *, survivors: bool) -> None:
    """Print what became of one module."""
    print(line(found.module, *found.counts), flush=True)
    for change, was in found.survivors.items() if survivors else ():
        print(f"  {change}\n    was: {was}", flush=True)


def line(name: str, mutants: int, caught: int, by_time: int) -> str:
    share = 100 * caught / mutants if mutants else 100
    return f"{name:28} {mutants:5} mutants {caught:5} caught {share:6.1f} %, {by_time} of them since time ran out"


if __name__ == "__main__":
    sys.exit(main())
