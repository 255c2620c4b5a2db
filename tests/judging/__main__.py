"""Judge documents: `python -m tests.judging --roots`, `--cases`, `--vendors`, `--generators`.

Each becomes a package, with `--repair` after repairs. Those that work are asked about values, valid and not, and must
have the verdict of a JSON Schema validator (`exact`), or else are `inexact`. Printed are counts, what is wrong, and the
refusals by what they say.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from tests.judging import cases
from tests.judging.judging import OUTCOMES, Judgement, judge

if TYPE_CHECKING:
    from collections.abc import Iterable


def main() -> int:
    options = arguments()
    kinds = {
        "roots": lambda: cases.roots(options.sample),
        "cases": cases.suite,
        "vendors": lambda: cases.archive("vendors"),
        "generators": lambda: cases.archive("generators"),
    }
    wrong = 0
    for kind in (kind for kind in kinds if getattr(options, kind)):
        chosen = (case for case in kinds[kind]() if not options.only or options.only in case.name)
        found = list(shown(judge(chosen, repair=options.repair, count=options.count), verbose=options.verbose))
        print(table(kind + (", repaired" if options.repair else ""), found), flush=True)
        wrong += sum(each.outcome in {"inexact", "broken"} for each in found)
    return 1 if wrong else 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.judging", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--roots", action="store_true", help="each schema of four vendors' documents as a root")
    parser.add_argument("--cases", action="store_true", help="the groups of JSON Schema's test suite")
    parser.add_argument("--vendors", action="store_true", help="roots of other vendors' documents")
    parser.add_argument("--generators", action="store_true", help="test documents of other generators, whole")
    parser.add_argument("--sample", type=int, metavar="N", help="of the roots only N")
    parser.add_argument("--repair", action="store_true", help="repair the documents first")
    parser.add_argument("--count", type=int, default=40, metavar="N", help="values that are made for each root")
    parser.add_argument("--only", metavar="TEXT", help="those whose name holds this")
    parser.add_argument("--verbose", action="store_true", help="tell of each what came of it")
    return parser.parse_args()


def shown(judgements: Iterable[Judgement], *, verbose: bool) -> Iterable[Judgement]:
    """Print what is wrong as it is found."""
    for each in judgements:
        if verbose or each.outcome not in {"exact", "refused"}:
            print(f"{each.outcome}: {each.name}: {each.detail}", flush=True)
        yield each


def table(kind: str, found: list[Judgement]) -> str:
    """Counts of outcomes, and of refusals by what they say: documents that say it, and that say nothing else."""
    counts = Counter(each.outcome for each in found)
    lines = [f"{kind}: {len(found)} judged, {sum(each.compared for each in found):,} values compared"]
    lines += [f"  {outcome:9} {counts[outcome]:5} {counts[outcome] / max(len(found), 1):7.1%}" for outcome in OUTCOMES]
    says: defaultdict[str, list[Judgement]] = defaultdict(list)
    alone: Counter[str] = Counter()
    for each in found:
        kinds = {general(problem.what) for problem in each.problems}
        for what in kinds:
            says[what].append(each)
        if len(kinds) == 1:
            alone[kinds.pop()] += 1
    for what, those in sorted(says.items(), key=lambda item: -len(item[1])):
        lines.append(f"  {len(those):5} {alone[what]:5}  {what}   [{those[0].name}]")
    return "\n".join(lines)


def general(what: str) -> str:
    """What a problem says without the names and numbers of the document."""
    what = re.sub(r"'[^']*'|\"[^\"]*\"", "'…'", what)
    return re.sub(r"-?\d[\d.,e+]*", "N", what)[:150]


if __name__ == "__main__":
    sys.exit(main())
