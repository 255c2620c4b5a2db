"""The intermediate representation: records that the templates print. Plain, frozen, and already decided.

`Raw` is text of the document that no escaping function has seen yet. The templates' environment refuses to print it.
Every other string of a record is an identifier, made or checked by us.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

PYTHON_TYPES: Final = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}
"""Python's name of each simple type of JSON Schema."""


@dataclass(frozen=True)
class Raw:
    """Text, or a JSON value with texts in it, as it stands in the document."""

    value: Any

    @property
    def text(self) -> str:
        """The value as text."""
        return str(self.value)


def text_of(value: object) -> str:
    """Return the text of the document or of ours, for an escaping function to work on."""
    return value.text if isinstance(value, Raw) else str(value)


@dataclass(frozen=True)
class Bounds:
    """Limits of a value, by their JSON Schema keyword, in the order in which they are shown."""

    limits: Mapping[str, Raw]

    def __bool__(self) -> bool:
        return bool(self.limits)


@dataclass(frozen=True)
class AnyValue:
    """Any JSON value."""


@dataclass(frozen=True)
class Primitive:
    """A string, integer, number or boolean, by its JSON Schema name."""

    name: str
    bounds: Bounds
    format: Raw | None = None


@dataclass(frozen=True)
class Constant:
    """Exactly one value."""

    value: Raw


@dataclass(frozen=True)
class Reference:
    """A model, enum, union or alias of the package, by its Python name."""

    name: str
    kind: str
    """`model`, `tagged_model` (where it has to be insisted on the tag), `checked_model` (whose check is not msgspec's),
    `enum`, `union` or `alias`."""
    base: str = ""
    """Of an enum: the Python type of its values."""
    values: tuple[Raw, ...] = ()
    """Of an enum: its values."""


@dataclass(frozen=True)
class Array:
    """A list of values of one type."""

    item: Type
    bounds: Bounds


@dataclass(frozen=True)
class Set:
    """A list whose items differ."""

    list: Array


@dataclass(frozen=True)
class Map:
    """An object whose members all have one type, under whatever names."""

    value: Type
    bounds: Bounds
    key_bounds: Bounds


@dataclass(frozen=True)
class Nullable:
    """A value or null."""

    value: Type


Type: TypeAlias = AnyValue | Primitive | Constant | Reference | Array | Set | Map | Nullable


@dataclass(frozen=True)
class Field:
    """A property of a model."""

    name: str
    json_name: Raw
    renamed: bool
    """Whether Python has to call it something else than JSON does."""
    type: Type
    required: bool
    description: Raw
    default: Raw | None
    deprecated: bool


@dataclass(frozen=True)
class Tag:
    """The constant that tells a model from others: an attribute of the class, always written, always required."""

    name: str
    json_name: Raw
    renamed: bool
    value: Raw
    description: Raw

    def as_field(self) -> Field:
        """The property as it is to those who need not know that it is the tag."""
        return Field(
            name=self.name,
            json_name=self.json_name,
            renamed=self.renamed,
            type=Constant(self.value),
            required=True,
            description=self.description,
            default=None,
            deprecated=False,
        )


@dataclass(frozen=True)
class Model:
    """An object with named properties."""

    name: str
    schema_name: Raw
    description: Raw
    tag: Tag | None
    fields: tuple[Field, ...]
    extras: Type | None
    """The type of members that the schema does not name, or None if it wants none."""
    example: Raw
    """As JSON, indented; nothing if there is none."""
    check: Raw | None = None
    """What it has to satisfy besides: a JSON Schema."""

    @property
    def members(self) -> tuple[Field, ...]:
        """All properties: the tag, which is a field that always has one value, then the others."""
        return (self.tag.as_field(), *self.fields) if self.tag else self.fields

    @property
    def open(self) -> bool:
        """Whether members that the schema does not name may be anything."""
        return self.extras == AnyValue()


@dataclass(frozen=True)
class Enum:
    """A closed set of values in the document's order, to which servers may have added."""

    name: str
    description: Raw
    base: str
    values: tuple[Raw, ...]


@dataclass(frozen=True)
class UnknownVariantClass:
    """What stands for the unknown variants of all unions that are told apart by the same property."""

    name: str
    tag_name: str
    tag_json_name: Raw


@dataclass(frozen=True)
class Variant:
    """A member of a union, and the value of the tag that tells it from the others."""

    type: Type
    tag_value: Raw | None


@dataclass(frozen=True)
class Hook:
    """How a value is read that msgspec alone can't judge: each type is tried, and what comes is checked."""

    endless: bool
    """Whether it stands in its own types."""

    exactly_one: bool
    """Whether no more than one of the types may accept it."""
    check: Raw | None
    """What it has to satisfy besides: a JSON Schema."""


@dataclass(frozen=True)
class Union:
    """A value of one of several types. Models among them are told apart by a tag, unless it has a hook."""

    name: str
    description: Raw
    variants: tuple[Variant, ...]
    unknown: UnknownVariantClass | None
    tag_json_name: Raw | None
    hook: Hook | None = None

    @property
    def known_types(self) -> tuple[Type, ...]:
        """What the schema says that it is one of."""
        return tuple(variant.type for variant in self.variants)

    @property
    def types(self) -> tuple[Type, ...]:
        """What it is one of, in Python."""
        unknown = (Reference(self.unknown.name, "model"),) if self.unknown else ()
        return (*self.known_types, *unknown)


@dataclass(frozen=True)
class Alias:
    """A name for a type that needs no class."""

    name: str
    description: Raw
    type: Type
    hook: Hook | None = None
    unknown: None = None
    """It has no variants."""

    @property
    def types(self) -> tuple[Type, ...]:
        """What it is one of, in Python."""
        return (self.type,)

    known_types = types


Named: TypeAlias = Model | Enum | Union | Alias
"""What has a name that can be imported, and a page."""


@dataclass(frozen=True)
class Definition:
    """The JSON Schema of a component, under the name that it has in the package."""

    name: str
    schema: Raw
    references: tuple[str, ...]
    checks: int = 0
    """How many schemas at the end of its `allOf` say what types can't."""
    given: tuple[Raw, ...] = ()
    """The components, as they were given, that these refer to."""


@dataclass(frozen=True)
class Given:
    """The JSON Schema of a component as the document gives it, which checks refer to."""

    name: Raw
    schema: Raw
    references: tuple[Raw, ...]


@dataclass(frozen=True)
class Parameter:
    """A parameter of an operation: the argument that it is, and where and how it is sent."""

    field: Field
    place: str
    """`path`, `query` or `header`."""
    arrays: str
    """How an array is written: `repeated`, `commas`, `spaces` or `bars`."""
    example: Raw


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
    example: Raw
    """As JSON, indented."""


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
        return tuple(dict.fromkeys(result.type for result in self.results)) or (None,)


@dataclass(frozen=True)
class Group:
    """Operations that belong together: an attribute of a client."""

    name: str
    class_name: str
    operations: tuple[Operation, ...]


@dataclass(frozen=True)
class Event:
    """An event of a stream: the model of it, and what tells it from the others."""

    model: str
    name: Raw
    text: Raw | None
    """Its data, if that is always one text, which is sent without quotes."""
    end: str
    """What it says about the end of the stream: `finished`, `requires_action`, `cut` or `done`; nothing if empty."""


@dataclass(frozen=True)
class Kind:
    """A place whose objects tell their kind by a property: its name, and the values that the schema knows."""

    place: tuple[Raw, ...]
    property: Raw
    values: tuple[Raw, ...]


@dataclass(frozen=True)
class Accumulator:
    """What adds up the pieces of an object: the models of both, and which texts grow."""

    name: str
    partial: str
    list: str
    """The attribute that holds what it made."""
    whole: str
    piece: str
    id_json_name: Raw
    whole_id: str
    piece_id: str
    delta: str
    """The attribute of a piece that holds what it adds."""
    growing: tuple[tuple[Raw, ...], ...]
    kinds: tuple[Kind, ...]


@dataclass(frozen=True)
class Stream:
    """The events of a document, and what adds them up."""

    union: str
    unknown: str
    """The class of events that the schema does not name."""
    members: tuple[Raw, Raw]
    """What JSON calls an event's name and its data."""
    data: str
    """The attribute of an event that holds its data."""
    events: tuple[Event, ...]
    accumulators: tuple[Accumulator, ...]
    only: tuple[str, ...]
    """What nothing refers to but events, which is imported when streams are."""
    uses: tuple[str, ...]
    """What that refers to besides."""

    @property
    def defined(self) -> tuple[str, ...]:
        """The names of `streams` that are made of no component, sorted."""
        made = (name for each in self.accumulators for name in (each.name, each.partial))
        return tuple(sorted(("EventStream", "EventError", "StreamEnd", *made)))


@dataclass(frozen=True)
class Part:
    """What one module of a package defines."""

    models: tuple[Model, ...]
    enums: tuple[Enum, ...]
    type_aliases: tuple[Alias | Union, ...]
    unknown_variants: tuple[UnknownVariantClass, ...]

    @property
    def exports(self) -> tuple[str, ...]:
        """The names that it defines, sorted."""
        groups = (self.models, self.enums, self.type_aliases, self.unknown_variants)
        return tuple(sorted(item.name for group in groups for item in group))


@dataclass(frozen=True)
class Package:
    """Everything that one package is generated from."""

    name: str
    inputs: tuple[str, ...]
    models: tuple[Model, ...]
    enums: tuple[Enum, ...]
    type_aliases: tuple[Alias | Union, ...]
    """Each after those that it refers to: they are expressions that run when the module is imported."""
    unknown_variants: tuple[UnknownVariantClass, ...]
    definitions: tuple[Definition, ...]
    given: tuple[Given, ...] = ()
    hooked: bool = False
    """Whether there is something that msgspec alone can't judge."""
    groups: tuple[Group, ...] = ()
    """Of the client's operations."""
    server: Raw | None = None
    """The address of the document's first server, if it has one that can be called."""
    stream: Stream | None = None

    @property
    def pages(self) -> tuple[str, ...]:
        """The models that are pages of lists: they hold others, and stand for nothing themselves."""
        found = (each.paging.page for group in self.groups for each in group.operations if each.paging)
        return tuple(dict.fromkeys(found))

    @property
    def unions(self) -> tuple[Union, ...]:
        """The unions among them."""
        return tuple(item for item in self.type_aliases if isinstance(item, Union))

    @property
    def aliases(self) -> tuple[Alias, ...]:
        """The others."""
        return tuple(item for item in self.type_aliases if isinstance(item, Alias))

    @property
    def plain(self) -> Part:
        """What stands in `models`."""
        return self._part(of_streams=False)

    @property
    def streamed(self) -> Part:
        """What stands in `streams`."""
        return self._part(of_streams=True)

    @property
    def exports(self) -> tuple[str, ...]:
        """The names of everything that is made of components, sorted."""
        return tuple(sorted((*self.plain.exports, *self.streamed.exports)))

    def _part(self, *, of_streams: bool) -> Part:
        only = frozenset(self.stream.only if self.stream else ())
        return Part(
            models=tuple(item for item in self.models if (item.name in only) is of_streams),
            enums=tuple(item for item in self.enums if (item.name in only) is of_streams),
            type_aliases=tuple(item for item in self.type_aliases if (item.name in only) is of_streams),
            unknown_variants=tuple(item for item in self.unknown_variants if (item.name in only) is of_streams),
        )
