"""Objects that are closed to what others say of the same value."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from scripts.base.json_types import is_mapping
from scripts.base.terminal import clipped
from scripts.repairs.places import (
    COMPONENTS,
    Change,
    Path,
    at,
    component,
    component_of,
    is_3_0,
    items,
    mapping,
    schemas,
    types,
)
from scripts.schema.keywords import IN_PLACE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scripts.base.json_types import Schema

_SHOWN: Final = 80  # characters of a name
_DEEPEST: Final = 20
"""Schemas of the same value in each other that are looked into."""

_Named = dict[str, Any]
"""Schemas of members by their names."""


@dataclass
class _Seen:
    """What was looked at: the names in each component, and schemas with the names that are said around them."""

    names: dict[str | None, _Named] = field(default_factory=dict[str | None, "_Named"])
    places: set[tuple[Path, frozenset[str]]] = field(default_factory=set[tuple[Path, frozenset[str]]])


def closed_parts(document: Schema) -> Iterator[Change]:
    """`additionalProperties` that refuse what a part, a variant or the schema around them names."""
    seen = _Seen()
    joint = [path for path in schemas(document) if not at(document, path).keys().isdisjoint(IN_PLACE)]
    for path in joint:
        yield from _closed(document, path, {}, seen, 0)


def _left(document: Schema, path: Path) -> Any:
    """The schema at a place; None if what it stood in is gone by now."""
    try:
        return at(document, path)
    except LookupError:
        return None


def _closed(document: Schema, path: Path, outside: _Named, seen: _Seen, depth: int) -> Iterator[Change]:
    schema = _left(document, path)
    if not is_mapping(schema) or depth > _DEEPEST or (path, frozenset(outside)) in seen.places:
        return
    seen.places.add((path, frozenset(outside)))
    if "$ref" in schema:
        name = component_of(schema["$ref"])
        if name is not None:
            yield from _closed(document, (*COMPONENTS, name), outside, seen, depth + 1)
        if is_3_0(document):
            return
    parts = _parts(schema)
    inside = {part: _named(document, at(schema, part), seen.names, depth) for part in parts}
    yield from _opened(document, path, {**outside, **_joined(inside.values())})
    for part in parts:
        beside = _joined(named for other, named in inside.items() if _hold_both(part, other))
        yield from _closed(document, (*path, *part), {**outside, **beside, **_own(schema)}, seen, depth + 1)


def _opened(document: Schema, path: Path, others: _Named) -> Iterator[Change]:
    """The schema without what refuses a member that others name, if it does."""
    schema: Schema = _left(document, path) or {}
    if "additionalProperties" not in schema or "patternProperties" in schema:
        return
    for name, member in others.items():
        if name not in mapping(schema, "properties") and _refuses(document, schema["additionalProperties"], member):
            new = {key: value for key, value in schema.items() if key != "additionalProperties"}
            said = f"says additionalProperties, which refuse {clipped(name, _SHOWN)}, beside what names it"
            yield Change(path, new, said)
            return


def _refuses(document: Schema, rest: Any, member: Any) -> bool:
    of_member = types(document, member)
    return bool(of_member) and not of_member & types(document, rest)


def _parts(schema: Schema) -> list[tuple[str, int]]:
    """The places of the schemas that judge the same value."""
    return [(keyword, index) for keyword in IN_PLACE for index in range(len(items(schema, keyword)))]


def _hold_both(one: tuple[str, int], other: tuple[str, int]) -> bool:
    """Whether two parts can hold of one value: two variants of a union need not."""
    return one != other and (one[0] == "allOf" or one[0] != other[0])


def _joined(inside: Iterable[_Named]) -> _Named:
    return {name: member for named in inside for name, member in named.items()}


def _named(document: Schema, schema: Any, known: dict[str | None, _Named], depth: int) -> _Named:
    """The members that a schema names, in its parts and variants too."""
    if not is_mapping(schema) or depth > _DEEPEST:
        return {}
    name = component_of(schema.get("$ref"))
    if name is not None and name not in known:
        known[name] = {}
        known[name] = _named(document, component(document, name), known, depth + 1)
    parts = [_named(document, at(schema, part), known, depth + 1) for part in _parts(schema)]
    return _joined([known.get(name, {}), *parts, _own(schema)])


def _own(schema: Schema) -> _Named:
    """What a schema itself names: of what is only required nothing more is known."""
    required = {name: True for name in items(schema, "required") if isinstance(name, str)}
    return required | mapping(schema, "properties")
