"""From a normalised document and what the engine made of it to the records that templates print."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from scripts.base.errors import Location, PipelineError
from scripts.ir import client, engine
from scripts.ir.definitions import definitions, given, has_checks
from scripts.ir.examples import NoExampleError, example
from scripts.ir.package import Package
from scripts.ir.records import Alias, Enum, Field, Hook, Model, Raw, Tag, Type, Union, UnknownVariantClass, Variant
from scripts.ir.types import Types, resolved
from scripts.schema import identifiers, problems
from scripts.schema.walk import (
    ORIGIN,
    X_CHECK,
    X_GIVEN,
    X_UNTAGGED,
    component_of,
    is_set,
    names_in,
    schemas_of,
    unchecked,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scripts.base.json_types import Schema
    from scripts.normalise.operations import Lifted


def build(
    document: Schema,
    *,
    package: str,
    inputs: tuple[str, ...],
    lifted: Lifted | None = None,
) -> Package:
    """Return the records of a package, and of a client if there are operations.

    Raises PipelineError for names that can't all be kept, and for models that the engine reads otherwise.
    """
    models, stand_ins = lifted.parted(document) if lifted else (document, {})
    builder = _Builder(models)
    made = builder.package(package, inputs)
    hooked = {item.name for item in made.type_aliases if item.hook}
    if not problems.has_any():  # else nothing comes of it
        compare(made, models, engine.models(models))
    if lifted and lifted.operations and not problems.has_any():
        groups = client.groups(lifted.operations, models, stand_ins, builder.types, hooked)
        made = replace(made, groups=groups, server=None if lifted.server is None else Raw(lifted.server))
    return made


def compare(package: Package, document: Schema, read: Mapping[str, Mapping[str, bool]]) -> None:
    """Raise PipelineError for each model in which the engine sees other properties than we do."""
    for model in package.models:
        schema = schemas_of(document)[model.schema_name.text]
        ours = {name: name in schema.get("required", []) for name in schema.get("properties", {})}
        if model.name not in read:
            problems.note(_error(f"the engine made no model of {model.schema_name.text!r}", schema))
        elif differing := {name for name, _ in ours.items() ^ read[model.name].items()}:
            shown = ", ".join(map(repr, sorted(differing)))
            problems.note(_error(f"the engine reads {model.schema_name.text!r} otherwise: {shown}", schema))


class _Builder:
    def __init__(self, document: Schema) -> None:
        self._components = schemas_of(document)
        self._tags = _tags(self._components)
        self._types = Types(self._components, self._tags)
        self._unknown = self._unknown_classes()
        self._given = document.get(X_GIVEN, {})
        self._endless: set[str] = set()

    @property
    def types(self) -> Types:
        """The types of the document's values."""
        return self._types

    def package(self, name: str, inputs: tuple[str, ...]) -> Package:
        type_aliases = self._type_aliases()
        models = tuple(problems.attempt(self._model, self._of_kind("model")))
        return Package(
            name=name,
            inputs=inputs,
            models=models,
            enums=tuple(problems.attempt(self._enum, self._of_kind("enum"))),
            type_aliases=type_aliases,
            unknown_variants=_unknown_variants(type_aliases),
            definitions=definitions(self._components),
            given=given(self._given),
            hooked=any(item.hook for item in type_aliases) or has_checks(self._components),
        )

    def _of_kind(self, kind: str) -> list[str]:
        return [name for name in self._components if self._types.kind(name) == kind]

    def _model(self, component: str) -> Model:
        schema = self._components[component]
        name = engine.class_name(component)
        attributes = self._attributes(component)
        tag = self._tag(component, attributes)
        fields = [
            self._field(component, property_name, attributes[property_name])
            for property_name in schema.get("properties", {})
            if tag is None or property_name != tag.json_name.text
        ]
        return Model(
            name=name,
            schema_name=Raw(component),
            description=self._description(schema),
            tag=tag,
            fields=tuple(fields),
            extras=self._extras(schema),
            check=_check(schema),
            example=Raw(self._example(component)),
        )

    def _field(self, component: str, name: str, attribute: str) -> Field:
        schema = self._components[component]["properties"][name]
        return Field(
            name=attribute,
            json_name=Raw(name),
            renamed=attribute != name,
            type=self._types.of(schema),
            required=name in self._components[component].get("required", []),
            description=self._description(schema),
            default=Raw(json.dumps(schema["default"], ensure_ascii=False)) if "default" in schema else None,
            deprecated=bool(schema.get("deprecated")),
        )

    def _tag(self, component: str, attributes: Mapping[str, str]) -> Tag | None:
        name = self._tags.get(component)
        if name is None:
            return None
        schema = self._components[component]["properties"][name]
        value = resolved(self._components, schema)["const"]
        return Tag(
            name=attributes[name],
            json_name=Raw(name),
            renamed=attributes[name] != name,
            value=Raw(value),
            description=self._description(schema),
        )

    def _example(self, component: str) -> str:
        """An example for the page, as JSON; nothing if there is none that fits."""
        try:
            made = example(self._components, self._components[component], self._given)
        except NoExampleError:
            return ""
        return json.dumps(made, ensure_ascii=False, indent=2)

    def _extras(self, schema: Schema) -> Type | None:
        extras = schema.get("additionalProperties")
        return None if extras is False else self._types.of(extras)

    def _enum(self, component: str) -> Enum:
        schema = self._components[component]
        return Enum(
            name=engine.class_name(component),
            description=self._description(schema),
            base=self._types.enum_base(schema),
            values=tuple(map(Raw, schema["enum"])),
        )

    def _union(self, component: str) -> Union:
        schema = self._components[component]
        discriminator = schema.get("discriminator", {})
        tag = discriminator.get("propertyName")
        tag_values = {reference: value for value, reference in discriminator.get("mapping", {}).items()}
        hook = self._hook(component)
        return Union(
            name=engine.class_name(component),
            description=self._description(schema),
            variants=tuple(
                Variant(
                    self._variant(variant, tagged=tag is not None and hook is None),
                    _raw(tag_values.get(variant.get("$ref"))),
                )
                for variant in schema["oneOf"]
            ),
            unknown=None if tag is None else self._unknown[tag],
            tag_json_name=Raw(tag) if tag is not None else None,
            hook=hook,
        )

    def _variant(self, schema: Schema, *, tagged: bool) -> Type:
        return self._types.variant(schema) if tagged else self._types.of(schema)

    def _hook(self, component: str) -> Hook | None:
        schema = self._components[component]
        endless = component in self._endless
        if not endless and (is_set(schema) or not self._types.is_hooked(schema)):
            return None
        check = None if is_set(schema) else _check(schema)
        return Hook(endless=endless, exactly_one=schema.get(X_UNTAGGED) == "oneOf", check=check)

    def _alias(self, component: str) -> Alias:
        schema = self._components[component]
        kind = self._types.of(schema if is_set(schema) else unchecked(schema))
        return Alias(engine.class_name(component), self._description(schema), kind, self._hook(component))

    def _type_aliases(self) -> tuple[Alias | Union, ...]:
        ordered: list[str] = []
        for name in (*self._of_kind("alias"), *self._of_kind("union")):
            self._after_what_it_names(name, ordered, trail=())
        return tuple(self._union(name) if self._types.kind(name) == "union" else self._alias(name) for name in ordered)

    def _after_what_it_names(self, name: str, ordered: list[str], trail: tuple[str, ...]) -> None:
        if name in trail:  # what names it comes before it, so it can't be an expression
            self._endless.add(trail[-1])
        if name in (*ordered, *trail):
            return
        for other in names_in(self._components[name]):
            if self._types.kind(other) in {"alias", "union"}:
                self._after_what_it_names(other, ordered, (*trail, name))
        ordered.append(name)

    def _description(self, schema: Schema) -> Raw:
        """Return what a schema says of itself, or what the one component that it stands for says."""
        while not schema.get("description"):
            match schema:
                case {"$ref": reference}:
                    schema = self._components[component_of(reference)]
                case {"allOf": [only]} | {"anyOf": [only, {"type": "null"}]}:
                    schema = only
                case _:
                    return Raw("")
        return Raw(schema["description"])

    def _unknown_classes(self) -> dict[str, UnknownVariantClass]:
        """Return the class of unknown variants for each tag: two never share a name, nor do they with a component."""
        taken = {identifiers.folded(engine.class_name(component)) for component in self._components}
        tags = {
            schema["discriminator"]["propertyName"] for schema in self._components.values() if "discriminator" in schema
        }
        return {tag: _unknown_variant(tag, taken) for tag in sorted(tags)}

    def _attributes(self, component: str) -> dict[str, str]:
        """Return the attribute of each property. The tag has that of other variants; the rest are told apart."""
        schema = self._components[component]
        tag = self._tags.get(component)
        fixed = {tag: identifiers.tag(tag, _engine_name(tag))} if tag is not None else {}
        others = {
            name: identifiers.attribute(name, _engine_name(name))
            for name in schema.get("properties", {})
            if name != tag
        }
        found = identifiers.apart(others, fixed)
        for name in (name for name in others if found[name] != others[name]):
            what = f"property {name!r} would be the same attribute as another one, so it is called {found[name]}"
            problems.remark(what, schema.get(ORIGIN, "#"), "rename one of them")
        return found


def _engine_name(name: str) -> str:
    return engine.field_name(identifiers.portable(name))


def _tags(components: Mapping[str, Schema]) -> dict[str, str]:
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
            if name in required and isinstance(value, str) and not identifiers.tag_refusal(name):
                tags.setdefault(component, name)
    return tags


def _error(what: str, schema: Schema, hint: str | None = None) -> PipelineError:
    return PipelineError(what, Location(pointer=schema.get(ORIGIN)), hint)


def _check(schema: Schema) -> Raw | None:
    checks = schema.get(X_CHECK)
    return Raw(checks[0] if len(checks) == 1 else {"allOf": checks}) if checks else None


def _raw(value: str | None) -> Raw | None:
    return None if value is None else Raw(value)


def _unknown_variant(tag: str, taken: set[str]) -> UnknownVariantClass:
    """Return the class for a tag, under a name that is not taken yet."""
    name = identifiers.free(f"Unknown{engine.class_name(tag).rstrip('_')}Variant", taken, between="")
    taken.add(identifiers.folded(name))
    return UnknownVariantClass(
        name=name,
        tag_name=identifiers.tag(tag, _engine_name(tag)),
        tag_json_name=Raw(tag),
    )


def _unknown_variants(items: Iterable[Alias | Union]) -> tuple[UnknownVariantClass, ...]:
    return tuple(dict.fromkeys(item.unknown for item in items if isinstance(item, Union) and item.unknown))
