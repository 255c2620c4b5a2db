"""What extends the schema loads, is kept whole, and can be told apart."""

import copy
import pickle
import random

import msgspec
import pytest

from openai_run_steps import (
    UNSET,
    RunStepDetailsMessageCreationObject,
    RunStepDetailsToolCallsObject,
    RunStepObject,
    UnknownTypeVariant,
    UnknownVariant,
    _fallback,
)
from tests.package.payloads import (
    NAMES,
    VALUES,
    any_value,
    canonical,
    good_steps,
    known_steps,
    valid_steps,
    with_unknown,
    written,
)

quickly_or_long = pytest.mark.parametrize("count", [400, pytest.param(10_000, marks=pytest.mark.fuzz)])


def extended_steps(count):
    """Recorded and generated steps, each extended somewhere, and the seed that makes the same one again."""
    steps = [step.value for step in good_steps()] + valid_steps(seed=7, count=100)
    for seed in range(count):
        chance = random.Random(seed)
        yield seed, with_unknown(chance.choice(steps), chance)


@quickly_or_long
def test_nothing_is_lost(count):
    for seed, step in extended_steps(count):
        model = RunStepObject.from_json(written(step))
        assert canonical(msgspec.json.decode(model.to_json())) == canonical(step), seed
        assert canonical(model.to_dict()) == canonical(step), seed


@quickly_or_long
def test_json_text_and_parsed_json_give_equal_models(count):
    for seed, step in extended_steps(count):
        before = copy.deepcopy(step)
        model = RunStepObject.from_dict(step)
        assert model == RunStepObject.from_json(written(step)), seed
        assert repr(model.to_dict()) == repr(RunStepObject.from_json(written(step)).to_dict()), seed
        assert step == before, seed


@quickly_or_long
def test_copies_pickles_and_validated_models_write_the_same(count):
    for seed, step in extended_steps(count):
        model = RunStepObject.from_json(written(step))
        data = model.to_json()
        others = (copy.copy(model), copy.deepcopy(model), pickle.loads(pickle.dumps(model)), model.validate())
        assert all(other == model and other.to_json() == data for other in others), seed


@quickly_or_long
def test_moved_and_edited_parts_write_what_they_hold(count):
    for seed, step in extended_steps(count):
        chance = random.Random(seed)
        model = RunStepObject.from_json(written(step))
        host = RunStepObject.from_dict(known_steps_once()[0])
        host.step_details, host.usage, host.status = model.step_details, model.usage, "paused"
        name, value = chance.choice(NAMES), any_value(chance)
        host.additional_properties[name] = value
        expected = {**known_steps_once()[0], "status": "paused", "step_details": step["step_details"], name: value}
        expected |= {"usage": step["usage"]} if "usage" in step else {}
        if "usage" not in step:
            expected.pop("usage", None)
        assert canonical(host.to_dict()) == canonical(expected), seed
        assert canonical(RunStepObject.from_json(host.to_json()).to_dict()) == canonical(expected), seed


_known = []


def known_steps_once():
    """The recorded steps in which nothing is unknown, found once."""
    if not _known:
        _known.extend(known_steps())
    return _known


@quickly_or_long
def test_the_fallback_reads_known_payloads_as_the_decoder_does(count):
    steps = known_steps_once() + valid_steps(seed=11, count=count)
    for step in steps[:count]:
        data = written(step)
        fallen_back = _fallback.read_json(RunStepObject, data, strict=False, all_errors=False)
        decoded = RunStepObject.from_json(data)
        assert decoded == fallen_back
        assert repr(decoded.to_dict()) == repr(fallen_back.to_dict())
        assert decoded.to_json() == fallen_back.to_json()


def a_step(**changes):
    return RunStepObject.from_dict({**known_steps_once()[0], **changes})


def test_unknown_fields_are_additional_properties_in_the_order_of_the_sender():
    model = a_step(zebra=1, ant=[{"b": None}])
    assert list(model.additional_properties.items()) == [("zebra", 1), ("ant", [{"b": None}])]
    assert list(model.to_dict())[1:3] == ["zebra", "ant"]


def test_additional_properties_are_live():
    model = a_step(new=1)
    model.additional_properties["newer"] = 2
    del model.additional_properties["new"]
    assert model.to_dict()["newer"] == 2
    assert "new" not in model.to_dict()
    model.additional_properties.clear()
    assert model == a_step()
    assert len(model.additional_properties) == 0


def test_a_field_cannot_be_set_as_additional_property():
    with pytest.raises(ValueError, match="'status' is a field of RunStepObject: set the attribute"):
        a_step().additional_properties["status"] = "failed"
    with pytest.raises(ValueError, match="'object'"):
        a_step().additional_properties["object"] = "failed"


def test_a_shallow_copy_has_additional_properties_of_its_own():
    model = a_step(new=1)
    other = copy.copy(model)
    other.additional_properties["newer"] = 2
    assert dict(model.additional_properties) == {"new": 1}
    assert dict(other.additional_properties) == {"new": 1, "newer": 2}


def test_every_model_has_additional_properties():
    model = a_step(last_error={"code": "server_error", "message": "", "trace": "t"})
    assert dict(model.last_error.additional_properties) == {"trace": "t"}


@pytest.mark.parametrize("status", VALUES)
def test_an_unknown_enum_value_is_the_plain_string(status):
    model = a_step(status=status)
    assert model.status == status
    assert type(model.status) is str
    assert model.to_dict()["status"] == status


@pytest.mark.parametrize("tag", VALUES)
def test_an_unknown_variant_is_kept_whole_and_tells_its_tag(tag):
    details = {"reasoning": {"x": [1, None]}, "type": tag}
    model = a_step(step_details=details)
    assert isinstance(model.step_details, UnknownVariant)
    assert model.step_details.type == model.step_details.tag == tag
    assert model.step_details.content == details
    assert canonical(model.to_dict()["step_details"]) == canonical(details)


def test_variants_are_told_apart_by_match_and_by_tag():
    def kind(step):
        match step.step_details:
            case RunStepDetailsMessageCreationObject(message_creation=creation):
                return creation.message_id
            case RunStepDetailsToolCallsObject(tool_calls=calls):
                return len(calls)
            case UnknownTypeVariant(content=content):
                return content

    message = {"type": "message_creation", "message_creation": {"message_id": "msg_1"}}
    assert kind(a_step(step_details=message)) == "msg_1"
    assert kind(a_step(step_details={"type": "tool_calls", "tool_calls": []})) == 0
    assert kind(a_step(step_details={"type": "new"})) == {"type": "new"}


def test_an_unknown_variant_can_be_built_in_code():
    model = a_step()
    model.step_details = UnknownTypeVariant.of({"type": "reasoning", "text": "hm"})
    assert RunStepObject.from_json(model.to_json()).step_details == model.step_details
    assert repr(model.step_details) == "UnknownTypeVariant({'type': 'reasoning', 'text': 'hm'})"


def test_an_emptied_unknown_variant_is_still_json():
    model = a_step(step_details={"type": "new"})
    model.step_details.content.clear()
    assert model.to_dict()["step_details"] == {}


@pytest.mark.parametrize("names", [["new"], ["new", "newer"]])
@pytest.mark.parametrize("places", [1, 2])
def test_models_with_unknown_parts_may_stand_in_unknown_members(names, places):
    inner = {**known_steps()[0], "\ue000": "\0", "step_details": {"type": "new", "\ue000": [{}]}, "usage": {"new": 1}}
    tree = {**known_steps()[0], "usage": {"new": "\ue000"} if places == 2 else None}
    model = RunStepObject.from_dict(tree)
    for name in names:
        model.additional_properties[name] = [RunStepObject.from_dict(inner), RunStepObject.from_dict(inner).usage]
    expected = {**tree, **{name: [inner, inner["usage"]] for name in names}}
    assert canonical(msgspec.json.decode(model.to_json())) == canonical(expected)
    assert canonical(model.to_dict()) == canonical(expected)


def test_absent_stays_absent_and_null_stays_null():
    tree = {name: value for name, value in known_steps_once()[0].items() if name != "completed_at"}
    assert RunStepObject.from_dict(tree).completed_at is UNSET
    assert "completed_at" not in RunStepObject.from_dict(tree).to_dict()
    assert RunStepObject.from_dict({**tree, "completed_at": None}).to_dict()["completed_at"] is None


def test_no_digit_of_an_unknown_number_is_lost():
    number = 12345678901234567890123456789012345678901234567890
    assert f'"n":{number}'.encode() in a_step(n=number).to_json()


def test_output_can_be_indented():
    assert b'\n  "id"' in a_step(new=1).to_json(indent=2)
    assert msgspec.json.decode(a_step(new=1).to_json(indent=2)) == a_step(new=1).to_dict()


@pytest.mark.parametrize("kind", [UnknownVariant, UnknownTypeVariant])
def test_variants_that_are_built_in_code_are_written_and_validated(kind):
    tree = {**known_steps()[0], "step_details": {"type": "tool_calls", "tool_calls": []}, "new": {"type": "\ue000"}}
    step = RunStepObject.from_dict(tree)
    calls = [{"type": "new", "a": {"b": [1]}}, {"type": "\ue000"}, {"\ue000": "type", "type": "newer"}]
    step.step_details.tool_calls.extend(map(kind.of, calls))
    tree["step_details"] = {"type": "tool_calls", "tool_calls": calls}
    assert step.validate().to_dict() == tree
    assert RunStepObject.from_dict(tree).to_dict() == tree


def test_a_variant_without_a_tag_has_an_empty_one():
    assert UnknownTypeVariant.of({"kind": "new"}).tag == UnknownVariant.of({"type": "new"}).tag == ""
