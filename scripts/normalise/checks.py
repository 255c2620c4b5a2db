"""What no type can say becomes a check: a JSON Schema that a value has to satisfy besides, in `x-check` of its schema.

A place of a value (a component, a property, the items of an array …) with such a keyword, there or in what is asked
about the same value, loses the keyword and gets it back as a check. What is left accepts at least as much, so both
together accept what the schema accepted. Checks are in the document's own words: what they refer to is kept as it
was given, in `x-given` of the document.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from scripts.base.errors import PipelineError
from scripts.base.json_types import is_mapping
from scripts.schema import identifiers, problems
from scripts.schema.checking import validator
from scripts.schema.keywords import BOUNDS, IN_PLACE, KEYWORDS, UNIONS
from scripts.schema.patterns import PatternError, python_pattern
from scripts.schema.shapes import LARGEST
from scripts.schema.walk import (
    BESIDES,
    ORIGIN,
    X_CHECK,
    X_GIVEN,
    assertions,
    attempted,
    kind_of,
    names_in,
    notes,
    reached,
    schemas_of,
    subschemas,
    with_schemas,
    with_subschemas,
    within,
    wrong,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from scripts.base.json_types import Schema

_READ_WITH: Final = {"patternProperties": ("properties", "additionalProperties"), "prefixItems": ("items",)}
"""Keywords whose meaning depends on another one beside them."""
_WHOLE: Final = frozenset({"unevaluatedProperties", "unevaluatedItems"})
"""Keywords that depend on everything beside them."""
_NOT_ASKED: Final = BESIDES | {"discriminator", X_CHECK}


def checks(document: Schema, untyped: Collection[str] = ()) -> Schema:
    """The document with nothing but what types can say, and checks. A place in `untyped` is nothing but a check."""
    given = schemas_of(document)
    made = {name: attempted(lambda schema: _place(schema, untyped), schema) for name, schema in given.items()}
    return {**with_schemas(document, made), X_GIVEN: {name: as_given(schema) for name, schema in given.items()}}


def asked(document: Schema) -> Schema:
    """The document with nothing in `x-given` but what its checks refer to, in however many steps."""
    known = document[X_GIVEN]
    checked = (one for schema in schemas_of(document).values() for one in within(schema))
    named = (name for schema in checked for check in schema.get(X_CHECK, ()) for name in names_in(check))
    found = reached(named, lambda name: names_in(known[name]))
    return {**document, X_GIVEN: {name: known[name] for name in known if name in found}}


def readable(document: Schema) -> Schema:
    """The document, whose checks a validator can read: a pattern may be none."""
    known = {"components": {"schemas": document[X_GIVEN]}}
    checked = [one for schema in schemas_of(document).values() for one in within(schema) if X_CHECK in one]
    try:
        validator({"allOf": [check for schema in checked for check in schema[X_CHECK]], **known})
    except PipelineError:
        list(problems.attempt(lambda schema: _readable(schema, known), checked))
    return document


def _readable(schema: Schema, known: Schema) -> None:
    try:
        validator({"allOf": schema[X_CHECK], **known})
    except PipelineError as error:
        raise wrong(error.what, schema, "correct it") from error


def places(document: Schema) -> Iterator[str]:
    """The pointer of each place of a value."""
    for schema in schemas_of(document).values():
        yield schema[ORIGIN]
        yield from _places(schema)


def as_given(schema: Schema) -> Schema:
    """The schema in the words of JSON Schema, without what asks nothing of a value."""
    result = {
        key: with_subschemas(
            key, value, (as_given(one) if is_mapping(one) else one for _, one in subschemas(key, value))
        )
        for key, value in schema.items()
        if key not in _NOT_ASKED
    }
    if X_CHECK in schema:
        result["allOf"] = schema[X_CHECK]  # the only one: it is merged away where there are checks
    return result


def _places(schema: Schema) -> Iterator[str]:
    for key, value in schema.items():
        for _, child in subschemas(key, value):
            if is_mapping(child):
                if key not in IN_PLACE:
                    yield child[ORIGIN]
                yield from _places(child)


def _place(schema: Schema, untyped: Collection[str]) -> Schema:
    """A value's schema, and those of the values in it."""
    if schema[ORIGIN] in untyped:
        return {**notes(schema), X_CHECK: [as_given(schema)]}
    check = _check(schema)
    typed = _typed(schema, untyped)
    return {**typed, X_CHECK: [check]} if check else typed


def _check(schema: Schema) -> Schema:
    """What the schema asks that no type can say; nothing if types say it all."""
    checked = [key for key, value in schema.items() if _is_checked(key, value)]
    if _WHOLE.intersection(checked):
        return as_given(schema)
    unnamed = _unnamed(schema)
    beside = {key for name in checked for key in _READ_WITH.get(name, ()) if key in schema}
    beside |= {key for key in ("properties", "additionalProperties") if unnamed and key in schema}
    result = as_given({key: value for key, value in schema.items() if key in {*checked, *beside}})
    if "properties" in beside:  # the places of the others have what they ask
        result["properties"] = {name: one if name in unnamed else True for name, one in result["properties"].items()}
    if required := [name for name in schema.get("required", ()) if name in unnamed]:
        result["required"] = required
    if members := [found for member in schema.get("allOf", ()) if (found := _check(member))]:
        result["allOf"] = members
    for kind in UNIONS:
        if any(map(_check, schema.get(kind, ()))):
            result[kind] = [as_given(member) for member in schema[kind]]
    return result


def _typed(schema: Schema, untyped: Collection[str]) -> Schema:
    """What types can say of the schema: it accepts what the schema accepts, or more."""
    checked = {key for key, value in schema.items() if _is_checked(key, value)}
    left_out = {*checked, *(key for name in checked for key in _READ_WITH.get(name, ()) if key != "properties")}
    left_out |= {
        key for key, value in schema.items() if value is True and key in KEYWORDS and KEYWORDS[key].nothing is True
    }
    result: Schema = {}
    for key, value in schema.items():
        if key not in left_out:
            change = _typed if key in IN_PLACE else _place
            inner = (change(child, untyped) if is_mapping(child) else child for _, child in subschemas(key, value))
            result[key] = with_subschemas(key, value, inner)
    if unnamed := _unnamed(schema):
        result.pop("additionalProperties", None)
        result |= {key: _without(result[key], unnamed) for key in ("properties", "required") if key in result}
        if not result.get("required"):
            result.pop("required", None)
    if "type" not in schema and checked & {"enum", "const"}:
        values = [*schema.get("enum", ()), *([schema["const"]] if "const" in schema else [])]
        result["type"] = list(dict.fromkeys(map(kind_of, values)))
    return _widened(schema, result)


def _unnamed(schema: Schema) -> set[str]:
    """The names of properties that no field can have."""
    return {name for key in ("properties", "required") for name in schema.get(key, ()) if not _is_field_name(name)}


def _is_field_name(name: str) -> bool:
    return name != identifiers.SENTINEL and identifiers.is_field_name(name)


def _without(named: Any, names: set[str]) -> Any:
    """A list or a mapping without some names."""
    if is_mapping(named):
        return {name: value for name, value in named.items() if name not in names}
    return [name for name in named if name not in names]


def _widened(schema: Schema, typed: Schema) -> Schema:
    """Where a member of `oneOf` accepts more than it did, two may accept what one did."""
    if not any(map(_check, schema.get("oneOf", ()))):
        return typed
    result = {key: value for key, value in typed.items() if key not in UNIONS}
    unions = [typed[kind] for kind in UNIONS if kind in typed]
    if len(unions) == 1:
        return {**result, "anyOf": unions[0]}
    members = [{"anyOf": members, ORIGIN: schema[ORIGIN]} for members in unions]
    return {**result, "allOf": [*typed.get("allOf", ()), *members]}


def _is_checked(key: str, value: Any) -> bool:
    """Whether no type can say what the keyword asks."""
    row = KEYWORDS.get(key)
    if row is None or row.role != "assertion":
        return row is not None and row.role == "checked" and value is not row.nothing
    if key in {"enum", "const"}:
        return not _are_constants(value if key == "enum" else [value])
    if key == "pattern":
        return not _is_python_pattern(value)
    if key == "propertyNames":
        return not _are_bounds(value)
    return bool(row.meta) and bool(abs(value) > LARGEST or (key == "multipleOf" and not _is_exact(value)))


def _is_exact(step: float) -> bool:
    """Whether a number is what it is written as: 0.5 is, 0.1 is not, so a remainder would not be."""
    return Fraction(step) == Fraction(Decimal(repr(step)))


def _are_constants(values: list[Any]) -> bool:
    """Whether literal types can name the values; both booleans are what their type says."""
    if sorted(map(repr, values)) == ["False", "True"]:
        return True
    return all(value is None or _is_constant(value) for value in values)


def _is_constant(value: Any) -> bool:
    if isinstance(value, str):
        return value != identifiers.SENTINEL
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and abs(value) <= LARGEST and value == int(value)


def _are_bounds(names: Schema) -> bool:
    """Whether nothing but bounds of strings is asked of names."""
    asked = assertions(names)
    if asked.keys() - {"type", "format", *BOUNDS["string"]} or asked.get("type", "string") != "string":
        return False
    return not any(_is_checked(key, value) for key, value in asked.items())


def _is_python_pattern(pattern: str) -> bool:
    try:
        python_pattern(pattern)
    except PatternError:
        return False
    return True
