"""Types as Python code. Every text of the document in it is a literal that `literals` has made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.ir.records import PYTHON_TYPES, AnyValue, Array, Bounds, Constant, Map, Primitive, Reference, Type
from scripts.render.literals import literal
from scripts.schema.keywords import KEYWORDS
from scripts.schema.patterns import python_pattern
from scripts.schema.shapes import PATTERN

if TYPE_CHECKING:
    from scripts.ir.records import Raw


def annotation(kind: Type) -> str:
    """Return the annotation of a type, as msgspec decodes it and type checkers read it."""
    match kind:
        case AnyValue():
            return "Any"
        case Primitive(name="number", bounds=bounds):  # an int stays one, so that no digit of it is lost
            return f"{bounded('int', bounds)} | {bounded('float', bounds)}"
        case Primitive(name=name, bounds=bounds):
            return bounded(PYTHON_TYPES[name], bounds)
        case Constant(value=value):
            return f"Literal[{literal(value.value)}]"
        case Reference(kind="enum", name=name, base=base):
            return f"Open[{name}, {base}]"
        case Reference(kind="tagged_model", name=name):
            return f"Tagged[{name}]"
        case Reference(name=name):
            return name
        case Array(item=item, bounds=bounds):
            return bounded(f"list[{annotation(item)}]", bounds)
        case Map(value=value, bounds=bounds, key_bounds=key_bounds):
            return bounded(f"dict[{bounded('str', key_bounds)}, {annotation(value)}]", bounds)
        case _:
            return f"{annotation(kind.value)} | None"


def field_annotation(kind: Type, *, required: bool) -> str:
    """Return the annotation of a field, which may be absent unless it is required."""
    return annotation(kind) if required else f"{annotation(kind)} | UnsetType"


def bounded(code: str, bounds: Bounds) -> str:
    """Return a type with its bounds, which msgspec enforces."""
    if not bounds:
        return code
    limits = ", ".join(f"{KEYWORDS[keyword].meta}={_limit(keyword, limit)}" for keyword, limit in bounds.limits.items())
    return f"Annotated[{code}, Meta({limits})]"


def _limit(keyword: str, limit: Raw) -> str:
    return literal(python_pattern(limit.text) if KEYWORDS[keyword].shape is PATTERN else limit.value)
