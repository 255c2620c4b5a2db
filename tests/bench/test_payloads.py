"""The payloads that are measured: the same on every machine, and known, new or broken as they say."""

from __future__ import annotations

import copy
import hashlib
import json
from functools import cache
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import pytest

from scripts import config
from scripts.base.errors import PipelineError
from scripts.bench.__main__ import ROOT
from scripts.bench.payloads import UNKNOWN, closed_copy, encode, known, of_origin, steps, validator, write
from scripts.documents.reading import read
from tests.support.broken_steps import WHOLE, broken_steps
from tests.support.traffic_steps import recorded_steps

CONFIG = config.load(ROOT / "openapi" / "pipeline.toml").packages[0]


@cache
def document() -> dict[str, Any]:
    return read(CONFIG.schema).value


@cache
def official() -> dict[str, Any]:
    upstream = distribution(CONFIG.source.package or "").locate_file(CONFIG.source.file or "")
    return read(Path(str(upstream))).value


@cache
def corpus() -> list[dict[str, Any]]:
    return steps(known((step.value for step in recorded_steps()), document()), 300)


def test_the_bytes_of_a_corpus_are_the_same_for_every_python_and_machine() -> None:
    lines = b"\n".join(map(encode, steps([WHOLE], 50)))
    assert hashlib.sha256(lines).hexdigest()[:16] == "bef2ee256ad3faed"


def test_refilling_keeps_sizes_kinds_and_constants_and_changes_ids() -> None:
    (new,) = steps([WHOLE], 1)
    assert len(encode(new)) == pytest.approx(len(encode(WHOLE)), abs=40)
    assert new["id"] != WHOLE["id"]
    assert {key: type(value) for key, value in new.items()} == {key: type(value) for key, value in WHOLE.items()}
    assert (new["object"], new["status"], new["last_error"]) == ("thread.run.step", "completed", None)


def test_every_payload_of_the_corpus_is_valid_and_names_nothing_new() -> None:
    judge = validator(closed_copy(document()))
    assert all(judge.is_valid(step) for step in corpus())


def test_a_corpus_mixes_messages_and_tool_calls_as_traffic_does() -> None:
    messages = sum("message_creation" in step["step_details"] for step in corpus())
    assert 0.5 < messages / len(corpus()) < 0.8


@pytest.mark.parametrize("kind", UNKNOWN)
def test_something_unknown_is_in_every_payload_and_the_known_ones_stay(kind: str) -> None:
    judge = validator(closed_copy(document()))
    before = copy.deepcopy(corpus())
    assert not any(judge.is_valid(UNKNOWN[kind](step)) for step in corpus())
    assert corpus() == before


@pytest.mark.parametrize("kind", ["field_first", "field_last", "field_deep"])
def test_an_unknown_field_extends_the_schema_and_does_not_break_it(kind: str) -> None:
    judge = validator(document())
    assert all(judge.is_valid(UNKNOWN[kind](step)) for step in corpus())


def test_each_of_21_broken_payloads_breaks_the_corrected_and_the_official_schema_which_the_whole_one_satisfies() -> (
    None
):
    judges = validator(document()), validator(official())
    assert all(judge.is_valid(WHOLE) for judge in judges)
    broken = dict(broken_steps())
    assert len(broken) == 21
    assert not [mistake for mistake, step in broken.items() if any(judge.is_valid(step) for judge in judges)]


def test_a_run_writes_a_file_of_lines_for_each_kind(tmp_path) -> None:
    facts = write(tmp_path, document(), 20)
    lines = {path.stem: len(path.read_bytes().splitlines()) for path in tmp_path.glob("*.jsonl")}
    assert json.loads((tmp_path / "schema.json").read_text()) == document()
    assert lines == dict.fromkeys(("known", *UNKNOWN), 20) | {"recorded": 92, "examples": 28, "broken": 21}
    assert facts["payloads"] == "20"
    assert not any(b"\n" in line for line in of_origin("recorded-real"))


def test_a_schema_that_no_recorded_step_satisfies_is_an_error(tmp_path) -> None:
    nothing = {"components": {"schemas": {"RunStepObject": {"type": "object", "required": ["nothing"]}}}}
    with pytest.raises(PipelineError, match="no recorded step"):
        write(tmp_path, nothing, 1)
