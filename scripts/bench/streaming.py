"""What is compared of streams: who makes steps of the bytes of one. Imported by the measuring processes only."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Final

from scripts.bench.rows import OURS

if TYPE_CHECKING:
    from collections.abc import Callable

    Action = Callable[[], Any]

OPENAI_STREAM: Final = "openai_stream"


def _ours(stream: bytes) -> Action:
    package: Any = importlib.import_module("openai_run_steps")

    def action() -> Any:
        accumulator = package.RunStepAccumulator()
        for event in package.EventStream.read([stream]):
            accumulator.add(event)
        return accumulator.steps

    return action


def _openai(stream: bytes) -> Action:
    """Build what its users do, on a transport that has the stream at hand."""
    openai: Any = importlib.import_module("openai")
    httpx: Any = importlib.import_module("httpx")

    def answer(_: Any) -> Any:
        return httpx.Response(200, content=stream, headers={"content-type": "text/event-stream"})

    transport = httpx.Client(transport=httpx.MockTransport(answer))
    client = openai.OpenAI(api_key="none", base_url="http://localhost", http_client=transport, max_retries=0)

    def action() -> Any:
        handler = openai.AssistantEventHandler()
        with client.beta.threads.runs.stream(thread_id="t", assistant_id="a", event_handler=handler) as events:
            events.until_done()
            return events.get_final_run_steps()

    return action


SUBJECTS: Final[dict[str, Callable[[bytes], Action]]] = {OURS: _ours, OPENAI_STREAM: _openai}
"""Everybody who makes steps of a stream."""


def able(stream: bytes, steps: int) -> tuple[dict[str, Action], dict[str, str]]:
    """Return those who make anything of a stream of so many steps, and why the others don't."""
    actions: dict[str, Action] = {}
    absent: dict[str, str] = {}
    for name, build in SUBJECTS.items():
        try:
            action = build(stream)
            found = len(action())
        except Exception as error:  # noqa: BLE001 - each subject raises its own
            absent[name] = f"cannot be used: {type(error).__name__}"
            continue
        if found == steps:
            actions[name] = action
        else:
            absent[name] = f"makes {found} of {steps} steps"
    return actions, absent
