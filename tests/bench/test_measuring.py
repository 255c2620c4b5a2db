"""What measures: every subject is timed in turn with the others, and it is said of each what it loses and refuses."""

from __future__ import annotations

import itertools
import json
import sys
from typing import TYPE_CHECKING, Any
from unittest.mock import MagicMock

import msgspec
import pytest

from scripts.bench import clock, measuring, subjects
from scripts.bench.archives import Repeated, observing, reading
from scripts.bench.measuring import Effort, bytes_held, decoding, encoding, tally
from scripts.bench.payloads import UNKNOWN, encode
from scripts.bench.subjects import GENERATED, SUBJECTS, UNUSABLE, Subject, is_lossless
from scripts.documents import reading as documents
from tests.support.broken_steps import WHOLE, broken_steps
from tests.support.copies import ROOT
from tests.support.streams import stream_of

if TYPE_CHECKING:
    from collections.abc import Iterator

STEP = encode(WHOLE)
DOCUMENT = documents.read(ROOT / "openapi" / "run-step.yaml").value
EFFORT = msgspec.json.encode(Effort(payloads=1, rounds=2, held=5, processes=2, imports=2, short=10, long=100)).decode()


def picky(payload: bytes) -> dict[str, Any]:
    """Take objects with a number `a` only, and keep nothing else."""
    return {"a": int(json.loads(payload)["a"])}


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        (Subject(json.loads, json.dumps), [2, 2, 1, 0]),
        (Subject(picky, json.dumps), [2, 1, 0, 2]),
        (Subject(lambda _: None, json.dumps), [2, 0, 0, 0]),
        (Subject(json.loads, lambda _: 1 / 0), [2, 0, 0, 0]),
        (UNUSABLE, [0, 0, 0, 2]),
    ],
    ids=["takes everything", "checks and forgets", "loses everything", "cannot write", "cannot be used"],
)
def test_a_tally_tells_loading_from_losing_and_from_refusing(subject, expected) -> None:
    counts = tally(subject, [b'{"a":1}', b'{"a":1,"b":2}'], [b'{"b":true}'], [b'{"a":"x"}', b"[]"])
    assert [*counts.values()] == list(zip(expected, [2, 2, 1, 2], strict=True))


@pytest.mark.parametrize(("written", "same"), [("1.0", True), ("true", False), ('"1"', False), ("[1]", False)])
def test_what_is_written_is_compared_as_json(written, same) -> None:
    assert is_lossless(Subject(json.loads, lambda _: written), b"1") is same


def test_every_action_runs_once_a_round_and_once_before_in_an_order_that_changes() -> None:
    calls: list[str] = []
    ticks = itertools.count()
    actions = {name: lambda name=name: calls.append(name) for name in "abc"}
    samples = clock.interleave(actions, 10, items=5, clock=lambda: next(ticks) * 10)
    assert samples == dict.fromkeys("abc", [2.0] * 10)
    rounds = [tuple(calls[at : at + 3]) for at in range(0, 33, 3)]
    assert [sorted(one) for one in rounds] == [["a", "b", "c"]] * 11
    assert len({*rounds}) > 1


def test_where_the_system_does_not_tell_the_memory_of_now_the_most_so_far_counts(monkeypatch, tmp_path):
    now = clock.resident()
    monkeypatch.setattr(clock, "STATM", tmp_path / "none")
    assert now / 2 < clock.resident() < 1 << 40


def test_who_refuses_a_payload_is_not_timed_and_who_loses_is_marked() -> None:
    subjects = {"all": Subject(json.loads, json.dumps), "picky": Subject(picky, json.dumps)}
    refused = decoding("variant", subjects, [b'{"a":1,"b":2}', b'{"b":1}'], 2)
    assert ([*refused.figures], refused.absent) == (["all"], {"picky": "refuses 1 of 2"})
    assert decoding("decode", subjects, [b'{"a":1}'], 2).lossy == []
    lost = encoding("encode", subjects, [b'{"a":1,"b":2}'], 2)
    assert (lost.lossy, [len(figures) for figures in lost.figures.values()]) == (["picky"], [2, 2])


def test_who_loads_in_the_same_way_writes_the_same_objects() -> None:
    written: list[object] = []
    subjects = {name: Subject(json.loads, lambda value: (written.append(value), "{}")[1]) for name in "ab"}
    encoding("encode", subjects, [b'{"a":1}'], 1)
    timed = written[:4]  # each once before and once in the round
    assert len({id(value) for value in timed}) == 1


def test_held_memory_counts_what_is_held() -> None:
    # So much that what the process has free from before does not count.
    assert bytes_held(lambda _: bytearray(1 << 20), [b""], 100) == pytest.approx(1 << 20, rel=0.3)


CLIENT = """
class {}:
    def __init__(self, members): self.members = members
    @classmethod
    def from_dict(cls, members): return cls(dict(members))
    def to_dict(self): return self.members
"""
PYDANTIC = """
import pydantic
class {}(pydantic.BaseModel, extra="allow"):
    id: str
"""
STRUCTS = """
import msgspec
class RunStepObject(msgspec.Struct):
    id: str
"""
CONSTRUCT = """
def construct_type(*, type_, value):
    return type_.model_construct(**value)
"""


@pytest.fixture
def made(tmp_path, monkeypatch) -> Iterator[None]:
    """Small models in place of those that generators make and of the official client; one of them can't be imported."""
    texts = {
        "client_corrected/models": CLIENT.format("RunStepObject"),
        "client_official/models": CLIENT.format("RunSteps"),
        "structs_corrected": STRUCTS,
        "structs_tagged_corrected": "raise TypeError('not an annotation')",
        "openai/types/beta/threads/runs": PYDANTIC.format("RunStep"),
        "openai/_models": CONSTRUCT,
    } | {f"pydantic_{kind}_corrected": PYDANTIC.format("RunStepObject") for kind in ("default", "best", "tagged")}
    for name, text in texts.items():
        path = tmp_path / "made" / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    before = {*sys.modules}
    monkeypatch.syspath_prepend(tmp_path / "made")
    yield
    tops = {name.partition("/")[0] for name in texts}
    for name in {*sys.modules} - before:
        if name.partition(".")[0] in tops:
            del sys.modules[name]


@pytest.fixture
def task(tmp_path, capsys) -> Any:
    """Run a task of the measuring process over the payloads of a small run and return what it prints."""
    lines = dict.fromkeys(("known", "recorded", "examples"), [STEP] * 2)
    lines |= {kind: [encode(change(WHOLE))] for kind, change in UNKNOWN.items()}
    (tmp_path / "schema.json").write_text(json.dumps(DOCUMENT), encoding="utf-8")
    lines["broken"] = [encode(step) for _, step in broken_steps()]
    for name, texts in lines.items():
        (tmp_path / f"{name}.jsonl").write_bytes(b"\n".join(texts) + b"\n")

    def run(name: str, *arguments: object) -> Any:
        measuring.main(name, str(tmp_path), *map(str, arguments or [EFFORT]))
        return json.loads(capsys.readouterr().out)

    return run


def test_times_are_taken_of_every_subject_that_can_be_used_and_it_is_said_why_others_cannot(made, task) -> None:
    rows = {row["key"]: row for row in task("times")}
    assert rows["decode"]["absent"] == {"structs_tagged": "cannot be used: TypeError"}
    assert {*rows["decode"]["figures"]} == {*SUBJECTS, "decoder"} - {"structs_tagged", "pydantic_default"}
    assert all(len(figures) == 2 for row in rows.values() for figures in row["figures"].values())
    assert rows["encode"]["lossy"] == ["structs"]
    assert "encoder" in rows["encode"]["figures"]


def test_counts_are_taken_of_every_subject_for_both_schemas(made, task) -> None:
    found = {tally["subject"]: [some for some, _ in tally["counts"].values()] for tally in task("counts")}
    assert {*found} == {*SUBJECTS, *(f"{name}, official schema" for name in GENERATED)}
    assert (found["ours"], found["json"], found["structs_tagged"]) == ([2, 2, 2, 21], [2, 2, 2, 0], [0, 0, 0, 21])


def test_imports_memory_and_archives_are_measured_in_processes_of_their_own(task, monkeypatch) -> None:
    asked: list[tuple[object, ...]] = []

    def printed(*command: object) -> float:
        asked.append(command)
        return 3e6

    monkeypatch.setattr(measuring, "_printed", printed)
    whole, over = task("imports")
    assert (whole["figures"]["ours"], {*over["figures"]} <= {*whole["figures"]}) == ([3.0, 3.0], True)
    (held,) = task("memory")
    assert held["figures"]["orjson"] == [3e6, 3e6]
    speed, observed, growth = task("archives")
    assert [len(figures) for figures in speed["figures"].values()] == [2, 2, 2, 2]
    assert {name: len(figures) for name, figures in observed["figures"].items()} == {"read_jsonl": 2, "observe": 2}
    assert growth["figures"] == {"a short archive": [3.0], "a long archive": [3.0], "a long archive, observed": [3.0]}
    assert [[*each[2:3], *each[4:]] for each in asked[-2:]] == [["growth", 100], ["observed_growth", 100]]


def test_a_process_of_its_own_prints_a_number(task, tmp_path) -> None:
    assert measuring._printed(*measuring._OWN, "held", tmp_path, "json", 2_000) > 0
    assert task("held", "json", 2_000) >= 0  # this one may have as much free from before
    # Ten thousand of these lines are 12 MB, and they are read one after the other.
    assert 0 <= task("growth", 10_000) < 6e6
    assert 0 <= task("observed_growth", 10_000) < 6e6


def test_an_archive_that_is_nowhere_has_the_lines_it_says() -> None:
    lines = [b"a" * 3, b"b" * 5000, b""]
    with Repeated(lines, 7) as raw:
        assert raw.read() == b"".join(lines[at % 3] + b"\n" for at in range(7))


def test_an_archive_that_is_not_read_whole_is_not_timed() -> None:
    with pytest.raises(RuntimeError, match="2 of 3 lines read"):
        reading([STEP, b"", STEP], 1)


def test_an_archive_that_is_not_observed_whole_is_not_timed() -> None:
    with pytest.raises(RuntimeError, match="1 of 2 lines observed"):
        observing(DOCUMENT, [STEP, b'{"object": "list"}'], 1)


def test_ours_makes_every_step_of_the_stream_that_is_measured():
    actions, _ = subjects.streaming(stream_of("code_interpreter"), 2)
    assert [step.status for step in actions["ours"]()] == ["completed", "completed"]


def test_who_makes_fewer_steps_or_fails_is_reported_and_not_timed(monkeypatch):
    def fails(_):
        raise LookupError

    monkeypatch.setattr(subjects, "STREAMING", {"few": lambda _: lambda: [1], "none": fails})
    assert subjects.streaming(b"", 2) == ({}, {"few": "makes 1 of 2 steps", "none": "cannot be used: LookupError"})


def test_openai_is_asked_as_its_users_ask_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "openai", openai := MagicMock())
    stream = openai.OpenAI.return_value.beta.threads.runs.stream
    stream.return_value.__enter__.return_value.get_final_run_steps.return_value = ["step"]
    assert subjects._openai_steps(b"x")() == ["step"]
    assert stream.call_args.kwargs["event_handler"] is openai.AssistantEventHandler.return_value
    assert openai.OpenAI.call_args.kwargs["http_client"].get("http://localhost").content == b"x"


def test_a_stream_is_timed_by_its_events(tmp_path):
    (tmp_path / "stream.sse").write_bytes(stream_of("code_interpreter"))
    [samples] = measuring.streams(tmp_path, Effort(rounds=2))
    assert len(samples.figures["ours"]) == 2
    assert all(0 < figure < 10_000_000 for figure in samples.figures["ours"])
