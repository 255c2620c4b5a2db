"""Children that say `allOf: [parent]`, where the parent stands for any of them: by a discriminator, or as a union."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

from scripts.base.json_types import is_mapping
from scripts.base.terminal import clipped
from scripts.repairs.discriminators import (
    constant_of,
    goes_by_name,
    mapped,
    property_of,
    reached,
    union_kind,
    with_tags,
)
from scripts.repairs.places import (
    COMPONENTS,
    OBJECT,
    Change,
    component,
    component_of,
    components,
    items,
    reference_to,
    types,
)
from scripts.schema.keywords import UNIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.base.json_types import Schema

_SHOWN = 80  # characters of a name
_OF_UNIONS = {*UNIONS, "discriminator"}
_WORDS = {"description", "title"}


def heirs(document: Schema) -> dict[str, list[str]]:
    """By parent the components that say `allOf: [parent]`, in the document's order."""
    found: dict[str, list[str]] = {}
    for name, schema in components(document).items():
        parents = [component_of(part.get("$ref")) for part in items(schema, "allOf") if is_mapping(part)]
        for parent in filter(None, dict.fromkeys(parents)):
            found.setdefault(parent, []).append(name)
    return found


def inheritance(document: Schema) -> Iterator[Change]:
    """The parent becomes the union of its children, and what they have in common a component of its own."""
    children = heirs(document)
    families = {parent: _family(children, parent) for parent in children}
    for parent in sorted(families, key=lambda each: -len(families[each])):  # ancestors first
        family = families[parent]
        schema: Schema = component(document, parent) or {}
        name = property_of(schema)
        if name is None or set(UNIONS) & schema.keys():
            continue
        tags = _tags(document, parent, family, name)
        if tags and len(set(tags.values())) == len(tags):
            bases = _bases(document, [parent, *(child for child in family if child in children)])
            yield from _as_union(document, parent, name, tags, bases)


def circular_inheritance(document: Schema) -> Iterator[Change]:
    """What the variants of a union have of the union itself, in a circle, becomes a component of its own."""
    for parent, children in heirs(document).items():
        schema: Schema = component(document, parent) or {}
        kind = union_kind(schema)
        variants = reached(document, schema[kind]) if kind else set[str]()
        circular = [child for child in children if child in variants]
        if kind and circular:
            yield from _without_circle(document, parent, kind, circular)


def _without_circle(document: Schema, parent: str, kind: str, children: list[str]) -> Iterator[Change]:
    said = f"{clipped(parent, _SHOWN)} is a union of {clipped(', '.join(children), _SHOWN)}, which say allOf with it"
    schema = components(document)[parent]
    common = {key: value for key, value in schema.items() if key not in _OF_UNIONS}
    bases = _bases(document, [parent]) if common.keys() - _WORDS else {}
    if bases:
        yield Change((*COMPONENTS, bases[parent]), common, said)
    for child in children:
        if bases:
            yield from _redirected(document, child, bases, said)
        else:
            body = components(document)[child]
            left = [part for part in body["allOf"] if not is_mapping(part) or part != {"$ref": reference_to(parent)}]
            yield Change((*COMPONENTS, child, "allOf"), left or [{}], said)
    variants = [component_of(variant.get("$ref")) for variant in schema[kind] if is_mapping(variant)]
    if bases and len(variants) == len(schema[kind]) and set(variants) <= set(children):
        union = {key: value for key, value in schema.items() if key in _OF_UNIONS | _WORDS}
        yield Change((*COMPONENTS, parent), union, said)  # each of them has the rest


def _family(children: dict[str, list[str]], parent: str) -> list[str]:
    """The heirs, and theirs; none if one comes twice, or is his own ancestor."""
    found: list[str] = []
    todo = deque(children[parent])
    while todo:
        child = todo.popleft()
        if child in found:
            return []
        found.append(child)
        todo += children.get(child, ())
    return found


def _tags(document: Schema, parent: str, family: list[str], name: str) -> dict[str, str]:
    """The tags of the children; none if not each is an object, has one, and is of the family in its parts alone."""
    schema, relatives = components(document)[parent], {parent, *family}
    by_name = goes_by_name(document, schema, family, name)
    of_children = mapped(document, schema)
    found: dict[str, str] = {}
    for child in family:
        body = components(document)[child]
        apart = _apart(body, relatives)
        if relatives & reached(document, [apart]):
            return {}
        own = constant_of(document, apart, name)
        said = {*of_children.get(child, ()), *([own] if own else [])} or ({child} if by_name else set[str]())
        if len(said) != 1 or types(document, body) != OBJECT or not with_tags(document, body, name, (*said,)):
            return {}
        found[child] = said.pop()
    return found


def _apart(body: Schema, parents: set[str]) -> Schema:
    """The body whose parts do not refer to a parent."""
    parts = [part for part in items(body, "allOf") if is_mapping(part)]
    return {
        **body,
        "allOf": [{**part, "$ref": None} if component_of(part.get("$ref")) in parents else part for part in parts],
    }


def _as_union(
    document: Schema, parent: str, name: str, tags: dict[str, str], bases: dict[str, str]
) -> Iterator[Change]:
    said = f"{clipped(parent, _SHOWN)} has a discriminator, and {clipped(', '.join(tags), _SHOWN)} say allOf with it"
    own = mapped(document, components(document)[parent]).get(parent, ())
    for each, base in bases.items():
        yield Change((*COMPONENTS, base), _body(components(document)[each], bases), said)
    for child, tag in tags.items():
        yield from _redirected(document, child, bases, said)
        if child in bases:
            yield Change((*COMPONENTS, child), {"allOf": [{"$ref": reference_to(bases[child])}]}, said)
        tagged = with_tags(document, components(document)[child], name, (tag,))
        why = f"{said}; {clipped(child, _SHOWN)} has the tag {clipped(tag, _SHOWN)}"
        yield Change((*COMPONENTS, child), tagged, why)
    variants: list[Any] = [{"$ref": reference_to(child)} for child in tags]
    variants += [with_tags(document, {"allOf": [{"$ref": reference_to(bases[parent])}]}, name, (tag,)) for tag in own]
    mapping = {tag: reference_to(child) for child, tag in tags.items()}
    annotations = {key: value for key, value in components(document)[parent].items() if key == "description"}
    union = {**annotations, "oneOf": variants, "discriminator": {"propertyName": name, "mapping": mapping}}
    yield Change((*COMPONENTS, parent), union, said)


def _bases(document: Schema, parents: list[str]) -> dict[str, str]:
    """Names of components for what the children of each of the parents have in common."""
    taken = set(components(document))
    names: dict[str, str] = {}
    for parent in parents:
        name = f"{parent}Base"
        while name in taken:
            name += "Base"
        taken.add(name)
        names[parent] = name
    return names


def _body(schema: Schema, bases: dict[str, str]) -> Schema:
    """What the children of a component have in common: all that it says but its discriminator."""
    body = {key: value for key, value in schema.items() if key != "discriminator"}
    return (
        {**body, "allOf": [_redirected_part(part, bases) for part in items(body, "allOf")]} if "allOf" in body else body
    )


def _redirected(document: Schema, child: str, bases: dict[str, str], said: str) -> Iterator[Change]:
    """A child's parts that refer to a parent refer to what its children have in common."""
    for index, part in enumerate(items(components(document)[child], "allOf")):
        if (new := _redirected_part(part, bases)) != part:
            yield Change((*COMPONENTS, child, "allOf", index), new, said)


def _redirected_part(part: Any, bases: dict[str, str]) -> Any:
    parent = component_of(part.get("$ref")) if is_mapping(part) else None
    return {**part, "$ref": reference_to(bases[parent])} if parent in bases else part
