"""Every recorded step loads and loses nothing, or breaks the schema and is refused with a message that helps."""

import pytest

from openai_run_steps import RunStepObject, ValidationError
from tests.package.payloads import canonical, good_steps, known_steps, refused_steps, written
from tests.support.traffic_steps import recorded_steps

MESSAGES = {
    "125_dart_details_without_creation_list.json": """\
$.step_details.message_creation: required, but missing: expected an object
$.last_error: required, but missing: expected an object or null
$.cancelled_at: required, but missing: expected an integer or null
$.failed_at: required, but missing: expected an integer or null""",
    "127_rust_step_details_without_type.json": """\
$.created_at: required, but missing: expected an integer
$.step_details.type: required, but missing: expected one of "message_creation", "tool_calls"
$.last_error: required, but missing: expected an object or null
$.cancelled_at: required, but missing: expected an integer or null
$.failed_at: required, but missing: expected an integer or null""",
}


@pytest.mark.parametrize("step", good_steps(), ids=lambda step: step.file)
def test_loads_and_loses_nothing(step):
    model = RunStepObject.from_json(step.raw)
    assert canonical(RunStepObject.from_json(model.to_json()).to_dict()) == canonical(step.value)
    assert RunStepObject.from_dict(step.value) == model
    assert model.validate() is model


def test_only_few_break_the_schema_and_each_says_how():
    messages: dict[str, str] = {}
    for step in recorded_steps():
        if step.file in refused_steps():
            with pytest.raises(ValidationError) as caught:
                RunStepObject.from_json(step.raw, all_errors=True)
            messages[step.file] = str(caught.value)
    assert messages == MESSAGES


def test_most_recorded_steps_hold_nothing_new():
    assert len(known_steps()) > len(good_steps()) / 2


def test_known_steps_are_written_in_the_order_of_the_schema():
    step = RunStepObject.from_dict(known_steps()[0])
    assert list(step.to_dict())[:3] == ["object", "id", "created_at"]
    assert step.to_json() == RunStepObject.from_json(written(dict(reversed(step.to_dict().items())))).to_json()
