"""The events that a document describes: which they are, how a stream of them ends, and what adds up their pieces.

Four keys of ours on its schemas say what OpenAPI has no word for; openapi/README.md tells of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from scripts.base.json_types import is_mapping
from scripts.documents import pointers
from scripts.ir import engine
from scripts.ir.client import called
from scripts.ir.records import Constant, Raw, Reference
from scripts.ir.stream_records import Accumulator, Event, Kind, Stream
from scripts.ir.types import resolved
from scripts.schema import identifiers, problems
from scripts.schema.walk import ORIGIN, X_EVENTS, non_null, reached, schemas_of, wrong

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from scripts.base.json_types import Schema
    from scripts.ir.package import Package
    from scripts.ir.records import Field, Model, Type, Union

END: Final = "x-stream-end"
ACCUMULATE: Final = "x-accumulate"
GROWS: Final = "x-grows"

_ENDS: Final = ("finished", "requires_action", "cut", "done")
_ATTRIBUTES: Final = ("add", "end", "error")
_UNLESS_KNOWN: Final = "unless-known"


def stream(document: Schema, normalised: Schema, package: Package) -> Stream | None:
    """Return what a document says of streams, if it has events. Raises PipelineError for what can't be meant."""
    work = _Streams(document, normalised, package)
    found = [name for name in work.components if work.mark(work.components[name], X_EVENTS) is not None]
    if len(found) > 1:
        raise wrong(f"{X_EVENTS} on two schemas", work.components[found[1]], "make one union of both")
    return work.stream(found[0]) if found else None


class _Streams:
    def __init__(self, document: Schema, normalised: Schema, package: Package) -> None:
        self.components = schemas_of(normalised)
        self._document = document
        self._package = package
        self._models = {model.name: model for model in package.models}
        self._schemas = {engine.class_name(name): schema for name, schema in self.components.items()}

    def mark(self, schema: Schema, key: str) -> Any:
        """What a key of ours says at the place that a schema comes from; None if it is not there."""
        raw = pointers.resolve(self._document, schema[ORIGIN])
        return raw.get(key) if is_mapping(raw) else None

    def stream(self, component: str) -> Stream:
        """The stream whose events are a union."""
        schema = self.components[component]
        said = _texts(self.mark(schema, X_EVENTS), ("name", "data"), X_EVENTS, schema)
        union = next((each for each in self._package.unions if each.name == engine.class_name(component)), None)
        if union is None or union.unknown is None or union.tag_json_name != Raw(said["name"]):
            raise wrong(f"{X_EVENTS} on what is no union of objects that {said['name']!r} tells apart", schema)
        tags = {_name(each.type): each.tag_value for each in union.variants if each.tag_value}
        fields = {name: _field(self._models[name], said["data"], self._schemas[name]) for name in tags}
        pieces = dict.fromkeys(name for field in fields.values() if self._is_piece(name := _name(field.type)))
        accumulators = tuple(problems.attempt(self._accumulator, pieces))
        only = self._only(union, [each.whole for each in accumulators])
        made = Stream(
            union=union.name,
            unknown=union.unknown.name,
            members=(Raw(said["name"]), Raw(said["data"])),
            data=next(iter(fields.values())).name,
            events=tuple(self._event(name, tags[name], field) for name, field in fields.items()),
            accumulators=accumulators,
            only=only,
            uses=self._uses(only, [each.whole for each in accumulators]),
        )
        self._check_names(made.defined, schema)
        return made

    def _event(self, model: str, name: Raw, data: Field) -> Event:
        schema = self._schemas[model]
        end = self.mark(schema, END)
        if end is not None and end not in _ENDS:
            raise wrong(f"{END} is none of {', '.join(_ENDS)}", schema)
        text = data.type.value if isinstance(data.type, Constant) and isinstance(data.type.value.value, str) else None
        return Event(model, name, text, end or "")

    def _is_piece(self, name: str) -> bool:
        return name in self._models and self.mark(self._schemas[name], ACCUMULATE) is not None

    def _accumulator(self, name: str) -> Accumulator:
        piece, schema = self._models[name], self._schemas[name]
        said = _texts(self.mark(schema, ACCUMULATE), ("name", "list", "whole", "id", "delta"), ACCUMULATE, schema)
        whole = self._models.get(engine.class_name(said["whole"]))
        if whole is None:
            raise wrong(f"{ACCUMULATE} names {said['whole']!r}, which is no object of the document", schema)
        called = said["name"]
        if not called.isascii() or engine.class_name(called) != called:
            raise wrong(f"{ACCUMULATE} has a name that no class can have", schema, "make it like RunStep")
        attribute = said["list"]
        if not attribute.isascii() or engine.field_name(attribute) != attribute or attribute in _ATTRIBUTES:
            raise wrong(f"{ACCUMULATE} has a list that no attribute can be called", schema, "make it like steps")
        delta = _field(piece, said["delta"], schema)
        grown = Growth(self.components, self.mark)
        grown.walk(schema["properties"][said["delta"]], (), ())
        return Accumulator(
            name=f"{called}Accumulator",
            partial=f"Partial{called}",
            list=attribute,
            whole=whole.name,
            piece=piece.name,
            id_json_name=Raw(said["id"]),
            whole_id=_field(whole, said["id"], schema).name,
            piece_id=_field(piece, said["id"], schema).name,
            delta=delta.name,
            growing=tuple(dict.fromkeys(grown.growing)),
            kinds=tuple(dict.fromkeys(grown.kinds)),
        )

    def _check_names(self, names: tuple[str, ...], schema: Schema) -> None:
        components = set(map(identifiers.folded, self._package.exports))
        for name in names:
            if identifiers.folded(name) in components:
                raise wrong(f"streams need the name {name}, which a component has", schema, "rename the component")
        if len(set(map(identifiers.folded, names))) < len(names):
            raise wrong(f"two {ACCUMULATE} have one name", schema, "give one of them another")

    def _only(self, union: Union, wholes: list[str]) -> tuple[str, ...]:
        """What events alone lead to, and no operation: it stands in a module of its own."""
        references = {each.name: each.references for each in self._package.definitions}
        streamed = reached([union.name], references.__getitem__)
        events = {_name(each.type) for each in union.variants}
        others = [
            name for name in references if name not in streamed and not events & reached([name], references.__getitem__)
        ]
        kept = reached([*others, *wholes, *called(self._package)], references.__getitem__)
        unions = [each for each in self._package.unions if each.name in kept]
        classes = {each.name for each in self._package.unknown_variants} - {
            each.unknown.name for each in unions if each.unknown
        }
        return tuple(name for name in references if name not in kept) + tuple(sorted(classes))

    def _uses(self, only: tuple[str, ...], wholes: list[str]) -> tuple[str, ...]:
        """What those refer to that stands elsewhere."""
        found = {name for each in self._package.definitions if each.name in only for name in each.references}
        found |= {each.unknown.name for each in self._package.unions if each.name in only and each.unknown}
        return tuple(sorted((found | set(wholes)) - set(only)))


class Growth:
    """Which texts of a schema grow, and which objects tell their kind, by the names on the way to them."""

    def __init__(self, components: Mapping[str, Schema], mark: Callable[[Schema, str], Any]) -> None:
        self.growing: list[tuple[Raw, ...]] = []
        self.kinds: list[Kind] = []
        self._components = components
        self._mark = mark

    def walk(self, schema: Schema, place: tuple[Raw, ...], trail: tuple[str, ...]) -> None:
        """Look at a schema and at what is below it; `trail` has the places where it would begin anew."""
        said = self._mark(schema, GROWS)
        schema = resolved(self._components, non_null(schema) or schema)
        schema = resolved(self._components, non_null(schema) or schema)
        origin = schema[ORIGIN]
        if origin in trail:
            return
        said = self._mark(schema, GROWS) if said is None else said
        if said is not None:
            self._note(schema, said, place)
        trail = (*trail, origin)
        for name, child in schema.get("properties", {}).items():
            self.walk(child, (*place, Raw(name)), trail)
        for child in (*schema.get("oneOf", ()), *([schema["items"]] if "items" in schema else ())):
            self.walk(child, place, trail)

    def _note(self, schema: Schema, said: Any, place: tuple[Raw, ...]) -> None:
        if said is True and schema.get("type") == "string":
            self.growing.append(place)
            return
        if not is_mapping(said) or set(said) != {_UNLESS_KNOWN}:
            raise wrong(f"{GROWS} is neither true on a string nor {_UNLESS_KNOWN}: a property on an object", schema)
        name = str(said[_UNLESS_KNOWN])
        member = resolved(self._components, schema.get("properties", {}).get(name, {}))
        if "enum" not in member:
            raise wrong(f"{GROWS} names {name!r}, which is no property with an enum", schema)
        self.kinds.append(Kind(place, Raw(name), tuple(map(Raw, member["enum"]))))


def _texts(said: Any, names: tuple[str, ...], key: str, schema: Schema) -> dict[str, str]:
    """What a key of ours says: an object with these members, all of them texts."""
    given: dict[str, Any] = dict(said) if is_mapping(said) else {}
    if set(given) != set(names) or not all(isinstance(value, str) for value in given.values()):
        raise wrong(f"{key} is not an object with {', '.join(names)}, each a text", schema)
    return given


def _field(model: Model, name: str, schema: Schema) -> Field:
    field = next((each for each in model.fields if each.json_name == Raw(name)), None)
    if field is None or not field.required:
        raise wrong(f"{model.name} does not require a property {name!r}, which streams need", schema)
    return field


def _name(kind: Type) -> str:
    return kind.name if isinstance(kind, Reference) else ""
