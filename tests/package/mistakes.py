"""Mistakes that both type checkers find, each on the line that says so. Never run."""

from __future__ import annotations

from typing import assert_never

from openai_run_steps import (
    UNSET,
    MessageCreation,
    RunStepDetailsMessageCreationObject,
    RunStepDetailsToolCallsObject,
    RunStepObject,
    RunStepStatus,
    UnknownTypeVariant,
)


def reading(step: RunStepObject) -> None:
    print(step.stauts)  # error
    print(step.step_details.tool_calls)  # error
    print(step.usage.total_tokens)  # error
    print(step.last_error.code)  # error
    number: int = step.completed_at  # error
    status: RunStepStatus = step.status  # error
    print(number, status)


def changing(step: RunStepObject) -> None:
    step.id = 5  # error
    step.id = None  # error
    step.created_at = "now"  # error
    step.failed_at = UNSET  # error
    step.step_details = {"type": "tool_calls", "tool_calls": []}  # error
    step.step_details = UnknownTypeVariant()  # error
    step.additional_properties[5] = 1  # error
    step.extra_ = UNSET  # error


def building() -> None:
    MessageCreation(message_id="msg_1", extra_=UNSET)  # error
    RunStepDetailsToolCallsObject()  # error
    RunStepDetailsToolCallsObject(tool_calls=None)  # error
    RunStepDetailsToolCallsObject(tool_calls=[5])  # error
    RunStepDetailsToolCallsObject([])  # error
    RunStepDetailsToolCallsObject(tool_calls=[], type="tool_calls")  # error


def forgetting_a_variant(step: RunStepObject) -> int:
    match step.step_details:
        case RunStepDetailsMessageCreationObject():
            return 1
        case UnknownTypeVariant():
            return 2
        case other:
            assert_never(other)  # error


def taking_a_tag_for_another(step: RunStepObject) -> None:
    if step.step_details.type == "message_creation":
        print(step.step_details.tool_calls)  # error


def reading_what_is_no_text(step: RunStepObject) -> None:
    RunStepObject.from_json({"id": 1})  # error
    RunStepObject.from_dict(b"{}")  # error
    RunStepObject.read_jsonl(5)  # error
    for record in RunStepObject.read_jsonl("steps.jsonl"):
        print(record.status)  # error
