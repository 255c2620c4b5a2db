"""The holders of a place, found and read: the schema itself, what it refers to, and the members of its `allOf`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.base.errors import Location, PipelineError
from scripts.base.json_types import is_list, is_mapping
from scripts.evidence.member_names import read_names
from scripts.evidence.schema_places import Place, Union, Values
from scripts.evidence.validated import SAYING, read_judges
from scripts.schema.keywords import UNIONS
from scripts.schema.walk import under

if TYPE_CHECKING:
    from collections.abc import Callable

    from scripts.base.json_types import Schema
    from scripts.evidence.lookup import Lookup


class Holders:
    """Reads those of one place; `place_at` gives the places of schemas inside of them."""

    def __init__(self, place: Place, lookup: Lookup, place_at: Callable[[str], Place]) -> None:
        self._place = place
        self._lookup = lookup
        self._place_at = place_at

    def read(self) -> None:
        """Fill in what they say. Raises `PipelineError`."""
        place = self._place
        self._gather(place.pointer, set(), ())
        place.owner = self._owner(place.pointer)
        for pointer, schema in place.holders:
            self._holder(pointer, schema)
        read_names(place, self._lookup, self._place_at)

    def _gather(self, pointer: str, seen: set[str], way: tuple[str, ...]) -> None:
        """Find the holders: what is referred to, and what `allOf` joins, is asked about the same value."""
        if pointer in way:
            raise PipelineError("a cycle of references that ends nowhere", Location(pointer=pointer), "break it")
        if pointer in seen:
            return
        seen.add(pointer)
        way = (*way, pointer)
        schema = self._lookup.schema(pointer)
        if schema is False:
            self._place.never = pointer
        if not is_mapping(schema):
            return
        target = self._target(schema, pointer)
        if not (target and self._lookup.old):
            self._place.holders.append((pointer, schema))
            members = schema.get("allOf")
            for index in range(len(members)) if is_list(members) else ():
                self._gather(under(pointer, "allOf", index), seen, way)
        if target:
            self._gather(target, seen, way)

    def _target(self, schema: Schema, pointer: str) -> str | None:
        reference = schema.get("$ref")
        return self._lookup.target(reference, pointer) if isinstance(reference, str) else None

    def _owner(self, pointer: str) -> str:
        """The schema that lists names, if those before it are references and nothing else."""
        seen: set[str] = set()
        while pointer not in seen:
            seen.add(pointer)
            schema = self._lookup.schema(pointer)
            if not is_mapping(schema):
                return pointer
            members = schema.get("allOf")
            says = SAYING.intersection(schema)
            target = self._target(schema, pointer)
            if target and (self._lookup.old or says <= {"$ref"}):
                pointer = target
            elif says <= {"allOf", "type"} and is_list(members) and len(members) == 1:
                pointer = under(pointer, "allOf", 0)
        return pointer

    def _holder(self, pointer: str, schema: Schema) -> None:
        place = self._place
        for keyword in UNIONS:
            if is_list(schema.get(keyword)):
                place.unions.append(self._union(pointer, keyword, schema))
        if is_list(schema.get("enum")):
            place.values.append(Values(pointer, "enum", schema["enum"]))
        if "const" in schema:
            place.values.append(Values(pointer, "const", [schema["const"]]))
        required = schema.get("required")
        place.required += [(pointer, name) for name in (required if is_list(required) else ()) if isinstance(name, str)]
        self._array(pointer, schema)
        read_judges(place, pointer, schema, self._lookup)

    def _union(self, pointer: str, keyword: str, schema: Schema) -> Union:
        where = under(pointer, keyword)
        variants = [self._place_at(under(where, index)) for index in range(len(schema[keyword]))]
        declared = schema.get("discriminator")
        return Union(where, keyword, variants, declared.get("propertyName") if is_mapping(declared) else None)

    def _array(self, pointer: str, schema: Schema) -> None:
        first = schema.get("prefixItems")
        count = len(first) if is_list(first) else 0
        for index in range(count):
            self._place.items.append((index, index + 1, self._place_at(under(pointer, "prefixItems", index))))
        if is_mapping(schema.get("items")):
            self._place.items.append((count, None, self._place_at(under(pointer, "items"))))
