"""Operations as the engine reads them: it names them, and what it reads otherwise than we do is an error."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scripts.base.errors import Location, PipelineError
from scripts.ir import engine
from scripts.normalise.urls import PART
from scripts.schema import identifiers, problems

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scripts.base.json_types import Schema
    from scripts.ir.engine import Endpoint
    from scripts.normalise.operations import Content, Operation

NO_TAG = "default"
"""The engine's group of operations without tags."""

_PARTED: Final = str.maketrans({"{": "", "}": "", "/": "_"})


def endpoints(operations: Sequence[Operation]) -> Iterator[tuple[Operation, Endpoint]]:
    """Yield each operation with what the engine reads of it. Notes what it drops, and what it reads otherwise."""
    paths: Schema = {}
    for number, operation in enumerate(operations):
        paths[_path(number, operation)] = {operation.method: _for_engine(operation)}
    read = engine.endpoints(paths)
    for number, operation in enumerate(operations):
        endpoint = read.get((operation.method, _path(number, operation)))
        if endpoint is None:
            problems.note(PipelineError("the engine drops this operation", Location(pointer=operation.pointer)))
        else:
            compare(operation, endpoint)
            yield operation, endpoint


def _path(number: int, operation: Operation) -> str:
    """A path of its own for each operation, in which nothing stands that the engine would spell otherwise."""
    stand_ins = _stand_ins(operation)
    path = PART.sub(lambda part: "{" + stand_ins["path", part[1]] + "}", operation.path)
    return f"/{number}{path}"


def compare(operation: Operation, endpoint: Endpoint) -> None:
    """Note what the engine reads otherwise than we do."""
    stand_ins = _stand_ins(operation)
    ours = {(each.place, stand_ins[each.place, each.name]): each.required for each in operation.parameters}
    names = {stand_in: name for (_, name), stand_in in stand_ins.items()}
    differing = sorted({names.get(name, name) for (_, name), _ in ours.items() ^ endpoint.parameters.items()})
    bodies = ("json",) if operation.body else ()
    results = {_pattern(result.status) for result in operation.results}
    for what, differs, theirs in (
        ("parameters", bool(differing), differing),
        ("body", endpoint.bodies != bodies, endpoint.bodies),
        ("responses", set(endpoint.results) != results, endpoint.results),
    ):
        if differs:
            message = f"the engine reads the {what} otherwise: {', '.join(map(repr, theirs)) or 'none'}"
            problems.note(PipelineError(message, Location(pointer=operation.pointer)))


def _pattern(status: int | None) -> str:
    return "default" if status is None else str(status)


def _for_engine(operation: Operation) -> Schema:
    """An operation without its schemas: for one that it can't send, the engine drops all of the operation."""

    def content(found: Content | None) -> Schema:
        return {"content": {"application/json": {"schema": {}}}} if found else {}

    stand_ins = _stand_ins(operation)
    made: Schema = {
        "tags": [identifiers.portable(first_tag(operation))],
        "parameters": [
            {
                "name": stand_ins[each.place, each.name],
                "in": each.place,
                "required": each.required,
                "schema": {"type": "string"},
            }
            for each in operation.parameters
        ],
        "responses": {
            _pattern(each.status): {"description": "", **content(each.content)} for each in operation.results
        },
    }
    name = operation.value.get("operationId")
    made["operationId"] = identifiers.portable(name if isinstance(name, str) else _unnamed(operation))
    if operation.body is not None:
        made["requestBody"] = content(operation.body)
    return made


def _unnamed(operation: Operation) -> str:
    """What the engine calls an operation without a name, by the path of the document."""
    return f"{operation.method}_{operation.path.translate(_PARTED)}"


def _stand_ins(operation: Operation) -> dict[tuple[str, str], str]:
    """What the engine is told instead, by place and name: it spells some otherwise, and takes others for one."""
    found = dict.fromkeys((each.place, each.name) for each in operation.parameters)
    return {each: f"stand_in_{number}" for number, each in enumerate(found)}


def first_tag(operation: Operation) -> str:
    """The tag by which an operation is grouped."""
    tags = operation.value.get("tags")
    return tags[0] if isinstance(tags, list) and tags and isinstance(tags[0], str) else NO_TAG  # pyright: ignore[reportUnknownVariableType]
