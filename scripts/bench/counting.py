"""How faithful a subject is: what it loads, what it loses on the way back, what it refuses."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from scripts.bench.kinds import is_array, is_object
from scripts.bench.records import Tally

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence


class Payloads(NamedTuple):
    """What is counted: steps that servers sent, examples that people wrote, and steps that break the schema."""

    recorded: Sequence[bytes]
    examples: Sequence[bytes]
    broken: Sequence[bytes]


def tally(subject: str, load: Callable[[bytes], Any], dump: Callable[[Any], bytes | str], payloads: Payloads) -> Tally:
    """Put every payload through a subject. Whatever it raises is a refusal."""
    return Tally(
        subject=subject,
        recorded=len(payloads.recorded),
        loads=sum(loads(load, payload) for payload in payloads.recorded),
        lossless=sum(is_lossless(load, dump, payload) for payload in payloads.recorded),
        examples=len(payloads.examples),
        examples_lossless=sum(is_lossless(load, dump, payload) for payload in payloads.examples),
        broken=len(payloads.broken),
        refuses=refused(load, payloads.broken),
    )


def unable(subject: str, payloads: Payloads) -> Tally:
    """Return the tally of a subject that can't be used at all: it refuses everything."""

    def load(_: bytes) -> Any:
        raise NotImplementedError

    return tally(subject, load, lambda _: b"", payloads)


def loads(load: Callable[[bytes], Any], payload: bytes) -> bool:
    """Tell whether a payload is taken."""
    try:
        load(payload)
    except Exception:  # noqa: BLE001  # each subject raises its own
        return False
    return True


def refused(load: Callable[[bytes], Any], payloads: Iterable[bytes]) -> int:
    """Count the payloads that are not taken."""
    return sum(not loads(load, payload) for payload in payloads)


def is_lossless(load: Callable[[bytes], Any], dump: Callable[[Any], bytes | str], payload: bytes) -> bool:
    """Tell whether a payload is loaded and written back as the same JSON value."""
    try:
        written = dump(load(payload))
    except Exception:  # noqa: BLE001  # each subject raises its own
        return False
    return same_json(json.loads(written), json.loads(payload))


def same_json(left: Any, right: Any) -> bool:
    """Compare as JSON does: `1` and `1.0` are one number, `1` and `true` are not the same, order of keys is nothing."""
    if is_object(left) and is_object(right):
        return left.keys() == right.keys() and all(same_json(left[key], right[key]) for key in left)
    if is_array(left) and is_array(right):
        return len(left) == len(right) and all(map(same_json, left, right))
    return isinstance(left, bool) is isinstance(right, bool) and left == right
