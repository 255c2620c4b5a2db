"""What a value has to satisfy besides its type: the checks of components, and that the items of a list differ.

Simple ones are judged here. What is left is for a JSON Schema validator, jsonschema-rs, which is imported then.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from ._check_words import KEYWORDS, expected
from ._errors import Problem
from ._json_values import is_array, is_object
from ._problems import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_Judge: TypeAlias = Callable[[Any, Any], bool]

_REFERENCE: Final = "#/$defs/"
_GIVEN: Final = ".given"
_OPEN: Final = ".open"
_MOST_STEPS: Final = 100_000
"""Steps back in one match of a pattern, after which it counts as no match."""


class Check:
    """Schemas that a value has to satisfy: by the letter, or so that newer values and members are taken."""

    def __init__(self, component: str, schemas: tuple[Any, ...]) -> None:
        self._component = component
        self._schemas = schemas

    def satisfied(self, value: Any, *, strict: bool) -> bool:
        """Whether a parsed value satisfies them."""
        return next(self.violated(value, strict=strict), None) is None

    def problems(self, value: Any, path: tuple[str | int, ...], *, strict: bool) -> Iterator[Problem]:
        """Yield what a parsed value does not satisfy."""
        for place, keyword, asked, found in self.violated(value, strict=strict):
            yield Problem((*path, *place), expected(keyword, asked), shown(found))

    def violated(self, value: Any, *, strict: bool) -> Iterator[tuple[tuple[str | int, ...], str, Any, Any]]:
        """Yield the place, the keyword, what it asks and the value of each thing that is not satisfied."""
        for schema in self._schemas if strict else map(_opened, self._schemas):
            if _SIMPLE.keys() >= schema.keys():
                for keyword, asked in schema.items():
                    if not _SIMPLE[keyword](value, asked):
                        yield (), keyword, asked, value
            else:
                whole = self.schema(strict=strict)
                for error in _validator(self, strict=strict).iter_errors(value):
                    yield tuple(error.instance_path), *_violated(whole, error.schema_path), error.instance
                return

    def schema(self, *, strict: bool) -> dict[str, Any]:
        """Return what a validator is made of."""
        from ._definitions import COMPONENTS  # noqa: PLC0415  # see check_of
        from ._schema import definitions_of  # noqa: PLC0415

        names = (name for name in definitions_of(self._component) if name.endswith(_GIVEN))
        known = {name: COMPONENTS[name] for name in sorted(names)}
        opened = {name.removesuffix(_GIVEN) + _OPEN: _opened(schema) for name, schema in known.items()}
        return {"allOf": list(self._schemas if strict else map(_opened, self._schemas)), "$defs": {**known, **opened}}


@cache
def check_of(component: str) -> Check:
    """Return the check of a component."""
    from ._definitions import CHECKS, COMPONENTS  # noqa: PLC0415  # takes half of the import of a large package

    return Check(component, tuple(COMPONENTS[component]["allOf"][-CHECKS[component] :]))


def _violated(schema: Any, path: Iterable[str | int]) -> tuple[str, Any]:
    """Return the innermost keyword on a way through a schema that says what is wrong, and what it asks."""
    found: tuple[str, Any] = ("the schema", None)
    for step in path:
        schema = schema[step]
        if step in KEYWORDS:
            found = str(step), schema
        if step == "propertyNames":  # what is in it is asked of a name, and shown is the object
            break
    return found


@cache
def _validator(check: Check, *, strict: bool) -> Any:
    from jsonschema_rs import Draft202012Validator, FancyRegexOptions  # noqa: PLC0415  # most packages do without it

    patterns = FancyRegexOptions(backtrack_limit=_MOST_STEPS)
    return Draft202012Validator(check.schema(strict=strict), pattern_options=patterns, validate_formats=False)


def _opened(schema: Any) -> Any:
    """Return a schema that takes values of enums, and members of objects, which it does not name."""
    if not is_object(schema):
        return schema
    return dict(filter(None, (_opened_keyword(keyword, value) for keyword, value in schema.items())))


def _opened_keyword(keyword: str, value: Any) -> tuple[str, Any] | None:
    if keyword in {"additionalProperties", "unevaluatedProperties"} and value is False:
        return None
    if keyword == "enum" and len(value) > 1:
        return "type", sorted({_kind(each) for each in value})
    if keyword == "$ref":
        return keyword, value.removesuffix(_GIVEN) + _OPEN
    if keyword in {"items", "additionalProperties"}:
        return keyword, _opened(value)
    if keyword in {"properties", "patternProperties"}:
        return keyword, {name: _opened(schema) for name, schema in value.items()}
    if keyword in {"allOf", "anyOf", "oneOf", "prefixItems"}:
        return "anyOf" if keyword == "oneOf" else keyword, [_opened(schema) for schema in value]
    return keyword, value


def _kind(value: Any) -> str:
    kinds: dict[Any, str] = {
        str: "string",
        bool: "boolean",
        int: "number",
        float: "number",
        list: "array",
        dict: "object",
    }
    return kinds.get(value.__class__, "null")


def _identity(value: Any) -> Any:
    """Return what two JSON values share if they are equal: 1 and 1.0 do, 1 and true do not."""
    if is_object(value):
        return dict, frozenset((name, _identity(member)) for name, member in value.items())
    if is_array(value):
        return list, tuple(map(_identity, value))
    return (bool, value) if isinstance(value, bool) else value


def _differ(items: Any) -> bool:
    return len(set(map(_identity, items))) == len(items)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _exact(number: float) -> Fraction:
    return Fraction(Decimal(repr(number)))


_SIMPLE: Final[dict[str, _Judge]] = {
    "const": lambda value, asked: _identity(value) == _identity(asked),
    "enum": lambda value, asked: _identity(value) in set(map(_identity, asked)),
    "type": lambda value, asked: _kind(value) in asked,
    "uniqueItems": lambda value, asked: not (asked and is_array(value)) or _differ(value),
    "minProperties": lambda value, asked: not is_object(value) or len(value) >= asked,
    "maxProperties": lambda value, asked: not is_object(value) or len(value) <= asked,
    "dependentRequired": lambda value, asked: (
        not is_object(value) or all(name not in value or value.keys() >= set(others) for name, others in asked.items())
    ),
    "multipleOf": lambda value, asked: not _is_number(value) or _exact(value) % _exact(asked) == 0,
    "minimum": lambda value, asked: not _is_number(value) or value >= asked,
    "maximum": lambda value, asked: not _is_number(value) or value <= asked,
    "exclusiveMinimum": lambda value, asked: not _is_number(value) or value > asked,
    "exclusiveMaximum": lambda value, asked: not _is_number(value) or value < asked,
}

DISTINCT: Final = Check("", ({"uniqueItems": True},))
