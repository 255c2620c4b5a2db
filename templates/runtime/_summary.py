"""What is in an archive, counted in flat memory: values of enums, kinds of unions, sums, times, what is unknown."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final, NamedTuple

import msgspec

from . import models
from ._definitions import COMPONENTS, PAGES, REFERENCES
from ._json_values import is_array, is_object
from ._model import Model, UnknownVariant
from ._unknown_places import Place, UnknownPlaces, is_constant, label

_TIMES: Final = frozenset({"unixtime", "unix-time"})
_MILLISECONDS: Final = 100_000_000_000  # from here on a time is in milliseconds: in seconds it would be the year 5138
_DEEPEST: Final = 60
_NEW: Final = "(unknown)"
_REFERENCE: Final = "#/$defs/"


class Member(NamedTuple):
    """A property of a model, and what is counted of it: `value` of an enum, `sum`, `time`, or what is `inside`."""

    attribute: str
    name: str
    schema: dict[str, Any]
    counted: str


class Summary:
    """What a number of records hold."""

    def __init__(self) -> None:
        self.records = 0
        self.known = 0
        """How many records hold nothing that the schema does not name."""
        self.values: dict[str, Counter[str]] = {}
        """By the place of an enum, how often each value that the schema names, and how often others."""
        self.variants: dict[str, Counter[str]] = {}
        """By the place of a union, how often each tag."""
        self.sums: dict[str, int] = {}
        """Of the whole numbers in objects that hold nothing else."""
        self.times: dict[str, tuple[int, int]] = {}
        """The first and the last, in seconds since 1970."""
        self.unknown = UnknownPlaces()

    def add(self, record: Model, shown: str) -> None:
        """Count one record; `shown` says where it is."""
        self.records += 1
        self.unknown.shown = shown
        before = self.unknown.count
        self._object(record, ())
        self.known += self.unknown.count == before

    def _object(self, value: Model, place: Place) -> None:
        if len(place) > _DEEPEST:
            return
        members, free = _members(value.__class__)
        for attribute, name, schema, counted in members:
            member = getattr(value, attribute)
            if member is not None and member is not msgspec.UNSET:
                self._member(member, schema, counted, (*place, ("in", name)))
        extra = value.additional_properties
        if not extra:
            return
        if free is None:
            self.unknown.members(place, dict(extra))
            return
        for member in extra.values():
            self._item(member, free, (*place, ("values", "")))

    def _member(self, value: Any, schema: dict[str, Any], counted: str, place: Place) -> None:
        match counted:
            case "value":
                known = value in schema["enum"]
                self.values.setdefault(label(place), Counter())[str(value) if known else _NEW] += 1
                if not known:
                    self.unknown.value(place, value)
            case "time":
                self._time(value, label(place))
            case "sum":
                self.sums[label(place)] = self.sums.get(label(place), 0) + value
            case _:
                self._inside(value, schema, place)

    def _inside(self, value: Any, schema: dict[str, Any], place: Place) -> None:
        if isinstance(value, Model):
            tag = value.__struct_config__.tag
            if tag is not None:
                self.variants.setdefault(label(place), Counter())[str(tag)] += 1
                place = (*place, ("variant", str(tag)))
            self._object(value, place)
        elif isinstance(value, UnknownVariant):
            tag = value.tag if is_constant(value.tag) else _NEW
            self.variants.setdefault(label(place), Counter())[_NEW] += 1
            self.unknown.variant(place, tag if tag != _NEW else None, value.content)
        elif is_array(value):
            for item in value:
                self._item(item, schema.get("items", {}), (*place, ("items", "")))
        elif is_object(value):
            for item in value.values():
                self._item(item, schema.get("additionalProperties", {}), (*place, ("values", "")))

    def _item(self, value: Any, schema: dict[str, Any], place: Place) -> None:
        if value is not None:
            schema = _resolved(schema)
            self._member(value, schema, "value" if "enum" in schema else "inside", place)

    def _time(self, value: int, place: str) -> None:
        seconds = value // 1000 if value > _MILLISECONDS else value
        if seconds > 0:  # a server sends -1 for none
            first, last = self.times.get(place, (seconds, seconds))
            self.times[place] = min(first, seconds), max(last, seconds)


@cache
def _members(model: type[Model]) -> tuple[list[Member], dict[str, Any] | None]:
    """Return what is counted of a model, and the schema of its other members, if it has one."""
    component = COMPONENTS[model.__name__]
    names = zip(model.__struct_encode_fields__, model.__struct_fields__, strict=True)
    properties = {name: _resolved(schema) for name, schema in component.get("properties", {}).items()}
    numbers = all(_is_number(schema) for schema in properties.values())
    found = [
        Member(attribute, name, properties[name], counted)
        for name, attribute in names
        if name in properties and (counted := _counted(properties[name], numbers=numbers))
    ]
    return found, component.get("additionalProperties") or None


def _counted(schema: dict[str, Any], *, numbers: bool) -> str:
    if "enum" in schema:
        return "value"
    if schema.get("type") == "integer":
        return "time" if schema.get("format") in _TIMES else "sum" if numbers else ""
    return "" if schema.get("type") in {"string", "number", "boolean"} else "inside"


def _is_number(schema: dict[str, Any], outer: tuple[Any, ...] = ()) -> bool:
    """Whether a schema is a whole number that is no time, or an object that holds nothing but such numbers."""
    if schema.get("type") == "integer":
        return schema.get("format") not in _TIMES
    inner = schema.get("properties")
    if not inner or schema in outer:
        return False
    return all(_is_number(_resolved(each), (*outer, schema)) for each in inner.values())


def _resolved(schema: dict[str, Any]) -> dict[str, Any]:
    """Follow references, and leave null out."""
    while True:
        members = schema.get("allOf") or [each for each in schema.get("anyOf", ()) if each.get("type") != "null"]
        if "$ref" in schema:
            schema = COMPONENTS[schema["$ref"].removeprefix(_REFERENCE)]
        elif len(members) == 1:
            schema = members[0]
        else:
            return schema


def roots() -> dict[str, type[Model]]:
    """Return the models that no other component refers to but pages of lists and events, by name."""
    found = {name: getattr(models, name) for name in COMPONENTS if name not in PAGES and hasattr(models, name)}
    inner = {name for owner in found for name in REFERENCES[owner] if name != owner}
    return {
        name: model
        for name, model in found.items()
        if name not in inner and isinstance(model, type) and issubclass(model, Model)
    }


def shown_time(seconds: int) -> str:
    """Write a time in UTC; one that no calendar has stays a number."""
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S")
    except (OverflowError, ValueError, OSError):
        return str(seconds)
