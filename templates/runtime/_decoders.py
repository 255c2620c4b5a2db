"""Decoders, made when they are first needed, and what says of an annotation how msgspec is to read it."""

from __future__ import annotations

from _thread import RLock  # as functools does: to import threading would take a millisecond
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeAlias, TypeVar

import msgspec

from ._unknown import SENTINEL, Extras

if TYPE_CHECKING:
    from collections.abc import Callable

_T = TypeVar("_T")
_Other = TypeVar("_Other")

REFUSALS: Final = (msgspec.DecodeError, RecursionError, UnicodeError)
ONE_AT_A_TIME: Final = RLock()

decoders: dict[Any, Callable[[Any], Any]] = {}
readers: dict[Any, Callable[[Any], Any]] = {}
"""What is tried first, unless it has to be strict: the decoder, or a shadow after a payload that it took."""
_plain: dict[Any, Any] = {}
_companions: dict[str, Any] = {}


if TYPE_CHECKING:
    Open: TypeAlias = _T | _Other
    Tagged: TypeAlias = _T
else:

    class Open:
        """`Open[Known, str]`: for type checkers `Known | str`; the fast decoder takes the known values only.

        At run time `Annotated[Known, OrOther(str)]`, of which msgspec sees `Known`.
        """

        def __class_getitem__(cls, types: tuple[Any, Any]) -> Any:
            known, other = types
            return Annotated[known, OrOther(other)]

    class Tagged:
        """`Tagged[Model]`: the model itself, of which the fast decoder insists that its tag is present.

        msgspec looks for a tag in unions only, so the model gets a companion that no document can match.
        """

        def __class_getitem__(cls, model: Any) -> Any:
            return insisted(model)


class OrOther:
    """Says of an annotation that other values of a type may stand there: those that the schema does not know yet."""

    __slots__ = ("type",)

    def __init__(self, kind: type) -> None:
        self.type = kind

    def __repr__(self) -> str:
        return f"OrOther({self.type.__name__})"


def decoder(kind: Any) -> Callable[[Any], Any]:
    """Return what decodes a type, made when it is first asked for.

    One thread makes decoders at a time: msgspec takes a class for known before it knows all of its fields, and another
    thread that decodes or converts meanwhile would crash the process. So nothing is converted before its decoder is
    made.
    """
    with ONE_AT_A_TIME:
        if kind not in decoders:
            readers[kind] = decoders[kind] = msgspec.json.Decoder(insisted(kind), dec_hook=dec_hook).decode
        return decoders[kind]


def dec_hook(kind: Any, value: Any) -> Any:
    """Read a value whose type msgspec does not know. Raises ValueError if it is none of that type."""
    if isinstance(value, Extras):
        return value  # pyright: ignore[reportUnknownVariableType]
    if hasattr(kind, "decode"):
        return kind.decode(value)
    raise ValueError  # nothing in JSON is what keeps unknown members


def plain(kind: Any) -> Any:
    """Return what msgspec itself converts a value to, made ready: of a model without its check."""
    with ONE_AT_A_TIME:
        if kind not in _plain:
            _plain[kind] = insisted(kind, checks=False)
            msgspec.json.Decoder(_plain[kind], dec_hook=dec_hook)
        return _plain[kind]


def insisted(kind: Any, *, checks: bool = True) -> Any:
    """Return what msgspec decodes for a type if the tag of a model must not be missing, and its check be satisfied."""
    check = getattr(kind, "__check__", None) if checks else None
    if check is not None:
        return check(kind)
    config = getattr(kind, "__struct_config__", None)
    return kind if config is None or config.tag_field is None else kind | _companion(config.tag_field)


def _companion(tag_field: str) -> Any:
    if tag_field not in _companions:
        _companions[tag_field] = msgspec.defstruct(
            "Companion",
            [("never", Extras, msgspec.field(name=SENTINEL))],
            tag_field=tag_field,
            tag=SENTINEL,
            forbid_unknown_fields=True,
        )
    return _companions[tag_field]
