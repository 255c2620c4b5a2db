"""Extractors: functions that walk a parsed document beside the types of the models and take out what these do not name.

They change the document in place. Unknown fields go into `Extras`, unknown variants into the `Content` of an
`UnknownVariant`; an unknown enum value gives way to a known one and is noted, to be put back when the document has
been converted.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, Never, TypeAlias, get_args, get_type_hints

import msgspec
from msgspec import inspect

from ._decoders import dec_hook, decoder
from ._json_values import is_object
from ._model import HIDDEN, Model, UnknownVariant
from ._unknown import SENTINEL, Content, Extras

Path: TypeAlias = "tuple[Path, str | int] | None"
"""The way to a value, last step first: cheaper to build than a list, and most are never looked at."""

Restore: TypeAlias = list[tuple[Path, Any]]
"""Enum values to put back, and where."""

Extractor: TypeAlias = Callable[[Any, Any, Path, Restore], None]
"""Extracts from what an object or array (first argument, at the path) holds under a name or index (second argument)."""

ExtrasExtractor: TypeAlias = Callable[[dict[str, Any], Path, Restore], dict[str, Any]]
"""Returns the unknown members of an object as its model keeps them."""

_made: dict[tuple[Any, bool, bool], Extractor | None] = {}


def extractor_of(kind: Any, *, strict: bool, whole: bool) -> Extractor | None:
    """Return the extractor of a type, made when it is first asked for; None if nothing in it can be unknown.

    With `strict` it leaves unknown enum values and variants where they are. With `whole` it makes integers of numbers
    such as 1.0, which JSON Schema counts among them and msgspec does not.
    """
    key = (kind, strict, whole)
    if key not in _made:
        _made[key] = _Extractors(strict=strict, whole=whole).of(type_info(kind))
    return _made[key]


@cache
def type_info(kind: Any) -> inspect.Type:
    """Return what msgspec knows of a type. Finding it out takes long."""
    return inspect.type_info(kind)


@cache
def extras_type(model: type) -> Any:
    """Return the type that a model's schema gives to members it does not name; Never if it wants none."""
    if HIDDEN not in model.__annotations__:
        return Any
    extras, *_unset = get_args(get_type_hints(model, include_extras=True)[HIDDEN])
    return get_args(extras)[0]


def python_types(kind: inspect.Type) -> tuple[type, ...]:
    """Return the types that a JSON parser gives to values of a kind."""
    match kind:
        case inspect.StructType() | inspect.DictType():
            return (dict,)
        case inspect.ListType():
            return (list,)
        case inspect.StrType():
            return (str,)
        case inspect.BoolType():
            return (bool,)
        case inspect.IntType() | inspect.FloatType():
            return (int, float)
        case inspect.NoneType():
            return (type(None),)
        case inspect.LiteralType(values=values):
            kinds = dict.fromkeys(type(value) for value in values)
            return (*kinds, float) if int in kinds else (*kinds,)  # an integer may be written 1.0
        case _:
            return (dict, list, str, bool, int, float, type(None))


class _Extractors:
    """Makes the extractors of one root; remembers those of models, which may refer to themselves."""

    def __init__(self, *, strict: bool, whole: bool) -> None:
        self._strict = strict
        self._whole = whole
        self._models: dict[type, Extractor] = {}

    def of(self, kind: inspect.Type) -> Extractor | None:
        """Return the extractor of a type, or None if nothing in it can be unknown."""
        match kind:
            case inspect.StructType():
                return self.model(kind)
            case inspect.UnionType(types=types):
                return self._union(types)
            case inspect.ListType(item_type=item):
                return _list_extractor(self.of(item))
            case inspect.DictType(value_type=value):
                return _map_extractor(self.of(value))
            case inspect.LiteralType(values=values):
                return self._enum(values)
            case inspect.IntType():
                return _make_integer if self._whole else None
            case inspect.CustomType(cls=hook):
                return _hook_extractor(hook, strict=self._strict)
            case _:
                return None

    def model(self, kind: Any) -> Extractor:
        """Return the extractor of a model."""
        if kind.cls not in self._models:
            names = {field.encode_name for field in kind.fields} | {kind.tag_field}
            names.discard(SENTINEL)  # a document's own member of that name is as unknown as any other
            members: list[tuple[str, Extractor]] = []
            self._models[kind.cls] = _model_extractor(frozenset(names), members, self._extras(kind.cls))
            for field in kind.fields:
                extractor = self.of(field.type)
                if extractor is not None and field.encode_name != SENTINEL:
                    members.append((field.encode_name, extractor))
        return self._models[kind.cls]

    def _extras(self, model: type) -> ExtrasExtractor | None:
        """Return what extracts from the unknown members of a model, together; None if they are to be refused."""
        member_type = extras_type(model)
        if member_type is Never:
            return None if self._strict else _any_extras
        return _any_extras if member_type is Any else _typed_extras(member_type, self.of(type_info(member_type)))

    def _enum(self, values: tuple[Any, ...]) -> Extractor | None:
        whole = _make_integer if self._whole and int in map(type, values) else None
        if self._strict or len(values) == 1:
            return whole
        by_kind = {kind: [value for value in values if type(value) is kind] for kind in map(type, values)}
        extractors = {kind: _enum_extractor(kind, known) for kind, known in by_kind.items()}
        extractor = extractors.popitem()[1] if len(extractors) == 1 else _union_extractor(extractors)
        return _both(whole, extractor) if whole else extractor

    def _union(self, types: tuple[inspect.Type, ...]) -> Extractor | None:
        extractors = {python_type: self.of(kind) for kind in types for python_type in python_types(kind)}
        structs = [kind for kind in types if isinstance(kind, inspect.StructType)]
        if len(structs) > 1:
            extractors[dict] = self._tagged(structs)
        kept = {python_type: extractor for python_type, extractor in extractors.items() if extractor is not None}
        if len(set(kept.values())) == 1:  # each extractor leaves alone what is none of its types
            return next(iter(kept.values()))
        return _union_extractor(kept) if kept else None

    def _tagged(self, structs: list[inspect.StructType]) -> Extractor:
        known = {kind.tag: self.model(kind) for kind in structs if issubclass(kind.cls, Model)}
        is_open = any(issubclass(kind.cls, UnknownVariant) for kind in structs)
        return _variant_extractor(str(structs[0].tag_field), known, keeps_unknown=is_open and not self._strict)


def _hook_extractor(hook: Any, *, strict: bool) -> Extractor:
    def extract_hooked(holder: Any, key: Any, _path: Path, _restore: Restore) -> None:
        holder[key] = hook.extract(holder[key], strict=strict)

    return extract_hooked


def _both(first: Extractor, second: Extractor) -> Extractor:
    def extract_both(holder: Any, key: Any, path: Path, restore: Restore) -> None:
        first(holder, key, path, restore)
        second(holder, key, path, restore)

    return extract_both


def _make_integer(holder: Any, key: Any, _path: Path, _restore: Restore) -> None:
    value = holder[key]
    if value.__class__ is float and value.is_integer():
        holder[key] = int(value)


def _model_extractor(
    names: frozenset[str | None], members: list[tuple[str, Extractor]], extract_extras: ExtrasExtractor | None
) -> Extractor:
    def extract_model(holder: Any, key: Any, path: Path, restore: Restore) -> None:
        value = holder[key]
        if value.__class__ is not dict:
            return
        path = (path, key)
        for name, extractor in members:
            if value.get(name) is not None:  # null holds nothing
                extractor(value, name, path, restore)
        if extract_extras is not None and not names.issuperset(value):
            extras = {name: value.pop(name) for name in [name for name in value if name not in names]}
            value[SENTINEL] = Extras(extract_extras(extras, path, restore))

    return extract_model


def _any_extras(extras: dict[str, Any], _path: Path, _restore: Restore) -> dict[str, Any]:
    return extras


def _typed_extras(member_type: Any, extractor: Extractor | None) -> ExtrasExtractor:
    kind = dict[str, member_type]
    decoder(kind)

    def extract_extras(extras: dict[str, Any], path: Path, restore: Restore) -> dict[str, Any]:
        if extractor is not None:
            for name in extras:
                extractor(extras, name, path, restore)
        return msgspec.convert(extras, kind, dec_hook=dec_hook)

    return extract_extras


def _list_extractor(extractor: Extractor | None) -> Extractor | None:
    if extractor is None:
        return None

    def extract_list(holder: Any, key: Any, path: Path, restore: Restore) -> None:
        value = holder[key]
        if value.__class__ is list:
            path = (path, key)
            for index in range(len(value)):
                extractor(value, index, path, restore)

    return extract_list


def _map_extractor(extractor: Extractor | None) -> Extractor | None:
    if extractor is None:
        return None

    def extract_map(holder: Any, key: Any, path: Path, restore: Restore) -> None:
        value = holder[key]
        if value.__class__ is dict:
            path = (path, key)
            for name in value:
                extractor(value, name, path, restore)

    return extract_map


def _enum_extractor(kind: type, values: list[Any]) -> Extractor:
    known = frozenset(values)

    def extract_enum(holder: Any, key: Any, path: Path, restore: Restore) -> None:
        value = holder[key]
        if value.__class__ is kind and value not in known:
            restore.append(((path, key), value))
            holder[key] = values[0]

    return extract_enum


def _union_extractor(extractors: dict[type, Extractor]) -> Extractor:
    def extract_member(holder: Any, key: Any, path: Path, restore: Restore) -> None:
        extractor = extractors.get(holder[key].__class__)
        if extractor is not None:
            extractor(holder, key, path, restore)

    return extract_member


def _variant_extractor(tag_field: str, known: dict[Any, Extractor], *, keeps_unknown: bool) -> Extractor:
    def extract_variant(holder: Any, key: Any, path: Path, restore: Restore) -> None:
        value = holder[key]
        tag = value.get(tag_field) if is_object(value) else None
        if not isinstance(tag, str):
            return
        extractor = known.get(tag)
        if extractor is not None:
            extractor(holder, key, path, restore)
        elif keeps_unknown:
            holder[key] = {tag_field: SENTINEL, SENTINEL: Content(value)}

    return extract_variant
