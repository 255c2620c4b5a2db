"""Every pass, and all together, accept the instances that the document accepted."""

from __future__ import annotations

import copy
import functools
from typing import TYPE_CHECKING, Any

import pytest

from scripts.normalise import GIVEN, TYPED, normalise, typed
from scripts.normalise.checks import checks
from scripts.normalise.nullables import nullables
from scripts.schema.walk import X_CHECK, X_UNTAGGED, schemas_of, within
from tests.normalise.corpus import documents, load
from tests.normalise.grammar import violations
from tests.normalise.verdicts import differences

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from scripts.base.json_types import Schema

DOCUMENTS = documents("documents")


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_normalising_changes_no_verdict_and_reaches_the_normal_form(path: Path) -> None:
    document = load(path)

    result = normalise(document)

    compared, different = differences(document.value, result, null_may_go=True)
    assert compared >= 60
    assert different == []
    assert violations(result) == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_each_pass_changes_no_verdict_and_not_its_input(path: Path) -> None:
    value: dict[str, Any] = load(path).value
    for run in passes(value):
        before = copy.deepcopy(value)
        after = run(value)
        assert value == before, f"{run.__name__} changes its input"
        if after != before:
            assert differences(before, after, count=8, null_may_go=run is nullables)[1] == [], run.__name__
        value = after


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_a_normal_form_without_checks_stays_as_it_is(path: Path) -> None:
    once = normalise(load(path))
    if any(X_CHECK in one or X_UNTAGGED in one for schema in schemas_of(once).values() for one in within(schema)):
        return  # they are no words of a document

    twice = normalise(type(load(path))(path.name, once))

    assert _without_origin(twice) == _without_origin(once)


def passes(document: Schema) -> Iterator[Callable[[Schema], Schema]]:
    """Each pass, the one for checks with the places of this document that have no type."""
    yield from GIVEN
    given = functools.reduce(lambda value, run: run(value), GIVEN, document)
    _, untyped = typed(given)

    def check(value: Schema) -> Schema:
        return checks(value, untyped)

    yield check
    yield from TYPED


def _without_origin(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_origin(child) for key, child in value.items() if key != "x-origin"}
    return [_without_origin(child) for child in value] if isinstance(value, list) else value
