"""What every model of this package is made of: the base classes."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, Final

import msgspec

from ._decoders import REFUSALS, dec_hook, decoder, decoders, insisted, readers
from ._json_values import is_object, is_plain
from ._unknown import SENTINEL, Content, Extras, UnknownPart, new_writer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, MutableMapping
    from inspect import Signature
    from typing import Never, Self

    from ._jsonl import LineError, Lines

HIDDEN: Final = "extra_"
"""The field in which a model keeps what its schema does not name. Users have `additional_properties`."""

_NOT_LISTED: Final = frozenset({HIDDEN, "__struct_fields__", "__struct_encode_fields__"})


class _Meta(msgspec.StructMeta):
    """Leaves the hidden field out of signatures, `help()` and completion."""

    @property
    def __signature__(self) -> Signature:
        return _repr().signature(self, super().__signature__)  # type: ignore[no-any-return]

    def __dir__(self) -> list[str]:
        return [name for name in super().__dir__() if name not in _NOT_LISTED]


class _Shown(msgspec.Struct, metaclass=_Meta):
    """Shows what is there, one line if there is room, else a line for each field."""

    def __repr__(self) -> str:
        return _repr().text(self)  # type: ignore[no-any-return]

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        return list(_repr().present(self))

    def __dir__(self) -> list[str]:
        return [name for name in super().__dir__() if name != HIDDEN]


# The hidden fields stand in bases of their own: msgspec looks their annotations up in the module of the class, and that
# of the public classes is the package.
class _Extensible(_Shown, kw_only=True):
    __check__: ClassVar[Any] = None
    """A function from a model to the type that also checks what types can't say, where there is such a thing."""

    if not TYPE_CHECKING:
        extra_: Extras[Any] | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET, name=SENTINEL)


class _Whole(_Shown, kw_only=True):
    if not TYPE_CHECKING:
        extra_: Content = msgspec.field(name=SENTINEL)


class Model(_Extensible, kw_only=True, forbid_unknown_fields=True, gc=False):
    """Base of all models: reads and writes JSON, validates, and loses nothing.

    The decoder is closed: it knows the schema and nothing else, which is what makes it fast. Only a payload that it
    refuses takes the fallback, which either keeps what is unknown or says what is wrong. What was unknown once is
    learned by a second decoder, so that the fallback need not read it again.
    """

    @classmethod
    def from_json(
        cls, data: bytes | bytearray | memoryview | str, *, strict: bool = False, all_errors: bool = False
    ) -> Self:
        """Read one JSON document.

        A payload that only extends the schema (a field, an enum value or a union variant that it does not name) is
        kept whole. With `strict` unknown enum values and variants are refused, and unknown fields where the schema
        forbids them. With `all_errors` the error lists everything that is wrong (of very much the first 1,000
        things), not only the first thing.

        Raises:
            ValidationError: if the data is not JSON or breaks the schema.
        """
        try:
            return ((decoders if strict else readers).get(cls) or decoder(cls))(data)  # type: ignore[no-any-return]
        except REFUSALS:
            pass  # so that what comes next does not count as an error's consequence
        return fallback().read_json(cls, data, strict=strict, all_errors=all_errors)  # type: ignore[no-any-return]

    @classmethod
    def from_dict(cls, data: dict[str, Any], *, strict: bool = False, all_errors: bool = False) -> Self:
        """Read a JSON document that is parsed already. See `from_json`.

        What a JSON parser returns is taken: dictionaries with strings for names, lists, strings, finite numbers,
        True, False and None. Anything else, such as a date, a tuple or a model, is refused with its path.

        Raises:
            ValidationError: if the data holds something else or breaks the schema.
        """
        try:
            if is_plain(data) and has_tag(cls, data):
                if cls not in decoders:
                    decoder(cls)
                if cls.__check__ is None:
                    return msgspec.convert(data, cls, dec_hook=dec_hook)
                return msgspec.convert(data, insisted(cls), dec_hook=dec_hook)  # type: ignore[no-any-return]
        except REFUSALS:
            pass
        return fallback().read_parsed(cls, data, strict=strict, all_errors=all_errors)  # type: ignore[no-any-return]

    def to_json(self, *, indent: int | None = None) -> bytes:
        """Write the model as JSON: what was absent stays absent, what the schema does not name is written too.

        Nothing is validated here, see `validate`: NaN becomes null. `indent` is the number of spaces a level, None for
        none.

        Raises:
            TypeError: for a value that can't be written as JSON.
        """
        try:
            write = _writers.pop()  # one step for the interpreter, so no other thread has this one
        except IndexError:
            write = new_writer()
        data = write(self)
        _writers.append(write)
        return data if indent is None else msgspec.json.format(data, indent=indent)

    def to_dict(self) -> dict[str, Any]:
        """Return the plain dictionaries and lists that `to_json` writes."""
        return msgspec.json.decode(self.to_json())  # type: ignore[no-any-return]

    @property
    def additional_properties(self) -> MutableMapping[str, Any]:
        """What the sender added to the schema, by name. Live: changes are written out."""
        return _additional_properties().AdditionalProperties(self)  # type: ignore[no-any-return]

    def unknown(self) -> list[UnknownPart]:
        """List what the schema does not name, at any depth: members of objects, values of enums, variants of unions.

        Of each it says where it is, what came, and which of the three it is. What is inside of one is not listed again.
        """
        from ._find_unknown import find_unknown  # noqa: PLC0415  # not needed to read and write

        return list(find_unknown(self))

    def validate(self, *, strict: bool = False) -> Self:
        """Check a model that was built or changed in code, and return it.

        Raises:
            ValidationError: with everything that is wrong.
        """
        fallback().check(self, strict=strict)
        return self

    @classmethod
    def read_jsonl(cls, source: Lines, *, strict: bool = False) -> Iterator[Self | LineError]:
        """Read an archive of one JSON document a line, plain, gzip or Zstandard.

        `source` is a path or a binary file. Memory stays flat whatever its length. A line that can't be read comes as
        a `LineError` in its place, with its number and its bytes; blank lines are passed over.

        Raises:
            OSError: if the archive can't be read.
            ImportError: for Zstandard where Python has none and `backports.zstd` is not installed.
        """
        from ._jsonl import read_lines  # noqa: PLC0415  # not needed to read and write single documents

        return read_lines(cls, source, strict=strict)

    @classmethod
    def from_json_lines(
        cls, data: bytes | bytearray | memoryview, *, strict: bool = False
    ) -> Iterator[Self | LineError]:
        """Read an archive that is in memory already, such as the body of a response. See `read_jsonl`."""
        from ._jsonl import lines_in  # noqa: PLC0415  # not needed to read and write single documents

        return lines_in(cls, data, strict=strict)

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        """Return the JSON Schema (2020-12) of the model, with what it refers to under `$defs`.

        A class derived from a model has the schema of the model.
        """
        from ._schema import json_schema  # noqa: PLC0415  # not needed to read and write

        return json_schema(cls)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        from ._pydantic import core_schema_of  # noqa: PLC0415  # pydantic is there whenever this is called

        return core_schema_of(cls)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: Any) -> Any:
        from ._pydantic import json_schema_of  # noqa: PLC0415  # pydantic is there whenever this is called

        return json_schema_of(cls, handler)


class UnknownVariant(_Whole, kw_only=True, forbid_unknown_fields=True, gc=False):
    """A member of a union that the schema does not know, kept whole and written back as it came."""

    if TYPE_CHECKING:

        def __init__(self, *, use_of: Never) -> None:
            """Not for users, who have `of`."""

    @classmethod
    def of(cls, content: dict[str, Any]) -> Self:
        """Build one in code from everything it holds, tag included."""
        make: Any = cls
        return make(**{HIDDEN: Content(content)})  # type: ignore[no-any-return]

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        from ._pydantic import core_schema_of_unknown  # noqa: PLC0415  # pydantic is there whenever this is called

        return core_schema_of_unknown(cls)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: Any) -> Any:
        from ._pydantic import json_schema_of_unknown  # noqa: PLC0415  # pydantic is there whenever this is called

        return json_schema_of_unknown(cls)

    @property
    def content(self) -> dict[str, Any]:
        """Everything the sender put into it, tag included."""
        return getattr(self, HIDDEN).values  # type: ignore[no-any-return]

    @property
    def tag(self) -> str:
        """The value that says what it is, such as the `type` of a tool call; empty if there is none."""
        return str(self.content.get(str(self.__struct_config__.tag_field), ""))


@cache
def fields_of(model: type[Model]) -> dict[str, str]:
    """Return the attributes of a model by their JSON names, without the tag."""
    names = zip(model.__struct_encode_fields__, model.__struct_fields__, strict=True)
    return {name: attribute for name, attribute in names if name != SENTINEL}


def has_tag(model: type[Model], data: Any) -> bool:
    """Whether the data has what distinguishes the model: msgspec checks its value, but takes none at all."""
    tag_field = model.__struct_config__.tag_field
    return tag_field is None or (is_object(data) and tag_field in data)


@cache
def fallback() -> Any:  # only what is unknown and errors pay for it
    from . import _fallback as module  # noqa: PLC0415

    return module


@cache
def _repr() -> Any:
    from . import _repr as module  # noqa: PLC0415  # not needed to read and write

    return module


@cache
def _additional_properties() -> Any:
    from . import _additional_properties as module  # noqa: PLC0415  # not needed to read and write

    return module


_writers: list[Callable[[msgspec.Struct], bytes]] = []
"""Those that no thread is using."""
