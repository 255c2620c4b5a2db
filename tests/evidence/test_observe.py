"""The command: what it reports, its exit codes, and that nothing of a payload's values leaves it."""

from __future__ import annotations

import contextlib
import io
import json
import re
import sys
import time
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import pytest

from scripts.commands import cli
from scripts.documents import reading
from tests.evidence.observing import SCHEMAS, lines, repository, run, step
from tests.support.traffic_steps import TRAFFIC, recorded_steps

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    return repository(tmp_path)


@pytest.fixture
def archive(tmp_path: Path) -> Any:
    def write(*values: Any, name: str = "some.jsonl") -> Path:
        (tmp_path / name).write_text(lines(values))
        return tmp_path / name

    return write


def test_what_the_schema_says_all_of_ends_with_0(settings, archive):
    ran = run(settings, archive(step(), {"data": [step(status="new")]}))
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("Step: 2 in 1 file; 2 hold nothing new\n")


def test_something_new_ends_with_1_and_is_reported_with_counts_and_lines(settings, archive):
    path = archive(step(), *[step(region="eu")] * 5)
    ran = run(settings, path)
    assert ran.code == 1
    assert f"  Step.region: string; in 5 of 6, in 1 of 1 file ({path}:2, {path}:3, {path}:4 and 2 more)\n" in ran.out


@pytest.mark.parametrize(
    ("value", "section", "found"),
    [
        ({"object": "step"}, "required, but missing", "Step.id;"),
        (step(region=None), "sent, but not named", "Step.region: null;"),
        (step(status="paused"), "new values", "Step.status: a new value;"),
        (
            step(calls=[{"type": "three", "x": 1}]),
            "new variants",
            "Step.calls[]: three: object {type: string, x: integer};",
        ),
        (step(status=None), "departures", "Step.status: another type: null;"),
        (step(count="1"), "departures", "Step.count: another type: string;"),
        (step(id="123456789"), "departures", "Step.id: maxLength: not satisfied;"),
        (step(calls=[{"one": "x"}]), "departures", "Step.calls[]: no tag that says what it is;"),
    ],
)
def test_each_kind_of_departure_is_in_its_section(settings, archive, value, section, found):
    ran = run(settings, archive(value))
    assert ran.code == 1
    assert f"\n{section}\n  {found}" in ran.out


def test_what_is_named_and_never_seen_is_listed_and_changes_no_exit_code(settings, archive):
    ran = run(settings, archive(step(status="new")))
    never = ran.out.partition("named, but never seen\n")[2].split()
    assert ran.code == 0
    assert {"Step.count", "Step.calls", "CallOneObject", "CallTwoObject"} < set(never)
    assert "Step.status = done" in ran.out
    assert "Step.id" not in never


def test_bad_lines_are_counted_with_their_places_and_stop_nothing(settings, tmp_path):
    (tmp_path / "some.jsonl").write_text("\n".join((json.dumps(step()), *["{broken"] * 11, json.dumps(step()))))
    ran = run(settings, tmp_path / "some.jsonl")
    assert ran.code == 0
    assert "Step: 2 in 1 file" in ran.out
    faults = ran.out.partition("could not be read: 11\n")[2].splitlines()
    reason = "object keys must be strings"
    assert faults == [f"  {tmp_path}/some.jsonl:{line}: {reason}" for line in range(2, 12)]  # the first ten


def test_what_could_not_be_read_is_reported_where_nothing_was_found(settings, tmp_path):
    (tmp_path / "some.jsonl").write_text("{broken\n")
    ran = run(settings, tmp_path / "some.jsonl")
    assert ran.code == 2
    assert f"of which 1 can't be read: {tmp_path}/some.jsonl:1: " in ran.err


def test_a_schema_that_is_none_is_an_error(settings, archive):
    (settings.parent / "schema.yaml").write_text("openapi: 3.1.0\n")
    ran = run(settings, archive({"object": "list"}))
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert "#/components/schemas: no schemas in the document; run make trim" in ran.err


def test_before_the_first_trim_there_is_nothing_to_compare_with(settings, archive):
    (settings.parent / "schema.yaml").unlink()
    ran = run(settings, archive({"object": "list"}))
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert ran.err.endswith("schema.yaml: there is no such file; run make trim\n")


def test_nothing_to_compare_is_an_error(settings, archive):
    ran = run(settings, archive({"object": "list"}))
    assert ran.code == 2
    assert ran.err.startswith("error: no Step in 1 payload of 1 file; say where")


def test_what_can_not_be_read_at_all_is_an_error_with_its_place(settings, tmp_path):
    (tmp_path / "empty").mkdir()
    for name, line in (
        ("empty", "no traffic in it; name the files themselves; looked for "),
        ("none.jsonl", "there is no such file"),
    ):
        ran = run(settings, tmp_path / name)
        assert ran.code == 2
        assert ran.err.startswith(f"error: {tmp_path / name}: {line}")


def test_a_root_without_constants_is_found_at_a_path(settings, archive):
    path = archive({"data": [{"type": "one", "one": "x"}, {"type": "one", "one": 7}]})
    ran = run(settings, path, "--root", "CallOneObject", "--at", "$.data[*]")
    assert ran.code == 1
    assert "CallOneObject: 2 in 1 file; 1 hold" in ran.out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--root", "Nothing"], "no schema 'Nothing'; there are Step, CallOneObject, CallTwoObject"),
        (["--at", "$["], "--at: the JSONPath '$[' does not parse"),
        (["--root", "Step", "--root", "CallOneObject", "--at", "$"], "--at says where one root is"),
    ],
)
def test_wrong_options_are_errors(settings, archive, arguments, message):
    ran = run(settings, archive(step()), *arguments)
    assert ran.code == 2
    assert message in ran.err


def test_a_root_without_constants_and_without_a_path_is_an_error(tmp_path):
    settings = repository(tmp_path, {"Bare": {"type": "object", "properties": {"a": {"type": "string"}}}}, "Bare")
    (tmp_path / "x.json").write_text('{"a": "b"}')
    ran = run(settings, tmp_path / "x.json")
    assert ran.code == 2
    assert "requires no constant, by which its instances could be found; say where they are: --at" in ran.err


EVENTS = {
    **SCHEMAS,
    "StepEvent": {
        "type": "object",
        "required": ["event", "data"],
        "properties": {"event": {"enum": ["step.new"]}, "data": {"$ref": "#/components/schemas/Step"}},
    },
    "Event": {
        "x-event-stream": {"name": "event", "data": "data"},
        "oneOf": [{"$ref": "#/components/schemas/StepEvent"}],
    },
}


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("step.new", "StepEvent: 1 in 1 file; 0 hold nothing new"),
        ("step.other", "Step: 1 in 1 file; 0 hold nothing new"),
    ],
)
def test_an_event_is_an_instance_of_its_schema_and_what_it_brings_of_its_own_if_it_has_none(tmp_path, name, found):
    settings = repository(tmp_path, EVENTS, root='StepEvent", "Step')
    (tmp_path / "some.sse").write_text(f"event: {name}\ndata: {json.dumps(step(more=1))}\n\n", encoding="utf-8")
    ran = run(settings, tmp_path / "some.sse")
    assert ran.err == ""
    assert found in ran.out.splitlines()
    assert "  Step.more: integer; in 1 of 1, in 1 of 1 file" in ran.out
    assert "Step: 1 in 1 file; 0 hold" in run(settings, tmp_path / "some.sse", "--root", "Step", "--at", "$").out


def test_events_that_the_schema_does_not_name_are_listed_and_change_no_exit_code(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    settings = repository(tmp_path, EVENTS, root='StepEvent", "Step')
    names = ["step.new", "step.other", "step.gone", "step.other", "customer 4711"]
    events = "".join(f"event: {name}\ndata: {json.dumps(step())}\n\n" for name in names)
    (tmp_path / "some.sse").write_text(events, encoding="utf-8")
    ran = run(settings, "some.sse")
    assert ran.code == 0
    assert ran.out.partition("events that are not named\n")[2].splitlines() == [
        "  step.other; 2 times, in 1 file (some.sse:5, some.sse:11)",
        "  step.gone; 1 time, in 1 file (some.sse:8)",
        "  others; 1 time, in 1 file (some.sse:14)",
    ]
    found = json.loads(run(settings, "some.sse", "--format", "json").out)
    assert found["other_events"][1] == {"name": "step.gone", "count": 1, "files": 1, "shown": ["some.sse:8"]}
    page = run(settings, "some.sse", "--format", "markdown").out
    assert "\n\n## Events that are not named\n\n* `step.other`: 2 times, in 1 file\n" in page


def test_json_is_for_programs(settings, archive):
    ran = run(settings, archive(step(region="eu")), "--format", "json")
    found = json.loads(ran.out)
    (finding,) = found["findings"]
    assert found["payloads"] == {"Step": {"count": 1, "files": 1, "known": 0}}
    assert (finding["kind"], finding["pointer"], finding["count"]) == ("member", "#/components/schemas/Step", 1)


def test_a_package_of_operations_alone_has_no_root_to_look_for(settings, archive):
    settings.write_text(settings.read_text().replace("roots.schemas", "roots.operations"))
    ran = run(settings, archive(step()))
    assert (ran.code, ran.err) == (2, "error: the package has no schemas for roots; name one: --root\n")
    assert run(settings, archive(step()), "--root", "Step").code == 0


def test_what_is_in_the_bodies_of_a_har_stands_in_their_entries(settings, tmp_path):
    bodies = [json.dumps(step()), json.dumps({"data": [step(region="eu")]})]
    entries = [{"response": {"content": {"text": body}}} for body in bodies]
    (tmp_path / "some.har").write_text(json.dumps({"log": {"entries": entries}}, indent=1))
    ran = run(settings, tmp_path / "some.har")
    assert "Step: 2 in 1 file; 1 hold" in ran.out
    assert "Step.region: string; in 1 of 2" in ran.out
    assert f"({tmp_path}/some.har:11)" in ran.out


@pytest.mark.parametrize("options", [(), ("--at", "$.pages[*].data[*]"), ("--at", "$")])
@pytest.mark.parametrize("close", [False, True])
def test_what_is_in_a_document_of_several_lines_stands_on_the_line_where_it_begins(settings, tmp_path, options, close):
    value = {"pages": [{"data": [step()]}, {"data": [step(), step(region="eu")]}]}
    text = "\n\n" + json.dumps(value, indent=1)
    if close:
        text = text.replace("{\n", "{").replace("},\n", "},").replace(": ", ":").replace("  ", "")
    (tmp_path / "some.json").write_text(text)
    ran = run(settings, tmp_path / "some.json", *options)
    begins = text.rindex("{") if "$" not in options else text.index("{")
    assert f"({tmp_path}/some.json:{text[:begins].count(chr(10)) + 1})\n" in ran.out


def test_markdown_is_a_page_of_tables(settings, archive):
    whole = step(status="new", count=1, calls=[{"type": "one", "one": ""}, {"type": "two", "two": ""}])
    ran = run(settings, archive(whole, step(status="done")), "--format", "markdown")
    assert (ran.code, "##" in ran.out) == (0, False)
    ran = run(settings, archive(step(region="eu")), "--format", "markdown")
    assert "| where | what | how often | shown by |\n|---|---|---|---|\n| `Step.region` | string | in 1 of 1" in ran.out


def test_the_proposal_is_written_whole_and_applies(settings, archive, tmp_path):
    ran = run(settings, archive(step(region="eu")), "--propose", tmp_path / "proposed.yaml")
    assert ran.code == 1
    assert ran.err == f"wrote {tmp_path / 'proposed.yaml'}: 1 action\n"
    found = reading.read(tmp_path / "proposed.yaml").value
    assert found["extends"] == "upstream.yaml"
    assert found["actions"][0]["update"] == {"region": {"type": "string"}}


def test_nothing_to_propose_writes_nothing(settings, archive, tmp_path):
    ran = run(settings, archive(step()), "--propose", tmp_path / "proposed.yaml")
    assert (ran.code, ran.err) == (0, "nothing to propose\n")
    assert not (tmp_path / "proposed.yaml").exists()


def test_a_proposal_that_cannot_be_written_is_an_error(settings, archive, tmp_path):
    ran = run(settings, archive(step(region="eu")), "--propose", tmp_path / "no" / "proposed.yaml")
    assert ran.code == 2
    assert "can't be written" in ran.err


def test_new_values_are_reported_and_written_only_on_request(settings, archive, tmp_path):
    path, proposed = archive(step(status="paused")), tmp_path / "proposed.yaml"
    quiet = run(settings, path, "--propose", proposed)
    assert "paused" not in quiet.out + quiet.err
    assert "1 new value at #/components/schemas/Step/properties/status: --values writes them down" in quiet.err
    asked = run(settings, path, "--propose", proposed, "--values")
    assert 'Step.status: "paused";' in asked.out
    assert reading.read(proposed).value["actions"][0]["update"] == ["paused"]


def strings(value: Any) -> set[str]:
    """Every string of a payload that is a value."""
    if isinstance(value, str):
        return {value}
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return {text for child in children for text in strings(child)}


@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_no_value_of_the_recorded_traffic_leaves_the_command(form, tmp_path):
    proposed = tmp_path / "proposed.yaml"
    ran = run(cli.CONFIG, TRAFFIC, "--propose", proposed, "--loosen", "--format", form)
    assert ran.code == 1
    output = ran.out + ran.err + proposed.read_text()
    schema = (cli.CONFIG.parent / "run-step.yaml").read_text()
    tags = {
        "bing_grounding",
        "bing_custom_search",
        "azure_ai_search",
        "openapi",
        "quark_search",
        "retrieval",
        "RunStepDetails",
    }
    values = {text for each in recorded_steps() for text in strings(each.value)} - tags
    private = {text for text in values if len(text) > 3 and text not in schema}
    assert len(private) > 200
    words = set(re.findall(r"[^\s\"',;:()\[\]{}|`]+", output))
    assert not private & words
    assert not [text for text in private if len(text) > 8 and text in output]


HOSTILE = ["\x1b[31mred", "a\u202eb", "a\nb", "`|<script>", "'; rm -rf", "${x}", "%s", "]] --> x", "\u2028", "=cmd()"]


@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_hostile_names_values_and_tags_end_nowhere(settings, archive, tmp_path, form):
    values = [step(**{text: text}) for text in HOSTILE]
    values += [step(inner={text: {text: text}}, status=text) for text in HOSTILE]
    values += [step(calls=[{"type": text, text: 1}], id=text * 9) for text in HOSTILE]
    ran = run(settings, archive(*values), "--propose", tmp_path / "p.yaml", "--loosen", "--format", form)
    assert ran.code == 1
    output = ran.out + ran.err + (tmp_path / "p.yaml").read_text()
    assert not [text for text in HOSTILE if text in output]
    assert not re.search(r"[^\n -~…]", output)


def test_hostile_values_that_are_asked_for_are_escaped_wherever_they_land(settings, archive, tmp_path):
    path = archive(*(step(status=text) for text in HOSTILE))
    for form in ("text", "markdown"):
        ran = run(settings, path, "--values", "--propose", tmp_path / "p.yaml", "--format", form)
        assert not re.search(r"[^\n -~…]", ran.out)
        assert "<script>" not in ran.out.replace("\\<script\\>", "") or form == "text"
    update = [value for action in reading.read(tmp_path / "p.yaml").value["actions"] for value in action["update"]]
    assert sorted(update) == sorted(HOSTILE)


def test_a_hostile_file_name_is_shown_and_not_obeyed(settings, archive, tmp_path):
    path = archive(step(region="eu"), name="a\x1b[31m|`<b>\nc.jsonl")
    for form in ("text", "markdown"):
        ran = run(settings, path, "--format", form, "--propose", tmp_path / "p.yaml")
        output = ran.out + (tmp_path / "p.yaml").read_text()
        assert "\x1b" not in output
        assert "c.jsonl" in output
        assert "\nc.jsonl" not in output


def test_the_schemas_own_names_are_escaped_too(tmp_path):
    odd = "a\x1b|`<b>"
    members = {"object": {"enum": ["step"], "type": "string"}, odd: {"type": "string"}}
    settings = repository(tmp_path, {"Step": {"type": "object", "properties": members, "required": ["object", odd]}})
    (tmp_path / "x.json").write_text('{"object": "step"}')
    for form in ("text", "markdown"):
        ran = run(settings, tmp_path / "x.json", "--format", form, "--propose", tmp_path / "p.yaml")
        assert "\x1b" not in ran.out + (tmp_path / "p.yaml").read_text()
    (action,) = reading.read(tmp_path / "p.yaml").value["actions"]
    assert action["target"] == "$.components.schemas.Step.required[?@ == 'a\\u001b|`<b>']"


def test_each_payload_can_be_an_instance(settings, archive):
    ran = run(settings, archive({"type": "one", "one": "x"}, 7), "--root", "CallOneObject", "--at", "$")
    assert "CallOneObject: 2 in 1 file; 1 hold" in ran.out
    assert "CallOneObject: another type: integer;" in ran.out


@pytest.mark.parametrize(("form", "name"), [("text", "{}"), ("markdown", "`{}`")])
def test_each_root_has_its_own_counts(tmp_path, form, name):
    settings = repository(tmp_path, None, "*")
    (tmp_path / "a.jsonl").write_text(lines([step(), step(region="eu")]))
    (tmp_path / "b.jsonl").write_text(lines([step(), {"type": "one", "one": "x"}]))
    ran = run(settings, tmp_path / "a.jsonl", tmp_path / "b.jsonl", "--format", form)
    assert name.format("Step") + ": 3 in 2 files; 2 hold nothing new" in ran.out
    assert name.format("CallOneObject") + ": 1 in 1 file; 1 hold nothing new" in ran.out


def test_of_a_whole_document_those_are_found_that_have_constants(tmp_path, archive):
    settings = repository(tmp_path, None, "*")
    ran = run(settings, archive(step(), {"type": "one", "one": "x"}))
    assert "Step: 1 in 1 file; 1 hold nothing new\nCallOneObject: 1 in 1 file; 1 hold nothing new\n" in ran.out


class Terminal(io.StringIO):
    """What is written to it shows when it is flushed."""

    def __init__(self):
        super().__init__()
        self.shown = []

    def isatty(self):
        return True

    def flush(self):
        self.shown.append(self.getvalue())


def test_on_a_terminal_it_shows_how_far_it_is(settings, archive, monkeypatch):
    path = archive(*[step()] * 2000)
    clock = iter(range(1000))
    monkeypatch.setattr(time, "monotonic", lambda: float(next(clock)))
    err = Terminal()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(err):
        assert cli.main(["--config", str(settings), "observe", str(path)]) == 0
    *progress, end = err.shown
    assert progress[2].endswith("100% 1,500 found")
    assert end.endswith("\r\x1b[K")


def test_on_a_terminal_it_counts_what_comes_in_where_no_size_is_known(settings, monkeypatch):
    clock = iter(range(1000))
    monkeypatch.setattr(time, "monotonic", lambda: float(next(clock)))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines([step()] * 2000).encode())))
    err = Terminal()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(err):
        assert cli.main(["--config", str(settings), "observe", "-"]) == 0
    texts = ["\r500 found", "\r1,000 found", "\r1,500 found", "\r2,000 found", "\r\x1b[K"]
    assert err.shown == list(accumulate(texts))
