"""The part of an OpenAPI document that named roots need: nothing reachable is lost, nothing unreachable is kept.

The unit is the component (and the operation): a reference into the middle of one keeps all of it. Order is the
document's. Prose, titles and `x-` extensions are dropped unless they are asked for.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from scripts.base.errors import PipelineError
from scripts.base.json_types import is_list, is_mapping
from scripts.documents import pointers
from scripts.repairs import inheritance
from scripts.schema import problems
from scripts.schema.openapi_objects import (
    ABOUT_UPSTREAM,
    PROSE,
    REQUIRED_PROSE,
    WITH_OPERATIONS,
    field_of,
    section_of,
)
from scripts.schema.openapi_version import check_version
from scripts.schema.resources import Path
from scripts.trimming.root_units import left_out, nearest, operation, units
from scripts.trimming.targets import References, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scripts.config import Roots
    from scripts.documents.reading import Document

_URI = re.compile("[/#]")

# Facts about the whole that are no prose. The root's `security`, `servers` and `tags` matter to operations only.
_ALWAYS = ("openapi", "$self", "info", "jsonSchemaDialect")
_FOR_OPERATIONS = ("servers", "tags")
_SCHEME = "security scheme"


@dataclass(frozen=True)
class Trimmed:
    """What `trim` found: the part, and for each unit the unit and the place of the reference that asked for it."""

    value: dict[str, Any]
    reasons: dict[Path, tuple[Path, Path] | None]
    all_schemas: int

    @property
    def schemas(self) -> int:
        """How many component schemas were kept."""
        return sum(path[:2] == ("components", "schemas") for path in self.reasons)

    def why(self, name: str) -> list[str]:
        """The way from a root to the component `name`, one reference a line. Raises `PipelineError` if not kept.

        `name` is a schema's name or a pointer such as `#/components/parameters/limit`.
        """
        path = pointers.split(name) if name.startswith("#/") else ("components", "schemas", name)
        if path not in self.reasons:
            raise PipelineError(f"{name} is not kept", hint=nearest(name, (each[-1] for each in self.reasons)))
        lines: list[str] = []
        reason = self.reasons[path]
        while reason is not None:
            unit, place = reason
            lines.append(f"{pointers.join(*path)} is referred to at {pointers.join(*place)}")
            path, reason = unit, self.reasons[unit]
        return [f"{pointers.join(*path)} is a root", *reversed(lines)]


@dataclass
class _Closure:
    """Copies units and follows what they refer to."""

    references: References
    keep: frozenset[str]
    left_out: list[Unit]
    with_heirs: bool = False
    copies: dict[Path, Any] = field(default_factory=dict[Path, Any])
    reasons: dict[Path, tuple[Path, Path] | None] = field(default_factory=dict[Path, "tuple[Path, Path] | None"])
    queue: deque[Unit] = field(default_factory=deque[Unit])
    tags: set[str] = field(default_factory=set[str])
    inherits_security: bool = False
    current: Path = ()

    @cached_property
    def all_heirs(self) -> dict[str, list[str]]:
        return inheritance.heirs(self.references.document.value)

    def want(self, unit: Unit, place: Path | None) -> None:
        if unit.path not in self.reasons:
            self.reasons[unit.path] = None if place is None else (self.current, place)
            self.queue.append(unit)

    def run(self) -> None:
        while self.queue:
            unit = self.queue.popleft()
            self.current = unit.path
            self._take(unit)

    def _take(self, unit: Unit) -> None:
        value = self.references.value(unit.path)
        in_paths = unit.path[0] in WITH_OPERATIONS and is_mapping(value)
        if unit.kind == "path item" and in_paths:
            self._path_item(unit.path, value)
        elif unit.kind == "path field":
            shape, kind = field_of("path item", unit.path[2])
            self.copies[unit.path] = self._children(value, shape, kind, unit.path)
        else:
            self.copies[unit.path] = self.copy(value, unit.kind, unit.path)
        if self.with_heirs and unit.kind == "schema" and is_mapping(value) and "discriminator" in value:
            self._heirs(unit.path)
        if unit.kind == "operation" and in_paths:
            self._around_operation(unit.path)

    def _heirs(self, path: Path) -> None:
        """The components that say `allOf` with a component which has a discriminator."""
        for name in self.all_heirs.get(path[-1], ()):
            self.want(Unit((*path[:2], name), "schema"), (*path, "discriminator"))

    def _path_item(self, path: Path, value: dict[str, Any]) -> None:
        """All operations of a path, each a unit of its own."""
        self.copies[path] = self.copy({"$ref": value["$ref"]}, "path item", path) if "$ref" in value else {}
        for name in value:
            if name != "$ref" and not self.is_words(name):
                self.want(Unit((*path, name), "path field"), path)

    def _around_operation(self, path: Path) -> None:
        """What belongs to an operation of a path unsaid: the path's shared fields."""
        item = self.references.value(path[:-1])
        for name in ("parameters", "servers"):
            if name in item:
                self.want(Unit((*path[:-1], name), "path field"), path)

    def _security(self, operation: dict[str, Any], path: Path) -> None:
        """The schemes that an operation asks for, or the root for all operations that say nothing of it."""
        inherits = "security" not in operation
        self.inherits_security |= inherits
        security = (self.references.document.value if inherits else operation).get("security")
        requirements = [each for each in security if is_mapping(each)] if is_list(security) else []
        for name in (name for requirement in requirements for name in requirement):
            self._scheme(name, (*path, "security"))

    def _scheme(self, name: str, place: Path) -> None:
        """A security scheme, by the name of its component or by a URI."""
        path = ("components", "securitySchemes", name)
        if self.references.exists(path):
            self.want(Unit(path, _SCHEME), place)
        elif _URI.search(name):
            self.refer(name, _SCHEME, place)
        else:
            where = self.references.document.where(pointers.join(*place))
            schemes = section_of(self.references.document.value, "securitySchemes")
            hint = nearest(name, schemes) or "declare it in the components"
            problems.note(PipelineError(f"no security scheme {name!r}", where, hint))

    def refer(self, reference: str, kind: str, place: Path) -> None:
        """Follow one reference."""
        try:
            target = self.references.target(reference, place)
        except PipelineError as error:
            problems.note(error)
        else:
            self.want(self.references.unit(target, kind), place)

    def is_words(self, name: str) -> bool:
        """Whether a field is prose or an extension that does not stay."""
        if name in self.keep or (name.startswith("x-") and "x-*" in self.keep):
            return False
        return name in PROSE or name.startswith("x-")

    def drops(self, name: str, kind: str) -> bool:
        """Whether a field of an object of this kind is dropped."""
        if kind == "info" and name in ABOUT_UPSTREAM:
            return name not in self.keep
        return self.is_words(name) and name not in REQUIRED_PROSE.get(kind, ())

    def copy(self, node: Any, kind: str, path: Path) -> Any:
        """A copy of an object, or of each in a list, without what is dropped; queues what it refers to."""
        if is_list(node):
            return [self.copy(each, kind, (*path, str(index))) for index, each in enumerate(node)]
        if not is_mapping(node):
            return node
        self._follow(node, kind, path)
        result: dict[str, Any] = {}
        for name, value in node.items():
            if self.drops(name, kind):
                continue
            shape, child = field_of(kind, name)
            if name in REQUIRED_PROSE.get(kind, ()) and name == "description" and name not in self.keep:
                result[name] = ""
            else:
                result[name] = self._children(value, shape, child, (*path, name))
        return result

    def _children(self, value: Any, shape: str, kind: str, path: Path) -> Any:
        if is_mapping(value) and shape in {"map", "named"}:
            # Names of a map are names, even `x-…`; a responses object has extensions.
            names = (name for name in value if shape == "map" or not self.is_words(name))
            kept = (name for name in names if kind != "link" or not self._leads_out(value[name], (*path, name)))
            return {name: self.copy(value[name], kind, (*path, name)) for name in kept}
        return self.copy(value, kind, path) if kind != "data" else _plain_copy(value)

    def _follow(self, node: dict[str, Any], kind: str, path: Path) -> None:
        for keyword in ("$ref", "$dynamicRef", "$recursiveRef") if kind == "schema" else ("$ref",):
            if isinstance(reference := node.get(keyword), str) and not (
                keyword == "$recursiveRef" and reference == "#"
            ):
                self.refer(reference, kind, (*path, keyword))
        if kind == "discriminator":
            self._discriminator(node, path)
        elif kind == "link":
            self._link(node, path)
        elif kind == "operation":
            self._security(node, path)
            self.tags.update(map(str, tags) if is_list(tags := node.get("tags")) else ())

    def _discriminator(self, node: dict[str, Any], path: Path) -> None:
        mapping = node.get("mapping")
        named = mapping.items() if is_mapping(mapping) else ()
        places = [((*path, "mapping", name), reference) for name, reference in named]
        for place, reference in (*places, ((*path, "defaultMapping"), node.get("defaultMapping"))):
            if not isinstance(reference, str):
                continue
            if self.references.exists(component := ("components", "schemas", reference)):
                self.want(Unit(component, "schema"), place)
            else:
                self.refer(reference, "schema", place)

    def _link(self, node: dict[str, Any], path: Path) -> None:
        for unit, place in self._linked(node, path):
            self.want(unit, place)

    def _linked(self, link: dict[str, Any], path: Path) -> Iterator[tuple[Unit, Path]]:
        """The operations that a link leads to, with the places where it says so."""
        for keyword in ("operationRef", "operationId"):
            if isinstance(name := link.get(keyword), str):
                place = (*path, keyword)
                for unit in problems.attempt(partial(self._operation, place), [name]):
                    yield unit, place

    def _operation(self, place: Path, name: str) -> Unit:
        """The operation that a link names at a place: by its id, or by a reference."""
        if place[-1] == "operationId":
            return operation(self.references.document, name, pointers.join(*place))
        return self.references.unit(self.references.target(name, place), "operation")

    def _leads_out(self, link: Any, path: Path) -> bool:
        """Whether a link, or the one that it refers to, leads to an operation that is left out."""
        if not self.left_out:
            return False
        with problems.apart():  # what is wrong with a link is said when it is followed
            if is_mapping(link) and isinstance(reference := link.get("$ref"), str):
                path = self.references.target(reference, path)
                link = self.references.value(path)
            if is_mapping(link):
                return any(unit in self.left_out for unit, _ in self._linked(link, path))
        return False


def _plain_copy(value: Any) -> Any:
    if is_mapping(value):
        return {name: _plain_copy(child) for name, child in value.items()}
    return [_plain_copy(child) for child in value] if is_list(value) else value


def trim(document: Document, roots: Roots, keep: Iterable[str] = (), *, with_heirs: bool = False) -> Trimmed:
    """The closure of the roots in the document. Raises `PipelineError`, also for all references that name nothing.

    Fields that are named in `keep` stay, though they are prose (`description`, `x-order`, or `x-*` for all of them).
    `with_heirs` takes the children of a parent that has a discriminator: they refer to it, and it not to them.
    """
    with problems.collected(document):
        check_version(document.value)
        without = left_out(document, roots)
        closure = _Closure(References(document), frozenset(keep), without, with_heirs)
        for unit in units(document, roots, without):
            closure.want(unit, None)
        closure.run()
    return Trimmed(_assembled(document.value, closure), closure.reasons, len(section_of(document.value, "schemas")))


def _assembled(source: dict[str, Any], closure: _Closure) -> dict[str, Any]:
    """The copies at their places, everything in the source's order."""
    operations = any(path[0] in WITH_OPERATIONS for path in closure.copies)
    whole = _ALWAYS + (_FOR_OPERATIONS if operations else ()) + (("security",) if closure.inherits_security else ())
    kept: dict[str, Any] = {}
    for path in closure.copies:
        node = kept
        for token in path:
            node = node.setdefault(token, {})
    result = _ordered(source, kept, (), closure)
    facts = {name: _fact(source[name], name, closure) for name in whole if name in source}
    if source["openapi"].startswith("3.0"):
        result.setdefault("paths", {})  # required up to 3.0
    result |= facts
    return {name: result[name] for name in (*source, *result) if name in result}


def _ordered(source: Any, kept: dict[str, Any], path: Path, closure: _Closure) -> Any:
    whole = closure.copies.get(path, {})
    if not kept:
        return whole
    below = {name: _ordered(source[name], kept[name], (*path, name), closure) for name in source if name in kept}
    return {name: whole[name] if name in whole else below[name] for name in source if name in whole or name in below}


def _fact(value: Any, name: str, closure: _Closure) -> Any:
    """A field of the root, without its words; of the tags, those that are used."""
    if name == "info":
        return closure.copy(value, "info", ("info",))
    if name not in {"tags", "servers"} or not is_list(value):
        return _plain_copy(value)
    wanted = [(str(index), each) for index, each in enumerate(value) if name == "servers" or _in_use(each, closure)]
    return [closure.copy(each, name.removesuffix("s"), (name, index)) for index, each in wanted]


def _in_use(tag: Any, closure: _Closure) -> bool:
    return is_mapping(tag) and str(tag.get("name")) in closure.tags
