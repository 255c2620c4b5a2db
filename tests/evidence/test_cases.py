"""What is reported and proposed of small schemas and payloads that depart from them, to the letter.

`cases.txt` has schemas, the first of which is the root unless `roots` names some, under `payloads` what came, and under
them the report's lines and what `--loosen --values` would change. To try one more, write it there. Then, and after a
change that is meant: `python -m tests.evidence.test_cases`, and read the difference.
"""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

import pytest
import yaml

from scripts.evidence import summaries
from scripts.evidence.observation import Observation
from scripts.evidence.proposal import propose
from scripts.evidence.report import report, text
from scripts.evidence.spots import Payload, Spot
from tests.evidence import test_law
from tests.evidence.observing import document
from tests.support import cases

FILE = Path(__file__).with_name("cases.txt")


def found(given: str) -> list[str]:
    schemas = yaml.safe_load(given)
    payloads = schemas.pop("payloads")
    version = schemas.pop("openapi", "3.1.0")
    roots = schemas.pop("roots", None)
    observation = Observation(document(schemas, version), roots or [next(iter(schemas))], at=None if roots else "$")
    list(observation.read(Payload(value, Spot("f", number)) for number, value in enumerate(payloads, 1)))
    lines = [line for part in text(report(observation, values=True)) for line in part.split("\n") if line]
    proposal = propose(observation, loosen=True, values=True)
    said = groupby(proposal.actions, key=lambda action: action["description"])
    lines += [line for why, each in said for line in (why, *map(cases.change, each))]
    return [*lines, *proposal.left_out, *(f"without --loosen: {line}" for line in propose(observation).left_out)]


@pytest.mark.parametrize("case", cases.read(FILE), ids=lambda case: case.splitlines()[0])
def test_a_report_and_a_proposal_are_those_on_file(case):
    assert cases.told(case, found) == case


# The validator that says so looks for no anchors in components.
@pytest.mark.parametrize(
    "case", [each for each in cases.read(FILE) if "$anchor" not in each], ids=lambda case: case.splitlines()[0]
)
def test_what_came_is_known_after_the_proposal_and_what_was_known_stays_so(case):
    schemas = yaml.safe_load(cases.given(case))
    payloads = [value for value in schemas.pop("payloads") if not summaries.is_summary(value)]
    version, roots = schemas.pop("openapi", "3.1.0"), schemas.pop("roots", None)
    test_law.check(document(schemas, version), payloads, (roots or [*schemas])[0])


if __name__ == "__main__":
    cases.write(FILE, found)
