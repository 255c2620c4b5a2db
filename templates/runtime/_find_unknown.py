"""`unknown()`: what a model holds that its schema does not name."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final, Never, TypeAlias

from msgspec import UNSET, inspect

from ._extract_unknown import extras_type, python_types, type_info
from ._json_values import is_array, is_object
from ._model import HIDDEN, Model, UnknownVariant
from ._unknown import UnknownPart

if TYPE_CHECKING:
    from collections.abc import Iterator

_Location: TypeAlias = tuple[str | int, ...]
_Found: TypeAlias = tuple[Any, inspect.Type, _Location]
"""A value, its type, and where it is."""

_ANY: Final = inspect.AnyType()


def find_unknown(model: Model) -> Iterator[UnknownPart]:
    """Yield what is unknown in a model at any depth, of each object its own members first."""
    waiting: list[_Found] = [(model, _ANY, ())]  # a stack: documents may be nested deeper than Python's calls
    while waiting:
        value, kind, location = waiting.pop()
        if isinstance(value, UnknownVariant):
            yield UnknownPart(location, value.content, "variant")
        elif isinstance(value, Model):
            if extras_type(type(value)) in {Any, Never}:
                for name, member in value.additional_properties.items():
                    yield UnknownPart((*location, name), member, "member")
            waiting.extend(reversed([*_members(value, location)]))
        elif is_array(value) or is_object(value):
            waiting.extend(reversed([*_items(value, kind, location)]))
        elif _is_new(value, kind):
            yield UnknownPart(location, value, "enum value")


def _members(model: Model, location: _Location) -> Iterator[_Found]:
    """Yield what may hold something unknown: fields, and other members if the schema gives them a type."""
    for name, attribute, kind in _fields(type(model)):
        value = getattr(model, attribute)
        if value is not None and value is not UNSET:
            yield value, kind, (*location, name)
    extras = extras_type(type(model))
    if extras not in {Any, Never}:
        for name, value in model.additional_properties.items():
            yield value, type_info(extras), (*location, name)


def _items(value: dict[str, Any] | list[Any], kind: inspect.Type, location: _Location) -> Iterator[_Found]:
    if is_array(value):
        inner = [each.item_type for each in _alternatives(kind) if isinstance(each, inspect.ListType)]
    else:
        inner = [each.value_type for each in _alternatives(kind) if isinstance(each, inspect.DictType)]
    if inner:
        of_all = inner[0] if len(inner) == 1 else inspect.UnionType(tuple(inner))
        members = value.items() if is_object(value) else enumerate(value)
        yield from ((item, of_all, (*location, step)) for step, item in members)


def _is_new(value: Any, kind: inspect.Type) -> bool:
    """Whether no enum of its own type names a value; a constant is no enum, others are refused."""
    fitting = [each for each in _alternatives(kind) if type(value) in python_types(each)]
    literals = [each.values for each in fitting if isinstance(each, inspect.LiteralType)]
    if len(literals) < len(fitting) or any(value in values for values in literals):
        return False
    return any(len(values) > 1 for values in literals)


@cache
def _fields(model: type[Model]) -> list[tuple[str, str, inspect.Type]]:
    info: Any = type_info(model)
    fields: tuple[inspect.Field, ...] = info.fields
    return [(each.encode_name, each.name, each.type) for each in fields if each.name != HIDDEN and _can_hold(each.type)]


def _can_hold(kind: inspect.Type) -> bool:
    """Whether values of a type can hold something unknown."""
    for each in kind.types if isinstance(kind, inspect.UnionType) else (kind,):
        match each:
            case inspect.StructType() | inspect.CustomType():
                return True
            case inspect.ListType(item_type=inner) | inspect.DictType(value_type=inner) if _can_hold(inner):
                return True
            case inspect.LiteralType(values=values) if len(values) > 1:
                return True
            case _:
                pass
    return False


def _alternatives(kind: inspect.Type) -> tuple[inspect.Type, ...]:
    """Return the types that a union, or a type that msgspec hands on, is made of."""
    match kind:
        case inspect.UnionType(types=types):
            pass
        case inspect.CustomType():
            hook: Any = kind.cls
            types = tuple(map(type_info, hook.kinds()))
        case _:
            return (kind,)
    return tuple(each for one in types for each in _alternatives(one))
