"""What every pass knows of a schema: where its subschemas stand, what annotates, and how to refuse one.

From the `references` pass on, each schema object carries `x-origin`: the JSON pointer of the place in the
document that it comes from. A pass that makes a schema gives it the origin of the one that it makes it of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from scripts.base.errors import Location, PipelineError
from scripts.base.json_types import Schema, is_list, is_mapping
from scripts.documents import pointers
from scripts.schema import problems
from scripts.schema.keywords import ANNOTATIONS, KEYWORDS, UNIONS
from scripts.schema.shapes import NAMES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

ORIGIN = "x-origin"
X_NAME = "x-name"
X_CHECK = "x-check"
"""Holds what a value has to satisfy besides: a list of JSON Schemas. See `normalise.checks`."""
X_UNTAGGED = "x-untagged"
"""Whether exactly one variant of a union accepts (`oneOf`) or any (`anyOf`), where nothing tells them apart."""
X_GIVEN = "x-given"
"""Of the document: the components as they were given, which checks refer to."""
X_EVENTS = "x-event-stream"
"""On a union of events: in which of their members a name and data stand. See `ir.streams`."""
PREFIX = "#/components/schemas/"

BESIDES = frozenset({*ANNOTATIONS, ORIGIN})

_KINDS = {"null": type(None), "boolean": bool, "string": str, "array": list, "object": dict}
_HOLDS = {
    name: keyword.shape.holds
    for name, keyword in KEYWORDS.items()
    if keyword.shape.holds and keyword.role not in {"identifier", "dropped"}
}


class InexpressibleError(PipelineError):
    """What a schema asks and no type can say: a check can. Its place is all that is told of it."""


class ContradictionError(PipelineError):
    """What no value satisfies."""


def wrong(what: str, schema: Schema, hint: str | None = None) -> PipelineError:
    """The error that says what is wrong with `schema`, naming the place that it comes from."""
    return PipelineError(what, Location(pointer=schema[ORIGIN]), hint)


def fail(schema: Schema) -> NoReturn:
    """Refuse to make a type of `schema`: the place that it comes from becomes a check."""
    raise InexpressibleError(X_CHECK, Location(pointer=schema[ORIGIN]))


def refuse(what: str, schema: Schema, hint: str | None = None) -> NoReturn:
    """Refuse `schema`, which contradicts itself, naming the place that it comes from."""
    raise ContradictionError(what, Location(pointer=schema[ORIGIN]), hint)


def give_up(what: str, schema: Schema, hint: str) -> NoReturn:
    """Refuse `schema`, and with it whatever would come after: there is too much of it."""
    raise problems.ExhaustedError(what, Location(pointer=schema[ORIGIN]), hint)


def under(pointer: str, *tokens: str | int) -> str:
    """The pointer of a place below `pointer`."""
    return pointer + pointers.join(*tokens)[1:]


def reference_to(name: str) -> str:
    """The reference to a component."""
    return PREFIX + name


def component_of(reference: str) -> str:
    """The name of the component that a reference names, once the `references` pass has run."""
    return reference.removeprefix(PREFIX)


def schemas_of(document: Schema) -> dict[str, Schema]:
    """The components of a document."""
    schemas: dict[str, Schema] = document["components"]["schemas"]
    return schemas


def with_schemas(document: Schema, schemas: dict[str, Schema]) -> Schema:
    """The document with other components."""
    return {**document, "components": {"schemas": schemas}}


def _anything(schema: Schema) -> Schema:
    """What accepts anything, in the place of a schema."""
    return {key: schema[key] for key in (ORIGIN,) if key in schema}


def attempted(change: Callable[[Schema], Schema], schema: Schema) -> Schema:
    """What `change` makes of a schema. One that it refuses accepts anything from here on, if problems are collected."""
    try:
        return change(schema)
    except PipelineError as error:
        problems.note(error)
        return _anything(schema)


def each(document: Schema, change: Callable[[Schema], Schema]) -> Schema:
    """The document with every component changed."""
    return with_schemas(document, {name: attempted(change, schema) for name, schema in schemas_of(document).items()})


def subschemas(keyword: str, value: Any) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Each schema in the value of a keyword, `true` and `false` too, with the way to it from the keyword's schema."""
    holds = _HOLDS.get(keyword)
    if holds == "map" and is_mapping(value):
        yield from (((keyword, name), child) for name, child in value.items())
    elif holds in {"list", "either"} and is_list(value):
        yield from (((keyword, index), child) for index, child in enumerate(value))
    elif holds in {"one", "either"}:
        yield (keyword,), value


def with_subschemas(keyword: str, value: Any, changed: Iterable[Any]) -> Any:
    """The value of a keyword with other schemas in the places of those that `subschemas` gives."""
    holds = _HOLDS.get(keyword)
    if holds == "map" and is_mapping(value):
        return dict(zip(value, changed, strict=True))
    if holds in {"list", "either"} and is_list(value):
        return list(changed)
    return next(iter(changed), value)


def children(schema: Schema) -> Iterator[Schema]:
    """The direct subschemas, in the document's order."""
    for keyword, value in schema.items():
        yield from (child for _, child in subschemas(keyword, value) if is_mapping(child))


def names_in(schema: Schema) -> Iterator[str]:
    """Yield the components that a schema refers to, in order, as often as it does."""
    if "$ref" in schema:
        yield component_of(schema["$ref"])
    for part in children(schema):
        yield from names_in(part)


def reached(names: Iterable[str], references: Callable[[str], Iterable[str]]) -> set[str]:
    """The names, and all that they refer to, in however many steps."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(references(name))
    return found


def rebuild(schema: Schema, change: Callable[[Schema], Schema]) -> Schema:
    """The schema with every direct subschema changed, each attempted."""
    result = dict(schema)
    for keyword in (each for each in schema if each in _HOLDS):
        changed: list[Any] = []
        for _, child in subschemas(keyword, schema[keyword]):
            # Not `attempted`: Python's stack bounds how deep schemas can be, and this is where it grows.
            try:
                changed.append(change(child) if is_mapping(child) else child)
            except PipelineError as error:
                problems.note(error)
                changed.append(_anything(child))
        result[keyword] = with_subschemas(keyword, schema[keyword], changed)
    return result


def rewritten(schema: Schema, change: Callable[[Schema], Schema]) -> Schema:
    """The schema in which each schema, inner ones first, is what `change` makes of it."""
    return change(rebuild(schema, lambda child: rewritten(child, change)))


def within(schema: Schema) -> Iterator[Schema]:
    """The schema and every one below it."""
    yield schema
    for child in children(schema):
        yield from within(child)


def assertions(schema: Schema) -> Schema:
    """The schema without its annotations."""
    return {key: value for key, value in schema.items() if key not in BESIDES}


def notes(schema: Schema) -> Schema:
    """The annotations alone, the origin too."""
    return {key: value for key, value in schema.items() if key in BESIDES}


def annotated(schema: Schema, outer: Schema) -> Schema:
    """`schema` with the annotations and the origin of `outer`, which win over its own."""
    return {**schema, **notes(outer)}


def union_kind(schema: Schema) -> str | None:
    """`oneOf` or `anyOf` if the schema is a union."""
    return next((kind for kind in UNIONS if kind in schema), None)


def unchecked(schema: Schema) -> Schema:
    """The schema without its checks."""
    return {key: value for key, value in schema.items() if key != X_CHECK}


def with_checks(schema: Schema, *sides: Schema) -> Schema:
    """The schema with the checks of others besides its own."""
    found = distinct([check for side in (schema, *sides) for check in side.get(X_CHECK, ())])
    return {**schema, X_CHECK: found} if found else schema


def is_set(schema: Schema) -> bool:
    """Whether it is an array of which nothing is checked but that its items differ."""
    return schema.get("type") == "array" and schema.get(X_CHECK) == [{"uniqueItems": True}]


def kind_of(value: object) -> str:
    """The JSON type of a value; a whole number is an integer."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return "integer" if value == int(value) else "number"
    return next(name for name, kind in _KINDS.items() if isinstance(value, kind))


def is_null(schema: Schema) -> bool:
    """Whether null, and nothing else, satisfies the schema."""
    return schema.get("type") == "null"


def nullable(schema: Schema) -> Schema:
    """The schema or null, with the annotations on the outside."""
    origin = {ORIGIN: schema[ORIGIN]}
    return {"anyOf": [{**assertions(schema), **origin}, {"type": "null", **origin}], **notes(schema)}


def non_null(schema: Schema) -> Schema | None:
    """X, if the schema is X or null in the normal form; else None."""
    variants = schema.get("anyOf", [])
    if len(variants) == 2 and is_null(variants[1]):  # noqa: PLR2004 - the thing and null
        first: Schema = variants[0]
        return first
    return None


def identity(value: object) -> object:
    """What two JSON values share exactly if they are equal: 1 and 1.0 do, 1 and true do not."""
    if isinstance(value, bool):
        return (bool, value)
    if is_mapping(value):
        return (dict, frozenset((key, identity(item)) for key, item in value.items()))
    if is_list(value):
        return (list, tuple(identity(item) for item in value))
    return value


def distinct(values: Iterable[Any]) -> list[Any]:
    """The values without repetitions, in order: the first of several stays."""
    found: dict[object, Any] = {}
    for value in values:
        found.setdefault(identity(value), value)
    return list(found.values())


def bare(schema: Schema) -> object:
    """What two schemas share if they differ in nothing but annotations, order of names and origin."""
    said = {key: value for key, value in assertions(schema).items() if key != "format"}
    return frozenset((key, _bare(key, value)) for key, value in said.items())


def _bare(keyword: str, value: Any) -> object:
    parts = tuple((way, bare(child) if is_mapping(child) else child) for way, child in subschemas(keyword, value))
    if parts:
        return frozenset(parts)
    names = keyword in KEYWORDS and KEYWORDS[keyword].shape is NAMES
    return frozenset(value) if names else identity(value)
