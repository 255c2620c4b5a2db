"""Every full run step of the recorded traffic: out of single files, lists and event streams.

The files are what servers really sent, so nothing about their framing is taken for granted: a field name may be
followed by no space, events by no blank line, a stream ends in `[DONE]`, and the payload of an event that is not a
step may be broken. A step is an object that says `"object": "thread.run.step"`, at whatever depth it sits.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

TRAFFIC: Final = Path(__file__).parents[1] / "traffic"
STEP: Final = "thread.run.step"


class RecordedStep(NamedTuple):
    """One step: the file that it was found in, its value, and its bytes exactly as they stand in that file."""

    file: str
    value: dict[str, Any]
    raw: bytes


def recorded_steps(folder: Path = TRAFFIC) -> tuple[RecordedStep, ...]:
    """Return the steps of all files of `folder`, files by name, steps in their order within a file."""
    files = sorted(path for path in folder.iterdir() if path.suffix in {".json", ".sse"})
    return tuple(step for path in files for step in steps_of(path.name, path.read_bytes()))


def steps_of(name: str, content: bytes) -> Iterator[RecordedStep]:
    """Yield the steps of one file; a name that ends in `.sse` says that it is an event stream."""
    payloads = event_payloads(content) if name.endswith(".sse") else iter([content])
    for payload in payloads:
        for raw in _raw_steps(msgspec.Raw(payload)):
            yield RecordedStep(name, cast("dict[str, Any]", msgspec.json.decode(raw)), raw)


def event_payloads(stream: bytes) -> Iterator[bytes]:
    """Yield the data of each event that is one JSON value: no `[DONE]`, no comment, nothing broken."""
    for line in stream.splitlines():
        field, _, data = line.partition(b":")
        if field == b"data" and _is_json(data := data.strip()):
            yield data


def _is_json(data: bytes) -> bool:
    # `[DONE]` is not JSON either.
    try:
        msgspec.json.decode(data)
    except msgspec.DecodeError:
        return False
    return True


def _raw_steps(raw: msgspec.Raw) -> Iterator[bytes]:
    """Find steps without re-writing them: members stay slices of the payload until a step is reached."""
    content = bytes(raw).strip()
    if content.startswith(b"["):
        members = msgspec.json.decode(content, type=list[msgspec.Raw])
    elif content.startswith(b"{"):
        fields = msgspec.json.decode(content, type=dict[str, msgspec.Raw])
        if "object" in fields and msgspec.json.decode(fields["object"]) == STEP:
            yield content
            return
        members = list(fields.values())
    else:
        return
    for member in members:
        yield from _raw_steps(member)
