"""Keyword by keyword, what it means that a schema is now another one."""

from __future__ import annotations

import json
from itertools import starmap
from typing import TYPE_CHECKING, Any

from scripts.base.json_types import is_list, is_mapping
from scripts.changes.change_kinds import Kind, change
from scripts.schema.keywords import KEYWORDS
from scripts.schema.openapi_objects import PROSE

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from scripts.changes.change_kinds import Change, Path
    from scripts.schema.keywords import Judge

_NULL = {"type": "null"}


def named(
    old: dict[str, Any], new: dict[str, Any], path: Path, noun: str, required: Collection[str] = ()
) -> Iterator[Change]:
    """Schemas by name: those that went, those that came, those that are in both. To add a `required` one breaks."""
    for name, schema in old.items():
        if name not in new:
            yield change(Kind.BREAKING, (*path, name), f"{noun} removed")
        else:
            yield from schemas(schema, new[name], (*path, name))
    for name in new:
        if name not in old:
            kind = Kind.BREAKING if name in required else Kind.ADDITIVE
            yield change(kind, (*path, name), f"required {noun} added" if name in required else f"{noun} added")


def schemas(old: Any, new: Any, path: Path) -> Iterator[Change]:
    """The changes between two schemas that stand at one place."""
    if _equal(old, new):
        return
    if not (is_mapping(old) and is_mapping(new)):
        yield _open_or_closed(old, new, path)
        return
    for keyword in (*old, *(keyword for keyword in new if keyword not in old)):
        if keyword not in old or keyword not in new or not _equal(old[keyword], new[keyword]):
            yield from _keyword(keyword, old, new, (*path, keyword))


def _equal(old: Any, new: Any) -> bool:
    """Equal as JSON, where `0` and `false` differ, though not to Python."""
    return old == new and json.dumps(old, sort_keys=True) == json.dumps(new, sort_keys=True)


def _open_or_closed(old: Any, new: Any, path: Path) -> Change:
    """A schema became `true` (anything goes) or `false` (nothing does), or stopped to be."""
    if _is_open(old) and _is_open(new):
        return change(Kind.DOCUMENTATION, path, "written otherwise")
    # Whoever reads a value that had a type reads one that has none, once anything is allowed.
    kind = Kind.ADDITIVE if old is False else Kind.BREAKING
    return change(kind, path, f"was {_shown(old)}, is {_shown(new)}")


def _is_open(schema: Any) -> bool:
    return schema is True or schema == {}


def _shown(value: Any) -> str:
    return "anything" if _is_open(value) else "nothing" if value is False else "a schema"


def _keyword(keyword: str, old: dict[str, Any], new: dict[str, Any], path: Path) -> Iterator[Change]:
    before, after = old.get(keyword), new.get(keyword)
    row = KEYWORDS.get(keyword)
    if keyword in PROSE or (row is None and keyword.startswith("x-")):
        yield change(Kind.DOCUMENTATION, path, _came_or_went(before, after))
    elif row is None or not all(value is None or isinstance(value, row.kinds) for value in (before, after)):
        yield from _worst(before, after, path)
    elif row.judge == "schema":
        # Absent means that anything goes.
        yield from schemas(old.get(keyword, True), new.get(keyword, True), path)
    elif row.judge == "members":
        yield from named(before or {}, after or {}, path, "property", _listed(new.get("required")))
    else:
        yield from _JUDGES[row.judge](before, after, path)


def _came_or_went(before: Any, after: Any) -> str:
    return "added" if before is None else "removed" if after is None else "changed"


def _definitions(before: Any, after: Any, path: Path) -> Iterator[Change]:
    yield from named(before or {}, after or {}, path, "schema")


def _demands(before: Any, after: Any, path: Path) -> Iterator[Change]:
    """Each is a demand on values that were free of it."""
    yield from named(before or {}, after or {}, path, "schema", after or {})


def _listed(value: Any) -> list[Any]:
    return value if is_list(value) else []


def _required(before: Any, after: Any, path: Path) -> Iterator[Change]:
    old, new = _listed(before), _listed(after)
    for name in old:
        if name not in new:
            # A type that was `int` is `int | UnsetType` now: code that took it for granted no longer checks.
            yield change(Kind.BREAKING, path, f"{name!r} is no longer required, so it can be unset")
    for name in new:
        if name not in old:
            yield change(Kind.BREAKING, path, f"{name!r} is required now")
    yield from _reordered(old, new, path)


def _reordered(old: list[Any], new: list[Any], path: Path) -> Iterator[Change]:
    if old != new and len(old) == len(new) and all(each in new for each in old):
        yield change(Kind.DOCUMENTATION, path, "order changed")


def _enum(before: Any, after: Any, path: Path) -> Iterator[Change]:
    if before is None or after is None:
        closed = after is not None
        yield change(Kind.BREAKING, path, "only some values are allowed now" if closed else "any value is allowed now")
        return
    for value in before:
        if not _among(after, value):
            yield change(Kind.BREAKING, path, f"value {value!r} removed")
    for value in after:
        if not _among(before, value):
            yield change(Kind.ADDITIVE, path, f"value {value!r} added")
    yield from _reordered(before, after, path)


def _const(before: Any, after: Any, path: Path) -> Iterator[Change]:
    """`false` is a value like any here; and without one anything goes, as without `enum`."""
    yield change(Kind.BREAKING, path, _came_or_went(before, after))


def _among(values: list[Any], value: Any) -> bool:
    return any(_equal(value, each) for each in values)


def _type(before: Any, after: Any, path: Path) -> Iterator[Change]:
    old, new = _as_set(before), _as_set(after)
    if not all(isinstance(each, str) for each in (*_listed(before), *_listed(after))):
        yield from _worst(before, after, path)
    elif old == new:
        yield change(Kind.DOCUMENTATION, path, "written otherwise")
    elif old and new and old ^ new == {"null"}:
        yield change(Kind.BREAKING, path, "can be null now" if "null" in new else "null is refused now")
    else:
        yield change(Kind.BREAKING, path, f"was {_types(old)}, is {_types(new)}")


def _as_set(types: Any) -> set[str]:
    return {types} if isinstance(types, str) else {str(each) for each in _listed(types)}


def _types(types: set[str]) -> str:
    return " or ".join(sorted(types)) or "any type"


def _lower(before: Any, after: Any, path: Path) -> Iterator[Change]:
    yield _bound(before, after, path, lambda old, new: new > old)


def _upper(before: Any, after: Any, path: Path) -> Iterator[Change]:
    yield _bound(before, after, path, lambda old, new: new < old)


def _bound(before: Any, after: Any, path: Path, tighter: Callable[[Any, Any], bool]) -> Change:
    # OpenAPI 3.0 has true and false for exclusive bounds.
    if isinstance(before, bool) or isinstance(after, bool):
        tightened = bool(after)
    else:
        tightened = after is not None and (before is None or tighter(before, after))
    what = f"bound {'tightened' if tightened else 'loosened'} from {_limit(before)} to {_limit(after)}"
    return change(Kind.BREAKING if tightened else Kind.ADDITIVE, path, what)


def _limit(value: Any) -> str:
    return "none" if value is None else str(value)


def _demand(before: Any, after: Any, path: Path) -> Iterator[Change]:
    """`pattern` and the like: without it more is allowed, with it or with another one something may be refused."""
    gone = after is None or after is False
    yield change(Kind.ADDITIVE if gone else Kind.BREAKING, path, _came_or_went(before, after))


def _deprecation(_: Any, after: Any, path: Path) -> Iterator[Change]:
    yield change(Kind.ADDITIVE, path, "deprecated" if after else "no longer deprecated")


def _remark(before: Any, after: Any, path: Path) -> Iterator[Change]:
    yield change(Kind.DOCUMENTATION, path, f"was {before!r}, is {after!r}")


def _worst(before: Any, after: Any, path: Path) -> Iterator[Change]:
    """What is not understood is taken for the worst."""
    yield change(Kind.BREAKING, path, _came_or_went(before, after))


def _variants(before: Any, after: Any, path: Path) -> Iterator[Change]:
    """The variants of a union, each known by its reference, its constants or its type, in whatever order."""
    old, new = _by_identity(_listed(before)), _by_identity(_listed(after))
    if before is None or after is None:
        yield change(Kind.BREAKING, path, _came_or_went(before, after))
        return
    for identity, (_, variant) in old.items():
        if identity not in new:
            yield change(Kind.BREAKING, path, "null is refused now" if variant == _NULL else f"{identity} removed")
    for identity, (index, variant) in new.items():
        if identity in old:
            yield from schemas(old[identity][1], variant, (*path, index))
        elif variant == _NULL:
            yield change(Kind.BREAKING, path, "can be null now")
        else:
            kind = Kind.BREAKING if path[-1] == "allOf" else Kind.ADDITIVE
            yield change(kind, path, f"{identity} added")
    if list(old) != list(new) and set(old) == set(new):
        yield change(Kind.DOCUMENTATION, path, "order changed")


def _by_identity(variants: list[Any]) -> dict[str, tuple[int, Any]]:
    result: dict[str, tuple[int, Any]] = {}
    for index, variant in enumerate(variants):
        identity = _identity(variant)
        result[identity if identity not in result else f"{identity} number {index + 1}"] = (index, variant)
    return result


def _identity(variant: Any) -> str:
    if not is_mapping(variant):
        return f"variant {variant}"
    if isinstance(variant.get("$ref"), str):
        return f"variant {variant['$ref']}"
    properties = variant.get("properties")
    constants = [*starmap(_constant, properties.items())] if is_mapping(properties) else []
    tag = ", ".join(each for each in constants if each)
    if tag:
        return f"variant with {tag}"
    if variant.get("type") == "array":
        return f"variant list of {_identity(variant.get('items', {})).removeprefix('variant ')}"
    return f"variant {_types(_as_set(variant.get('type')))}"


def _constant(name: str, schema: Any) -> str:
    if is_mapping(schema):
        values = schema.get("enum", [schema["const"]] if "const" in schema else [])
        if is_list(values) and len(values) == 1:
            return f"{name} {values[0]!r}"
    return ""


def _reference(before: Any, after: Any, path: Path) -> Iterator[Change]:
    """Another name is another class, even if it holds the same."""
    yield change(Kind.BREAKING, path, f"was {before or 'no reference'}, is {after or 'no reference'}")


def _discriminator(before: Any, after: Any, path: Path) -> Iterator[Change]:
    # It only says in other words how variants are told apart; variants are compared by themselves.
    yield change(Kind.DOCUMENTATION, path, _came_or_went(before, after))


def _tuple(before: Any, after: Any, path: Path) -> Iterator[Change]:
    old, new = _listed(before), _listed(after)
    for index, (one, other) in enumerate(zip(old, new, strict=False)):
        yield from schemas(one, other, (*path, index))
    if len(old) != len(new):
        yield change(Kind.BREAKING, path, f"{len(new)} items instead of {len(old)}")


_JUDGES: dict[Judge, Callable[[Any, Any, Path], Iterator[Change]]] = {
    "constant": _const,
    "definitions": _definitions,
    "demand": _demand,
    "demands": _demands,
    "deprecation": _deprecation,
    "lower": _lower,
    "names": _required,
    "reference": _reference,
    "remark": _remark,
    "rewording": _discriminator,
    "tuple": _tuple,
    "type": _type,
    "upper": _upper,
    "values": _enum,
    "variants": _variants,
    "worst": _worst,
}
