"""Records of operations, of which a client is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scripts.ir.records import Field, Raw, Type


@dataclass(frozen=True)
class Parameter:
    """A parameter of an operation: the argument that it is, and where and how it is sent."""

    field: Field
    place: str
    """`path`, `query` or `header`."""
    arrays: str
    """How an array is written: `repeated`, `commas`, `spaces` or `bars`."""
    example: Raw | None
    """A value for pages, if there is one that surely fits."""


@dataclass(frozen=True)
class PathPart:
    """Text that stands in a path, then the argument that follows it, or nothing."""

    text: Raw
    argument: str


@dataclass(frozen=True)
class Body:
    """What an operation sends: JSON of a type."""

    type: Type
    media_type: Raw
    required: bool
    description: Raw
    example: Raw | None
    """As JSON, indented, if there is one that surely fits."""


@dataclass(frozen=True)
class Result:
    """What a call returns for a status, or for any other that means success; no type means that it is nothing."""

    status: int | None
    type: Type | None


@dataclass(frozen=True)
class Paging:
    """How a list goes on: its pages, the type of their items, the arguments that lead on and back, if any."""

    page: str
    """The model of a page."""
    item: Type
    forwards: str
    backwards: str


@dataclass(frozen=True)
class Auth:
    """With what a call says who makes it: `bearer`, `basic`, or a key in a `header` or the `query`, of this name."""

    kind: str
    name: Raw


@dataclass(frozen=True)
class Operation:
    """An operation: a method of a client."""

    name: str
    constant: str
    """What the generated module calls that which is known of it before it is called."""
    method: str
    path: Raw
    parts: tuple[PathPart, ...]
    description: Raw
    deprecated: bool
    parameters: tuple[Parameter, ...]
    body: Body | None
    results: tuple[Result, ...]
    paging: Paging | None
    auth: Auth | None

    def placed(self, place: str) -> tuple[Parameter, ...]:
        """The parameters that are sent in a place."""
        return tuple(each for each in self.parameters if each.place == place)

    @property
    def named(self) -> tuple[Parameter, ...]:
        """Those that are given by name: the others stand in the path, in its order."""
        return tuple(each for each in self.parameters if each.place != "path")

    @property
    def types(self) -> tuple[Type | None, ...]:
        """What a call returns one of: None stands for nothing."""
        kinds = [result.type for result in self.results]
        return tuple(kind for index, kind in enumerate(kinds) if kind not in kinds[:index]) or (None,)


@dataclass(frozen=True)
class Group:
    """Operations that belong together: an attribute of a client."""

    name: str
    class_name: str
    operations: tuple[Operation, ...]
