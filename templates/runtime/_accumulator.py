"""Objects that come piece by piece in the events of a stream."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final, Generic, Literal, TypeAlias, TypeVar

import msgspec

from ._errors import ValidationError
from ._event_reader import EventError
from ._json_values import copied
from ._model import Model

if TYPE_CHECKING:
    from ._merging import Merging

_W = TypeVar("_W", bound=Model)
_P = TypeVar("_P", bound="Partial")

StreamEnd: TypeAlias = Literal["finished", "requires_action", "cut"]
"""How a stream ended: all is there, the caller has to act before it goes on, or there should have been more."""

_DONE: Final = "done"


class Partial(msgspec.Struct, kw_only=True):
    """An object of which so much has come that it can be told from others, but not enough to be whole."""

    id: str
    """Identifies it."""
    content: dict[str, Any]
    """All that has come of it, as plain dictionaries and lists."""
    error: ValidationError
    """Why it is not whole yet."""


class Accumulator(Generic[_W, _P]):
    """Adds up the events of a stream, or of several that follow each other, and holds what they make."""

    _whole: ClassVar[type[Model]]
    _partial: ClassVar[type[Partial]]
    _piece: ClassVar[type[Model]]
    """The model of the data that holds a piece of an object."""
    _attributes: ClassVar[tuple[str, str, str, str]]
    """The attributes of an event's data, of the id in an object and in a piece, and of what a piece adds."""
    _id_member: ClassVar[str]
    """What JSON calls the id of an object."""
    _ends: ClassVar[dict[str, str]]
    """What each event says about the end of the stream, by its name; empty if it goes on."""
    _merging: ClassVar[Merging]

    def __init__(self) -> None:
        self._held: dict[str, Any] = {}
        """By id: an object that is whole or partial, or a tree that has grown since it was last looked at."""
        self._said = ""
        self._done = False
        self._error: Any = None

    def _add(self, event: Any) -> str | None:
        self._note(event.event if isinstance(event, EventError) else event.__struct_config__.tag, event)
        of_data, of_whole, of_piece, of_delta = self._attributes
        data = getattr(event, of_data, None)
        if isinstance(data, self._whole):
            found: str = getattr(data, of_whole)
            self._held[found] = data
            return found
        if isinstance(data, self._piece):
            found = getattr(data, of_piece)
            self._held[found] = self._merging.merged(self._tree(found), getattr(data, of_delta).to_dict())
            return found
        return None

    @property
    def end(self) -> StreamEnd:
        """How the stream ended, to be asked when it has; before that it is `cut`."""
        end: Any = self._said or ("finished" if self._done else "cut")
        return end  # type: ignore[no-any-return]

    def _note(self, name: str, event: Any) -> None:
        says = self._ends.get(name)
        if says == _DONE:
            self._done = True
        elif says is not None:
            self._said = says
            self._done = False
        if says == "cut":
            self._error = event

    def _tree(self, found: str) -> Any:
        held = self._held.get(found)
        if isinstance(held, Model):
            return held.to_dict()
        if isinstance(held, Partial):
            return copied(held.content)
        return {self._id_member: found} if held is None else held

    def _objects(self) -> list[Any]:
        for found, held in self._held.items():
            if isinstance(held, dict):
                self._held[found] = self._resolved(found, self._merging.plain(held))
        return list(self._held.values())

    def _resolved(self, found: str, content: dict[str, Any]) -> Model | Partial:
        try:
            return self._whole.from_dict(content)
        except ValidationError as error:
            return self._partial(id=found, content=content, error=error)
