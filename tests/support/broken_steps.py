"""Payloads that break the schema, each in one way: a model that takes one of them does not validate.

The step that is broken satisfies the official schema and the corrected one, so that what is counted is the one
mistake and not a field that a server leaves out.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_MISSING: Final = object()

WHOLE: Final[dict[str, Any]] = {
    "id": "step_abc",
    "object": "thread.run.step",
    "created_at": 1714251494,
    "assistant_id": "asst_abc",
    "thread_id": "thread_abc",
    "run_id": "run_abc",
    "type": "tool_calls",
    "status": "completed",
    "step_details": {
        "type": "tool_calls",
        "tool_calls": [
            {
                "id": "call_1",
                "type": "code_interpreter",
                "code_interpreter": {
                    "input": "print(1)",
                    "outputs": [{"type": "logs", "logs": "1"}, {"type": "image", "image": {"file_id": "file_1"}}],
                },
            },
            {"id": "call_2", "type": "function", "function": {"name": "depth", "arguments": "{}", "output": None}},
            {
                "id": "call_3",
                "type": "file_search",
                "file_search": {
                    "ranking_options": {"ranker": "auto", "score_threshold": 0.5},
                    "results": [{"file_id": "file_1", "file_name": "a.txt", "score": 0.75}],
                },
            },
        ],
    },
    "last_error": None,
    "expired_at": None,
    "cancelled_at": None,
    "failed_at": None,
    "completed_at": 1714251499,
    "metadata": {"key": "value"},
    "usage": {"prompt_tokens": 7, "completion_tokens": 13, "total_tokens": 20},
}

_CALLS: Final = ("step_details", "tool_calls")
_MISTAKES: Final[dict[str, tuple[tuple[str | int, ...], Any]]] = {
    "a required string is missing": (("id",), _MISSING),
    "a required time is missing": (("created_at",), _MISSING),
    "the details are missing": (("step_details",), _MISSING),
    "the details have no tag": (("step_details", "type"), _MISSING),
    "a tool call has no tag": ((*_CALLS, 0, "type"), _MISSING),
    "a member deep inside is missing": ((*_CALLS, 0, "code_interpreter", "outputs", 1, "image", "file_id"), _MISSING),
    "a constant is another value": (("object",), "thread.run"),
    "a number instead of a string": (("id",), 7),
    "null instead of a string": (("thread_id",), None),
    "a list instead of a string": (("run_id",), ["run_abc"]),
    "a string instead of a time": (("created_at",), "yesterday"),
    "a fraction instead of a time": (("created_at",), 1714251494.5),
    "true instead of a time": (("completed_at",), True),
    "a number instead of a status": (("status",), 3),
    "a string instead of the details": (("step_details",), "tool_calls"),
    "an object instead of a list": (_CALLS, {}),
    "a string instead of a tool call": ((*_CALLS, 1), "function"),
    "an object instead of a string": ((*_CALLS, 1, "function", "arguments"), {"depth": 3}),
    "a string instead of a count": (("usage", "prompt_tokens"), "seven"),
    "a score above its bound": ((*_CALLS, 2, "file_search", "results", 0, "score"), 1.5),
    "a threshold below its bound": ((*_CALLS, 2, "file_search", "ranking_options", "score_threshold"), -0.5),
}


def broken_steps() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield what is wrong and the step that has it wrong."""
    for name, (path, value) in _MISTAKES.items():
        step = copy.deepcopy(WHOLE)
        _put(step, path, value)
        yield name, step


def _put(step: dict[str, Any], path: tuple[str | int, ...], value: Any) -> None:
    node: Any = step
    for token in path[:-1]:
        node = node[token]
    if value is _MISSING:
        del node[path[-1]]
    else:
        node[path[-1]] = value
