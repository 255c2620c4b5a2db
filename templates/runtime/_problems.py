"""What is wrong with a parsed document, with exact paths. Only a document that was refused is looked at."""

from __future__ import annotations

import re
from itertools import islice
from operator import ge, gt, le, lt
from typing import TYPE_CHECKING, Any, Final, Never, TypeAlias

import msgspec
from msgspec import inspect

from ._errors import MISSING, MOST, Problem, quoted, shortened
from ._extract_unknown import extras_type, python_types, type_info
from ._json_values import is_array, is_object
from ._model import Model, UnknownVariant
from ._unknown import SENTINEL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_Location: TypeAlias = tuple[str | int, ...]


def all_problems(kind: inspect.Type, value: Any, path: _Location = (), *, strict: bool) -> Iterator[Problem]:
    """Yield everything that keeps a parsed value from being of a type."""
    yield from _Checker(strict=strict).check(kind, value, path)


def shown(value: Any) -> str:
    """Show a value as JSON, shortened; containers by their kind, for they may be long and hold secrets."""
    if is_object(value):
        return "an object"
    if is_array(value):
        return "an array"
    if isinstance(value, str):
        return quoted(value)
    return shortened(msgspec.json.encode(value).decode())


def _listed(values: Iterable[Any]) -> str:
    texts = [shown(value) for value in values]
    return texts[0] if len(texts) == 1 else f"one of {', '.join(texts)}"


_NAMES: Final[dict[type, str]] = {
    dict: "an object",
    list: "an array",
    str: "a string",
    bool: "true or false",
    int: "a number",
    float: "a number",
    type(None): "null",
}


class _Checker:
    """Checks values as msgspec does, and yields all that it finds."""

    def __init__(self, *, strict: bool) -> None:
        self._strict = strict

    def check(self, kind: inspect.Type, value: Any, path: _Location) -> Iterator[Problem]:
        match kind:
            case inspect.UnionType(types=types):
                yield from self._union(types, value, path)
            case inspect.StructType():
                yield from self._model(kind, value, path)
            case inspect.ListType():
                yield from self._list(kind, value, path)
            case inspect.DictType():
                yield from self._map(kind, value, path)
            case inspect.LiteralType(values=values):
                yield from self._literal(values, value, path)
            case inspect.StrType():
                yield from _string(kind, value, path)
            case inspect.IntType() | inspect.FloatType():
                yield from _number(kind, value, path)
            case inspect.AnyType():
                pass
            case inspect.CustomType():
                hook: Any = kind.cls
                yield from hook.problems(value, path, strict=self._strict)
            case _:
                expected = python_types(kind)[0]
                if type(value) is not expected:
                    yield Problem(path, _NAMES[expected], shown(value))

    def _union(self, types: tuple[inspect.Type, ...], value: Any, path: _Location) -> Iterator[Problem]:
        fitting = [kind for kind in types if type(value) in python_types(kind)]
        structs = [kind for kind in fitting if isinstance(kind, inspect.StructType)]
        if len(structs) > 1:
            yield from self._variant(structs, value, path)
        elif not fitting:
            yield Problem(path, " or ".join(_expected(types)), shown(value))
        else:
            # Backwards: of an integer or a number, a number is expected.
            findings = [list(islice(self.check(kind, value, path), MOST)) for kind in reversed(fitting)]
            yield from min(findings, key=len)

    def _variant(self, structs: list[inspect.StructType], value: dict[str, Any], path: _Location) -> Iterator[Problem]:
        known = {kind.tag: kind for kind in structs if issubclass(kind.cls, Model)}
        tag_field = str(structs[0].tag_field)
        is_open = any(issubclass(kind.cls, UnknownVariant) for kind in structs) and not self._strict
        tag = value.get(tag_field)
        if isinstance(tag, str) and tag in known:
            yield from self._model(known[tag], value, path)
        elif tag_field not in value:
            yield Problem((*path, tag_field), _listed(known), MISSING)
        elif not isinstance(tag, str) or not is_open:
            yield Problem((*path, tag_field), _listed(known), shown(tag))

    def _model(self, kind: inspect.StructType, value: Any, path: _Location) -> Iterator[Problem]:
        if not is_object(value):
            yield Problem(path, "an object", shown(value))
            return
        if kind.tag_field is not None:
            yield from self._required(kind.tag_field, inspect.LiteralType((kind.tag,)), value, path)
        for field in kind.fields:
            if field.encode_name == SENTINEL:
                continue
            if field.required or field.encode_name in value:
                yield from self._required(field.encode_name, field.type, value, path)
        yield from self._extras(kind, value, path)

    def _required(self, name: str, kind: inspect.Type, value: dict[str, Any], path: _Location) -> Iterator[Problem]:
        if name in value:
            yield from self.check(kind, value[name], (*path, name))
        else:
            yield Problem((*path, name), " or ".join(_expected((kind,))), MISSING)

    def _extras(self, kind: inspect.StructType, value: dict[str, Any], path: _Location) -> Iterator[Problem]:
        known = {field.encode_name for field in kind.fields if field.encode_name != SENTINEL} | {kind.tag_field}
        member_type = extras_type(kind.cls)
        if member_type is Any or (member_type is Never and not self._strict):
            return
        for name, member in value.items():
            if name in known:
                continue
            if member_type is Never:
                yield Problem((*path, name), "no field of this name", shown(member))
            else:
                yield from self.check(type_info(member_type), member, (*path, name))

    def _list(self, kind: inspect.ListType, value: Any, path: _Location) -> Iterator[Problem]:
        if not is_array(value):
            yield Problem(path, "an array", shown(value))
            return
        yield from _length(kind, len(value), path, "an array", "items")
        for index, item in enumerate(value):
            yield from self.check(kind.item_type, item, (*path, index))

    def _map(self, kind: inspect.DictType, value: Any, path: _Location) -> Iterator[Problem]:
        if not is_object(value):
            yield Problem(path, "an object", shown(value))
            return
        yield from _length(kind, len(value), path, "an object", "members")
        for name, member in value.items():
            yield from self.check(kind.key_type, name, (*path, name))
            yield from self.check(kind.value_type, member, (*path, name))

    def _literal(self, values: tuple[Any, ...], value: Any, path: _Location) -> Iterator[Problem]:
        if any(type(value) is type(known) and value == known for known in values):
            return
        is_enum = len(values) > 1
        if self._strict or not is_enum or type(value) not in {type(known) for known in values}:
            yield Problem(path, _listed(values), shown(value))


def _expected(types: Iterable[inspect.Type]) -> list[str]:
    texts: list[str] = []
    for kind in types:
        if isinstance(kind, inspect.LiteralType):
            texts.append(_listed(kind.values))
        elif isinstance(kind, inspect.UnionType):
            texts.extend(_expected(kind.types))
        else:
            texts.append("an integer" if isinstance(kind, inspect.IntType) else _NAMES[python_types(kind)[0]])
    if "a number" in texts:
        texts = [text for text in texts if text != "an integer"]
    return list(dict.fromkeys(texts))


def _string(kind: inspect.StrType, value: Any, path: _Location) -> Iterator[Problem]:
    if not isinstance(value, str):
        yield Problem(path, "a string", shown(value))
        return
    yield from _length(kind, len(value), path, "a string", "characters")
    if kind.pattern is not None and re.search(kind.pattern, value) is None:
        yield Problem(path, f"a string that matches {kind.pattern}", shown(value))


def _number(kind: inspect.IntType | inspect.FloatType, value: Any, path: _Location) -> Iterator[Problem]:
    whole = isinstance(kind, inspect.IntType)
    name = "an integer" if whole else "a number"
    if type(value) not in (int, float) or (whole and type(value) is float and not value.is_integer()):
        yield Problem(path, name, shown(value))
        return
    bounds = ((kind.ge, ">=", ge), (kind.gt, ">", gt), (kind.le, "<=", le), (kind.lt, "<", lt))
    for bound, sign, holds in bounds:
        if bound is not None and not holds(value, bound):
            yield Problem(path, f"{name} {sign} {bound}", shown(value))
    if kind.multiple_of is not None and value % kind.multiple_of:
        yield Problem(path, f"{name} that is a multiple of {kind.multiple_of}", shown(value))


def _length(
    kind: inspect.StrType | inspect.ListType | inspect.DictType, length: int, path: _Location, name: str, unit: str
) -> Iterator[Problem]:
    if kind.min_length is not None and length < kind.min_length:
        yield Problem(path, f"{name} of at least {kind.min_length} {unit}", f"{length}")
    if kind.max_length is not None and length > kind.max_length:
        yield Problem(path, f"{name} of at most {kind.max_length} {unit}", f"{length}")
