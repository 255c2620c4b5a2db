"""What new operations mean for those who call them: an operation is a method, a parameter or a body an argument."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeAlias

from scripts.changes.type_changes import have_one_name
from scripts.changes.value_changes import order, same, unlike
from scripts.documents import pointers
from scripts.ir.client_records import Parameter
from scripts.ir.origins import origin_of
from scripts.ir.records import AnyValue, Field, Raw, Set

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from scripts.changes.type_changes import Types
    from scripts.changes.value_changes import Found
    from scripts.ir.client_records import Body, Group, Operation
    from scripts.ir.records import Type

FoundAt: TypeAlias = "tuple[str, str, str]"
"""The name of a rule, the pointer of an operation, and what changed."""

# What is found of a value that is read, and what it means where the value is sent; what is not here is another type.
# No bound of an argument is looked at before it is sent: pages show it, and the server insists on it.
_SENT: Final = {
    **dict.fromkeys(("variant-added", "null-added", "enum-value-added", "enum-removed"), "argument-type-widened"),
    **dict.fromkeys(("bound-tightened", "bound-loosened", "pattern-changed", "check-changed"), "description-changed"),
    "format-changed": "format-changed",
    "order-changed": "order-changed",
}
_BODY: Final = Field(
    name="body",
    json_name=Raw("body"),
    renamed=False,
    type=AnyValue(),
    required=False,
    description=Raw(""),
    default=None,
    deprecated=False,
)
_Results: TypeAlias = "Mapping[int | None, Type | None]"
_JUDGED: Final = (
    *("name", "constant", "method", "path", "parts", "description", "deprecated", "parameters", "body", "results"),
    *("paging", "auth"),
)


def operation_changes(old: Iterable[Group], new: Iterable[Group], types: Types) -> Iterator[FoundAt]:
    """Yield every change between the operations of two clients, with the rule that finds it."""
    before, after = _named(old), _named(new)
    renamed = _renamed(before, after)
    for name, operation in before.items():
        found = after.get(renamed.get(name, name))
        if found is None:
            yield "operation-removed", origin_of(operation), f"client.{name}: can no longer be called"
            continue
        if name in renamed:
            yield "operation-renamed", origin_of(found), f"client.{name}: is client.{renamed[name]} now"
        for rule, what in _changes(operation, found, types):
            yield rule, origin_of(found), f"client.{name}: {what}"
    for name, operation in after.items():
        if name not in before and name not in renamed.values():
            yield "operation-added", origin_of(operation), f"client.{name}: an operation"
    yield from (
        (rule, pointers.join("paths"), what) for rule, what in order(before, after, "operations: another order")
    )


def _named(groups: Iterable[Group]) -> dict[str, Operation]:
    return {f"{group.name}.{operation.name}": operation for group in groups for operation in group.operations}


def _renamed(before: Mapping[str, Operation], after: Mapping[str, Operation]) -> dict[str, str]:
    """The new names of operations that are called otherwise now: their method and path tell that they are the same."""
    came = {origin_of(operation): name for name, operation in after.items() if name not in before}
    gone = {name: origin_of(operation) for name, operation in before.items() if name not in after}
    return {name: came[origin] for name, origin in gone.items() if origin in came}


def _changes(old: Operation, new: Operation, types: Types) -> Iterator[Found]:
    yield from _arguments(old, new, types)
    yield from _results(old, new, types)
    if (old.method, _texts(old)) != (new.method, _texts(new)):
        yield "request-changed", f"{new.method} {new.path.text} is sent, was {old.method} {old.path.text}"
    if old.paging != new.paging:
        yield "paging-changed", "what comes back is in pages now, or no longer, or in others"
    if old.deprecated != new.deprecated:
        yield "deprecation-changed", "deprecated" if new.deprecated else "no longer deprecated"
    if old.auth != new.auth:
        yield "security-changed", "asks for another key, or for one or none"
    if old.description != new.description:
        yield "description-changed", "other words"
    yield from unlike(old, new, *_JUDGED)


def _texts(operation: Operation) -> list[Raw]:
    """What stands in a path between its parameters."""
    return [part.text for part in operation.parts]


def _arguments(old: Operation, new: Operation, types: Types) -> Iterator[Found]:
    before, after = (_by_name(each) for each in (old, new))
    for name, one in before.items():
        if name not in after:
            yield "argument-removed", f"the argument {name} is removed"
        else:
            yield from ((rule, f"the argument {name} {what}") for rule, what in _argument(one, after[name], types))
    for name, one in after.items():
        if name not in before:
            rule = "required-argument-added" if one.field.required else "argument-added"
            yield rule, f"the argument {name} is added"
    positions = _positions(new)
    if any(positions.get(name) != place for name, place in _positions(old).items() if name in after):
        yield "argument-moved", f"the arguments without names are {', '.join(positions) or 'none'}"
    was, now = ([each.field.name for each in one.named] for one in (old, new))
    yield from order(was, now, "arguments with names stand in another order")


def _by_name(operation: Operation) -> dict[str, Parameter]:
    """What a call is given, the body too."""
    body = (_as_parameter(operation.body),) if operation.body else ()
    return {each.field.name: each for each in (*operation.parameters, *body)}


def _as_parameter(body: Body) -> Parameter:
    field = replace(_BODY, type=body.type, required=body.required, description=body.description)
    return Parameter(field, field.name, body.media_type.text, body.example)


def _positions(operation: Operation) -> dict[str, int]:
    """The arguments that can be given without their names: those of the path, then the body."""
    names = [each.field.name for each in operation.placed("path")] + (["body"] if operation.body else [])
    return {name: position for position, name in enumerate(names)}


def _argument(old: Parameter, new: Parameter, types: Types) -> Iterator[Found]:
    before, after = old.field, new.field
    if before.required != after.required:
        yield ("argument-required", "is required") if after.required else ("argument-optional", "may be left out")
    for rule, what in _types(before.type, after.type, types):
        yield _SENT.get(rule, "argument-type-changed"), f"has another type: {what}"
    if _sent(old) != _sent(new):
        yield "request-changed", f"is sent in the {new.place}, or written there, otherwise than it was"
    if before.deprecated != after.deprecated:
        yield "deprecation-changed", "is deprecated" if after.deprecated else "is no longer deprecated"
    if before.description != after.description:
        yield "description-changed", "is described in other words"
    if before.default != after.default:
        yield "default-changed", "has another default"
    if not same(*([] if each.example is None else [each.example.value] for each in (old, new))):
        yield "example-changed", "has another example"


def _sent(parameter: Parameter) -> tuple[str, str, Raw]:
    """Where and how a value stands in the request. What a path calls its parts is not sent."""
    return parameter.place, parameter.arrays, Raw("") if parameter.place == "path" else parameter.field.json_name


def _types(old: Type, new: Type, types: Types) -> Iterator[Found]:
    """What changed of what may be given: any sequence for a list, and of an enum the values that it names."""
    old, new = (each.list if isinstance(each, Set) else each for each in (old, new))
    yield from replace(types, sent=True).changes(old, new)


def _results(old: Operation, new: Operation, types: Types) -> Iterator[Found]:
    """What changed of what comes back. An answer that is not described is read as the first that is."""
    before, after = ({result.status: result.type for result in each.results} for each in (old, new))
    yield from (("response-removed", f"{_status(each)} is not described now") for each in before if each not in after)
    yield from (("response-added", f"{_status(each)} is described now") for each in after if each not in before)
    yield from order(before, after, "statuses stand in another order")
    found = list(types.either(old.types, new.types, "what comes back: "))
    yield from found or _by_status(before, after, types)


def _by_status(before: _Results, after: _Results, types: Types) -> Iterator[Found]:
    """What changed of what each status brings, where they bring the same altogether."""
    others = dict.fromkeys(after) if None in before else {}
    for status in {**before, **others}:
        was, now = (_brought(status, each) for each in (before, after))
        if was != now:
            found = list(types.either([was], [now], f"what comes back with {_status(status)}: "))
            if not found and not have_one_name(was, now):
                yield "description-changed", f"{_status(status)} brings the same type under another name"
            yield from found


def _brought(status: int | None, results: _Results) -> Type | None:
    return results.get(status, results.get(None, next(iter(results.values()), None)))


def _status(status: int | None) -> str:
    return "any other success" if status is None else f"status {status}"
