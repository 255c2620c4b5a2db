"""openapi/run-step.yaml: made from the pinned document byte for byte, true of the traffic, and nothing idle in it."""

from __future__ import annotations

import copy
import csv
import json
import re
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from scripts import config
from scripts.base.errors import PipelineError
from scripts.config import Roots
from scripts.documents import reading
from scripts.repairs import proposing
from scripts.sources import access
from scripts.trimming import closure, overlay, trimmed
from tests.support.traffic_steps import TRAFFIC, event_payloads, recorded_steps

ROOT = Path(__file__).resolve().parents[2]
[CONFIG] = config.load(ROOT / "openapi" / "pipeline.toml").packages
SCHEMA = reading.read(CONFIG.schema, name="openapi/run-step.yaml").value
OVERLAY = trimmed.read_overlay(CONFIG) or pytest.fail("no overlay")
NUMBERS = [action.number for action in OVERLAY.actions]

# What the schema leaves to the openness of the package, by file: details that a machine made up, mocks that break it.
UNKNOWN_DETAILS = ("104_", "105_")
BROKEN_MOCKS = ("125_", "127_")


@cache
def upstream_part() -> dict[str, Any]:
    """The upstream part before the overlay, repaired."""
    upstream = reading.parse(access.at_hand(CONFIG).data, name="upstream", limits=CONFIG.limits)
    return proposing.propose(closure.trim(upstream, CONFIG.roots).value).document


def refused(value: dict[str, Any]) -> list[tuple[str, str]]:
    """The recorded steps that a schema document refuses, by file and by the JSON of the step."""
    judge = jsonschema_rs.Draft202012Validator({"$ref": "#/components/schemas/RunStepObject", **value})
    return [(step.file, json.dumps(step.value)) for step in recorded_steps() if not judge.is_valid(step.value)]


def refused_pages(value: dict[str, Any]) -> set[str]:
    """The recorded pages of lists that a schema document refuses, by file, whatever steps are in them."""
    judge = jsonschema_rs.Draft202012Validator({"$ref": "#/components/schemas/ListRunStepsResponse", **value})
    pages = {file.name: json.loads(file.read_bytes()) for file in TRAFFIC.glob("*.json")}
    lists = {name: page for name, page in pages.items() if isinstance(page, dict) and "has_more" in page}
    return {name for name, page in lists.items() if not judge.is_valid({**page, "data": []})}


@cache
def recorded_data() -> tuple[tuple[str, str, str], ...]:
    """The runs and the pieces of steps in the traffic: the file, the schema, the JSON."""
    schemas = {"thread.run": "RunObject", "thread.run.step.delta": "RunStepDeltaObject"}
    files = sorted(path for path in TRAFFIC.iterdir() if path.suffix in {".json", ".sse"})
    payloads = (
        (path.name, json.loads(payload))
        for path in files
        for payload in (event_payloads(path.read_bytes()) if path.suffix == ".sse" else [path.read_bytes()])
    )
    return tuple(
        (file, schemas[value["object"]], json.dumps(value))
        for file, value in payloads
        if isinstance(value, dict) and value.get("object") in schemas
    )


def refused_data(value: dict[str, Any]) -> set[tuple[str, str, str]]:
    """What a schema document refuses of them: the file, the JSON, and what is wrong where."""
    judges = {
        schema: jsonschema_rs.Draft202012Validator({"$ref": f"#/components/schemas/{schema}", **value})
        for schema in ("RunObject", "RunStepDeltaObject")
    }
    return {
        (file, data, f"{error.instance_path}: {error.message}")
        for file, schema, data in recorded_data()
        for error in judges[schema].iter_errors(json.loads(data))
    }


def without(number: int) -> dict[str, Any] | None:
    """The schema without one action; `None` if another action then fails."""
    try:
        others = tuple(action for action in OVERLAY.actions if action.number != number)
        return overlay.apply(replace(OVERLAY, actions=others), upstream_part())
    except PipelineError:
        return None


def test_the_committed_files_are_what_trim_makes_byte_for_byte():
    expected = trimmed.check_schema(CONFIG).expected
    assert expected is not None
    assert expected == {path: (ROOT / path).read_text(encoding="utf-8") for path in expected}
    assert set(expected) == {"openapi/repairs.yaml", "openapi/run-step.yaml", "openapi/upstream.lock"}


def test_it_is_valid_openapi_3_1():
    assert SCHEMA["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(SCHEMA).validate()


def test_it_holds_what_steps_and_their_events_need_and_nothing_else():
    assert [name for name in SCHEMA["components"]["schemas"] if "Message" in name] == [
        "RunStepDeltaStepDetailsMessageCreationObject",
        "RunStepDetailsMessageCreationObject",
    ]
    assert len(SCHEMA["components"]["schemas"]) == 50
    roots = Roots(
        schemas=("RunStepObject", "ListRunStepsResponse", "StreamEvent", "RunStepStreamEvent", "RunStreamEvent")
    )
    needed = closure.trim(reading.Document("openapi/run-step.yaml", SCHEMA, ""), roots).value
    assert list(needed["components"]["schemas"]) == list(SCHEMA["components"]["schemas"])
    assert set(SCHEMA) == {"openapi", "info", "servers", "security", "tags", "paths", "components"}
    assert [operation["operationId"] for path in SCHEMA["paths"].values() for operation in path.values()] == [
        "listRunSteps",
        "getRunStep",
    ]


def test_full_steps_that_it_refuses_are_unknown_variants_and_broken_mocks():
    reasons = (*UNKNOWN_DETAILS, *BROKEN_MOCKS)
    assert Counter(next(each for each in reasons if file.startswith(each)) for file, _ in refused(SCHEMA)) == Counter(
        dict.fromkeys(reasons, 1)
    )


def test_no_recorded_page_of_a_list_is_refused():
    assert refused_pages(SCHEMA) == set()
    assert len(refused_pages(upstream_part())) == 3


def test_no_recorded_step_is_refused_for_a_field_that_is_missing():
    with (TRAFFIC / "INDEX.tsv").open(encoding="utf-8", newline="") as index:
        recorded = {row["file"] for row in csv.DictReader(index, delimiter="\t") if row["origin"] == "recorded-real"}
    assert len(recorded) > 50
    judge = jsonschema_rs.Draft202012Validator({"$ref": "#/components/schemas/RunStepObject", **SCHEMA})
    for step in recorded_steps():
        if step.file in recorded:
            assert not [error for error in judge.iter_errors(step.value) if "required" in error.message]


def test_upstream_alone_refuses_most_of_the_traffic():
    assert len(refused(upstream_part())) == 110


def is_schema(node: dict[str, Any]) -> bool:
    return any(isinstance(node.get(keyword), kind) for keyword, kind in (("type", str), ("anyOf", list), ("$ref", str)))


def blanks(node: Any, place: str = "#") -> list[str]:
    """The components, properties and objects without a description."""
    if isinstance(node, list):
        return [blank for index, each in enumerate(node) for blank in blanks(each, f"{place}/{index}")]
    if not isinstance(node, dict):
        return []
    found = [blank for key, each in node.items() for blank in blanks(each, f"{place}/{key}")]
    is_one_of_several = len(node.get("enum", ())) > 1 and re.search(r"/oneOf/\d+$", place)
    named = (
        re.search(r"/(schemas|properties|parameters)/[^/]+$", place)
        or "operationId" in node
        or (is_schema(node) and (node.get("type") == "object" or "oneOf" in node or is_one_of_several))
    )
    return found + [place] * bool(named and not str(node.get("description", "")).strip())


def test_every_schema_property_operation_and_parameter_is_described():
    assert blanks(SCHEMA) == []


def test_examples_satisfy_their_schemas():
    def check(node: Any) -> int:
        if isinstance(node, list):
            return sum(map(check, node))
        if not isinstance(node, dict):
            return 0
        examples = node.get("examples")
        for example in examples if isinstance(examples, list) else ():
            jsonschema_rs.Draft202012Validator({**node, "components": SCHEMA["components"]}).validate(example)
        return isinstance(examples, list) + sum(map(check, node.values()))

    assert check(SCHEMA["components"]) > 20


def test_no_sentence_of_upstream_s_is_left():
    upstream = reading.parse(access.at_hand(CONFIG).data, name="upstream", limits=CONFIG.limits).value
    theirs: set[str] = set()

    def collect(node: Any) -> None:
        if isinstance(node, dict):
            theirs.update(str(node[key]).strip().lower() for key in ("description", "title", "summary") if key in node)
            for each in node.values():
                collect(each)
        elif isinstance(node, list):
            for each in node:
                collect(each)

    def ours(node: Any) -> list[str]:
        if isinstance(node, list):
            return [text for each in node for text in ours(each)]
        if not isinstance(node, dict):
            return []
        own = [node["description"]] if isinstance(node.get("description"), str) else []
        return own + [text for each in node.values() for text in ours(each)]

    collect(upstream)
    assert [text for text in ours(SCHEMA) if text.strip().lower() in theirs] == []
    assert "http:" not in json.dumps({**SCHEMA, "info": {**SCHEMA["info"], "license": None}})
    assert "https:" not in json.dumps({**SCHEMA, "info": {**SCHEMA["info"], "license": None}, "servers": []})
    assert not re.search(
        r'"(title|x-(?!name"|grows"|accumulate"|event-stream"|stream-end")[^"]*)":', json.dumps(SCHEMA["components"])
    )


@pytest.mark.parametrize("number", NUMBERS)
def test_no_action_of_the_overlay_can_go(number):
    assert without(number) != SCHEMA


def facts(node: Any) -> Any:
    """What is no words."""
    if isinstance(node, list):
        return [facts(each) for each in node]
    if not isinstance(node, dict):
        return node
    is_described = is_schema(node) or "properties" in node or "operationId" in node or "schema" in node
    words = ("description", "examples", "x-name", "x-group") if is_described else ()
    return {key: facts(each) for key, each in node.items() if key not in words}


def is_words(action: overlay.Action) -> bool:
    """Whether an action adds descriptions, titles, examples and names of classes alone."""

    def only_words(node: Any) -> bool:
        words = ("description", "examples", "title", "x-name", "x-group")
        return isinstance(node, dict) and all(
            only_words(child) if isinstance(child, dict) else key in words for key, child in node.items()
        )

    return action.kind == "update" and only_words(action.value)


@pytest.mark.parametrize("number", [action.number for action in OVERLAY.actions if action.kind == "remove"])
def test_without_a_correction_traffic_is_refused(number):
    value = without(number)
    assert value is not None
    try:
        more = set(refused(value)) - set(refused(SCHEMA)) or refused_data(value) - refused_data(SCHEMA)
        more = more or refused_pages(value)
    except jsonschema_rs.ValidationError:  # it refers to a schema that another action has removed
        return
    target = OVERLAY.actions[number - 1].target
    # The steps without `completed_at` are broken in other ways too; see the next test but one. No error was recorded.
    assert more or "completed_at" in target or "schemas.Error" in target or removed_alone(number)


def removed_alone(number: int) -> bool:
    """Whether an action removes components to which nothing refers any more."""
    value = without(number)
    names = set(value["components"]["schemas"]) - set(SCHEMA["components"]["schemas"]) if value else set()
    return bool(names) and not any(f'schemas/{name}"' in json.dumps(SCHEMA) for name in names)


@pytest.mark.parametrize(
    "number", [action.number for action in OVERLAY.actions if action.kind == "update" and not is_words(action)]
)
def test_without_a_property_that_is_added_its_type_is_not_known(number):
    value = without(number)
    assert value is None or facts(value) != facts(SCHEMA)


@pytest.mark.parametrize("number", [action.number for action in OVERLAY.actions if is_words(action)])
def test_without_our_words_something_is_not_described(number):
    value = without(number)
    assert value is None or blanks(value) or value["info"] != SCHEMA["info"]


def test_the_correction_of_completed_at_rests_on_the_files_that_it_names():
    action = next(each for each in OVERLAY.actions if "completed_at" in each.target)
    lacking = {step.file for step in recorded_steps() if "completed_at" not in step.value}
    assert lacking == set(re.findall(r"\d{3}_\w+\.\w+", action.reason))


@pytest.mark.parametrize("number", NUMBERS)
def test_the_evidence_that_an_action_names_is_there(number):
    action = OVERLAY.actions[number - 1]
    files = re.findall(r"\d{3}_\w+\.\w+", action.reason)
    assert all((TRAFFIC / file).is_file() for file in files)
    assert is_words(action) or len(action.reason) > 40


def test_added_properties_are_really_sent():
    def names(node: Any) -> list[str]:
        """The properties that an action adds, at any depth, the tags and the values."""
        if not isinstance(node, dict):
            return node if isinstance(node, list) and all(isinstance(each, str) for each in node) else []
        own = [*node.get("properties", {}), *node.get("enum", [])]
        return own + [name for child in node.values() if isinstance(child, dict) for name in names(child)]

    checked = 0
    for action in OVERLAY.actions:
        files = re.findall(r"\d{3}_\w+\.\w+", action.reason)
        if action.kind == "update" and files:
            text = "".join((TRAFFIC / file).read_text(encoding="utf-8") for file in files)
            added = names({"properties": action.value} if action.target.endswith(".properties") else action.value)
            assert [name for name in added if f'"{name}"' not in text] == []
            checked += len(added)
    assert checked > 40


def test_a_departure_from_upstream_is_always_an_action_s():
    value = copy.deepcopy(upstream_part())
    for number in NUMBERS:
        single = overlay.Overlay(OVERLAY.version, None, (OVERLAY.actions[number - 1],))
        value = overlay.apply(single, value)
    assert value == SCHEMA
