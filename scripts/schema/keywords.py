"""The one table of the keywords that a schema can have: what each means to every layer, a row a keyword.

Whoever supports one more keyword gives it a row that says so; what a row can't say is code that names the keyword.
"""

from __future__ import annotations

import math
import operator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
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


def _bound(about: tuple[str, ...], shape: Shape, meta: str, words: str, **others: Any) -> Keyword:
    """The row of a bound, which msgspec enforces."""
    return Keyword(shape, "assertion", about=about, meta=meta, words=words, **others)


def _least(about: tuple[str, ...], shape: Shape, meta: str, words: str, **others: Any) -> Keyword:
    return _bound(about, shape, meta, words, both=max, **others)


def _most(about: tuple[str, ...], shape: Shape, meta: str, words: str, **others: Any) -> Keyword:
    return _bound(about, shape, meta, words, both=min, **others)


def _checked(shape: Shape, **others: Any) -> Keyword:
    """The row of a keyword that no type can say."""
    return Keyword(shape, "checked", **others)


def _dropped(shape: Shape, **others: Any) -> Keyword:
    return Keyword(shape, "dropped", **others)


def _shown(shape: Shape, **others: Any) -> Keyword:
    return Keyword(shape, "annotation", **others)


# Where several bounds are shown, they stand in the order of the rows.
KEYWORDS: Final[dict[str, Keyword]] = {
    # ------------------------------------------------------------------------------------- what a schema is called
    "$ref": Keyword(TEXT, "assertion"),
    "$dynamicRef": Keyword(TEXT, "assertion"),
    "$recursiveRef": _dropped(ANYTHING, hint="say $dynamicRef"),  # of an older JSON Schema
    "$recursiveAnchor": _dropped(ANYTHING, hint="say $dynamicAnchor"),
    "$id": Keyword(TEXT, "identifier"),
    "$anchor": Keyword(TEXT, "identifier"),
    "$dynamicAnchor": Keyword(TEXT, "identifier"),
    "$schema": Keyword(TEXT, "identifier"),
    "$vocabulary": _dropped(ANYTHING),
    "$defs": Keyword(SCHEMAS_BY_NAME, "identifier"),
    "definitions": Keyword(SCHEMAS_BY_NAME, "identifier"),
    "x-name": Keyword(NAME, "annotation"),  # ours: the name of an inline schema's class
    # ------------------------------------------------------------------------------------------------- any value
    "type": Keyword(TYPE, "assertion"),
    "nullable": _dropped(FLAG, shape_3_0=FLAG, hint="that is OpenAPI 3.0: say type: [..., 'null']"),
    "enum": Keyword(VALUES, "assertion"),
    "const": Keyword(ANYTHING, "assertion"),
    "allOf": Keyword(SCHEMAS, "assertion"),
    "anyOf": Keyword(SCHEMAS, "assertion"),
    "oneOf": Keyword(SCHEMAS, "assertion"),
    "discriminator": Keyword(DISCRIMINATOR, "assertion"),
    "not": _checked(SCHEMA),
    "if": _checked(SCHEMA),
    "then": _checked(SCHEMA),
    "else": _checked(SCHEMA),
    # --------------------------------------------------------------------------------------------------- numbers
    "minimum": _least(_NUMBERS, BOUND, "ge", "at least {}", allows=operator.ge),
    "exclusiveMinimum": _least(_NUMBERS, BOUND, "gt", "more than {}", allows=operator.gt, shape_3_0=FLAG),
    "maximum": _most(_NUMBERS, BOUND, "le", "at most {}", allows=operator.le),
    "exclusiveMaximum": _most(_NUMBERS, BOUND, "lt", "less than {}", allows=operator.lt, shape_3_0=FLAG),
    "multipleOf": _bound(_NUMBERS, STEP, "multiple_of", "a multiple of {}", both=common_multiple, allows=is_multiple),
    # --------------------------------------------------------------------------------------------------- strings
    "minLength": _least(
        ("string",),
        COUNT,
        "min_length",
        "{} characters or more",
        nothing=0,
        allows=is_as_long,
    ),
    "maxLength": _most(("string",), COUNT, "max_length", "{} characters or fewer", allows=is_as_short),
    "pattern": _bound(("string",), PATTERN, "pattern", "matches {}"),
    "format": Keyword(TEXT, "assertion"),  # asserts nothing, but belongs to the type that it describes
    # ---------------------------------------------------------------------------------------------------- arrays
    "items": Keyword(SCHEMA_OR_LIST, "assertion", ("array",)),
    "minItems": _least(("array",), COUNT, "min_length", "{} items or more", nothing=0),
    "maxItems": _most(("array",), COUNT, "max_length", "{} items or fewer"),
    "uniqueItems": _checked(FLAG, about=("array",), nothing=False),
    "prefixItems": _checked(SCHEMAS, about=("array",)),
    "additionalItems": _dropped(SCHEMA_OR_FLAG, hint="say items beside prefixItems"),  # of an older JSON Schema
    "unevaluatedItems": _checked(SCHEMA_OR_FLAG, about=("array",), nothing=True),
    "contains": _checked(SCHEMA, about=("array",)),
    "minContains": _checked(COUNT, about=("array",)),
    "maxContains": _checked(COUNT, about=("array",)),
    # --------------------------------------------------------------------------------------------------- objects
    "properties": Keyword(SCHEMAS_BY_NAME, "assertion", ("object",), nothing={}),
    "required": Keyword(NAMES, "assertion", ("object",), nothing=[]),
    "additionalProperties": Keyword(SCHEMA_OR_FLAG, "assertion", ("object",), nothing=True),
    "propertyNames": Keyword(SCHEMA, "assertion", ("object",)),
    "minProperties": _least(("object",), COUNT, "min_length", "{} members or more", nothing=0),
    "maxProperties": _most(("object",), COUNT, "max_length", "{} members or fewer"),
    "patternProperties": _checked(SCHEMAS_BY_NAME, about=("object",), nothing={}),
    "unevaluatedProperties": _checked(SCHEMA_OR_FLAG, about=("object",), nothing=True),
    "dependentRequired": _checked(NAMES_BY_NAME, about=("object",), nothing={}),
    "dependentSchemas": _checked(SCHEMAS_BY_NAME, about=("object",)),
    "dependencies": _dropped(SCHEMAS_BY_NAME, hint="say dependentRequired or dependentSchemas"),  # the same
    # ----------------------------------------------------------------------------------------------- annotations
    "description": _shown(TEXT, prose=True),
    "default": _shown(ANYTHING),
    "examples": _shown(LIST, prose=True),
    "example": _shown(ANYTHING, prose=True),
    "deprecated": _shown(FLAG),
    "title": _dropped(ANYTHING, prose=True),
    "externalDocs": _dropped(ANYTHING, prose=True),
    "$comment": _dropped(ANYTHING, prose=True),
    "readOnly": _dropped(ANYTHING),
    "writeOnly": _dropped(ANYTHING),
    "xml": _dropped(ANYTHING),
    "contentEncoding": _dropped(ANYTHING),
    "contentMediaType": _dropped(ANYTHING),
    "contentSchema": _dropped(SCHEMA_OR_FLAG),
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
