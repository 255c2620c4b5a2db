"""Shadows: classes that decode what their models do, and what is new besides.

A shadow is a subclass of a model with wider types: an enum takes any value, a union any object, and there is room for
unknown members. The room for a single one is the model's hidden field, so that objects of both have the same layout,
and the one can become the other by a change of its class. For more members there are more fields.
"""

from __future__ import annotations

from functools import cache
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, Union, get_args, get_origin
from typing import get_type_hints as hints_of

import msgspec
from msgspec import UNSET, UnsetType

from ._decoders import insisted
from ._model import HIDDEN, Model, UnknownVariant, fields_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LEAVES: Final = frozenset({str, int, float, bool, NoneType, UnsetType, Any})


class UnfitError(Exception):
    """There is a type that is not known here."""


class Met(tuple[int, Any]):
    """One of several unknown members of an object: which of the payload's it is, and its value."""

    __slots__ = ()


class Shadows:
    """Makes and holds the shadows of the models on the way from a root to what was learned."""

    def __init__(self, root: type[Model], members: dict[Any, list[str]], opened: set[tuple[Any, str]]) -> None:
        self.members = members
        self.opened = opened
        self.of: dict[Any, Any] = dict.fromkeys(self._changed(root))
        for model in self.of:
            self.of[model] = _subclass(model, self.members.get(model, []), self.new_fields(model))
        for model, shadow in self.of.items():
            for name in self.new_fields(model):
                shadow.__annotations__[name] = self.type(hints(model)[name], is_open=(model, name) in self.opened)
        for shadow in self.of.values():
            msgspec.json.Decoder(shadow)  # what converts must not be the first to need it

    def is_same_size(self, model: Any) -> bool:
        """Whether objects of a model's shadow have its layout."""
        return len(self.members.get(model, [])) <= 1

    def _changed(self, root: type[Model]) -> set[Any]:
        """Return the models that are to have shadows: where something was learned, and what leads there."""
        inner: dict[Any, set[Any]] = {}
        waiting = [*_models_in(insisted(root))]
        while waiting:
            model = waiting.pop()
            if model not in inner:
                inner[model] = {each for kind in hints(model).values() for each in _models_in(kind)}
                waiting.extend(inner[model])
        changed = {root, *self.members, *(model for model, _ in self.opened)}
        while more := {model for model, others in inner.items() if others & changed} - changed:
            changed |= more
        return changed & inner.keys()

    def new_fields(self, model: Any) -> list[str]:
        """Return the fields that have another type in a model's shadow."""
        return [
            name
            for name, kind in hints(model).items()
            if (model, name) in self.opened or not self.of.keys().isdisjoint(_models_in(kind))
        ]

    def type(self, kind: Any, *, is_open: bool = False) -> Any:
        """Return an annotation with shadows for models, and enums and unions open if something new was met there."""
        arguments = get_args(kind)
        origin: Any = get_origin(kind)
        if origin is Literal:
            return _union(map(type, arguments)) if is_open and len(arguments) > 1 else kind
        if origin is Annotated:
            return Annotated[(self.type(arguments[0], is_open=is_open), *arguments[1:])]
        if origin in {Union, UnionType}:
            if is_open and unknown_variant(arguments):
                return _union([dict[str, Any], *(each for each in arguments if each in {NoneType, UnsetType})])
            return _union(self.type(each, is_open=is_open) for each in arguments)
        if origin in {list, dict}:
            generic: Any = origin
            return generic[tuple(self.type(each, is_open=is_open) for each in arguments)]
        return self.of.get(kind, kind)


def _subclass(model: Any, members: list[str], new_fields: list[str]) -> Any:
    """Return a shadow, of which the types of new fields are to be filled in: they refer to each other."""
    fields = {each.name: each for each in msgspec.structs.fields(model) if each.name in new_fields}
    body: dict[str, Any] = {"__module__": __name__, "__annotations__": dict.fromkeys(fields, Any)}
    for name, each in fields.items():
        given = {"default": each.default, "default_factory": each.default_factory}
        given = {key: value for key, value in given.items() if value is not msgspec.NODEFAULT}
        body[name] = msgspec.field(name=each.encode_name, **given)
    if any(room(index) in model.__struct_fields__ for index in range(1, len(members))):
        raise UnfitError
    for index, name in enumerate(members):
        body["__annotations__"][room(index)] = Any if len(members) == 1 else Met | UnsetType
        body[room(index)] = msgspec.field(default=UNSET, name=name)
    shadow = type(model)(model.__name__, (model,), body, kw_only=True)
    if len(members) <= 1:
        shadow(**dict.fromkeys(shadow.__struct_fields__)).__class__ = model  # a TypeError if the layout differs
    return shadow


def room(index: int) -> str:
    """Return the field for one of a shadow's unknown members: the hidden one, and others like it."""
    return f"{HIDDEN}{index or ''}"


@cache
def hints(model: Any) -> dict[str, Any]:
    """Return the annotations of a model's fields by their names."""
    found = hints_of(model, include_extras=True)
    return {name: found[name] for name in fields_of(model).values()}


def _models_in(kind: Any) -> Iterator[Any]:
    """Yield the models in an annotation. Raises UnfitError for what is not known here."""
    origin = get_origin(kind)
    if origin is Annotated:
        yield from _models_in(get_args(kind)[0])
    elif origin in {Union, UnionType, list, dict}:
        for each in get_args(kind):
            yield from _models_in(each)
    elif is_model(kind):
        yield kind
    elif origin is not Literal and kind not in _LEAVES and not _is_struct(kind):
        raise UnfitError


def _is_struct(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)


def is_model(kind: Any) -> bool:
    """Whether an annotation is a model."""
    return isinstance(kind, type) and issubclass(kind, Model)


def unknown_variant(kinds: tuple[Any, ...]) -> Any:
    """Return what a union has for variants that it does not name, None if it takes no others."""
    return next((each for each in kinds if isinstance(each, type) and issubclass(each, UnknownVariant)), None)


def _union(kinds: Iterable[Any]) -> Any:
    union: Any = Union
    return union[tuple(kinds)]
