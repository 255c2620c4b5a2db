"""What new operations mean for those who call them: by the names under which they are called."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from scripts.ir.records import Raw

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scripts.changes.type_changes import Found
    from scripts.ir.records import Group, Operation, Parameter

_NOTHING: Final = Raw("")


def operation_changes(old: Iterable[Group], new: Iterable[Group]) -> Iterator[Found]:
    """Yield every change between the operations of two clients, with the rule that finds it."""
    before, after = _named(old), _named(new)
    for name, operation in before.items():
        if name not in after:
            yield "name-removed", f"client.{name}: can no longer be called"
        else:
            yield from ((rule, f"client.{name}: {what}") for rule, what in _changes(operation, after[name]))
    for name in after.keys() - before.keys():
        yield "name-added", f"client.{name}: an operation"


def _named(groups: Iterable[Group]) -> dict[str, Operation]:
    return {f"{group.name}.{operation.name}": operation for group in groups for operation in group.operations}


def _changes(old: Operation, new: Operation) -> Iterator[Found]:
    known = {each.field.name for each in old.parameters}
    added = [each for each in new.parameters if each.field.name not in known and not each.field.required]
    others = tuple(each for each in new.parameters if each not in added)
    yield from (("property-added", f"the argument {each.field.name} is added") for each in added)
    if old.deprecated != new.deprecated:
        yield "deprecation-changed", "deprecated" if new.deprecated else "no longer deprecated"
    if _called(old, old.parameters) != _called(new, others):
        yield "not-understood", "is called otherwise, or returns something else"
    elif _worded(old, old.parameters) != _worded(new, others):
        yield "description-changed", "other words"


def _called(operation: Operation, parameters: tuple[Parameter, ...]) -> Operation:
    """An operation without what it is called in generated code, its words and its examples."""
    plain = tuple(
        replace(each, example=_NOTHING, field=replace(each.field, description=_NOTHING, default=None))
        for each in parameters
    )
    body = operation.body and replace(operation.body, description=_NOTHING, example=_NOTHING)
    return replace(_worded(operation, plain), description=_NOTHING, body=body)


def _worded(operation: Operation, parameters: tuple[Parameter, ...]) -> Operation:
    return replace(operation, constant="", deprecated=False, parameters=parameters)
