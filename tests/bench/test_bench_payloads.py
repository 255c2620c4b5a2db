"""The payloads that are measured: the same on every machine, and known, novel or broken as they say."""

from __future__ import annotations

import copy
import hashlib
import random
from functools import cache
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import pytest

from scripts.base.errors import PipelineError
from scripts.bench.broken import WHOLE, broken_steps
from scripts.bench.corpus import encode, refill, steps
from scripts.bench.novelty import KINDS, innermost
from scripts.bench.payloads import of_origin, write
from scripts.bench.shapes import closed_copy, known, validator
from scripts.bench.upstream import closure
from scripts.config import load
from scripts.documents.reading import read
from tests.traffic_steps import TRAFFIC, recorded_steps

CONFIG = load(TRAFFIC.parents[1] / "openapi" / "pipeline.toml")


@cache
def document() -> dict[str, Any]:
    return read(CONFIG.schema).value


@cache
def official() -> dict[str, Any]:
    upstream = distribution(CONFIG.source.package or "").locate_file(CONFIG.source.file or "")
    return closure(read(Path(str(upstream))).value, "RunStepObject")


@cache
def corpus() -> list[dict[str, Any]]:
    return steps(known((step.value for step in recorded_steps()), document()), 300)


def test_the_same_seed_gives_the_same_bytes_and_another_one_others() -> None:
    shapes = [WHOLE, {"id": "step_1", "text": "some words"}]
    assert [*map(encode, steps(shapes, 20))] == [*map(encode, steps(shapes, 20))]
    assert [*map(encode, steps(shapes, 20, seed=1))] != [*map(encode, steps(shapes, 20))]


def test_the_bytes_of_a_corpus_are_the_same_for_every_python_and_machine() -> None:
    lines = b"\n".join(map(encode, steps([WHOLE], 50)))
    assert hashlib.sha256(lines).hexdigest()[:16] == "bef2ee256ad3faed"


def test_refilling_keeps_sizes_kinds_and_constants() -> None:
    new = refill(WHOLE, random.Random(3))
    assert len(encode(new)) == pytest.approx(len(encode(WHOLE)), abs=40)
    assert new["id"] != WHOLE["id"]
    assert new["id"].startswith("step_")
    assert {key: type(value) for key, value in new.items()} == {key: type(value) for key, value in WHOLE.items()}
    assert (new["object"], new["status"], new["last_error"]) == ("thread.run.step", "completed", None)


def test_refilling_leaves_the_shape_alone() -> None:
    before = copy.deepcopy(WHOLE)
    refill(WHOLE, random.Random(3))
    assert before == WHOLE


def test_every_payload_of_the_corpus_is_valid_and_names_nothing_new() -> None:
    judge = validator(closed_copy(document()))
    assert all(judge.is_valid(step) for step in corpus())


def test_most_recorded_steps_are_known_shapes() -> None:
    assert len(known((step.value for step in recorded_steps()), document())) >= 60


def test_a_corpus_mixes_messages_and_tool_calls_as_traffic_does() -> None:
    messages = sum("message_creation" in step["step_details"] for step in corpus())
    assert 0.5 < messages / len(corpus()) < 0.8


@pytest.mark.parametrize("kind", KINDS)
def test_each_novelty_is_in_every_payload_and_nothing_else_is_touched(kind: str) -> None:
    judge = validator(closed_copy(document()))
    before = copy.deepcopy(corpus())
    assert not any(judge.is_valid(KINDS[kind](step)) for step in corpus())
    assert corpus() == before


@pytest.mark.parametrize("kind", ["field_first", "field_last", "field_deep"])
def test_an_unknown_field_extends_the_schema_and_does_not_break_it(kind: str) -> None:
    judge = validator(document())
    assert all(judge.is_valid(KINDS[kind](step)) for step in corpus())


def test_an_unknown_field_stands_where_its_name_says() -> None:
    assert next(iter(KINDS["field_first"](WHOLE))) == "rollout"
    assert [*KINDS["field_last"](WHOLE)][-1] == "rollout"
    assert "rollout" in KINDS["field_deep"](WHOLE)["step_details"]["tool_calls"][-1]["file_search"]["results"][-1]


def test_the_innermost_object_is_no_map() -> None:
    assert innermost({"a": {"b": [{"c": 1}]}, "attributes": {"x": "y"}}) == {"c": 1}


def test_there_are_21_broken_payloads_each_with_a_reason_of_its_own() -> None:
    assert len(dict(broken_steps())) == 21


def test_what_is_broken_was_whole_by_the_corrected_and_by_the_official_schema() -> None:
    assert validator(document()).is_valid(WHOLE)
    assert validator(official()).is_valid(WHOLE)


@pytest.mark.parametrize("mistake", dict(broken_steps()))
def test_each_broken_payload_breaks_both_schemas(mistake: str) -> None:
    step = dict(broken_steps())[mistake]
    assert not validator(document()).is_valid(step)
    assert not validator(official()).is_valid(step)


def test_the_closure_holds_what_the_root_needs_and_nothing_else() -> None:
    schemas = {"A": {"items": {"$ref": "#/components/schemas/B"}}, "B": {"not": {"$ref": "#/components/schemas/A"}}}
    upstream = {"openapi": "3.1.0", "components": {"schemas": {**schemas, "C": {}}}, "paths": {"/": {}}}
    assert closure(upstream, "A")["components"]["schemas"] == schemas
    assert closure(upstream, "A")["paths"] == {}


def test_recorded_steps_and_examples_are_told_apart_and_written_as_one_line_each() -> None:
    assert (len(of_origin("recorded-real")), len(of_origin("hand-written-example"))) == (92, 28)
    assert not any(b"\n" in line for line in of_origin("recorded-real"))


def test_a_run_writes_a_file_of_lines_for_each_kind(tmp_path) -> None:
    facts = write(tmp_path, document(), 20)
    lines = {path.stem: len(path.read_bytes().splitlines()) for path in tmp_path.iterdir()}
    assert lines == dict.fromkeys(("known", *KINDS), 20) | {"recorded": 92, "examples": 28, "broken": 21}
    assert facts["payloads"] == "20"


def test_a_schema_that_no_recorded_step_satisfies_is_an_error(tmp_path) -> None:
    nothing = {"components": {"schemas": {"RunStepObject": {"type": "object", "required": ["nothing"]}}}}
    with pytest.raises(PipelineError, match="no recorded step"):
        write(tmp_path, nothing, 1)
