"""References name components, and each schema knows the place that it comes from (`x-origin`).

What a reference names that is no component becomes one, and a reference to it stands where it stood; `$defs` that
nobody refers to are left out, as is everything that is not a schema. A reference means the same wherever its target
stands, so each component accepts what it accepted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from scripts.base.errors import Location, PipelineError
from scripts.base.json_types import is_mapping
from scripts.documents import pointers
from scripts.normalise.dynamic import Scope, Scopes
from scripts.schema import problems
from scripts.schema.keywords import KEYWORDS
from scripts.schema.names import Names, is_name, wish, words
from scripts.schema.resources import Path, Resources
from scripts.schema.shapes import SCHEMA_OR_FLAG
from scripts.schema.walk import ORIGIN, X_NAME, reference_to, schemas_of, subschemas, with_subschemas

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.base.json_types import Schema

Key: TypeAlias = tuple[Path, Scope]
"""What becomes a component: the schema at a path, in one scope of dynamic anchors."""

_COMPONENTS = ("components", "schemas")
_COMPONENT = 3  # how many tokens the path of a component has


def references(document: Schema) -> Schema:
    """Every reference is to a component that exists; nothing is left of the document but its schemas."""
    work = _Hoist(document)
    work.run()
    info = document.get("info")
    facts = {key: info.get(key) for key in ("title", "version")} if is_mapping(info) else {}
    kept = {key: value for key, value in facts.items() if isinstance(value, str)}
    return {
        "openapi": document["openapi"],
        "info": {"title": "", "version": "", **kept},
        "paths": {},
        "components": {"schemas": work.done},
    }


class _Hoist:
    """Two rounds: find what is referred to, then copy each component with its references written anew."""

    def __init__(self, document: Schema) -> None:
        self.resources = Resources(document)
        self.scopes = Scopes(self.resources)
        given = {name: (*_COMPONENTS, name) for name in schemas_of(document)}
        self.naming = Names({name: pointers.join(*path) for name, path in given.items() if is_name(name)})
        self.names: dict[Key, str] = {
            self._alone(path): name if is_name(name) else self.naming.outline(name, pointers.join(*path))
            for name, path in given.items()
        }
        self.done: dict[str, Schema] = {}

    def _alone(self, path: Path) -> Key:
        """A schema that is asked on its own."""
        return path, self.scopes.start(path)

    def run(self) -> None:
        waiting = list(self.names)
        while waiting:
            path, scope = waiting.pop()
            found = self._targets(self.resources.value(path), path, scope)
            for key, name in problems.attempt(lambda target: self._named(*target), found):
                if key not in self.names:
                    self.names[key] = name
                    waiting.append(key)
        final = self.naming.final()
        self.names = {key: final[name] for key, name in self.names.items()}
        for (path, scope), name in self.names.items():
            self.done[name] = self._copied(self.resources.value(path), path, scope)
            if len(path) != _COMPONENT or path[:2] != _COMPONENTS:
                self.done[name].pop(X_NAME, None)

    def _named(self, path: Path, keyword: str, target: object, scope: Scope) -> tuple[Key, str]:
        """What a reference at a path leads to, and the name of the component that it is or becomes."""
        key = self._key(path, keyword, target, scope)
        return key, self.names.get(key) or self._name(key)

    def _key(self, path: Path, keyword: str, target: object, scope: Scope) -> Key:
        where = Location(pointer=pointers.join(*path))
        if not isinstance(target, str):
            raise PipelineError(f"{keyword} is not a string", where)
        try:
            found = self._found(path, keyword, target, scope)
        except PipelineError as error:
            raise PipelineError(error.what, where, error.hint) from error
        if not isinstance(self.resources.value(found), dict | bool):
            raise PipelineError(f"the reference {target!r} names no schema", where, "name a schema that exists")
        return found, self.scopes.at(found, scope)

    def _found(self, path: Path, keyword: str, target: str, scope: Scope) -> Path:
        base = self.resources.base(path)
        if keyword == "$dynamicRef":
            return self.scopes.target(target, base, scope)
        return self.resources.target(target, base)

    def _name(self, key: Key) -> str:
        """The name of a target that is no component: from where it stands, and before that whose anchors it has."""
        path, scope = key
        start = self.scopes.start(path)
        schema: Any = self.resources.value(path)
        parent, word = self._words(path)
        if not parent and not word:
            raise PipelineError("a reference names this, which is no schema", Location(pointer=pointers.join(*path)))
        if scope != start:
            binder = next(place for name, place in scope if (name, place) not in start)
            owner, inner = self._words(binder)
            parent, word = owner, (inner if owner == parent else parent) + word
        named = schema if is_mapping(schema) and scope == start else {}
        return self.naming.inline(named, pointers.join(*path), parent, word)

    def _words(self, path: Path) -> tuple[str, str]:
        """The component that a place is in, if it is in one, and what the way below it is called."""
        owner = path[:_COMPONENT]
        name = self.names.get(self._alone(owner), "") if path[:2] == _COMPONENTS else ""
        length = _COMPONENT if name else 0
        return wish(name), words(_steps(self.resources, path[:length], path[length:]))

    def _targets(self, schema: Any, path: Path, scope: Scope) -> Iterator[tuple[Path, str, object, Scope]]:
        """Each reference of a schema and of those below it: where it stands, the keyword, the target, the scope."""
        if not is_mapping(schema):
            return
        for keyword in ("$ref", "$dynamicRef"):
            if keyword in schema:
                yield path, keyword, schema[keyword], scope
        for place, target in _mapped(schema, path):
            if isinstance(target, str) and not self.resources.exists((*_COMPONENTS, target)):
                yield place, "mapping", target, scope
        for keyword, value in schema.items():
            for way, child in subschemas(keyword, value):
                below = (*path, *map(str, way))
                yield from self._targets(child, below, self._below(child, below, scope))

    def _below(self, child: object, path: Path, scope: Scope) -> Scope:
        """A schema with an `$id` is a resource of its own, with its own dynamic anchors."""
        return self.scopes.at(path, scope) if is_mapping(child) and "$id" in child else scope

    def _copied(self, schema: Any, path: Path, scope: Scope) -> Schema:
        """A copy, or what accepts anything where the schema is refused."""
        if not is_mapping(schema):
            return _of_flag(path, accepts=schema is True)
        try:
            return self._copy(schema, path, scope)
        except PipelineError as error:
            problems.note(error)
            return {ORIGIN: pointers.join(*path)}

    def _copy(self, schema: Schema, path: Path, scope: Scope) -> Schema:
        copy: Schema = {ORIGIN: pointers.join(*path)}
        for key, value in schema.items():
            if key == X_NAME or not (key.startswith("x-") or _is_identifier(key)):
                inner = (
                    self._place(child, key, (*path, *map(str, way)), scope) for way, child in subschemas(key, value)
                )
                copy[key] = with_subschemas(key, value, inner)
        if "$ref" in copy:
            copy["$ref"] = reference_to(self._named(path, "$ref", copy["$ref"], scope)[1])
        if "$dynamicRef" in copy:
            target = reference_to(self._named(path, "$dynamicRef", copy.pop("$dynamicRef"), scope)[1])
            copy["allOf"] = [*copy.get("allOf", []), {ORIGIN: copy[ORIGIN], "$ref": target}]
        if is_mapping(copy.get("discriminator")):
            copy["discriminator"] = self._discriminator(copy["discriminator"], (*path, "discriminator"), scope)
        return copy

    def _place(self, schema: object, keyword: str, path: Path, scope: Scope) -> object:
        if isinstance(schema, bool) and KEYWORDS[keyword].shape is not SCHEMA_OR_FLAG:
            return _of_flag(path, accepts=schema)
        if not is_mapping(schema):
            return schema
        name = self.names.get((path, self.scopes.at(path, scope)))
        if name is not None:
            return {ORIGIN: pointers.join(*path), "$ref": reference_to(name)}
        return self._copied(schema, path, self._below(schema, path, scope))

    def _discriminator(self, discriminator: Schema, path: Path, scope: Scope) -> Schema:
        """The mapping's values, too, name schemas: as a reference or as the bare name of a component."""
        mapping = discriminator.get("mapping")
        if not is_mapping(mapping):
            return discriminator
        result: dict[Any, object] = {}
        for tag, target in mapping.items():
            name = self.names.get(self._alone((*_COMPONENTS, target))) if isinstance(target, str) else None
            result[tag] = reference_to(name or self._named((*path, "mapping", tag), "mapping", target, scope)[1])
        return {**discriminator, "mapping": result}


def _of_flag(path: Path, *, accepts: bool) -> Schema:
    """`true` or `false` as a schema that can have an origin."""
    anything: Schema = {ORIGIN: pointers.join(*path)}
    return anything if accepts else {**anything, "not": anything}


def _is_identifier(keyword: str) -> bool:
    return keyword in KEYWORDS and KEYWORDS[keyword].role == "identifier"


def _steps(resources: Resources, path: Path, below: Path) -> Iterator[str]:
    """The steps below a place, those into a list by what stands there: a position is no name."""
    for token in below:
        path = (*path, token)
        schema: Any = resources.value(path)
        is_position = token.isdecimal() and isinstance(resources.value(path[:-1]), list)
        if not is_position:
            yield token
        elif is_mapping(schema) and isinstance(kind := schema.get("type"), str):
            yield kind
        else:
            yield "object" if is_mapping(schema) and "properties" in schema else "part"


def _mapped(schema: Schema, path: Path) -> Iterator[tuple[Path, object]]:
    discriminator = schema.get("discriminator")
    mapping = discriminator.get("mapping") if is_mapping(discriminator) else None
    for tag, target in mapping.items() if is_mapping(mapping) else ():
        yield (*path, "discriminator", "mapping", tag), target
