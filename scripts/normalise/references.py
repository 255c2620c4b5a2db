"""References name components, and each schema knows the place that it comes from (`x-origin`).

What a reference names outside `components.schemas` becomes a component of its own, and a reference to it stands
where it stood; `$defs` that nobody refers to are left out, as is everything that is not a schema. A reference
means the same wherever its target stands, so each component accepts what it accepted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scripts.base.errors import Location, PipelineError
from scripts.base.json_types import is_list, is_mapping
from scripts.documents import pointers
from scripts.schema import problems
from scripts.schema.keywords import KEYWORDS
from scripts.schema.names import Names, words
from scripts.schema.walk import ORIGIN, PREFIX, X_NAME, reference_to, schemas_of, subschemas, under, with_subschemas

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.base.json_types import Schema

_DEFINITIONS = {"$defs", "definitions"}
_COMPONENT = 3  # how many tokens the pointer of a component has


def references(document: Schema) -> Schema:
    """Every reference is to a component that exists; nothing is left of the document but its schemas."""
    work = _Hoist(document)
    work.run()
    info = document.get("info")
    told = {key: info.get(key) for key in ("title", "version")} if is_mapping(info) else {}
    kept = {key: value for key, value in told.items() if isinstance(value, str)}
    return {
        "openapi": document["openapi"],
        "info": {"title": "", "version": "", **kept},
        "paths": {},
        "components": {"schemas": work.done},
    }


class _Hoist:
    """Two rounds: find what is referred to, then copy each component with its references written anew."""

    def __init__(self, document: Schema) -> None:
        self.document = document
        self.names = {pointers.join("components", "schemas", name): name for name in schemas_of(document)}
        self.naming = Names({name: pointer for pointer, name in self.names.items()})
        self.done: dict[str, Schema] = {}

    def run(self) -> None:
        waiting = list(self.names)
        while waiting:
            pointer = waiting.pop()
            targets = _targets(_resolve(self.document, pointer), pointer)
            for canonical, name in problems.attempt(lambda found: self._named(*found), targets):
                if canonical not in self.names:
                    self.names[canonical] = name
                    waiting.append(canonical)
        for pointer, name in self.names.items():
            self.done[name] = self._copied(_resolve(self.document, pointer), pointer)
            if not _is_component(pointer):
                self.done[name].pop(X_NAME, None)

    def _named(self, where: str, target: object) -> tuple[str, str]:
        """The pointer of a reference's target, and the name of the component that it is or becomes."""
        canonical = self._canonical(target, where)
        return canonical, self.names.get(canonical) or self._name(canonical, where)

    def _canonical(self, target: object, where: str) -> str:
        """The target's pointer, spelled as we spell it."""
        if not isinstance(target, str):
            raise PipelineError("$ref is not a string", Location(pointer=where))
        if not target.startswith("#/"):
            raise PipelineError(
                f"a reference out of the document or by anchor: {target}",
                Location(pointer=where),
                "refer by #/components/schemas/",
            )
        pointer = pointers.join(*pointers.split(target))
        if not is_mapping(_resolve(self.document, pointer)):
            raise PipelineError(f"refers to nothing: {target}", Location(pointer=where), "name a schema that exists")
        return pointer

    def _name(self, pointer: str, where: str) -> str:
        """The name of a target that is no component, from where it stands."""
        parent: Any = self.document
        tokens = pointers.split(pointer)
        for token in tokens:
            if is_list(parent):
                raise PipelineError(
                    f"refers to a schema that only its position names: {pointer}",
                    Location(pointer=where),
                    "make the target a component",
                )
            parent = pointers.step(parent, token)
        within = tokens[_COMPONENT - 1] if pointer.startswith(PREFIX) else ""
        return self.naming.inline(parent, pointer, within, words(tokens[_COMPONENT:] if within else tokens))

    def _copied(self, schema: Schema, pointer: str) -> Schema:
        """A copy, or what accepts anything where the schema is refused."""
        try:
            return self._copy(schema, pointer)
        except PipelineError as error:
            problems.note(error)
            return {ORIGIN: pointer}

    def _copy(self, schema: Schema, pointer: str) -> Schema:
        copy: Schema = {ORIGIN: pointer}
        for key, value in schema.items():
            if key not in _DEFINITIONS and (key == X_NAME or not key.startswith("x-")):
                inner = (self._place(child, pointer, way) for way, child in subschemas(key, value))
                copy[key] = with_subschemas(key, value, inner)
        if "$ref" in copy:
            copy["$ref"] = reference_to(self._named(pointer, copy["$ref"])[1])
        if is_mapping(copy.get("discriminator")):
            copy["discriminator"] = self._discriminator(copy["discriminator"], under(pointer, "discriminator"))
        return copy

    def _place(self, schema: object, parent: str, way: tuple[str | int, ...]) -> object:
        pointer = under(parent, *way)
        if schema is True and KEYWORDS[str(way[0])].nothing is not True:  # else the next pass drops it
            return {ORIGIN: pointer}
        if not is_mapping(schema):
            return schema
        if pointer in self.names:
            return {ORIGIN: pointer, "$ref": reference_to(self.names[pointer])}
        return self._copied(schema, pointer)

    def _discriminator(self, discriminator: Schema, pointer: str) -> Schema:
        """The mapping's values, too, name schemas: as a reference or as the bare name of a component."""
        mapping = discriminator.get("mapping")
        if not is_mapping(mapping):
            return discriminator
        result: dict[Any, object] = {}
        for tag, target in mapping.items():
            where = under(pointer, "mapping", str(tag))
            plain = pointers.join("components", "schemas", target) if isinstance(target, str) else None
            name = self.names.get(plain) if plain else None
            result[tag] = reference_to(name or self._named(where, target)[1])
        return {**discriminator, "mapping": result}


def _is_component(pointer: str) -> bool:
    return pointer.startswith(PREFIX) and len(pointers.split(pointer)) == _COMPONENT


def _targets(schema: Schema, pointer: str) -> Iterator[tuple[str, object]]:
    """Each reference of a schema and of those below it: the place of the schema, and the target as written."""
    if "$ref" in schema:
        yield pointer, schema["$ref"]
    yield from _mapped(schema, pointer)
    for key, value in schema.items():
        for way, child in subschemas(str(key), value):
            if is_mapping(child):
                yield from _targets(child, under(pointer, *way))


def _mapped(schema: Schema, where: str) -> list[tuple[str, object]]:
    discriminator = schema.get("discriminator")
    mapping = discriminator.get("mapping") if is_mapping(discriminator) else None
    if not is_mapping(mapping):
        return []
    place = under(where, "discriminator", "mapping")
    return [(under(place, str(tag)), to) for tag, to in mapping.items() if isinstance(to, str) and to.startswith("#")]


def _resolve(document: Any, pointer: str) -> Any:
    """What the pointer names; None if there is nothing."""
    for token in pointers.split(pointer):
        try:
            document = pointers.step(document, token)
        except LookupError:
            return None
    return document
