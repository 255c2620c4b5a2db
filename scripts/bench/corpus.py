"""The payloads that are measured: recorded shapes, filled anew from a seed.

A shape is a recorded step. Choosing among all of them at random keeps the proportions of real traffic: kinds of step,
order of keys, nulls, sizes. Ids, figures and texts are replaced, so that no decoder profits from seeing one value
twice. The same seed gives the same bytes on every machine.
"""

from __future__ import annotations

import json
import random
import string
from typing import TYPE_CHECKING, Any, Final

from scripts.bench.kinds import is_array, is_object

if TYPE_CHECKING:
    from collections.abc import Sequence

SEED: Final = 20_240_501
_ALPHABET: Final = string.ascii_letters + string.digits
_TEXTS: Final = frozenset({"arguments", "content", "input", "logs", "output", "text"})


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
    if is_object(value):
        return refill(value, source)
    if is_array(value):
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
