"""What the value of a keyword of JSON Schema can look like, and the words in which any other is refused."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from scripts.base.json_types import is_list, is_mapping, json_text

if TYPE_CHECKING:
    from collections.abc import Callable

Holds: TypeAlias = Literal["one", "map", "list", "either"]
"""How schemas stand in a value: one schema, schemas by name, a list of schemas, one schema or a list of them."""

TYPES: Final = ("string", "integer", "number", "boolean", "array", "object", "null")
LARGEST: Final = 2**63 - 1
_MOST_SHOWN: Final = 5


@dataclass(frozen=True)
class Shape:
    """What a value has to be.

    `kinds` are the Python types of such a value, which is as much as a document that nothing has looked at yet can be
    asked for; `check` is what a value of these types has to satisfy besides.
    """

    words: str
    """What was expected, as a noun with its article."""
    kinds: tuple[type, ...]
    check: Callable[[Any], bool] = lambda _: True
    holds: Holds | None = None

    def fits(self, value: object) -> bool:
        """Whether a value has the shape."""
        return isinstance(value, self.kinds) and self.check(value)

    def refusal(self, value: object) -> str:
        """What to say of a value that does not fit: what was expected, and what came."""
        shown = _shown(value)
        return f"expected {self.words}" + ("" if self.words.startswith(shown) else f", got {shown}")


def _shown(value: object) -> str:
    """A value of JSON: itself if it is short, else what it is."""
    if is_mapping(value):
        return "a mapping"
    if is_list(value) and (len(value) > _MOST_SHOWN or any(is_mapping(each) or is_list(each) for each in value)):
        return "a list"
    return json_text(value)


def _is_number(value: object) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, int) and not isinstance(value, bool)


def _is_count(value: float) -> bool:
    return _is_number(value) and 0 <= value <= LARGEST and value == int(value)


def _is_type(value: str | list[Any]) -> bool:
    names = value if is_list(value) else [value]
    return bool(names) and all(isinstance(name, str) and name in TYPES for name in names)


def _is_names(value: list[Any]) -> bool:
    return all(isinstance(name, str) for name in value)


def _is_name(value: str) -> bool:
    return re.fullmatch(r"[A-Za-z0-9._-]+", value) is not None


def _is_discriminator(value: dict[str, Any]) -> bool:
    return isinstance(value.get("propertyName"), str) and is_mapping(value.get("mapping", {}))


_NUMBER: Final = (int, float)
_ANYTHING: Final = (object,)

ANYTHING: Final = Shape("any value", _ANYTHING)
BOUND: Final = Shape("a number", _NUMBER, _is_number)
COUNT: Final = Shape("a whole number from 0 on, of at most 64 bits", _NUMBER, _is_count)
DISCRIMINATOR: Final = Shape("a mapping with propertyName and, optionally, mapping", (dict,), _is_discriminator)
FLAG: Final = Shape("true or false", (bool,))
LIST: Final = Shape("a list", (list,))
NAME: Final = Shape("a name of letters, digits, '.', '_' and '-'", (str,), _is_name)
NAMES: Final = Shape("a list of names", (list,), _is_names)
NAMES_BY_NAME: Final = Shape(
    "a mapping of names to lists of names",
    (dict,),
    lambda value: all(is_list(names) and _is_names(names) for names in value.values()),
)
PATTERN: Final = Shape("a string", (str,))
STEP: Final = Shape("a positive number", _NUMBER, lambda value: _is_number(value) and value > 0)
TEXT: Final = Shape("a string", (str,))
TYPE: Final = Shape(f"one of {', '.join(TYPES)}, or a list of them", (str, list), _is_type)
VALUES: Final = Shape("a list of at least one value", (list,), bool)

SCHEMA: Final = Shape("a schema", (dict, bool), is_mapping, holds="one")
SCHEMA_OR_FLAG: Final = Shape("a schema, true or false", (dict, bool), holds="one")
SCHEMA_OR_LIST: Final = Shape("a schema", (dict, bool, list), is_mapping, holds="either")
SCHEMAS: Final = Shape(
    "a list of at least one schema",
    (list,),
    lambda value: bool(value) and all(map(is_mapping, value)),
    holds="list",
)
SCHEMAS_BY_NAME: Final = Shape(
    "a mapping of names to schemas",
    (dict,),
    lambda value: all(map(is_mapping, value.values())),
    holds="map",
)
