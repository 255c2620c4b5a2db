"""The payloads that are measured: recorded shapes, filled anew from a seed, and the same with unknown parts.

A shape is a recorded step. Choosing among all of them at random keeps the proportions of real traffic: kinds of step,
order of keys, nulls, sizes. Ids, figures and texts are replaced, so that no decoder profits from seeing one value
twice. The same seed gives the same bytes on every machine.
"""

from __future__ import annotations

import copy
import csv
import json
import random
import string
from typing import TYPE_CHECKING, Any, Final

import jsonschema_rs
import msgspec

from scripts.base.errors import PipelineError
from scripts.base.json_types import is_list, is_mapping
from scripts.bench.rows import MODEL
from tests.support.broken_steps import broken_steps
from tests.support.streams import stream_of
from tests.support.traffic_steps import TRAFFIC, recorded_steps

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from scripts.base.json_types import Schema

STREAM: Final = "code_interpreter"
"""The stream that is measured: made, for in recorded ones every event has an id of its own, and nothing adds up."""
SEED: Final = 20_240_501
_ALPHABET: Final = string.ascii_letters + string.digits
_TEXTS: Final = frozenset({"arguments", "content", "input", "logs", "output", "text"})
_MAPS: Final = frozenset({"attributes", "metadata", "retrieval"})
_NEWS: Final = {"reason": "rolled out", "share": 0.25, "regions": ["eu", "us"], "since": None}


def write(folder: Path, document: Schema, count: int) -> dict[str, str]:
    """Write a file of JSON lines for each kind of payload and return what a reader should know of them.

    `document` says what is known. Raises `PipelineError` if no recorded step is.
    """
    folder.mkdir(parents=True, exist_ok=True)
    shapes = known((step.value for step in recorded_steps()), document)
    if not shapes:
        raise PipelineError("no recorded step is a known payload", None, "see what openapi/run-step.yaml requires")
    (folder / "schema.json").write_text(json.dumps(document), encoding="utf-8")
    corpus = steps(shapes, count)
    lines = [encode(step) for step in corpus]
    _write(folder, "known", lines)
    for kind, change in UNKNOWN.items():
        _write(folder, kind, (encode(change(step)) for step in corpus))
    _write(folder, "recorded", of_origin("recorded-real"))
    _write(folder, "examples", of_origin("hand-written-example"))
    _write(folder, "broken", (encode(step) for _, step in broken_steps()))
    (folder / "stream.sse").write_bytes(stream_of(STREAM))
    size = sum(map(len, lines)) / count
    return {"recorded shapes": str(len(shapes)), "payloads": f"{count:,}", "bytes a payload": f"{size:.0f}"}


def of_origin(origin: str) -> list[bytes]:
    """Return the steps of the traffic that were recorded, or that were written by hand, each as one line."""
    with (TRAFFIC / "INDEX.tsv").open(encoding="utf-8", newline="") as index:
        files = {row["file"] for row in csv.DictReader(index, delimiter="\t") if row["origin"] == origin}
    # Reformatted, not decoded and encoded: numbers and escapes stay as the server wrote them.
    return [msgspec.json.format(step.raw, indent=-1) for step in recorded_steps() if step.file in files]


def _write(folder: Path, name: str, lines: Iterable[bytes]) -> None:
    (folder / f"{name}.jsonl").write_bytes(b"\n".join(lines) + b"\n")


def known(found: Iterable[dict[str, Any]], document: Schema) -> list[dict[str, Any]]:
    """Return the steps that satisfy the schema when no object may hold more than it declares."""
    closed = validator(closed_copy(document))
    return [step for step in found if closed.is_valid(step)]


def validator(document: Schema) -> jsonschema_rs.Draft202012Validator:
    """Return the judge of run steps by an OpenAPI 3.1 document."""
    return jsonschema_rs.Draft202012Validator(
        {"$ref": f"#/components/schemas/{MODEL}", "components": document["components"]}
    )


def closed_copy(node: Any) -> Any:
    """Copy a schema; every object that lists properties takes no others, unless it says so itself."""
    if is_list(node):
        return [closed_copy(member) for member in node]
    if not is_mapping(node):
        return node
    closed = {key: closed_copy(value) for key, value in node.items()}
    if is_mapping(closed.get("properties")) and closed.get("type") == "object":
        closed.setdefault("additionalProperties", False)
    return closed


def steps(shapes: Sequence[dict[str, Any]], count: int, *, seed: int = SEED) -> list[dict[str, Any]]:
    """Return `count` steps, each one of `shapes` with new values; the order is random too."""
    source = random.Random(seed)  # noqa: S311  # repeatable, not secret
    return [refill(source.choice(shapes), source) for _ in range(count)]


def encode(value: object) -> bytes:
    """Write JSON as event streams and archives carry it: compact, and UTF-8 where a text is not ASCII."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def refill(shape: dict[str, Any], source: random.Random) -> dict[str, Any]:
    """Copy a shape and give it new ids, figures and texts of the same size; constants and enum values stay."""
    return {key: _refilled(key, value, source) for key, value in shape.items()}


def _refilled(key: str, value: Any, source: random.Random) -> Any:
    if is_mapping(value):
        return refill(value, source)
    if is_list(value):
        return [_refilled(key, member, source) for member in value]
    if isinstance(value, str):
        return _string(key, value, source)
    return _number(value, source)


def _number(value: Any, source: random.Random) -> Any:
    """Replace a fraction, and a whole number by one with as many digits; 0, 1, null and truth values are signs."""
    if isinstance(value, float):
        return source.random()
    if isinstance(value, int) and value > 1:
        return source.randrange(10 ** (len(str(value)) - 1), 10 ** len(str(value)))
    return value


def _string(key: str, value: str, source: random.Random) -> str:
    if key == "id" or key.endswith("_id"):
        prefix, mark, rest = value.rpartition("_")
        return prefix + mark + "".join(source.choices(_ALPHABET, k=len(rest)))
    if key in _TEXTS:
        at = source.randrange(len(value) + 1)
        return value[at:] + value[:at]
    return value


def _field_first(step: dict[str, Any]) -> dict[str, Any]:
    return {"rollout": copy.deepcopy(_NEWS), **step}


def _field_last(step: dict[str, Any]) -> dict[str, Any]:
    return {**step, "rollout": copy.deepcopy(_NEWS)}


def _field_deep(step: dict[str, Any]) -> dict[str, Any]:
    """Put an unknown field into the innermost object of the step's details."""
    changed = copy.deepcopy(step)
    innermost(changed["step_details"])["rollout"] = copy.deepcopy(_NEWS)
    return changed


def _variant(step: dict[str, Any]) -> dict[str, Any]:
    """Make the last tool call one of an unknown kind, or the details, where there are no tool calls."""
    changed = copy.deepcopy(step)
    details = changed["step_details"]
    if "tool_calls" in details:
        details["tool_calls"][-1:] = [{"id": "call_1", "type": "web_map", "web_map": copy.deepcopy(_NEWS)}]
    else:
        changed["step_details"] = {"type": "reasoning", "reasoning": copy.deepcopy(_NEWS)}
    return changed


def _enum_value(step: dict[str, Any]) -> dict[str, Any]:
    return {**step, "status": "queued"}


UNKNOWN: Final[dict[str, Callable[[dict[str, Any]], dict[str, Any]]]] = {
    "field_first": _field_first,
    "field_last": _field_last,
    "field_deep": _field_deep,
    "variant": _variant,
    "enum_value": _enum_value,
}
"""By the key of a row: how a known payload gets one thing that the schema does not name."""


def innermost(node: dict[str, Any]) -> dict[str, Any]:
    """Return the object at the end of the way through each last object or list of objects; maps are data."""
    for key, child in reversed(node.items()):
        if is_mapping(child) and key not in _MAPS:
            return innermost(child)
        if is_list(child) and child and is_mapping(child[-1]):
            return innermost(child[-1])
    return node
