"""Random documents are refused in one line, or normalised without a change of any verdict."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from scripts.base.errors import PipelineError
from scripts.documents.reading import Document
from scripts.normalise import GIVEN, normalise, typed
from tests.normalise.grammar import violations
from tests.normalise.schemas import random_documents
from tests.normalise.verdicts import differences

QUIET = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)


def first_refusal(value: dict[str, Any]) -> str:
    """What ends a run that collects nothing."""
    try:
        for run in GIVEN:
            value = run(value)
        typed(value)
    except PipelineError as error:
        return error.what
    return ""


def check_refusal(value: dict[str, Any], problems: tuple[PipelineError, ...]) -> None:
    """Each problem is told in a line with its place, and the one that would end a run is among them."""
    for line in map(str, problems):
        assert line.startswith("random.yaml #/components/schemas/")
        assert "\n" not in line
    assert first_refusal(value) in {problem.what for problem in problems}


def check(value: dict[str, Any], count: int) -> int:
    """How many instances were compared; none if the document was refused."""
    try:
        result = normalise(Document("random.yaml", value))
    except PipelineError as error:
        check_refusal(value, error.problems)
        return 0
    compared, different = differences(value, result, count=count, null_may_go=True)
    assert different == []
    assert violations(result) == []
    return compared


@settings(max_examples=100, derandomize=True, deadline=None, suppress_health_check=QUIET)
@given(random_documents)
def test_a_random_document_keeps_its_verdicts_or_is_refused(value: dict[str, Any]) -> None:
    check(value, count=10)


@pytest.mark.fuzz
def test_many_random_documents_keep_their_verdicts() -> None:
    figures = {"documents": 0, "normalised": 0, "compared": 0}

    @settings(max_examples=5000, derandomize=True, deadline=None, database=None, suppress_health_check=QUIET)
    @given(random_documents)
    def run(value: dict[str, Any]) -> None:
        compared = check(value, count=20)
        figures["documents"] += 1
        figures["normalised"] += compared > 0
        figures["compared"] += compared

    run()
    print(figures)
    assert figures["normalised"] > figures["documents"] / 20
