"""What a keyword of a check asks, in the words of an error."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

from ._errors import shortened
from ._json_values import is_array

if TYPE_CHECKING:
    from collections.abc import Callable


def expected(keyword: str, asked: Any) -> str:
    """Return what a value would have to be, for what a keyword of its schema asks."""
    words = KEYWORDS.get(keyword)
    return f"a value that satisfies {keyword}" if words is None else words(asked)


def _json(value: Any) -> str:
    return shortened(msgspec.json.encode(value).decode())


def _kinds(asked: Any) -> str:
    kinds: list[str] = asked if is_array(asked) else [asked]
    return " or ".join(kind if kind == "null" else f"an {kind}" if kind[0] in "aio" else f"a {kind}" for kind in kinds)


def _dependent(asked: Any) -> str:
    return "an object with " + ", and with ".join(
        f"{', '.join(map(_json, others))} where it has {_json(name)}" for name, others in asked.items()
    )


KEYWORDS: Final[dict[str, Callable[[Any], str]]] = {
    "const": _json,
    "enum": lambda asked: f"one of {', '.join(map(_json, asked))}",
    "type": _kinds,
    "uniqueItems": lambda _: "an array whose items differ",
    "minItems": lambda asked: f"an array of at least {asked} items",
    "maxItems": lambda asked: f"an array of at most {asked} items",
    "minLength": lambda asked: f"a string of at least {asked} characters",
    "maxLength": lambda asked: f"a string of at most {asked} characters",
    "pattern": lambda asked: f"a string that matches {asked}",
    "minProperties": lambda asked: f"an object of at least {asked} members",
    "maxProperties": lambda asked: f"an object of at most {asked} members",
    "multipleOf": lambda asked: f"a multiple of {asked}",
    "minimum": lambda asked: f"a number >= {asked}",
    "maximum": lambda asked: f"a number <= {asked}",
    "exclusiveMinimum": lambda asked: f"a number > {asked}",
    "exclusiveMaximum": lambda asked: f"a number < {asked}",
    "required": lambda asked: f"an object with {', '.join(map(_json, asked))}",
    "dependentRequired": _dependent,
    "not": lambda asked: f"no value of {_json(asked)}" if asked else "nothing here",
    "contains": lambda asked: f"an array with an item of {_json(asked)}",
    "minContains": lambda asked: f"an array with at least {asked} items that fit contains",
    "maxContains": lambda asked: f"an array with at most {asked} items that fit contains",
    "additionalProperties": lambda _: "no other members",
    "unevaluatedProperties": lambda _: "no other members",
    "items": lambda _: "no other items",
    "unevaluatedItems": lambda _: "no other items",
    "propertyNames": lambda asked: f"names of members that are of {_json(asked)}",
    "oneOf": lambda _: "what exactly one schema of oneOf accepts",
    "anyOf": lambda _: "what a schema of anyOf accepts",
}
