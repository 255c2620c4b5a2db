"""What the rules say and make of small schemas, to the letter: what each looks at, and what it leaves alone.

`cases.txt` has schemas, and under them why and what is removed and merged in. To try one more, write its schemas there.
Then, and after a change that is meant: `python -m tests.repairs.test_cases`, and read the difference.
"""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

import pytest
import yaml

from tests.repairs.test_rules import repaired
from tests.support import cases

FILE = Path(__file__).with_name("cases.txt")


def found(given: str) -> list[str]:
    schemas = yaml.safe_load(given)
    actions: list[dict[str, str]] = []
    repaired(schemas, schemas.pop("openapi", "3.1.0"), actions)
    said = groupby(actions, key=lambda action: action["description"])
    return [line for why, each in said for line in (why, *map(cases.change, each))]


@pytest.mark.parametrize("case", cases.read(FILE), ids=lambda case: case.splitlines()[0])
def test_the_rules_say_and_do_what_is_on_file(case):
    assert cases.told(case, found) == case


if __name__ == "__main__":
    cases.write(FILE, found)
