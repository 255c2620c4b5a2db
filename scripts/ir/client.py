"""The records of a client's operations: what the document says, in the engine's names and with the types of the models.

`x-group` and `x-name` of an operation, in the overlay, say otherwise what its first tag and its `operationId` would.
"""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Final

from scripts.base.errors import Location, PipelineError
from scripts.ir import engine
from scripts.ir.client_records import Auth, Body, Group, Operation, Parameter, PathPart, Result
from scripts.ir.descriptions import default_of
from scripts.ir.endpoints import endpoints, first_tag
from scripts.ir.examples import NoExampleError, example
from scripts.ir.paging import paging
from scripts.ir.records import Field, Raw, references_in, written
from scripts.normalise.urls import LEAVE, PART
from scripts.schema import identifiers, problems
from scripts.schema.names import pascal
from scripts.schema.walk import ORIGIN, X_GIVEN, X_NAME, component_of, schemas_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from scripts.base.json_types import Schema
    from scripts.ir.engine import Endpoint
    from scripts.ir.package import Package
    from scripts.ir.types import Types
    from scripts.normalise.operations import Content
    from scripts.normalise.operations import Operation as Given
    from scripts.normalise.operations import Parameter as GivenParameter
    from scripts.normalise.operations import Result as GivenResult

_Arguments = dict[tuple[str, str], str]
"""The name of each argument, by the place and the name of its parameter."""

X_GROUP: Final = "x-group"

_HINT: Final = f"say {X_GROUP} and {X_NAME} of the operation in the overlay, in small letters"


def groups(
    operations: Sequence[Given],
    document: Schema,
    stand_ins: Mapping[str, Schema],
    types: Types,
) -> tuple[Group, ...]:
    """Return the operations by group. Notes those that can't be kept apart or called, or that the engine drops."""
    found: dict[str, dict[str, Operation]] = {}
    constants: set[str] = set()
    client = _Client(schemas_of(document), document[X_GIVEN], stand_ins, types)
    pairs = endpoints(operations)
    for given, group, operation in problems.attempt(lambda pair: client.operation(*pair, constants), pairs):
        if operation.name in found.setdefault(group, {}):
            what = f"there are two operations {group}.{operation.name}"
            problems.note(PipelineError(what, Location(pointer=given.pointer), _HINT))
        found[group][operation.name] = operation
    classes: set[str] = set()
    return tuple(Group(name, _class_name(name, classes), tuple(each.values())) for name, each in found.items())


def called(package: Package) -> Iterator[str]:
    """Yield the components that operations take and return."""
    for group in package.groups:
        for operation in group.operations:
            kinds = [each.field.type for each in operation.parameters]
            kinds += [operation.body.type] if operation.body else []
            for kind in (*kinds, *operation.types):
                yield from (each.name for each in references_in(kind))


def _class_name(group: str, taken: set[str]) -> str:
    """The class of a group, beside which the same with `Async` before it is free, too."""
    name = f"{pascal(group)}Operations"
    while taken & {name, f"Async{name}"}:
        name += "_"
    taken |= {name, f"Async{name}"}
    return name


class _Client:
    def __init__(
        self,
        components: Mapping[str, Schema],
        given: Mapping[str, Schema],
        stand_ins: Mapping[str, Schema],
        types: Types,
    ) -> None:
        self._components = components
        self._given = given
        self._stand_ins = stand_ins
        self._types = types

    def operation(self, given: Given, endpoint: Endpoint, constants: set[str]) -> tuple[Given, str, Operation]:
        """An operation, its group and its record; the name of its constant is taken from then on."""
        schemas = self._stand_ins[given.stand_in]
        arguments = _arguments(given)
        group = _name(given, X_GROUP, first_tag(given), endpoint.group, identifiers.CLIENT_MEMBERS)
        name = _name(given, X_NAME, given.value.get("operationId"), endpoint.name)
        constant = identifiers.claimed(f"_{group}_{name}".upper(), constants, between="_")
        parameters = tuple(
            self._parameter(each, arguments[each.place, each.name], schemas[each.property]) for each in _in_order(given)
        )
        record = Operation(
            name=name,
            constant=constant,
            method=given.method.upper(),
            path=Raw(given.path),
            parts=tuple(_parts(given.path, arguments)),
            description=_text(given.value.get("description") or given.value.get("summary")),
            deprecated=given.value.get("deprecated") is True,
            parameters=parameters,
            body=self._body(given.body, schemas),
            results=tuple(self._result(each, schemas) for each in given.results),
            paging=paging(self._components, self._types, given, schemas, parameters),
            auth=Auth(given.scheme.kind, Raw(given.scheme.name)) if given.scheme else None,
        )
        return given, group, record

    def _parameter(self, given: GivenParameter, argument: str, schema: Schema) -> Parameter:
        if not self._is_sent(schema):
            what = f"parameter {given.name!r} can't be sent: it holds an object, or arrays in arrays"
            raise PipelineError(what, Location(pointer=schema[ORIGIN]), LEAVE)
        field = Field(
            name=argument,
            json_name=Raw(given.name),
            renamed=argument != given.name,
            type=self._types.of(schema),
            required=given.required,
            description=_text(given.description or schema.get("description")),
            default=default_of(schema),
            deprecated=given.deprecated,
        )
        return Parameter(field, given.place, given.arrays, self._example(schema))

    def _is_sent(self, schema: Schema, *, within: bool = False) -> bool:
        """Whether URLs and headers can say a value: a scalar, or an array of scalars."""
        match schema:
            case {"$ref": reference}:
                return self._is_sent(self._components[component_of(reference)], within=within)
            case {"allOf": [only]} | {"anyOf": [only, {"type": "null"}]}:
                return self._is_sent(only, within=within)
            case {"oneOf": variants}:
                return all(self._is_sent(each, within=within) for each in variants)
            case {"type": "array"}:
                return not within and self._is_sent(schema["items"], within=True)
            case _:
                return schema.get("type") != "object"

    def _body(self, given: Content | None, schemas: Mapping[str, Schema]) -> Body | None:
        if given is None:
            return None
        schema = schemas[given.property]
        found = self._example(schema)
        shown = found and written(found.value, indent=2)
        return Body(self._types.of(schema), Raw(given.media_type), given.required, Raw(given.description), shown)

    def _example(self, schema: Schema) -> Raw | None:
        try:
            return Raw(example(self._components, schema, self._given))
        except NoExampleError:
            return None

    def _result(self, given: GivenResult, schemas: Mapping[str, Schema]) -> Result:
        content = given.content
        return Result(given.status, self._types.of(schemas[content.property]) if content else None)


def _name(given: Given, keyword: str, said: Any, engine_name: str, taken: frozenset[str] = frozenset()) -> str:
    """A name that is typed after a dot: what the overlay says, or what the engine makes of the document's."""
    chosen = given.value.get(keyword, said)
    wanted = chosen if isinstance(chosen, str) else ""
    name = identifiers.method(wanted, engine.field_name(wanted) if keyword in given.value else engine_name, taken)
    if name is None or (keyword in given.value and not wanted):
        what = f"{wanted!r} gives no name that Python takes and any keyboard types"
        raise PipelineError(what, Location(pointer=given.pointer), _HINT)
    return name


def _arguments(given: Given) -> _Arguments:
    """The name of each argument. Names that would be one are told apart by a number, as attributes are."""
    sent = [(each.place, each.name) for each in given.parameters]
    wanted = {
        repr(each): identifiers.argument(each[1], engine.field_name(identifiers.portable(each[1]))) for each in sent
    }
    found = identifiers.apart(wanted, {})
    return {each: found[repr(each)] for each in sent}


def _in_order(given: Given) -> list[GivenParameter]:
    """The parameters: those in the path first, as they stand there."""
    parts = PART.findall(given.path)
    return sorted(given.parameters, key=lambda each: parts.index(each.name) if each.place == "path" else len(parts))


def _parts(path: str, arguments: _Arguments) -> Iterator[PathPart]:
    texts = PART.split(path)
    for text, name in zip_longest(texts[::2], texts[1::2]):
        if text or name is not None:
            yield PathPart(Raw(text), "" if name is None else arguments["path", name])


def _text(value: object) -> Raw:
    return Raw(value if isinstance(value, str) else "")
