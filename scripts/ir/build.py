"""From a normalised document and what the engine made of it to the records that templates print."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scripts.ir import client, engine
from scripts.ir.attributes import attributes_of, tags_of, unknown_classes
from scripts.ir.definitions import check_of, definitions, given, has_checks
from scripts.ir.descriptions import default_of, description_of, own_description
from scripts.ir.examples import NoExampleError, example
from scripts.ir.package import Package
from scripts.ir.records import Alias, Enum, Field, Model, Raw, Tag, Type, Union, UnknownVariantClass, written
from scripts.ir.type_aliases import TypeAliases
from scripts.ir.types import Types, resolved
from scripts.schema import problems
from scripts.schema.walk import X_GIVEN, schemas_of, wrong

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scripts.base.json_types import Schema
    from scripts.normalise.operations import Lifted


def build(
    document: Schema,
    *,
    package: str,
    inputs: tuple[str, ...],
    lifted: Lifted,
) -> Package:
    """Return the records of a package, and of a client if there are operations.

    Raises PipelineError for names that can't all be kept, and for models that the engine reads otherwise.
    """
    models, stand_ins = lifted.parted(document)
    builder = _Builder(models)
    made = builder.package(package, inputs)
    if not problems.has_any():  # else nothing comes of it
        compare(made, models, engine.models(models))
    if lifted.operations and not problems.has_any():
        groups = client.groups(lifted.operations, models, stand_ins, builder.types)
        made = replace(made, groups=groups, server=None if lifted.server is None else Raw(lifted.server))
    return made


def compare(package: Package, document: Schema, read: Mapping[str, Mapping[str, bool]]) -> None:
    """Raise PipelineError for each model in which the engine sees other properties than we do."""
    for model in package.models:
        schema = schemas_of(document)[model.schema_name.text]
        ours = {name: name in schema.get("required", []) for name in schema.get("properties", {})}
        if model.name not in read:
            problems.note(wrong(f"the engine made no model of {model.schema_name.text!r}", schema))
        elif differing := {name for name, _ in ours.items() ^ read[model.name].items()}:
            shown = ", ".join(map(repr, sorted(differing)))
            problems.note(wrong(f"the engine reads {model.schema_name.text!r} otherwise: {shown}", schema))


class _Builder:
    def __init__(self, document: Schema) -> None:
        self._components = schemas_of(document)
        self._tags = tags_of(self._components)
        self._types = Types(self._components, self._tags)
        self._given = document[X_GIVEN]

    @property
    def types(self) -> Types:
        """The types of the document's values."""
        return self._types

    def package(self, name: str, inputs: tuple[str, ...]) -> Package:
        type_aliases = TypeAliases(self._components, self._types, unknown_classes(self._components)).all()
        models = tuple(problems.attempt(self._model, self._types.of_kind("model")))
        return Package(
            name=name,
            inputs=inputs,
            models=models,
            enums=tuple(problems.attempt(self._enum, self._types.of_kind("enum"))),
            type_aliases=type_aliases,
            unknown_variants=_unknown_variants(type_aliases),
            definitions=definitions(self._components),
            given=given(self._given),
            hooked=any(item.hook for item in type_aliases) or has_checks(self._components),
        )

    def _model(self, component: str) -> Model:
        schema = self._components[component]
        name = engine.class_name(component)
        attributes = attributes_of(schema, self._tags.get(component))
        tag = self._tag(component, attributes)
        fields = [
            self._field(component, property_name, attributes[property_name])
            for property_name in schema.get("properties", {})
            if tag is None or property_name != tag.json_name.text
        ]
        return Model(
            name=name,
            schema_name=Raw(component),
            description=own_description(schema),
            tag=tag,
            fields=tuple(fields),
            extras=self._extras(schema),
            check=check_of(schema),
            example=self._example(component),
        )

    def _field(self, component: str, name: str, attribute: str) -> Field:
        schema = self._components[component]["properties"][name]
        return Field(
            name=attribute,
            json_name=Raw(name),
            renamed=attribute != name,
            type=self._types.of(schema),
            required=name in self._components[component].get("required", []),
            description=description_of(schema, self._components),
            default=default_of(schema),
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
            description=description_of(schema, self._components),
        )

    def _example(self, component: str) -> Raw:
        """An example for the page, as JSON; nothing if there is none that fits."""
        try:
            made = example(self._components, self._components[component], self._given)
        except NoExampleError:
            return Raw("")
        return written(made, indent=2)

    def _extras(self, schema: Schema) -> Type | None:
        extras = schema.get("additionalProperties")
        return None if extras is False else self._types.of(extras)

    def _enum(self, component: str) -> Enum:
        schema = self._components[component]
        return Enum(
            name=engine.class_name(component),
            description=own_description(schema),
            base=self._types.enum_base(schema),
            values=tuple(map(Raw, schema["enum"])),
        )


def _unknown_variants(items: Iterable[Alias | Union]) -> tuple[UnknownVariantClass, ...]:
    return tuple(dict.fromkeys(item.unknown for item in items if isinstance(item, Union) and item.unknown))
