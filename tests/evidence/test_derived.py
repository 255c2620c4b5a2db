"""What is worked out of a schema beforehand, so that known payloads are passed without a look at all of it.

`derived.txt` has schemas, the first of which is the root, and under them a line for each place in it: the JSON types
that it takes, the Python types about which nothing more is asked, and what alone is asked about the others. To try one
more, write it there; then `python -m tests.evidence.test_derived`, and read the difference.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from scripts.evidence.placing import Places
from scripts.evidence.schema_places import ANY
from scripts.evidence.structure_seen import KINDS
from tests.evidence.observing import document
from tests.support import cases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.evidence.schema_places import Place, Union

FILE = Path(__file__).with_name("derived.txt")


def found(given: str) -> list[str]:
    schemas = yaml.safe_load(given)
    version = schemas.pop("openapi", "3.1.0")
    places = Places(document(schemas, version))
    places.at(f"#/components/schemas/{next(iter(schemas))}")
    return [f"{short(place.pointer)}: {'; '.join(facts(place))}" for place in places if "/It" in place.pointer]


def facts(place: Place) -> Iterator[str]:
    yield "anything" if place.kinds == ANY else " or ".join(sorted(place.kinds)) or "nothing"
    if place.plain:
        names = sorted(each.__name__ for each in place.plain)
        yield f"passed are {'all' if len(names) == len(KINDS) else ', '.join(names)}"
    if place.is_object:
        yield "of an object its members"
    if place.only:
        yield f"otherwise {short(place.only.pointer)}"
    for union in place.unions:
        yield f"{short(union.pointer)} by {', '.join(variants(union)) or 'all'}"


def variants(union: Union) -> Iterator[str]:
    """What tells which variant a value is."""
    for tag, variant in sorted(union.mapping.items()):
        yield f"{union.tag} {tag} = {short(variant.pointer)}"
    for kind, variant in union.single.items():
        yield f"{kind.__name__} = {short(variant.pointer)}"


def short(pointer: str) -> str:
    return pointer.removeprefix("#/components/schemas/")


@pytest.mark.parametrize("case", cases.read(FILE), ids=lambda case: case.splitlines()[0])
def test_what_is_worked_out_is_what_is_on_file(case):
    assert cases.told(case, found) == case


if __name__ == "__main__":
    cases.write(FILE, found)
