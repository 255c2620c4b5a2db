"""Where the schemas of a document stand, and what is known of the values that one accepts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from scripts.base.json_types import is_list, is_mapping
from scripts.documents import pointers
from scripts.schema.keywords import UNIONS
from scripts.schema.resources import children
from scripts.schema.shapes import TYPES

if TYPE_CHECKING:
    from scripts.base.json_types import Schema

Path: TypeAlias = tuple["str | int", ...]

_DEEPEST: Final = 100
"""Schemas in each other that are looked into for the types that they accept."""

COMPONENTS: Final = ("components", "schemas")
OBJECT: Final = frozenset[str](("object",))
ARRAY: Final = frozenset[str](("array",))
ALL_TYPES: Final = frozenset[str](TYPES) - {"integer"}
"""Every JSON type; an integer is a number."""


@dataclass(frozen=True)
class Change:
    """What a rule makes of the value at a place, and what the document said there."""

    path: Path
    new: Any
    said: str


def mapping(node: Any, keyword: str) -> dict[str, Any]:
    """The object under a keyword; an empty one if there is none."""
    value = node.get(keyword) if is_mapping(node) else None
    return value if is_mapping(value) else {}


def items(node: Any, keyword: str) -> list[Any]:
    """The list under a keyword; an empty one if there is none."""
    value = node.get(keyword) if is_mapping(node) else None
    return value if is_list(value) else []


def is_3_0(document: Schema) -> bool:
    """Whether the document is of OpenAPI 3.0, whose schemas know no type `null`."""
    return str(document.get("openapi")).startswith("3.0")


def at(document: Schema, path: Path) -> Any:
    """What stands at a path."""
    node: Any = document
    for step in path:
        node = node[step]
    return node


def schemas(document: Schema) -> list[Path]:
    """The paths of all schemas that are objects, inner ones before those that they stand in."""
    found: list[Path] = []
    _find_below(document, "document", (), found)
    return found


def _find_below(node: Any, kind: str, path: Path, found: list[Path]) -> None:
    if not is_mapping(node):
        return
    for way, child, below in children(node, kind):
        _find_below(child, below, (*path, *way), found)
    if kind == "schema":
        found.append(path)


def components(document: Schema) -> dict[str, Any]:
    """The component schemas by name, as they are in the document."""
    return mapping(document.get("components"), "schemas")


def component(document: Schema, name: str | None) -> Any:
    """The component schema of that name; None if there is none."""
    return components(document).get(name) if name is not None else None


def reference_to(name: str) -> str:
    """The reference to a component schema."""
    return pointers.join(*COMPONENTS, name)


def component_of(reference: object) -> str | None:
    """The name of the component schema that a reference, or an entry of a mapping, names."""
    if not isinstance(reference, str) or not reference.startswith("#/components/schemas/"):
        return None
    tokens = pointers.split(reference)
    return tokens[-1] if len(tokens) == len(COMPONENTS) + 1 else None


def resolved(document: Schema, schema: Any) -> Any:
    """What a chain of references between components ends in; None for one that leads elsewhere or in a circle."""
    seen: set[str | None] = set()
    while is_mapping(schema) and "$ref" in schema:
        name = component_of(schema["$ref"])
        if name in seen:
            return None
        seen.add(name)
        schema = component(document, name)
    return schema


def types(document: Schema, schema: Any) -> frozenset[str]:
    """The JSON types of which the schema may accept a value: none too few."""
    return _types(document, schema, {}, 0)


def _types(document: Schema, schema: Any, known: dict[str | None, frozenset[str]], depth: int) -> frozenset[str]:
    """The same; `known` has what was found of components, every type for one that is being looked at."""
    if not is_mapping(schema) or depth > _DEEPEST:
        return frozenset() if schema is False else ALL_TYPES
    found = ALL_TYPES
    if "$ref" in schema:
        name = component_of(schema["$ref"])
        if name not in known:
            known[name] = ALL_TYPES
            known[name] = _types(document, component(document, name), known, depth + 1)
        found = known[name]
        if is_3_0(document):
            return found  # nothing beside it counts
    found &= _own_types(document, schema)
    for part in items(schema, "allOf"):
        found &= _types(document, part, known, depth + 1)
    for kind in UNIONS:
        if variants := items(schema, kind):
            found &= frozenset[str]().union(*(_types(document, variant, known, depth + 1) for variant in variants))
    return found


def _own_types(document: Schema, schema: Schema) -> frozenset[str]:
    found = declared(schema) or ALL_TYPES
    if is_3_0(document) and "type" in schema and schema.get("nullable") is True:
        found |= {"null"}
    values = [schema["const"]] if "const" in schema else schema.get("enum")
    return found & {type_of(value) for value in values} if is_list(values) else found


def declared(schema: Schema) -> frozenset[str]:
    """The JSON types that `type` names; none if there is no `type`, or one that is none."""
    named = schema.get("type")
    names = named if is_list(named) else [named]
    known = {str(name) for name in names} & frozenset(TYPES)
    return frozenset("number" if name == "integer" else name for name in known)


def type_of(value: Any) -> str:
    """The JSON type of a value."""
    for python, name in ((bool, "boolean"), (str, "string"), (int, "number"), (float, "number")):
        if isinstance(value, python):
            return name
    return "object" if is_mapping(value) else "array" if is_list(value) else "null"
