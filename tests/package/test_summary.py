"""`python -m openai_run_steps FILE…`: what is in an archive, with nothing of the values where counts are sent away."""

from __future__ import annotations

import gzip
import importlib
import io
import json
import os
import random
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openai_run_steps import RunStepObject, _unknown_places
from openai_run_steps.__main__ import main
from scripts.documents import reading
from scripts.evidence import disclosure
from scripts.evidence.observation import Observation
from scripts.evidence.proposal import propose
from scripts.evidence.traffic import Traffic
from tests.package.payloads import SCHEMA_FILE, good_steps, with_unknown
from tests.support import packages

if TYPE_CHECKING:
    from collections.abc import Iterable

STEPS = [step.value for step in good_steps()]
STEP = STEPS[0]
GENERATED = SCHEMA_FILE.parents[1] / "generated"


@pytest.fixture
def archive(tmp_path: Path) -> Any:
    def write(*values: Any, name: str = "some.jsonl") -> Path:
        path = tmp_path / name
        data = b"".join(json.dumps(value).encode() + b"\n" for value in values)
        path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
        return path

    return write


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    assert main([*map(str, arguments)]) == 0
    return capsys.readouterr().out


def counted(capsys: pytest.CaptureFixture[str], *arguments: object) -> Any:
    return json.loads(run(capsys, *arguments, "--json"))


def unknown(found: Any) -> list[tuple[str, str, int]]:
    """Kind, label and count of what is unknown itself."""
    each = [entry for entry in found["unknown"] if entry["kind"] != "inside"]
    return [(entry["kind"], _unknown_places.label(entry["place"]), entry["count"]) for entry in each]


def test_it_says_how_many_steps_there_are_by_status_kind_and_tool_their_tokens_and_the_time_they_span(archive, capsys):
    calls = {
        "type": "tool_calls",
        "tool_calls": [{"id": "1", "type": "function", "function": {"name": "f", "arguments": ""}}],
    }
    usage = {"completion_tokens": 1, "prompt_tokens": 2, "total_tokens": 3}
    first = {**STEP, "created_at": 1735689600, "status": "completed", "usage": usage}
    last = {**first, "created_at": 1735776000000, "status": "failed", "type": "tool_calls", "step_details": calls}
    text = run(capsys, archive(first, last, last), archive(first, name="other.jsonl.gz"))
    lines = [line.strip() for line in text.splitlines()]
    assert lines[0] == "RunStepObject: 4 in 2 files; 4 hold nothing new"
    assert "status: completed 2, failed 2" in lines
    assert "step_details: message_creation 2, tool_calls 2" in lines
    assert "step_details.tool_calls[]: function 2" in lines
    assert "usage.total_tokens: 12 in sum" in lines
    assert "created_at: 2025-01-01 00:00:00 to 2025-01-02 00:00:00 UTC" in lines


def test_times_that_stand_for_none_and_numbers_beside_texts_are_not_counted(archive, capsys):
    found = counted(capsys, archive({**STEP, "failed_at": -1, "cancelled_at": 0, "status_code": 200}))
    assert not {"failed_at", "cancelled_at"} & found["times"].keys()
    assert "status_code" not in found["sums"]


def test_what_is_unknown_comes_with_its_place_and_what_it_is_made_of(archive, capsys):
    tools = [
        {"id": "1", "type": "function", "function": {"name": "f", "arguments": "", "cost": 1.5}},
        {"type": "mcp", "x": []},
    ]
    details = {"type": "tool_calls", "tool_calls": tools}
    found = counted(capsys, archive({**STEP, "step_details": details, "status": "paused", "region": {"a": [None]}}))
    assert sorted(unknown(found)) == [
        ("enum value", "status", 1),
        ("member", "region", 1),
        ("member", "step_details.tool_calls[].function.cost", 1),
        ("variant", "step_details.tool_calls[]", 1),
    ]
    inside = {_unknown_places.label(entry["place"]): entry["types"] for entry in found["unknown"]}
    assert inside["region.a[]"] == {"null": 1}
    assert inside["step_details.tool_calls[].x"] == {"array": 1}
    assert found["known"] == 0


def test_lines_that_can_not_be_read_come_with_their_reasons_and_stop_nothing(archive, capsys, tmp_path):
    path = archive(STEP, {**STEP, "id": 7}, STEP)
    path.write_bytes(path.read_bytes() + b"\n{broken\n")
    text = run(capsys, path)
    assert "RunStepObject: 2 in 1 file" in text
    assert f"could not be read: 2\n  {path}:2: $.id: expected a string, got 7\n  {path}:5: $: expected JSON" in text


def test_a_broken_archive_ends_with_a_reason(archive, capsys):
    path = archive(*[STEP] * 50, name="some.jsonl.gz")
    path.write_bytes(path.read_bytes()[:-30])
    assert "a whole gzip archive" in run(capsys, path)


def test_standard_input_is_an_archive_too(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps(STEP).encode())))
    assert "RunStepObject: 1 in 1 file" in run(capsys, "-")


def test_a_file_that_is_not_there_is_an_error(capsys, tmp_path):
    assert main([str(tmp_path / "no\x1b.jsonl")]) == 2
    assert capsys.readouterr().err.endswith("no\\x1b.jsonl: No such file or directory\n")


def test_it_runs_as_a_module_with_msgspec_alone(archive):
    code = "import runpy; runpy.run_module('openai_run_steps', run_name='__main__', alter_sys=True)"
    path = f"{GENERATED}:{Path(msgspec.__file__).parents[1]}"
    command = [sys.executable, "-S", "-c", code, str(archive(STEP)), "--json"]
    done = subprocess.run(command, env={"PYTHONPATH": path}, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["package"] == "openai_run_steps"


def strings(value: Any) -> set[str]:
    if isinstance(value, str):
        return {value}
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return {text for child in children for text in strings(child)}


def test_no_value_is_in_what_is_sent_away(archive, capsys):
    steps = [
        {**step, "secret": f"secret {number}", "id": 7 if number % 9 == 0 else step["id"]}
        for number, step in enumerate(STEPS)
    ]
    steps += [{**STEP, "status": "confidential", "users": {"user-4711": "Ana Paz"}, "who": {"ana@example.com": 1}}]
    text = run(capsys, archive(*steps), "--json")
    schema = SCHEMA_FILE.read_text(encoding="utf-8")
    private = {each for step in steps for each in strings(step) if len(each) > 3 and each not in schema}
    private -= {"RunStepDetails"}  # a tag
    words = set(re.findall(r"[^\s\"',;:()\[\]{}|`]+", text))
    assert len(private) > 200
    assert not private & words
    assert not [each for each in private if len(each) > 8 and each in text]
    assert not {"user-4711", "ana@example.com", "confidential"} & words


def test_hostile_names_and_tags_end_in_no_terminal(archive, capsys):
    odd = ["\x1b[31m", "a\u202eb", "a\nb"]
    steps = [{**STEP, text: text, "step_details": {"type": text, text: 1}, "x": {text: 1}} for text in odd]
    steps += [{**STEP, "created_at": text} for text in odd]
    text = run(capsys, archive(*steps))
    assert not re.search(r"[^\n -~]", text.replace("…", ""))


def test_names_that_never_repeat_do_not_fill_the_memory():
    places = _unknown_places.UnknownPlaces()
    chance = random.Random(7)
    for _ in range(3000):
        places.members((), {"".join(chance.choices("abcdefgh", k=9)): {"".join(chance.choices("abcd", k=9)): 1}})
    assert len(places.seen) < 4 * _unknown_places.MOST_NAMES
    assert [_unknown_places.label(place) for place, seen in places.items()] == ["{}", "{}{}"]


def test_in_the_objects_of_a_map_more_names_than_are_kept_are_keys_too(archive, capsys):
    names = [
        "".join(chr(97 + int(digit)) for digit in f"{number:03}") for number in range(_unknown_places.MOST_NAMES + 1)
    ]
    steps = [
        {**STEP, "files": {f"f{names[start]}": dict.fromkeys((names * 2)[2 * start : 2 * start + 9], 1)}}
        for start in range(40)
    ]
    found = counted(capsys, archive(*steps))["unknown"]
    assert [_unknown_places.label(entry["place"]) for entry in found] == ["files", "files{}", "files{}{}"]


@settings(max_examples=200, derandomize=True, deadline=None)
@given(st.one_of(st.text(max_size=12), st.text("abz_$@.-/0129", max_size=12)))
def test_the_package_shows_the_names_that_observe_shows(text: str):
    assert _unknown_places.is_name(text) == disclosure.is_name(text)
    assert _unknown_places.is_constant(text) == disclosure.is_constant(text)
    assert _unknown_places.MOST_NAMES == disclosure.MOST_NAMES


def observed(paths: Iterable[Path]) -> Observation:
    observation = Observation(reading.read(SCHEMA_FILE).value, ["RunStepObject"])
    list(observation.read(Traffic(paths)))
    return observation


@pytest.mark.parametrize("seed", range(3))
def test_a_summary_proposes_what_the_archive_itself_does_but_for_values(seed, archive, capsys, tmp_path):
    chance = random.Random(seed)
    steps = [with_unknown(step, chance) for step in STEPS]
    steps = [step for step in steps if loads(step)]
    path = archive(*steps)
    (tmp_path / "summary.json").write_text(run(capsys, path, "--json"))
    whole, counted = observed([path]), observed([tmp_path / "summary.json"])
    assert counted.count == whole.count > 80
    assert counted.known == whole.known
    expected = [changed(action) for action in propose(whole).actions]
    assert [changed(action) for action in propose(counted).actions] == expected
    assert len(expected) > 3


def loads(step: Any) -> bool:
    try:
        RunStepObject.from_dict(step)
    except ValueError:
        return False
    return True


def changed(action: Any) -> Any:
    """An action without its evidence, and without the order of what it adds."""
    return json.dumps({key: value for key, value in action.items() if key != "description"}, sort_keys=True)


def test_a_summary_of_something_else_is_a_fault_and_no_evidence(tmp_path):
    for number, value in enumerate([{"model": "Other"}, {"unknown": 7}, {"records": "x"}]):
        told = {"summary": 1, "model": "RunStepObject", "records": 1, "known": 1, "files": 1, "unknown": [], **value}
        (tmp_path / f"{number}.json").write_text(json.dumps(told))
    observation = observed(sorted(tmp_path.glob("*.json")))
    assert (observation.count, observation.faults.count) == (0, 3)


TREE = {
    "Tree": {
        "type": "object",
        "required": ["kind", "size"],
        "properties": {
            "kind": {"enum": ["leaf", "node"], "type": "string"},
            "size": {"type": "integer"},
            "below": {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}},
            "by_name": {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/Tree"}},
            "kinds": {"type": "array", "items": {"enum": ["a", "b", None], "type": ["string", "null"]}},
        },
    },
    "Other": {"type": "object", "properties": {"count": {"type": "integer"}}},
}


def test_every_package_has_it_and_asks_which_model_if_there_are_several(archive, capsys, tmp_path):
    packages.imported(TREE, "summed", tmp_path)
    module = importlib.import_module("summed.__main__")
    leaf = {"kind": "leaf", "size": 1}
    path = archive({**leaf, "below": [leaf, leaf], "by_name": {"x": {**leaf, "new": 1}}, "kinds": ["a", None, "c"]})
    assert module.main([str(path), "--model", "Tree", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["values"] == {
        "kind": {"leaf": 1},
        "below[].kind": {"leaf": 2},
        "by_name{}.kind": {"leaf": 1},
        "kinds[]": {"a": 1, "(unknown)": 1},
    }
    assert sorted(unknown(found)) == [("enum value", "kinds[]", 1), ("member", "by_name{}.new", 1)]
    assert module.main([str(archive({"count": 3}, name="o.jsonl")), "--model", "Other"]) == 0
    assert "count: 3 in sum" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        module.main([str(path)])
    assert "say of which model the records are" in capsys.readouterr().err


def summarised(*unknown: Any) -> str:
    """A summary of a step that somebody wrote."""
    told = {"summary": 1, "model": "RunStepObject", "records": 1, "known": 0, "files": 1, "unknown": unknown}
    return json.dumps(told)


def test_a_variant_that_a_summary_calls_no_object_is_one_all_the_same(tmp_path):
    place = [["in", "step_details"], ["variant", "odd_kind"]]
    entry = {"place": place, "kind": "variant", "count": 1, "types": {"string": 1}, "shown": []}
    (tmp_path / "summary.json").write_text(summarised(entry))
    (added, _) = propose(observed([tmp_path / "summary.json"])).actions
    (variant,) = added["update"].values()
    assert variant == {
        "type": "object",
        "additionalProperties": {},
        "properties": {"type": {"type": "string", "enum": ["odd_kind"]}},
        "required": ["type"],
    }


@pytest.mark.parametrize(("room", "levels"), [(7, 0), (50_000, 20)])
def test_what_a_summary_says_of_too_many_places_or_too_deep_ones_can_be_anything(tmp_path, room, levels):
    steps = [["in", "usage"], *[["member", "deep"]] * 40]
    entries = [
        {
            "place": steps[:end],
            "kind": "member" if end == 2 else "inside",
            "count": 1,
            "types": {"object": 1},
            "shown": [],
        }
        for end in range(2, 42)
    ]
    (tmp_path / "summary.json").write_text(summarised(*entries))
    observation = Observation(reading.read(SCHEMA_FILE).value, ["RunStepObject"])
    observation.everything.room.places = observation.sound.room.places = room
    list(observation.read(Traffic([tmp_path / "summary.json"])))
    (action,) = propose(observation).actions
    assert json.dumps(action["update"]).count("properties") == levels


@pytest.mark.parametrize("wrong", [{"model": "Object"}, {"model": "RunStep"}, {"unknown": 3}])
def test_a_summary_of_another_model_or_one_that_is_none_is_a_fault(tmp_path, wrong):
    (tmp_path / "summary.json").write_text(json.dumps(json.loads(summarised()) | wrong))
    observation = observed([tmp_path / "summary.json"])
    assert observation.faults.shown == [f"{tmp_path}/summary.json:1: a summary of something else"]
    assert observation.count == 0


def test_places_that_the_schema_does_not_have_are_faults(tmp_path):
    odd = [
        {"place": [["in", "nothing"], ["member", "x"]], "kind": "member"},
        {"place": [["variant", "x"]], "kind": "variant"},
        {"place": [["in", "id"]], "kind": "enum value"},
        {"place": [["in", "metadata"], ["values", ""], ["member", "x"]], "kind": "member"},
        {"place": [["in", "id"], ["values", ""], ["member", "x"]], "kind": "member"},
        {"place": [["beside", "id"], ["member", "x"]], "kind": "member"},
    ]
    unknown = [{**each, "count": 1, "types": {"string": 1}, "shown": ["\x1b[31m"]} for each in odd]
    (tmp_path / "summary.json").write_text(summarised(*unknown))
    observation = observed([tmp_path / "summary.json"])
    assert observation.faults.shown == [f"{tmp_path}/summary.json:1: 6 places of a summary are not in the schema"]
    assert observation.everything.groups == {}


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_on_a_terminal_it_shows_how_far_it_is(archive, monkeypatch, capsys):
    clock = iter(range(10_000))
    monkeypatch.setattr(time, "monotonic", lambda: float(next(clock)))
    monkeypatch.setattr(sys, "stderr", Terminal())
    run(capsys, archive(*[STEP] * 3))
    shown = sys.stderr.getvalue()
    assert "some.jsonl, 3 records" in shown
    assert shown.endswith("\r\x1b[K")


def written_to(archive, target):
    """How it ends when its output is this file."""
    command = [sys.executable, "-m", "openai_run_steps", str(archive(*STEPS)), "--json"]
    environment = {**os.environ, "PYTHONPATH": str(GENERATED)}
    done = subprocess.run(command, env=environment, stdout=target, stderr=subprocess.PIPE, text=True, check=False)
    return done.returncode, done.stderr


def test_who_reads_no_further_ends_it_quietly(archive):
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as closed:
        assert written_to(archive, closed) == (0, "")


def test_an_interruption_is_130_without_a_traceback(archive, monkeypatch, capsys):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("openai_run_steps.__main__.numbered_lines", interrupt)
    assert main([str(archive(STEP))]) == 130
    assert capsys.readouterr() == ("", "")


def test_where_there_is_no_room_for_the_report_it_says_so(archive):
    with Path("/dev/full").open("wb") as full:
        assert written_to(archive, full) == (2, "error: No space left on device\n")


def test_a_time_that_no_calendar_has_stays_a_number(archive, capsys):
    assert "created_at: 99999999999 to 99999999999 UTC" not in run(
        capsys, archive({**STEP, "created_at": 99_999_999_999})
    )
    assert "created_at: 999999999999999997 to " in run(
        capsys, archive({**STEP, "created_at": 999_999_999_999_999_997_123})
    )


def test_members_that_the_schema_gives_a_type_are_looked_into_and_deep_ones_only_so_far(capsys, tmp_path):
    inner = {"type": "object", "properties": {"kind": {"type": "string", "enum": ["a", "b"]}}}
    typed = {"Typed": {"type": "object", "properties": {"id": {"type": "string"}}, "additionalProperties": inner}}
    packages.imported(typed | TREE, "typed_members", tmp_path)
    module = importlib.import_module("typed_members.__main__")
    (tmp_path / "typed.jsonl").write_text('{"id": "x", "one": {"kind": "a"}, "two": {"kind": "b", "new": 1}}\n')
    assert module.main([str(tmp_path / "typed.jsonl"), "--model", "Typed", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["values"] == {"{}.kind": {"a": 1, "b": 1}}
    assert unknown(found) == [("member", "{}.new", 1)]
    tree: Any = {"kind": "leaf", "size": 1}
    for _ in range(80):
        tree = {"kind": "node", "size": 1, "below": [tree]}
    (tmp_path / "tree.jsonl").write_text(json.dumps(tree) + "\n")
    assert module.main([str(tmp_path / "tree.jsonl"), "--model", "Tree", "--json"]) == 0
    assert sum(sum(counts.values()) for counts in json.loads(capsys.readouterr().out)["values"].values()) == 31


def test_there_are_only_so_many_places(monkeypatch):
    monkeypatch.setattr(_unknown_places, "_MOST_PLACES", 5)
    places = _unknown_places.UnknownPlaces()
    places.members((), {"a": {"b": {"c": {"d": {"e": {"f": 1}}}}}})
    places.variant((("in", "x"),), None, {"type": "odd one"})
    assert len(places.seen) == 5


def test_many_tags_are_not_kept():
    places = _unknown_places.UnknownPlaces()
    for number in range(_unknown_places.MOST_NAMES + 1):
        places.variant((), "".join(chr(97 + int(digit)) for digit in f"{number:03}"), {"x": 1})
    assert [(place, seen.count) for place, seen in places.items()] == [
        ((("variant", ""),), _unknown_places.MOST_NAMES + 1),
        ((("variant", ""), ("member", "x")), _unknown_places.MOST_NAMES + 1),
    ]
