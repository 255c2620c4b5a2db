"""`unknown()` lists what a model holds that its schema does not name, wherever it is, and nothing else."""

import random

import msgspec
import pytest

from openai_run_steps import RunStepObject, UnknownPart
from openai_run_steps._summary import Summary
from tests.package.payloads import known_steps, with_unknown, written
from tests.support.packages import imported

TEXT = {"type": "string"}
SIZE = {"type": "string", "enum": ["small", "large"]}


def parts(model):
    return [(part.path, part.kind, part.value) for part in model.unknown()]


def test_nothing_is_unknown_in_what_the_schema_names():
    for step in known_steps():
        assert RunStepObject.from_dict(step).unknown() == []


def test_members_values_and_variants_are_told_apart_with_their_places():
    calls = [{"type": "function", "id": "c", "function": {"name": "f", "arguments": "", "output": None, "new": [{}]}}]
    details = {"type": "tool_calls", "tool_calls": [*calls, {"type": "browser", "url": "u"}]}
    step = RunStepObject.from_dict({**known_steps()[0], "step_details": details, "status": "queued", "region": 1})
    assert parts(step) == [
        ("$.region", "member", 1),
        ("$.status", "enum value", "queued"),
        ("$.step_details.tool_calls[0].function.new", "member", [{}]),
        ("$.step_details.tool_calls[1]", "variant", {"type": "browser", "url": "u"}),
    ]
    part = step.unknown()[0]
    assert isinstance(part, UnknownPart)
    assert part.location == ("region",)


@pytest.mark.parametrize("count", [400, pytest.param(10_000, marks=pytest.mark.fuzz)])
def test_without_what_is_listed_the_closed_decoder_takes_it_and_not_before(count):
    steps = known_steps()
    closed = msgspec.json.Decoder(RunStepObject).decode
    for seed in range(count):
        chance = random.Random(seed)
        tree = with_unknown(chance.choice(steps), chance)
        found = RunStepObject.from_dict(tree).unknown()
        for part in found:
            holder = tree
            for step in part.location[:-1]:
                holder = holder[step]
            assert holder[part.location[-1]] == part.value, seed
            if part.kind == "member":
                del holder[part.location[-1]]
        if all(part.kind == "member" for part in found):
            closed(written(tree))
        else:
            with pytest.raises(msgspec.ValidationError):
                closed(written(tree))


def test_the_archives_summary_counts_as_many():
    steps, summary, count = known_steps(), Summary(), 0
    for seed in range(300):
        chance = random.Random(seed)
        step = RunStepObject.from_dict(with_unknown(chance.choice(steps), chance))
        summary.add(step, "")
        count += len(step.unknown())
    assert count == sum(seen.count for _, seen in summary.unknown.items() if seen.kind != "inside") > 300


def test_it_looks_into_lists_maps_unions_and_members_whose_type_the_schema_gives(tmp_path):
    sizes = {
        "list": {"type": "array", "items": SIZE},
        "map": {"type": "object", "additionalProperties": {"type": "array", "items": SIZE}},
        "either": {"anyOf": [{"type": "integer"}, SIZE, {"type": "array", "items": SIZE}, {"type": "null"}]},
        "number": {"type": "integer", "enum": [1, 2]},
        "constant": {"type": "string", "enum": ["one"]},
        "any": {},
    }
    schemas = {
        "Thing": {"type": "object", "properties": sizes, "additionalProperties": {"$ref": "#/components/schemas/Part"}},
        "Part": {"type": "object", "properties": {"size": SIZE}, "additionalProperties": False},
    }
    thing = imported(schemas, "unknown_parts", tmp_path).Thing

    assert parts(thing.from_dict({"list": ["small", "tiny"], "map": {"a b": ["huge"]}})) == [
        ("$.list[1]", "enum value", "tiny"),
        ('$.map["a b"][0]', "enum value", "huge"),
    ]
    assert parts(thing.from_dict({"either": "tiny"})) == [("$.either", "enum value", "tiny")]
    assert parts(thing.from_dict({"either": ["tiny"]})) == [("$.either[0]", "enum value", "tiny")]
    assert parts(thing.from_dict({"number": 3})) == [("$.number", "enum value", 3)]
    for known in (
        {"either": 5},
        {"either": None},
        {"constant": "one"},
        {"any": {"x": [1]}},
        {"part": {"size": "small"}},
    ):
        assert thing.from_dict(known).unknown() == []
    assert parts(thing.from_dict({"part": {"size": "tiny", "colour": "red"}})) == [
        ("$.part.colour", "member", "red"),
        ("$.part.size", "enum value", "tiny"),
    ]


def test_it_looks_as_deep_as_documents_can_be_nested(tmp_path):
    node = {"$ref": "#/components/schemas/Node"}
    thing = imported({"Node": {"type": "object", "properties": {"next": node}}}, "deep_parts", tmp_path).Node
    model = thing()
    for _ in range(5_000):
        model = thing(next=model)
    assert model.unknown() == []
    model = thing(next=model)
    model.additional_properties["new"] = 1
    assert parts(model) == [("$.new", "member", 1)]
