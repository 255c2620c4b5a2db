"""Operations, before schemas are normalised: each gets a stand-in, a component whose properties are its schemas.

So what stands inline in parameters, bodies and responses is normalised as everything else is, and named by the same
rule: `order` of `listRunSteps` becomes `ListRunStepsOrder`. Stand-ins are taken out again before records are made.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from scripts.base.errors import Location, PipelineError
from scripts.base.json_types import is_list, is_mapping
from scripts.documents import pointers
from scripts.normalise import contents, security, urls
from scripts.schema import identifiers, problems
from scripts.schema.keywords import IN_PLACE
from scripts.schema.names import pascal, remark_name
from scripts.schema.openapi_objects import METHODS, section_of
from scripts.schema.walk import X_NAME, schemas_of, with_schemas

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scripts.base.json_types import Schema
    from scripts.normalise.security import Scheme

_SENT: Final = ("path", "query", "header")
_OF_THE_CLIENT: Final = frozenset({"accept", "content-type", "authorization"})
"""Headers that the client sets itself: OpenAPI says that a parameter of such a name means nothing."""

_KEY: Final = "named"
"""The property of a stand-in for a name that no field can have."""


@dataclass(frozen=True)
class Parameter:
    """A parameter, the property of the stand-in that is its schema, and how an array is written."""

    name: str
    place: str
    """`path`, `query` or `header`."""
    property: str
    required: bool
    description: str
    deprecated: bool
    arrays: str


@dataclass(frozen=True)
class Content:
    """A body: its media type, and the property of the stand-in that is its schema."""

    media_type: str
    property: str
    required: bool
    description: str


@dataclass(frozen=True)
class Result:
    """What an answer of this status holds (None: of any other that means success), if it holds anything."""

    status: int | None
    content: Content | None


@dataclass(frozen=True)
class Operation:
    """An operation with all that it refers to in its place. `value` is what the document says of it."""

    method: str
    path: str
    pointer: str
    value: Schema
    stand_in: str
    parameters: tuple[Parameter, ...]
    body: Content | None
    results: tuple[Result, ...]
    scheme: Scheme | None


@dataclass
class Lifted:
    """A document with stand-ins. `moved` tells by the pointer of each of their properties where it stood.

    `server` is the address of its first server, for examples.
    """

    document: Schema
    operations: tuple[Operation, ...] = ()
    moved: dict[str, str] = field(default_factory=dict[str, str])
    server: str | None = None

    def parted(self, normalised: Schema) -> tuple[Schema, dict[str, Schema]]:
        """A normalised document without the stand-ins, and the properties of each of these."""
        names = {operation.stand_in for operation in self.operations}
        schemas = schemas_of(normalised)
        others = {name: schema for name, schema in schemas.items() if name not in names}
        stand_ins = {name: dict(schemas[name].get("properties", ())) for name in names if name in schemas}
        return with_schemas(normalised, others), stand_ins


def lifted(document: Schema) -> Lifted:
    """The document with a stand-in for each operation that stands under `paths`. Notes what no client can do."""
    lifting = _Lifting(document, dict(section_of(document, "schemas")))
    operations = tuple(problems.attempt(lambda found: lifting.operation(*found), _found(document)))
    if not operations:
        return Lifted(document)
    components = document.get("components")
    changed = {**document, "components": {**(components if is_mapping(components) else {}), "schemas": lifting.schemas}}
    return Lifted(changed, operations, lifting.moved, urls.server(document))


def _found(document: Schema) -> Iterator[tuple[str, str, Schema]]:
    """Path, method and path item of each operation."""
    paths = document.get("paths")
    for path, item in paths.items() if is_mapping(paths) else ():
        yield from ((path, method, item) for method in METHODS if is_mapping(item) and is_mapping(item.get(method)))


class _Lifting:
    def __init__(self, document: Schema, schemas: dict[str, Any]) -> None:
        self._document = document
        self._taken = {identifiers.folded(pascal(name)) for name in schemas}
        self.schemas = schemas
        self.moved: dict[str, str] = {}

    def operation(self, path: str, method: str, item: Schema) -> Operation:
        """One operation; its stand-in is among the schemas afterwards."""
        pointer = pointers.join("paths", path, method)
        value: Schema = item[method]
        name = self._name(value, path, method)
        properties = _StandIn(name, self._taken)
        parameters = tuple(self._parameters(path, method, item, properties))
        urls.check(path, [each.name for each in parameters if each.place == "path"], pointer)
        body = self._body(value, pointer, properties)
        results = tuple(self._results(value, pointer, properties))
        self.schemas[name] = {"type": "object", "properties": properties.schemas}
        self.moved |= properties.moved
        scheme = security.scheme(self._document, value)
        return Operation(method, path, pointer, value, name, parameters, body, results, scheme)

    def _name(self, value: Schema, path: str, method: str) -> str:
        """A name for the stand-in that no component has, nor its class."""
        wanted = value.get("operationId")
        letters = [pascal(text) for text in (str(wanted or ""), f"{method} {path}")]
        plain = ["".join(filter(str.isascii, text)) for text in letters]
        return identifiers.claimed(next(filter(None, plain)), self._taken, between="Operation")

    def _parameters(self, path: str, method: str, item: Schema, properties: _StandIn) -> Iterator[Parameter]:
        """The operation's own, and those of its path that it does not say otherwise; in the path's order first."""
        pointer = pointers.join("paths", path)
        shared = self._listed(item, pointer)
        own = self._listed(item[method], f"{pointer}/{method}")
        said = {(each["name"], each["in"]) for each, _ in own}
        for each, where in (*((each, at) for each, at in shared if (each["name"], each["in"]) not in said), *own):
            if each["in"] == "header" and each["name"].lower() in _OF_THE_CLIENT:
                continue
            if each["in"] not in _SENT:
                raise PipelineError(f"a parameter in {each['in']!r} can't be sent", Location(pointer=where), urls.LEAVE)
            urls.check_name(each["name"], each["in"], where)
            yield _parameter(each, where, properties)

    def _listed(self, holder: Schema, pointer: str) -> list[tuple[Schema, str]]:
        found = holder.get("parameters", [])
        if not is_list(found):
            raise PipelineError("parameters are a list", Location(pointer=f"{pointer}/parameters"))
        checked = [self._checked(each, f"{pointer}/parameters/{index}") for index, each in enumerate(found)]
        seen: set[tuple[str, str]] = set()
        for each, where in checked:
            if (key := (each["name"], each["in"])) in seen:
                what = f"there are two parameters {each['name']!r} in {each['in']!r}"
                raise PipelineError(what, Location(pointer=where), "take one away")
            seen.add(key)
        return checked

    def _checked(self, value: Any, pointer: str) -> tuple[Schema, str]:
        value, pointer = self._resolved(value, pointer)
        if not (isinstance(value.get("name"), str) and isinstance(value.get("in"), str)):
            raise PipelineError("a parameter has a name and says where it is: in", Location(pointer=pointer))
        if "content" in value:
            raise PipelineError("a parameter with content can't be sent", Location(pointer=pointer), urls.LEAVE)
        return value, pointer

    def _resolved(self, value: Any, pointer: str) -> tuple[Schema, str]:
        """An object and its place, through references."""
        seen = {pointer}
        while is_mapping(value) and isinstance(reference := value.get("$ref"), str):
            if not reference.startswith("#/") or reference in seen:
                raise PipelineError(f"the reference {reference!r} leads nowhere", Location(pointer=pointer))
            seen.add(reference)
            try:
                value, pointer = pointers.resolve(self._document, reference), reference
            except PipelineError as error:
                raise PipelineError(f"the reference {reference!r}: {error.what}", Location(pointer=pointer)) from error
        if not is_mapping(value):
            raise PipelineError("an object is expected here", Location(pointer=pointer))
        return value, pointer

    def _body(self, value: Schema, pointer: str, properties: _StandIn) -> Content | None:
        if "requestBody" not in value:
            return None
        body, where = self._resolved(value["requestBody"], f"{pointer}/requestBody")
        media_type = contents.chosen(body.get("content"), where, sent=True)
        return self._content(body, media_type, where, properties, "body")

    def _results(self, value: Schema, pointer: str, properties: _StandIn) -> Iterator[Result]:
        for status, code in contents.successes(value.get("responses"), f"{pointer}/responses").items():
            response, where = self._resolved(value["responses"][code], f"{pointer}/responses{pointers.join(code)[1:]}")
            media_type = contents.chosen(response.get("content"), where)
            yield Result(status, self._content(response, media_type, where, properties, "response"))

    def _content(
        self, holder: Schema, media_type: str | None, pointer: str, properties: _StandIn, wanted: str
    ) -> Content | None:
        if media_type is None:
            return None
        media = holder["content"][media_type]
        schema: Any = media.get("schema", {}) if is_mapping(media) else {}
        where = pointer + pointers.join("content", media_type, "schema")[1:]
        description = _text(holder.get("description"))
        name = properties.add(wanted, schema, where, description, named=True)
        return Content(media_type, name, holder.get("required") is True, description)


class _StandIn:
    """The properties of a stand-in that is being made."""

    def __init__(self, name: str, taken: set[str]) -> None:
        self._name = name
        self._taken = taken
        self.schemas: dict[str, Any] = {}
        self.moved: dict[str, str] = {}

    def add(self, wanted: str, schema: Any, pointer: str, description: str, *, named: bool = False) -> str:
        """Add a schema, under a name that may differ from the one that is wanted. With `named` it has a name."""
        plain = wanted if identifiers.is_field_name(wanted) and wanted != identifiers.SENTINEL else _KEY
        name = identifiers.free(plain, {identifiers.folded(each) for each in self.schemas}, between="_")
        made: Any = schema
        if is_mapping(schema) and "$ref" not in schema:
            described = {"description": description} if description else {}
            name_of_it = {X_NAME: self._called(name, pointer)} if named and _needs_name(schema) else {}
            made = {**described, **name_of_it, **schema}
        self.schemas[name] = made
        self.moved[pointers.join("components", "schemas", self._name, "properties", name)] = pointer
        return name

    def _called(self, name: str, pointer: str) -> str:
        """A name for what a client reads or sends, which no component has."""
        wanted = f"{self._name}{pascal(name)}"
        found = identifiers.claimed(wanted, self._taken, between="")
        if found != wanted:
            remark_name(wanted, found, pointer)
        return found


def _needs_name(schema: Mapping[str, Any]) -> bool:
    """Whether a schema would not become a component by itself: what a client reads and sends has a name."""
    return schema.keys().isdisjoint({"enum", *IN_PLACE})


def _parameter(value: Schema, pointer: str, properties: _StandIn) -> Parameter:
    description = _text(value.get("description"))
    place = value["in"]
    schema = value.get("schema", {})
    return Parameter(
        name=value["name"],
        place=place,
        property=properties.add(value["name"], schema, f"{pointer}/schema", description),
        required=value.get("required") is True or place == "path",
        description=description,
        deprecated=value.get("deprecated") is True,
        arrays=urls.arrays(value, pointer),
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
