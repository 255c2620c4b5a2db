"""Components that are no class: unions and aliases, what has to be checked of them, and the order they stand in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.ir import engine
from scripts.ir.definitions import check_of
from scripts.ir.descriptions import description_of, own_description
from scripts.ir.records import Alias, Hook, Raw, Type, Union, UnknownVariantClass, Variant
from scripts.schema.walk import X_UNTAGGED, is_set, names_in, unchecked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scripts.base.json_types import Schema
    from scripts.ir.types import Types


class TypeAliases:
    """Those of one document; `unknown` has the class of unknown variants for each tag."""

    def __init__(
        self, components: Mapping[str, Schema], types: Types, unknown: Mapping[str, UnknownVariantClass]
    ) -> None:
        self._components = components
        self._types = types
        self._unknown = unknown
        self._endless: set[str] = set()

    def all(self) -> tuple[Alias | Union, ...]:
        """Return the records, each after those that it refers to: they run when the module is imported."""
        ordered: list[str] = []
        for name in (*self._types.of_kind("alias"), *self._types.of_kind("union")):
            self._after_what_it_names(name, ordered, trail=())
        return tuple(self._union(name) if self._types.kind(name) == "union" else self._alias(name) for name in ordered)

    def _union(self, component: str) -> Union:
        schema = self._components[component]
        discriminator = schema.get("discriminator", {})
        tag = discriminator.get("propertyName")
        tag_values = {reference: value for value, reference in discriminator.get("mapping", {}).items()}
        hook = self._hook(component)
        return Union(
            name=engine.class_name(component),
            description=own_description(schema),
            variants=tuple(
                Variant(
                    self._variant(variant, tagged=tag is not None and hook is None),
                    _raw(tag_values.get(variant.get("$ref"))),
                )
                for variant in schema["oneOf"]
            ),
            unknown=None if tag is None else self._unknown[tag],
            tag_json_name=_raw(tag),
            hook=hook,
        )

    def _variant(self, schema: Schema, *, tagged: bool) -> Type:
        return self._types.variant(schema) if tagged else self._types.of(schema)

    def _hook(self, component: str) -> Hook | None:
        schema = self._components[component]
        endless = component in self._endless
        if not endless and (is_set(schema) or not self._types.is_hooked(schema)):
            return None
        check = None if is_set(schema) else check_of(schema)
        return Hook(endless=endless, exactly_one=schema.get(X_UNTAGGED) == "oneOf", check=check)

    def _alias(self, component: str) -> Alias:
        schema = self._components[component]
        kind = self._types.of(schema if is_set(schema) else unchecked(schema))
        return Alias(
            engine.class_name(component), description_of(schema, self._components), kind, self._hook(component)
        )

    def _after_what_it_names(self, name: str, ordered: list[str], trail: tuple[str, ...]) -> None:
        if name in trail:  # what names it comes before it, so it can't be an expression
            self._endless.add(trail[-1])
        if name in (*ordered, *trail):
            return
        for other in names_in(self._components[name]):
            if self._types.kind(other) in {"alias", "union"}:
                self._after_what_it_names(other, ordered, (*trail, name))
        ordered.append(name)


def _raw(value: str | None) -> Raw | None:
    return None if value is None else Raw(value)
