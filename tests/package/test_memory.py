"""A hostile payload can't make `from_json` take memory out of proportion, read or refused."""

import contextlib
import json
import tracemalloc

import pytest

from openai_run_steps import RunStepObject, ValidationError
from tests.package.test_refusals import CALL, WHOLE

# An empty dictionary takes 72 bytes where it stands in a list, and 3 bytes of JSON: no parser stays below 24 times.
MOST = 64

BASE = {name: value for name, value in WHOLE.items() if name != "step_details"}
PAYLOADS = {
    "a string": lambda size: beside(f'"{"x" * size}"'),
    "escapes": lambda size: beside('"' + "\\u0041" * (size // 6) + '"'),
    "half pairs": lambda size: beside('"' + "\\ud800" * (size // 6) + '"'),
    "a string with one wide character": lambda size: beside('"\U0001f600' + "x" * size + '"'),
    "bytes that are no text": lambda size: beside('"').encode() + b"\xff" * size,
    "digits": lambda size: beside("9" * size),
    "digits after a point": lambda size: beside("0." + "9" * size),
    "an exponent": lambda size: beside("1e" + "9" * size),
    "empty lists": lambda size: beside(array("[]", size)),
    "empty objects": lambda size: beside(array("{}", size)),
    "names": lambda size: beside("{" + ",".join(f'"{number}":0' for number in range(size // 10)) + "}"),
    "unknown fields": lambda size: beside("0," + ",".join(f'"k{number}":0' for number in range(size // 11))),
    "one name again and again": lambda size: beside("0," + ",".join(['"id":"x"'] * (size // 9))),
    "wrong metadata": lambda size: beside(
        '0,"metadata":{' + ",".join(f'"{number}":0' for number in range(size // 9)) + "}"
    ),
    "lists in lists": lambda size: beside("[" * size),
    "objects in objects": lambda size: beside('{"a":' * (size // 5)),
    "spaces": lambda size: json.dumps(WHOLE) + " " * size,
    "calls that are numbers": lambda size: calls(array("1", size)),
    "calls without a type": lambda size: calls(array("{}", size)),
    "calls of a new type": lambda size: calls(array('{"type":"x"}', size)),
    "calls with new values": lambda size: calls(array(json.dumps({**CALL, "new": [1], "other": None}), size)),
    "calls with four mistakes": lambda size: calls(
        array('{"type":"function","id":1,"function":{"name":2,"arguments":3,"output":4}}', size)
    ),
}


def beside(value):
    """A good step with an unknown field."""
    return json.dumps(WHOLE)[:-1] + f', "new": {value}}}'


def calls(value):
    return json.dumps(BASE)[:-1] + f', "step_details": {{"type": "tool_calls", "tool_calls": {value}}}}}'


def array(item, size):
    return "[" + ",".join([item] * (size // (len(item) + 1))) + "]"


def peak(data, **options):
    tracemalloc.start()
    try:
        with contextlib.suppress(ValidationError):
            RunStepObject.from_json(data, **options)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("size", [30_000, pytest.param(1_000_000, marks=pytest.mark.fuzz)])
@pytest.mark.parametrize("options", [{}, {"strict": True, "all_errors": True}], ids=["", "strict, all errors"])
@pytest.mark.parametrize("payload", PAYLOADS)
def test_memory_stays_a_small_multiple_of_the_payload(payload, options, size):
    data = PAYLOADS[payload](size)
    data = data if isinstance(data, bytes) else data.encode()
    RunStepObject.from_json(json.dumps(WHOLE))  # what is built once is not counted
    peak(b"[]", **options)
    times = peak(data, **options) / len(data)
    if size > 100_000:
        print(f"{payload}{', strict, all errors' if options else ''}: {times:.1f} times its {len(data):,} bytes")
    assert times < MOST


@pytest.mark.parametrize("name", ["id", "new"])
def test_writing_something_large_leaves_one_buffer_behind_at_most(name):
    small, large = RunStepObject.from_dict(WHOLE), RunStepObject.from_dict({**WHOLE, name: "x" * 1_000_000})
    small.to_json()
    tracemalloc.start()
    try:
        large.to_json()
        small.to_json()
        assert tracemalloc.get_traced_memory()[0] < 2_000_000
    finally:
        tracemalloc.stop()


def test_of_very_many_mistakes_the_first_thousand_are_reported():
    with pytest.raises(ValidationError) as refused:
        RunStepObject.from_json(calls(array("1", 10_000)), all_errors=True)
    problems = refused.value.problems
    assert len(problems) == 1000
    assert problems[-1].path == "$.step_details.tool_calls[999]"
