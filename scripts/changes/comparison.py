"""What a new schema means for those who read with the package: every change, with the rule that found it."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeGuard

from scripts.changes.change_rules import Change, Kind, change
from scripts.changes.operation_changes import operation_changes
from scripts.changes.type_changes import Types, look_alike
from scripts.changes.value_changes import order, same, unlike, values
from scripts.changes.view import SCHEMAS, View, pointer
from scripts.documents import pointers
from scripts.ir.records import Alias, Enum, Model, Union
from scripts.schema.walk import reached

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scripts.changes.value_changes import Found
    from scripts.ir.records import Field, Named, Raw
    from scripts.ir.stream_records import Stream

__all__ = ["bump", "changes", "gravest"]

_JUDGED: Final = frozenset(
    (
        *("name", "inputs", "models", "enums", "type_aliases", "unknown_variants", "definitions"),
        *("given", "hooked", "groups", "server", "stream"),
    )
)
_OTHER_VALUES: Final = frozenset(
    (
        *("property-added", "additional-properties-allowed", "additional-properties-forbidden"),
        *("enum-value-added", "enum-value-removed", "enum-added", "enum-removed"),
    )
)
"""Rules of what breaks nobody by itself, but makes something fit that did not, or the other way round."""
_KINDS: Final = {Model: "a model", Enum: "an enum", Union: "a type", Alias: "a type"}


def changes(old: View, new: View) -> list[Change]:
    """Every change between two packages, the gravest first, in the order of the package within a kind."""
    return sorted(_Comparison(old, new).changes(), key=lambda found: -found.kind)


def gravest(found: Iterable[Change]) -> Kind | None:
    """The kind that decides about the version; `None` if nothing changed that counts."""
    return max((each.kind for each in found if each.kind is not Kind.IGNORED), default=None)


def bump(version: str, kind: Kind) -> str:
    """The version that follows `version` (as `1.2.3`) by semantic versioning; below 1.0 breaking means minor."""
    major, minor, patch = (int(part) for part in version.split("."))
    if kind is Kind.BREAKING and major:
        return f"{major + 1}.0.0"
    if kind is Kind.DOCUMENTATION or (kind is Kind.ADDITIVE and not major):
        return f"{major}.{minor}.{patch + 1}"
    return f"{major}.{minor + 1}.0"


@dataclass(frozen=True)
class _Comparison:
    old: View
    new: View

    @cached_property
    def _types(self) -> Types:
        return Types(self.old.named, self.new.named)

    def changes(self) -> Iterator[Change]:
        """Names that went and came, then what each of the others says."""
        before, after = self.old.named, self.new.named
        other: set[str] = set()
        for name, item in before.items():
            if name not in after:
                yield self._at("name-removed", "can no longer be imported", name)
            else:
                found = list(self._item(item, after[name]))
                other |= {name for each in found if each.rule in _OTHER_VALUES}
                yield from found or self._shown(item, after[name])
        yield from self._tried(other)
        for name, item in after.items():
            if name not in before:
                yield self._at("name-added", _KINDS[type(item)], name)
        yield from self._package()

    def _at(self, rule: str, what: str, name: str, *properties: str) -> Change:
        """A change of a class, or of its property; where it is in the new schema, if it is there."""
        label = f"{'.'.join((name, *properties))}: {what}"
        return change(rule, pointer(name, *properties, views=(self.new, self.old)), label)

    def _tried(self, other: set[str]) -> Iterator[Change]:
        """Unions whose variants are tried, that lead to something which takes other values now."""
        references = {each.name: each.references for each in self.new.package.definitions}
        for name, item in self.old.named.items():
            after = self.new.named.get(name)
            if not (_is_tried(item) and _is_tried(after)):
                continue
            found = ", ".join(sorted(other & reached([name], references.__getitem__)))
            if found and _is_exclusive(item) and _is_exclusive(after):
                yield self._at("check-changed", f"exactly one variant has to fit, and other values fit {found}", name)
            elif found and look_alike(item, self.old.named):
                what = f"the first variant that fits is taken, and other values fit {found}"
                yield self._at("variant-choice-changed", what, name)

    def _item(self, old: Named, new: Named) -> Iterator[Change]:
        was, now = _KINDS[type(old)], _KINDS[type(new)]
        found = (self._at(rule, what, old.name) for rule, what in self._named(old, new))
        if isinstance(old, Model) and isinstance(new, Model):
            yield from (*found, *self._members(old, new))
        elif was == now:
            yield from found
        else:
            yield self._at("kind-changed", f"was {was}, is {now}", old.name)

    def _named(self, old: Named, new: Named) -> Iterator[Found]:
        if old.description != new.description:
            yield "description-changed", "other words"
        match old, new:
            case (Model(), Model()):
                yield from self._model(old, new)
            case (Enum(), Enum()):
                yield from _enum(old, new)
            case _:
                yield from self._alias(old, new)

    def _alias(self, old: Named, new: Named) -> Iterator[Found]:
        yield from self._types.defined(old.name)
        if isinstance(old, Union) and isinstance(new, Union):
            if (old.tag_json_name, old.unknown) != (new.tag_json_name, new.unknown):
                yield "discriminator-changed", f"told apart by {_tag(new)}, was by {_tag(old)}"
            yield from self._order(old, new)
            yield from unlike(old, new, "description", "variants", "unknown", "tag_json_name", "hook")

    def _order(self, old: Union, new: Union) -> Iterator[Found]:
        """Whether variants stand in another order, in which they are tried if nothing tells them apart."""
        before, after = look_alike(old, self.old.named), look_alike(new, self.new.named)
        if _is_tried(old) and _is_tried(new) and not _is_exclusive(new) and any(order(before, after)):
            yield "variant-choice-changed", "the first variant that fits is taken, and they stand in another order"
        else:
            yield from order(old.types, new.types)

    def _model(self, old: Model, new: Model) -> Iterator[Found]:
        if old.extras is not None and new.extras is not None:
            yield from self._types.changes(old.extras, new.extras, "members that are not named: ")
        elif new.extras is not None:
            yield "additional-properties-allowed", "members that are not named are allowed now"
        elif old.extras is not None:
            yield "additional-properties-forbidden", "members that are not named are forbidden now"
        yield from order([each.json_name for each in old.members], [each.json_name for each in new.members])
        yield from _checks(old.check, new.check)
        yield from unlike(old, new, "description", "tag", "fields", "extras", "example", "schema_name", "check")

    def _members(self, old: Model, new: Model) -> Iterator[Change]:
        before = {each.json_name.text: each for each in old.members}
        after = {each.json_name.text: each for each in new.members}
        for name, field in before.items():
            if name not in after:
                yield self._at("property-removed", "removed", old.name, name)
            else:
                for rule, what in self._field(field, after[name]):
                    yield self._at(rule, what, old.name, name)
                if _is_tag(old, name) != _is_tag(new, name):
                    what = "is the tag now, no argument" if _is_tag(new, name) else "is no longer the tag, an argument"
                    yield self._at("tag-changed", what, old.name, name)
        for name, field in after.items():
            if name not in before:
                yield self._at(*_added(field, old), old.name, name)

    def _field(self, old: Field, new: Field) -> Iterator[Found]:
        if old.name != new.name:
            yield "attribute-renamed", f"the attribute {old.name} is called {new.name}"
        if old.required != new.required:
            yield (
                "property-required" if new.required else "property-optional",
                ("required now" if new.required else "no longer required, so it can be unset"),
            )
        yield from self._types.changes(old.type, new.type)
        if old.deprecated != new.deprecated:
            yield "deprecation-changed", "deprecated" if new.deprecated else "no longer deprecated"
        if old.description != new.description:
            yield "description-changed", "other words"
        if old.default != new.default:
            yield "default-changed", f"default was {_default(old)}, is {_default(new)}"
        yield from unlike(old, new, "name", "renamed", "required", "type", "deprecated", "description", "default")

    def _shown(self, old: Named, new: Named) -> Iterator[Change]:
        """What pages and JSON Schemas show of something that has not changed otherwise."""
        if not same(_example(old), _example(new)):
            yield self._at("example-changed", "another example", old.name)
        if not same(self.old.schemas[old.name], self.new.schemas[old.name]):
            yield self._at("json-schema-changed", "json_schema() returns another one", old.name)

    def _package(self) -> Iterator[Change]:
        root = pointers.join(*SCHEMAS)
        yield from (change(rule, root, what) for rule, what in order(list(self.old.named), list(self.new.named)))
        calls = operation_changes(self.old.package.groups, self.new.package.groups, self._types)
        yield from (change(*found) for found in calls)
        yield from self._given()
        if self.old.package.server != self.new.package.server:
            server = self.new.package.server
            yield change("example-changed", pointers.join("servers"), f"examples call {_server(server)}")
        yield from (
            change(rule, root, what) for rule, what in _streams(self.old.package.stream, self.new.package.stream)
        )
        for field in fields(self.old.package):
            if field.name not in _JUDGED and getattr(self.old.package, field.name) != getattr(
                self.new.package, field.name
            ):
                yield change("not-understood", root, f"other {field.name}")

    def _given(self) -> Iterator[Change]:
        """What components say that checks refer to."""
        before, after = ({each.name.text: each.schema for each in view.package.given} for view in (self.old, self.new))
        for name, schema in before.items():
            if name in after and not same(schema.value, after[name].value):
                component = name.removesuffix(".given")
                yield change("check-changed", pointers.join(*SCHEMAS, component), f"{component}: checks refer to it")


def _checks(old: Raw | None, new: Raw | None) -> Iterator[Found]:
    """Whether something else is checked that no type can say."""
    if not same(old.value if old else None, new.value if new else None):
        yield "check-changed", "nothing is checked besides" if new is None else "something else is checked besides"


def _streams(old: Stream | None, new: Stream | None) -> Iterator[Found]:
    """What is read of streams, but for the classes of events, which are compared by themselves."""
    if old is not None and new is not None:
        if replace(old, only=(), uses=()) != replace(new, only=(), uses=()):
            yield "stream-changed", "events are named, end a stream or are added up otherwise"
    elif new is not None:
        yield from (("name-added", f"streams.{name}: can be imported") for name in new.defined)
    elif old is not None:
        yield from (("name-removed", f"streams.{name}: can no longer be imported") for name in old.defined)


def _enum(old: Enum, new: Enum) -> Iterator[Found]:
    if old.base != new.base:
        yield "type-changed", f"values were {old.base}, are {new.base}"
    yield from values(old.values, new.values)
    yield from order(old.values, new.values)
    yield from unlike(old, new, "description", "base", "values")


def _example(item: Named) -> Any:
    return json.loads(item.example.text) if isinstance(item, Model) and item.example.text else None


def _is_tag(model: Model, name: str) -> bool:
    return model.tag is not None and model.tag.json_name.text == name


def _is_tried(item: Named | None) -> TypeGuard[Union]:
    return isinstance(item, Union) and item.hook is not None and item.tag_json_name is None


def _is_exclusive(item: Union) -> bool:
    return item.hook is not None and item.hook.exactly_one


def _tag(union: Union) -> str:
    return "nothing" if union.tag_json_name is None else repr(union.tag_json_name.text)


def _added(field: Field, model: Model) -> Found:
    if field.required:
        return "required-property-added", "added, and required"
    if model.extras is not None:
        return "property-taken-over", "added; it was in additional_properties"
    return "property-added", "added"


def _server(address: Raw | None) -> str:
    return "no server of the document" if address is None else address.text


def _default(field: Field) -> str:
    return "none" if field.default is None else field.default.text
