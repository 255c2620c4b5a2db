"""The one table of the keywords that a schema can have: what each means to every layer, a row a keyword.

Whoever supports one more keyword gives it a row that says so; what a row can't say is code that names the keyword.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import partial
from operator import ge, gt, le, lt
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from scripts.schema.shapes import (
    ANYTHING,
    BOUND,
    COUNT,
    DISCRIMINATOR,
    FLAG,
    LIST,
    NAME,
    NAMES,
    NAMES_BY_NAME,
    PATTERN,
    SCHEMA,
    SCHEMA_OR_FLAG,
    SCHEMA_OR_LIST,
    SCHEMAS,
    SCHEMAS_BY_NAME,
    STEP,
    TEXT,
    TYPE,
    VALUES,
    Shape,
)

if TYPE_CHECKING:
    from collections.abc import Callable

Role: TypeAlias = Literal["assertion", "checked", "annotation", "identifier", "dropped"]
"""What becomes of a keyword: it is asserted by a type, or by a check beside it; it is shown, or says what a schema is
called; or it says nothing that a model could hold, and goes."""

_SOMETHING: Final = object()
"""No value of JSON: a keyword that always says something."""


def equal(one: Any, other: Any) -> Any:
    """What two values of a keyword ask together, if they are the same; None if they are not."""
    return one if one == other else None


def common_multiple(one: float, other: float) -> float | None:
    """The least number whose multiples are multiples of both, if both are whole; None if that can't be told."""
    if isinstance(one, int) and isinstance(other, int):
        return math.lcm(one, other)
    return equal(one, other)  # type: ignore[no-any-return]


def is_multiple(value: float, step: float) -> bool:
    """Whether a number is a multiple of another as they are written: 0.3 is three times 0.1."""
    return Fraction(Decimal(repr(value))) % Fraction(Decimal(repr(step))) == 0


def is_as_long(text: str, length: int) -> bool:
    """Whether a string has at least so many characters."""
    return len(text) >= length


def is_as_short(text: str, length: int) -> bool:
    """Whether a string has at most so many characters."""
    return len(text) <= length


@dataclass(frozen=True)
class Keyword:
    """A row of the table."""

    shape: Shape
    """What its value looks like."""
    role: Role
    about: tuple[str, ...] = ()
    """The JSON types that it says something about; none means all."""
    nothing: Any = _SOMETHING
    """The value with which it asserts nothing."""
    shape_3_0: Shape | None = None
    """What its value looks like in OpenAPI 3.0, if that is something else."""
    hint: str | None = None
    """What to say instead of it, where it says nothing."""
    both: Callable[[Any, Any], Any] = equal
    """What two values of it ask together; None if no one value can ask that. What holds schemas isn't asked."""
    allows: Callable[[Any, Any], bool] | None = None
    """Whether a value of one of its types satisfies it, for those that bound scalars."""
    meta: str | None = None
    """The argument of `msgspec.Meta` that has msgspec enforce it: it is a bound."""
    words: str = ""
    """How a page tells the bound; `{}` is its value."""
    prose: bool = False
    """Whether it tells people something."""


_NUMBERS: Final = ("integer", "number")
_least: Final = partial(Keyword, role="assertion", both=max)
_most: Final = partial(Keyword, role="assertion", both=min)

# Where several bounds are shown, they stand in the order of the rows.
KEYWORDS: Final[dict[str, Keyword]] = {
    # ------------------------------------------------------------------------------------- what a schema is called
    "$ref": Keyword(TEXT, "assertion"),
    "$dynamicRef": Keyword(TEXT, "assertion"),
    "$recursiveRef": Keyword(ANYTHING, "dropped", hint="say $dynamicRef"),  # of an older JSON Schema
    "$recursiveAnchor": Keyword(ANYTHING, "dropped", hint="say $dynamicAnchor"),
    "$id": Keyword(TEXT, "identifier"),
    "$anchor": Keyword(TEXT, "identifier"),
    "$dynamicAnchor": Keyword(TEXT, "identifier"),
    "$schema": Keyword(TEXT, "identifier"),
    "$vocabulary": Keyword(ANYTHING, "dropped"),
    "$defs": Keyword(SCHEMAS_BY_NAME, "identifier"),
    "definitions": Keyword(SCHEMAS_BY_NAME, "identifier"),
    "x-name": Keyword(NAME, "annotation"),  # ours: the name of an inline schema's class
    # ------------------------------------------------------------------------------------------------- any value
    "type": Keyword(TYPE, "assertion"),
    "nullable": Keyword(FLAG, "dropped", shape_3_0=FLAG, hint="that is OpenAPI 3.0: say type: [..., 'null']"),
    "enum": Keyword(VALUES, "assertion"),
    "const": Keyword(ANYTHING, "assertion"),
    "allOf": Keyword(SCHEMAS, "assertion"),
    "anyOf": Keyword(SCHEMAS, "assertion"),
    "oneOf": Keyword(SCHEMAS, "assertion"),
    "discriminator": Keyword(DISCRIMINATOR, "assertion"),
    "not": Keyword(SCHEMA, "checked"),
    "if": Keyword(SCHEMA, "checked"),
    "then": Keyword(SCHEMA, "checked"),
    "else": Keyword(SCHEMA, "checked"),
    # --------------------------------------------------------------------------------------------------- numbers
    "minimum": _least(BOUND, about=_NUMBERS, allows=ge, meta="ge", words="at least {}"),
    "exclusiveMinimum": _least(BOUND, about=_NUMBERS, allows=gt, shape_3_0=FLAG, meta="gt", words="more than {}"),
    "maximum": _most(BOUND, about=_NUMBERS, allows=le, meta="le", words="at most {}"),
    "exclusiveMaximum": _most(BOUND, about=_NUMBERS, allows=lt, shape_3_0=FLAG, meta="lt", words="less than {}"),
    "multipleOf": Keyword(
        STEP,
        "assertion",
        _NUMBERS,
        both=common_multiple,
        allows=is_multiple,
        meta="multiple_of",
        words="a multiple of {}",
    ),
    # --------------------------------------------------------------------------------------------------- strings
    "minLength": _least(
        COUNT, about=("string",), nothing=0, allows=is_as_long, meta="min_length", words="{} characters or more"
    ),
    "maxLength": _most(COUNT, about=("string",), allows=is_as_short, meta="max_length", words="{} characters or fewer"),
    "pattern": Keyword(PATTERN, "assertion", ("string",), meta="pattern", words="matches {}"),
    "format": Keyword(TEXT, "assertion"),  # asserts nothing, but belongs to the type that it describes
    # ---------------------------------------------------------------------------------------------------- arrays
    "items": Keyword(SCHEMA_OR_LIST, "assertion", ("array",)),
    "minItems": _least(COUNT, about=("array",), nothing=0, meta="min_length", words="{} items or more"),
    "maxItems": _most(COUNT, about=("array",), meta="max_length", words="{} items or fewer"),
    "uniqueItems": Keyword(FLAG, "checked", ("array",), nothing=False),
    "prefixItems": Keyword(SCHEMAS, "checked", ("array",)),
    "additionalItems": Keyword(SCHEMA_OR_FLAG, "dropped", hint="say items beside prefixItems"),  # of an older one
    "unevaluatedItems": Keyword(SCHEMA_OR_FLAG, "checked", ("array",), nothing=True),
    "contains": Keyword(SCHEMA, "checked", ("array",)),
    "minContains": Keyword(COUNT, "checked", ("array",)),
    "maxContains": Keyword(COUNT, "checked", ("array",)),
    # --------------------------------------------------------------------------------------------------- objects
    "properties": Keyword(SCHEMAS_BY_NAME, "assertion", ("object",), nothing={}),
    "required": Keyword(NAMES, "assertion", ("object",), nothing=[]),
    "additionalProperties": Keyword(SCHEMA_OR_FLAG, "assertion", ("object",), nothing=True),
    "propertyNames": Keyword(SCHEMA, "assertion", ("object",)),
    "minProperties": _least(COUNT, about=("object",), nothing=0, meta="min_length", words="{} members or more"),
    "maxProperties": _most(COUNT, about=("object",), meta="max_length", words="{} members or fewer"),
    "patternProperties": Keyword(SCHEMAS_BY_NAME, "checked", ("object",), nothing={}),
    "unevaluatedProperties": Keyword(SCHEMA_OR_FLAG, "checked", ("object",), nothing=True),
    "dependentRequired": Keyword(NAMES_BY_NAME, "checked", ("object",), nothing={}),
    "dependentSchemas": Keyword(SCHEMAS_BY_NAME, "checked", ("object",)),
    "dependencies": Keyword(SCHEMAS_BY_NAME, "dropped", hint="say dependentRequired or dependentSchemas"),  # the same
    # ----------------------------------------------------------------------------------------------- annotations
    "description": Keyword(TEXT, "annotation", prose=True),
    "default": Keyword(ANYTHING, "annotation"),
    "examples": Keyword(LIST, "annotation", prose=True),
    "example": Keyword(ANYTHING, "annotation", prose=True),
    "deprecated": Keyword(FLAG, "annotation"),
    "title": Keyword(ANYTHING, "dropped", prose=True),
    "externalDocs": Keyword(ANYTHING, "dropped", prose=True),
    "$comment": Keyword(ANYTHING, "dropped", prose=True),
    "readOnly": Keyword(ANYTHING, "dropped"),
    "writeOnly": Keyword(ANYTHING, "dropped"),
    "xml": Keyword(ANYTHING, "dropped"),
    "contentEncoding": Keyword(ANYTHING, "dropped"),
    "contentMediaType": Keyword(ANYTHING, "dropped"),
    "contentSchema": Keyword(SCHEMA_OR_FLAG, "dropped"),
}

UNIONS: Final = ("oneOf", "anyOf")
IN_PLACE: Final = ("allOf", *UNIONS)
"""The keywords that hold a list of schemas for the same value."""

PROSE: Final = frozenset(name for name, keyword in KEYWORDS.items() if keyword.prose)
"""Keywords that tell people something."""

ANNOTATIONS: Final = frozenset(name for name, keyword in KEYWORDS.items() if keyword.role == "annotation")
"""Keywords that the package shows."""

ABOUT: Final[dict[str, tuple[str, ...]]] = {
    kind: tuple(name for name, keyword in KEYWORDS.items() if keyword.role == "assertion" and kind in keyword.about)
    for kind in ("string", "integer", "number", "boolean", "null", "array", "object")
}
"""The keywords that assert something of each JSON type."""

TYPED: Final = frozenset(name for names in ABOUT.values() for name in names)
"""The keywords that assert something of some JSON types only."""

BOUNDS: Final[dict[str, tuple[str, ...]]] = {
    kind: tuple(name for name in names if KEYWORDS[name].meta) for kind, names in ABOUT.items()
}
"""The keywords of each JSON type that msgspec enforces."""
