"""The proof on run steps: upstream's document, no correction of ours, and the recorded traffic."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
import pytest

from openai_run_steps import RunStepObject
from scripts import config
from scripts.documents import reading
from scripts.evidence.observation import Observation
from scripts.evidence.proposal import Proposal, propose
from scripts.evidence.report import counts_of, report
from scripts.evidence.traffic import Traffic, files_of
from scripts.render.escape_markdown import cell, cell_code
from scripts.sources import access
from scripts.trimming import closure, overlay
from tests.support import packages
from tests.support.broken_steps import broken_steps
from tests.support.traffic_steps import TRAFFIC, recorded_steps

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]
[SETTINGS] = config.load(ROOT / "openapi" / "pipeline.toml").packages
RECORDED = "recorded-real"
UNTAGGED = "127_rust_step_details_without_type.json"


class Case(NamedTuple):
    upstream: dict[str, Any]
    proposal: Proposal
    reconciled: dict[str, Any]


def observed(document: dict[str, Any]) -> Observation:
    observation = Observation(document, ["RunStepObject"])
    list(observation.read(Traffic(files_of([TRAFFIC]))))
    return observation


@pytest.fixture(scope="module")
def case() -> Case:
    fetched = access.fetch(SETTINGS)
    upstream = closure.trim(reading.parse(fetched.data, name=fetched.name), SETTINGS.roots).value
    proposal = propose(observed(upstream), values=True)
    text = reading.dump_yaml(proposal.overlay("Proposed", None))
    actions = overlay.read(reading.parse(text.encode(), name="proposed.yaml"))
    return Case(upstream, proposal, overlay.apply(actions, upstream))


@pytest.fixture(scope="module")
def package(case: Case, tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    folder = tmp_path_factory.mktemp("reconciled")
    return packages.imported(json.dumps(case.reconciled).encode(), "reconciled_steps", folder, roots=["RunStepObject"])


def origins() -> dict[str, str]:
    lines = (TRAFFIC / "INDEX.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return {line.split("\t")[0]: line.split("\t")[3] for line in lines}


def test_every_recorded_step_is_known(package: ModuleType) -> None:
    of = origins()
    recorded = [step for step in recorded_steps() if of[step.file] == RECORDED]
    for step in recorded:
        msgspec.json.decode(step.raw, type=package.RunStepObject)  # closed: knows the schema and nothing else
    assert len(recorded) == 92


def test_every_other_step_is_known_but_the_one_that_no_tag_tells_apart(package: ModuleType) -> None:
    unknown: list[str] = []
    for step in recorded_steps():
        try:
            msgspec.json.decode(step.raw, type=package.RunStepObject)
        except msgspec.ValidationError:
            unknown.append(step.file)
    assert unknown == [UNTAGGED]


def test_every_broken_step_is_refused(package: ModuleType) -> None:
    broken = dict(broken_steps())
    for step in broken.values():
        with pytest.raises(package.ValidationError):
            package.RunStepObject.from_dict(step)
    assert len(broken) == 21


def test_the_proposal_leaves_nothing_to_propose(case: Case) -> None:
    assert propose(observed(case.reconciled), values=True).actions == []


def test_the_proposal_is_the_same_whatever_the_order_of_what_is_named(case: Case) -> None:
    again = propose(observed(case.upstream), values=True)
    assert again.actions == case.proposal.actions


def test_the_committed_schema_knows_every_recorded_step() -> None:
    of = origins()
    for step in recorded_steps():
        if of[step.file] == RECORDED:
            msgspec.json.decode(step.raw, type=RunStepObject)  # the closed decoder: no recorded step is slow


def test_what_the_committed_schema_does_not_know_are_examples_that_break_it_and_one_kind_that_a_machine_made_up() -> (
    None
):
    document = reading.read(SETTINGS.schema).value
    found = report(observed(document)).findings
    assert {finding.what for finding in found if finding.section == "new variants"} == {
        "RunStepDetails: object {type: string}"
    }
    rest = {
        place.rpartition("/")[2].rpartition(":")[0]
        for each in found
        if each.section != "new variants"
        for place in each.shown
    }
    assert rest == {"125_dart_details_without_creation_list.json", UNTAGGED}


def test_the_readme_shows_what_the_traffic_says_of_upstreams_document(case: Case) -> None:
    found = report(observed(case.upstream))
    first = sorted(found.findings, key=lambda finding: -finding.count)[:8]
    what = [": ".join(filter(None, (each.section, each.what))) for each in first]
    rows = [
        f"| {cell_code(each.place)} | {cell(text)} | {counts_of(each)} |"
        for each, text in zip(first, what, strict=True)
    ]
    table = "\n".join(["| where | what | how often |", "|---|---|---|", *rows, ""])
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert table in readme, table
    [steps] = found.payloads.values()
    assert f"the {steps.count} steps in\n`tests/traffic`, of which {steps.known} holds nothing new" in readme
    assert f"it lists {len(found.findings)} things" in readme


STEP = "$.components.schemas.RunStepObject"
USAGE = "$.components.schemas.RunStepCompletionUsage.anyOf[0]"
RESULT = "$.components.schemas.RunStepDetailsToolCallsFileSearchResultObject"

CORRECTIONS = {
    f"{STEP}.required[?@ == 'expired_at']": (f"{STEP}.required[?@ == 'expired_at']", None),
    f"{STEP}.required[?@ == 'metadata']": (f"{STEP}.required[?@ == 'metadata']", None),
    f"{STEP}.required[?@ == 'usage']": (f"{STEP}.required[?@ == 'usage']", None),
    f"{STEP}.required[?@ == 'completed_at']": (f"{STEP}.required[?@ == 'completed_at']", None),
    f"{STEP}.properties expires_at": (f"{STEP}.properties expires_at", "ours says that the integer is a time"),
    f"{USAGE}.required": (f"{USAGE}.required", None),
    f"{USAGE}.properties prompt_token_details": (f"{USAGE}.properties prompt_token_details", None),
    f"{USAGE}.properties completion_tokens_details": (f"{USAGE}.properties completion_tokens_details", None),
    f"{RESULT}.properties attributes": (
        f"{RESULT}.properties attributes",
        "what came is an empty object; ours has the type that upstream gives to the same attributes elsewhere",
    ),
    "$.components.schemas.RunStepDetailsToolCallsFunctionObject.properties.function.required[?@ == 'output']": (
        "$.components.schemas.RunStepDetailsToolCallsFunctionObject.properties.function.required[?@ == 'output']",
        None,
    ),
}
"""Each of our corrections, the proposed action that covers it, and why ours says more, where it does."""


def name_of(action: dict[str, Any]) -> str:
    update = action.get("update")
    names = " ".join(update) if isinstance(update, dict) and action["target"].endswith(".properties") else ""
    return f"{action['target']} {names}".strip()


def corrections() -> dict[str, dict[str, Any]]:
    """Our own actions that change what is accepted, by name."""
    actions = reading.read(ROOT / "openapi" / "overlay.yaml").value["actions"]
    found = [action for action in actions if not action["description"].startswith(("Our words", "The document is now"))]
    return {name_of(action): action for action in found}


def test_each_of_our_first_corrections_is_proposed(case: Case) -> None:
    ours, proposed = corrections(), {name_of(action): action for action in case.proposal.actions}
    assert set(CORRECTIONS) <= set(ours)
    for mine, (covering, why) in CORRECTIONS.items():
        same = [
            {key: value for key, value in each.items() if key != "description"}
            for each in (ours[mine], proposed[covering])
        ]
        assert (same[0] == same[1]) == (why is None), mine
