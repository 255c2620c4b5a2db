"""What properties are called in Python: attributes, the tag of a model among them, and classes named after a tag."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.ir import engine
from scripts.ir.records import Raw, UnknownVariantClass
from scripts.ir.types import resolved
from scripts.schema import identifiers, problems
from scripts.schema.walk import ORIGIN, component_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scripts.base.json_types import Schema


def tags_of(components: Mapping[str, Schema]) -> dict[str, str]:
    """Return the tag property of each model that has one: its union's, else its first constant that is required."""
    tags: dict[str, str] = {}
    for schema in components.values():
        discriminator = schema.get("discriminator", {"mapping": {}})
        for reference in discriminator["mapping"].values():
            tags.setdefault(component_of(reference), discriminator["propertyName"])
    for component, schema in components.items():
        required = schema.get("required", [])
        for name, member in schema.get("properties", {}).items():
            value = resolved(components, member).get("const")
            if name in required and isinstance(value, str) and identifiers.is_tag_name(name):
                tags.setdefault(component, name)
    return tags


def attributes_of(schema: Schema, tag: str | None) -> dict[str, str]:
    """Return the attribute of each property. The tag has that of other variants; the rest are told apart."""
    fixed = {tag: identifiers.tag(tag, _engine_name(tag))} if tag is not None else {}
    others = {
        name: identifiers.attribute(name, _engine_name(name)) for name in schema.get("properties", {}) if name != tag
    }
    found = identifiers.apart(others, fixed)
    for name in (name for name in others if found[name] != others[name]):
        what = f"property {name!r} would be the same attribute as another one, so it is called {found[name]}"
        problems.remark(what, schema[ORIGIN], "rename one of them")
    return found


def unknown_classes(components: Mapping[str, Schema]) -> dict[str, UnknownVariantClass]:
    """Return the class of unknown variants for each tag: two never share a name, nor do they with a component."""
    taken = {identifiers.folded(engine.class_name(component)) for component in components}
    tags = {schema["discriminator"]["propertyName"] for schema in components.values() if "discriminator" in schema}
    return {tag: _unknown_variant(tag, taken) for tag in sorted(tags)}


def _unknown_variant(tag: str, taken: set[str]) -> UnknownVariantClass:
    """Return the class for a tag, under a name that is not taken yet."""
    return UnknownVariantClass(
        name=identifiers.claimed(f"Unknown{engine.class_name(tag).rstrip('_')}Variant", taken, between=""),
        tag_name=identifiers.tag(tag, _engine_name(tag)),
        tag_json_name=Raw(tag),
    )


def _engine_name(name: str) -> str:
    return engine.field_name(identifiers.portable(name))
