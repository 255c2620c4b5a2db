"""Discriminators: variants that don't say their tag, and discriminators that tell nothing apart."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from scripts.base.json_types import is_mapping
from scripts.base.terminal import clipped
from scripts.repairs.places import (
    COMPONENTS,
    OBJECT,
    Change,
    at,
    component,
    component_of,
    components,
    items,
    mapping,
    reference_to,
    resolved,
    schemas,
    types,
)
from scripts.schema.keywords import IN_PLACE, UNIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.base.json_types import Schema

_SHOWN = 80  # characters of a tag
_MOST_PARTS = 50


def mapped_variants(document: Schema) -> Iterator[Change]:
    """A component that only the discriminator's mapping names is a variant too."""
    for path in schemas(document):
        schema: Schema = at(document, path)
        kind = union_kind(schema)
        if kind is None or property_of(schema) is None:
            continue
        found = reached(document, schema[kind])
        missing = [
            name
            for name in mapped(document, schema)
            if name not in found and types(document, components(document)[name]) == OBJECT
        ]
        if missing:
            said = f"maps tags to {clipped(', '.join(missing), _SHOWN)}, not among the variants"
            yield Change((*path, kind), [*schema[kind], *({"$ref": reference_to(name)} for name in missing)], said)


def reached(document: Schema, variants: list[Any]) -> set[str]:
    """The components that are variants, also of a union that is one."""
    found: set[str] = set()
    todo = list(variants)
    while todo:
        variant = todo.pop()
        name = component_of(variant.get("$ref")) if is_mapping(variant) else None
        if name is not None and name not in found:
            found.add(name)
            todo.append(component(document, name))
        todo += [part for kind in IN_PLACE for part in items(variant, kind)]
    return found


def tags(document: Schema) -> Iterator[Change]:
    """The variants of a union require the property that its discriminator names, and it is their tag."""
    wanted: dict[tuple[str, str], set[tuple[str, ...]]] = {}
    for path in schemas(document):
        for variant, name, found in _tagged(document, at(document, path)):
            wanted.setdefault((variant, name), set()).add(found)
    for (variant, name), choices in wanted.items():
        body = components(document)[variant]
        if len(choices) != 1:
            continue  # two unions have other tags for it
        [of_variant] = choices
        new = with_tags(document, body, name, of_variant)
        if new is not None and new != body:
            tag = " or ".join(of_variant)
            said = (
                f"is a variant with the tag {clipped(tag, _SHOWN)}, and its {clipped(name, _SHOWN)} is not always that"
            )
            yield Change((*COMPONENTS, variant), new, said)


def _tagged(document: Schema, schema: Schema) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Each variant that is a component, with the property and the tags that the discriminator has for it."""
    name, kind = property_of(schema), union_kind(schema)
    if name is None or kind is None:
        return
    variants = [component_of(variant.get("$ref")) for variant in schema[kind] if is_mapping(variant)]
    objects = [variant for variant in variants if variant is not None and _is_object(document, variant)]
    by_name = len(objects) == len(schema[kind]) and goes_by_name(document, schema, objects, name)
    of_variants = mapped(document, schema)
    for variant in objects:
        found = of_variants.get(variant) or ([variant] if by_name else [])
        if found:
            yield variant, name, tuple(found)


def _is_object(document: Schema, name: str) -> bool:
    return types(document, component(document, name)) == OBJECT and not is_union(document, name)


def goes_by_name(document: Schema, schema: Schema, variants: list[str], name: str) -> bool:
    """Whether the tags are the names of the components: there is no mapping, and no variant says another tag."""
    bodies = {variant: components(document)[variant] for variant in variants}
    said = all(property_schemas(document, body, name) for body in bodies.values())
    same = all(constant_of(document, body, name) in {None, variant} for variant, body in bodies.items())
    return not _mapping(schema) and said and same


def with_tags(document: Schema, body: Schema, name: str, tags: tuple[str, ...]) -> Schema | None:
    """The object in which a property is required and is one of the tags; None if one is none of its values."""
    found = property_schemas(document, body, name)
    if not all(_accepts(document, each, tag) for each in found for tag in tags):
        return None
    new = dict(body)
    if not any(set(values) <= set(tags) for each in found if (values := _values(document, each))):
        own = mapping(mapping(body, "properties"), name)
        notes = {key: own[key] for key in ("description", "title") if key in own}
        new["properties"] = {**mapping(body, "properties"), name: {**notes, "type": "string", "enum": [*tags]}}
    if not is_required(document, body, name):
        new["required"] = [*items(body, "required"), name]
    return new


def _accepts(document: Schema, schema: Any, tag: str) -> bool:
    """Whether a property can surely be the tag."""
    body = resolved(document, schema)
    if not is_mapping(body) or "string" not in types(document, body) or body.keys() & IN_PLACE:
        return False
    values = _listed(body)
    return not values or tag in values


def _values(document: Schema, schema: Any) -> list[Any]:
    """The values that a schema lists; none if it lists none."""
    return _listed(resolved(document, schema))


def _listed(body: Any) -> list[Any]:
    return [body["const"]] if is_mapping(body) and "const" in body else items(body, "enum")


def union_kind(schema: Any) -> str | None:
    """`oneOf` or `anyOf`, if the schema is a union."""
    return next((kind for kind in UNIONS if items(schema, kind)), None)


def property_of(schema: Schema) -> str | None:
    """The property that a schema's discriminator names."""
    name = mapping(schema, "discriminator").get("propertyName")
    return name if isinstance(name, str) else None


def mapped(document: Schema, schema: Schema) -> dict[str, list[str]]:
    """The tags that a discriminator's mapping has, by component."""
    found: dict[str, list[str]] = {}
    for tag, target in _mapping(schema).items():
        name = _component(document, target)
        if name is not None:
            found.setdefault(name, []).append(tag)
    return found


def _mapping(schema: Schema) -> dict[str, Any]:
    return mapping(schema.get("discriminator"), "mapping")


def _component(document: Schema, target: object) -> str | None:
    """The component that an entry of a mapping names, by reference or by its bare name."""
    name = component_of(target) or target
    return name if isinstance(name, str) and name in components(document) else None


def is_union(document: Schema, name: str) -> bool:
    """Whether a component is a union of its own, whose variants have the tags."""
    body = resolved(document, component(document, name))
    return is_mapping(body) and bool(set(UNIONS) & body.keys())


def property_schemas(document: Schema, schema: Any, name: str) -> list[Any]:
    """What an object, or a part of it in `allOf`, says of a property."""
    own = (mapping(part, "properties") for part in _parts(document, schema))
    return [properties[name] for properties in own if name in properties]


def is_required(document: Schema, schema: Any, name: str) -> bool:
    """Whether an object, or a part of it in `allOf`, requires a property."""
    return any(name in items(part, "required") for part in _parts(document, schema))


def _parts(document: Schema, schema: Any) -> list[Schema]:
    """The schema and those that it says `allOf` with, each component once; no more of them than anybody means."""
    found: list[Schema] = []
    todo = [schema]
    while todo and len(found) < _MOST_PARTS:
        part = todo.pop(0)
        if is_mapping(part) and not any(part is each for each in found):
            found.append(part)
            todo += [component(document, component_of(part.get("$ref"))), *items(part, "allOf")]
    return found


def constant_of(document: Schema, schema: Any, name: str) -> str | None:
    """The one string that a property can be, as far as the schemas of it say."""
    listed = [_values(document, each) for each in property_schemas(document, schema, name)]
    return next((values[0] for values in listed if len(values) == 1 and isinstance(values[0], str)), None)


def idle_discriminators(document: Schema) -> Iterator[Change]:
    """A discriminator that tells nothing apart goes: there are no variants, or two have one tag, or one has several."""
    for path in schemas(document):
        schema: Schema = at(document, path)
        if "discriminator" in schema and (why := _idle(document, schema)):
            left = {key: value for key, value in schema.items() if key != "discriminator"}
            yield Change(path, left, why)


def _idle(document: Schema, schema: Schema) -> str | None:
    kind, name = union_kind(schema), property_of(schema)
    if kind is None:
        return "has a discriminator, and there are no variants"
    if name is None:
        return "has a discriminator that names no property"
    objects = [variant for variant in schema[kind] if types(document, variant) - {"null"} == OBJECT]
    variants = [variant for variant in objects if not union_kind(resolved(document, variant))]
    counts = Counter(tag for variant in variants if (tag := constant_of(document, variant, name)) is not None)
    twice = next((tag for tag, count in counts.items() if count > 1), None)
    if twice is not None:
        return f"has a discriminator, and two variants have the tag {clipped(twice, _SHOWN)}"
    if not _mapping(schema) and any(_has_several_tags(document, variant, name) for variant in variants):
        return "has a discriminator without a mapping, and a variant has several tags"
    return None


def _has_several_tags(document: Schema, variant: Any, name: str) -> bool:
    listed = [values for each in property_schemas(document, variant, name) if (values := _values(document, each))]
    return bool(listed) and min(map(len, listed)) > 1
