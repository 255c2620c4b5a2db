"""The intermediate representation: records that the templates print. Plain, frozen, and already decided.

`Raw` is text of the document that no escaping function has seen yet. The templates' environment refuses to print it.
Every other string of a record is an identifier, made or checked by us.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from scripts.base.json_types import json_text

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


def written(value: Any, indent: int | None = None) -> Raw:
    """Return a JSON value as the text that it is written as."""
    return Raw(json_text(value, indent=indent))


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


def references_in(kind: Type | None) -> tuple[Reference, ...]:
    """Return the reference that a type is, or holds, if there is one."""
    match kind:
        case Reference():
            return (kind,)
        case Set(list=value) | Array(item=value) | Map(value=value) | Nullable(value=value):
            return references_in(value)
        case _:
            return ()


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
