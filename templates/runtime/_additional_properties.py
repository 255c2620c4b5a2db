"""What `additional_properties` of a model is: a view of what it keeps."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from typing import Any

import msgspec

from ._model import HIDDEN, Model, fields_of
from ._repr import text
from ._unknown import Extras


class AdditionalProperties(MutableMapping[str, Any]):
    """A live view of the members of an object that its schema does not name. What is set here is written out."""

    __slots__ = ("_owner",)

    def __init__(self, owner: Model) -> None:
        self._owner = owner

    def _values(self) -> dict[str, Any]:
        extra = getattr(self._owner, HIDDEN)
        return {} if extra is msgspec.UNSET else extra.values

    def __getitem__(self, name: str) -> Any:
        return self._values()[name]

    def __setitem__(self, name: str, value: Any) -> None:
        model = type(self._owner)
        if name in fields_of(model) or name == model.__struct_config__.tag_field:
            raise ValueError(f"{name!r} is a field of {model.__name__}: set the attribute")
        self._replace({**self._values(), name: value})

    def __delitem__(self, name: str) -> None:
        values = dict(self._values())
        del values[name]
        self._replace(values)

    def _replace(self, values: dict[str, Any]) -> None:
        # Never changed in place: a shallow copy of the owner has the same Extras.
        setattr(self._owner, HIDDEN, Extras(values) if values else msgspec.UNSET)

    def __iter__(self) -> Iterator[str]:
        return iter(self._values())

    def __len__(self) -> int:
        return len(self._values())

    def __repr__(self) -> str:
        return text(self._values())
