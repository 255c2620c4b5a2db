"""Uses of the package that type checkers take, and what they make of each. Never run."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, Literal, assert_never, assert_type

from openai_run_steps import (
    UNSET,
    BingGrounding,
    ErrorEvent,
    EventError,
    EventStream,
    LineError,
    MessageCreation,
    PartialRunStep,
    Problem,
    RunObject,
    RunStepAccumulator,
    RunStepCompletionUsage,
    RunStepDeltaObject,
    RunStepDetailsMessageCreationObject,
    RunStepDetailsToolCallsBingGroundingObject,
    RunStepDetailsToolCallsCodeObject,
    RunStepDetailsToolCallsFileSearchObject,
    RunStepDetailsToolCallsFunctionObject,
    RunStepDetailsToolCallsObject,
    RunStepObject,
    RunStepStatus,
    StreamEvent,
    ThreadRunRequiresAction,
    ThreadRunStepCompleted,
    ThreadRunStepDelta,
    ToolCall,
    UnknownEventVariant,
    UnknownTypeVariant,
    UnsetType,
    ValidationError,
)

if TYPE_CHECKING:
    from pathlib import Path


def reading(body: bytes) -> RunStepObject:
    step = RunStepObject.from_json(body, strict=True, all_errors=True)
    assert_type(step, RunStepObject)
    assert_type(RunStepObject.from_json("{}"), RunStepObject)
    assert_type(RunStepObject.from_dict({"a": 1}).validate(), RunStepObject)
    assert_type(step.to_json(indent=2), bytes)
    assert_type(step.to_dict(), dict[str, Any])
    return step


def constants(step: RunStepObject) -> None:
    assert_type(step.object, Literal["thread.run.step"])
    assert_type(RunStepObject.object, Literal["thread.run.step"])


def an_open_enum(step: RunStepObject) -> str:
    status: str = step.status
    known: RunStepStatus = "completed"
    step.status = known
    step.status = "queued"
    return status


def narrowing_by_match(step: RunStepObject) -> str:
    details = step.step_details
    match details:
        case RunStepDetailsMessageCreationObject(message_creation=creation):
            assert_type(creation, MessageCreation)
            return creation.message_id
        case RunStepDetailsToolCallsObject(tool_calls=calls):
            assert_type(calls, list[ToolCall])
            return " ".join(call_by_tag(call) for call in calls)
        case UnknownTypeVariant() as unknown:
            assert_type(unknown.content, dict[str, Any])
            return unknown.tag
        case _:
            assert_never(details)


def narrowing_by_tag(step: RunStepObject) -> int:
    details = step.step_details
    if details.type == "tool_calls":
        assert_type(details, RunStepDetailsToolCallsObject)
        return len(details.tool_calls)
    if details.type == "message_creation":
        assert_type(details, RunStepDetailsMessageCreationObject)
        return len(details.message_creation.message_id)
    assert_type(details, UnknownTypeVariant)
    return len(details.content)


def call_by_tag(call: ToolCall) -> str:
    if call.type == "code_interpreter":
        assert_type(call, RunStepDetailsToolCallsCodeObject)
        return call.code_interpreter.input
    if call.type == "file_search":
        assert_type(call, RunStepDetailsToolCallsFileSearchObject)
        return call.id
    if call.type == "function":
        assert_type(call, RunStepDetailsToolCallsFunctionObject)
        return call.function.output or "none yet"
    if call.type == "bing_grounding":
        assert_type(call, RunStepDetailsToolCallsBingGroundingObject)
        assert_type(call.bing_grounding, BingGrounding)
        return call.bing_grounding.requesturl or "none yet"
    if isinstance(call, UnknownTypeVariant):
        return call.tag
    return call.type


def narrowing_by_class(step: RunStepObject) -> None:
    if isinstance(step.step_details, UnknownTypeVariant):
        assert_type(step.step_details, UnknownTypeVariant)
    else:
        assert_type(step.step_details, RunStepDetailsMessageCreationObject | RunStepDetailsToolCallsObject)


def nullable_and_absent(step: RunStepObject) -> int:
    assert_type(step.failed_at, int | None)
    assert_type(step.completed_at, int | None | UnsetType)
    assert_type(step.usage, RunStepCompletionUsage | None | UnsetType)
    if step.usage:
        assert_type(step.usage, RunStepCompletionUsage)
        assert_type(step.usage.total_tokens, int | UnsetType)
        return step.usage.total_tokens or 0
    if step.failed_at is not None:
        assert_type(step.failed_at, int)
    if step.completed_at is UNSET or step.completed_at is None:
        return -1
    assert_type(step.completed_at, int)
    return 0


def building() -> RunStepObject:
    creation = MessageCreation(message_id="msg_1")
    step = RunStepObject(
        id="step_1",
        created_at=1,
        assistant_id="asst_1",
        thread_id="thread_1",
        run_id="run_1",
        type="message_creation",
        status="in_progress",
        step_details=RunStepDetailsMessageCreationObject(message_creation=creation),
        last_error=None,
        cancelled_at=None,
        failed_at=None,
        usage=RunStepCompletionUsage(total_tokens=1),
    )
    step.step_details = UnknownTypeVariant.of({"type": "reasoning"})
    step.additional_properties["note"] = {"any": "thing"}
    step.completed_at = UNSET
    return copy.deepcopy(step).validate()


def archive(path: Path) -> list[Problem]:
    problems: list[Problem] = []
    for record in RunStepObject.read_jsonl(path):
        if isinstance(record, LineError):
            assert_type(record.raw, bytes)
            problems += record.error.problems
        else:
            assert_type(record, RunStepObject)
    with path.open("rb") as file:
        for record in RunStepObject.read_jsonl(file, strict=True):
            assert_type(record, RunStepObject | LineError)
    return problems


def errors(body: bytes) -> str:
    try:
        RunStepObject.from_json(body)
    except ValidationError as error:
        assert_type(error.problems, tuple[Problem, ...])
        assert_type(error.problems[0].location, tuple[str | int, ...])
        return error.problems[0].path
    return ""


def streamed(pieces: list[bytes]) -> Literal["finished", "requires_action", "cut"]:
    made = RunStepAccumulator()
    for event in EventStream.read(pieces, strict=True, limit=1_000):
        assert_type(event, StreamEvent | EventError)
        assert_type(made.add(event), str | None)
        match event:
            case EventError(line=line, raw=raw):
                assert_type((line, raw), tuple[int, bytes])
            case ThreadRunStepDelta(data=delta):
                assert_type(delta, RunStepDeltaObject)
            case ThreadRunStepCompleted(data=step):
                assert_type(step, RunStepObject)
            case ThreadRunRequiresAction(data=run):
                assert_type(run, RunObject)
            case UnknownEventVariant(content=content):
                assert_type(content, dict[str, Any])
            case _:
                pass
    assert_type(made.steps, list[RunStepObject | PartialRunStep])
    assert_type(made.error, ErrorEvent | EventError | None)
    return made.end


def fed(stream: EventStream, piece: memoryview) -> list[StreamEvent | EventError]:
    assert_type(stream.last_event_id, str)
    assert_type(stream.retry, int | None)
    events = stream.feed(piece) + stream.close()
    for event in events:
        if not isinstance(event, EventError) and event.event == "thread.run.step.delta":
            assert_type(event, ThreadRunStepDelta)
    return events
