"""Types as Python code. Every text of the document in it is a literal that `literals` has made."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

from scripts.ir.records import (
    PYTHON_TYPES,
    AnyValue,
    Array,
    Bounds,
    Constant,
    Map,
    Primitive,
    Raw,
    Reference,
    Set,
    Type,
)
from scripts.render.literals import literal
from scripts.schema.keywords import KEYWORDS
from scripts.schema.patterns import python_pattern
from scripts.schema.shapes import PATTERN

if TYPE_CHECKING:
    from scripts.ir.records import Alias, Union


def annotation(kind: Type) -> str:  # noqa: C901, PLR0912 - one case a kind
    """Return the annotation of a type, as msgspec decodes it and type checkers read it."""
    match kind:
        case AnyValue():
            return "Any"
        case Primitive(name="number", bounds=bounds):  # an int stays one, so that no digit of it is lost
            return f"{bounded('int', _of_integers(bounds))} | {bounded('float', bounds)}"
        case Primitive(name="integer", bounds=bounds):
            return bounded("int", _of_integers(bounds))
        case Primitive(name=name, bounds=bounds):
            return bounded(PYTHON_TYPES[name], bounds)
        case Constant(value=value):
            return f"Literal[{literal(value.value)}]"
        case Reference(kind="enum", name=name, base=base):
            return f"Open[{name}, {base}]"
        case Reference(kind="tagged_model", name=name):
            return f"Tagged[{name}]"
        case Reference(kind="checked_model", name=name):
            return f"Checked[{name}]"
        case Reference(name=name):
            return name
        case Set(list=items):
            return f"Unique[{annotation(items)}]"
        case Array(item=item, bounds=bounds):
            return bounded(f"list[{annotation(item)}]", bounds)
        case Map(value=value, bounds=bounds, key_bounds=key_bounds):
            return bounded(f"dict[{bounded('str', key_bounds)}, {annotation(value)}]", bounds)
        case _:
            return f"{annotation(kind.value)} | None"


def field_annotation(kind: Type, *, required: bool) -> str:
    """Return the annotation of a field, which may be absent unless it is required."""
    return annotation(kind) if required else f"{annotation(kind)} | UnsetType"


def alias_annotation(item: Alias | Union) -> str:
    """Return what an alias stands for, for type checkers; as a string where it stands in what it names."""
    code = " | ".join(map(annotation, item.types))
    return literal(code) if item.hook and item.hook.endless else f"({code})"


def _of_integers(bounds: Bounds) -> Bounds:
    """The bounds as integers know them: msgspec takes no others for an `int`."""
    limits = dict(_whole(keyword, limit.value) for keyword, limit in bounds.limits.items())
    return Bounds({keyword: limit for keyword, limit in limits.items() if (keyword, limit.value) != ("multipleOf", 1)})


def _whole(keyword: str, limit: float) -> tuple[str, Raw]:
    if limit == int(limit):
        return keyword, Raw(int(limit))
    if keyword == "multipleOf":  # a whole number is a multiple of 3/2 if it is one of 3
        return keyword, Raw(Fraction(limit).numerator)
    least = KEYWORDS[keyword].both is max
    return ("minimum", Raw(math.ceil(limit))) if least else ("maximum", Raw(math.floor(limit)))


def bounded(code: str, bounds: Bounds) -> str:
    """Return a type with its bounds, which msgspec enforces."""
    if not bounds:
        return code
    limits = ", ".join(f"{KEYWORDS[keyword].meta}={_limit(keyword, limit)}" for keyword, limit in bounds.limits.items())
    return f"Annotated[{code}, msgspec.Meta({limits})]"


def _limit(keyword: str, limit: Raw) -> str:
    return literal(python_pattern(limit.text) if KEYWORDS[keyword].shape is PATTERN else limit.value)
