"""What folds: makes models of what their shadows have decoded, mostly in place."""

from __future__ import annotations

from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias, Union, get_args, get_origin

import msgspec
from msgspec import UNSET

from ._model import HIDDEN
from ._shadow_types import Met, hints, is_model, room, unknown_variant
from ._unknown import Content, Extras

if TYPE_CHECKING:
    from collections.abc import Callable

    from ._shadow_types import Shadows

Folder: TypeAlias = "Callable[[Any], Any]"
"""Makes of what a shadow has decoded what the model's own decoder would have made."""


class Reading:
    """A payload that is being read."""

    __slots__ = ("folded", "has_variant", "is_new", "met")

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Forget the last payload."""
        self.is_new = False
        self.has_variant = False
        self.met = 0
        """How many of several unknown members of an object were decoded."""
        self.folded = 0
        """How many of them became a model's. Fewer, if a name stands twice in an object: the order is lost then."""

    def meet(self, _: Any, value: Any) -> Met:
        """Note the order: decoders call it."""
        self.met += 1
        return Met((self.met, value))


class Folders:
    """Makes the folders of a reading."""

    def __init__(self, shadows: Shadows, reading: Reading) -> None:
        self._shadows = shadows
        self._reading = reading
        self._made: dict[Any, Folder] = {}

    def model(self, model: Any) -> Folder:
        """Return what folds the shadow of a model."""
        if model not in self._made:
            members: list[tuple[str, Folder]] = []
            in_place = self._shadows.is_same_size(model)
            self._made[model] = self._in_place(model, members) if in_place else self._rebuilt(model, members)
            for attribute, kind in hints(model).items():
                folder = self._of(kind, is_open=(model, attribute) in self._shadows.opened)
                if folder is not None:
                    members.append((attribute, folder))
        return self._made[model]

    def _in_place(self, model: Any, members: list[tuple[str, Folder]]) -> Folder:
        reading = self._reading
        name = "".join(self._shadows.members.get(model, []))

        def fold_model(value: Any) -> Any:
            extra = getattr(value, HIDDEN)
            if extra is not UNSET:
                reading.is_new = True
                setattr(value, HIDDEN, Extras({name: extra}))
            value.__class__ = model
            for attribute, fold in members:
                member = getattr(value, attribute)
                if member is not UNSET and member is not None:
                    folded = fold(member)
                    if folded is not member:
                        setattr(value, attribute, folded)
            return value

        return fold_model

    def _rebuilt(self, model: Any, members: list[tuple[str, Folder]]) -> Folder:
        reading = self._reading
        rooms = [(name, room(index)) for index, name in enumerate(self._shadows.members[model])]

        def fold_model(value: Any) -> Any:
            fields = {attribute: getattr(value, attribute) for attribute in model.__struct_fields__}
            met = sorted((met, name) for name, room in rooms if (met := getattr(value, room)) is not UNSET)
            fields[HIDDEN] = Extras({name: extra for (_, extra), name in met}) if met else UNSET
            reading.folded += len(met)
            reading.is_new = reading.is_new or bool(met)
            for attribute, fold in members:
                member = fields[attribute]
                if member is not UNSET and member is not None:
                    fields[attribute] = fold(member)
            return model(**fields)

        return fold_model

    def _of(self, kind: Any, *, is_open: bool) -> Folder | None:
        """Return what folds values of an annotation, or None if they need it not."""
        arguments = get_args(kind)
        origin = get_origin(kind)
        if origin is Literal:
            return self._enum(arguments) if is_open and len(arguments) > 1 else None
        if origin is Annotated:
            return self._of(arguments[0], is_open=is_open)
        if origin in {Union, UnionType}:
            return self._union(arguments, is_open=is_open)
        if origin is list:
            return _each_item(self._of(arguments[0], is_open=is_open))
        if origin is dict:
            return _each_member(self._of(arguments[1], is_open=is_open))
        return self.model(kind) if kind in self._shadows.of else None

    def _enum(self, values: tuple[Any, ...]) -> Folder:
        reading = self._reading
        known = frozenset(values)

        def fold_enum(value: Any) -> Any:
            if value not in known:
                reading.is_new = True
            return value

        return fold_enum

    def _union(self, kinds: tuple[Any, ...], *, is_open: bool) -> Folder | None:
        unknown = unknown_variant(kinds)
        if is_open and unknown is not None:
            return self._open_union([kind for kind in kinds if is_model(kind)], unknown)
        folders: dict[Any, Folder] = {}
        for kind in kinds:
            folder = self._of(kind, is_open=is_open)
            if folder is not None:
                folders.update(dict.fromkeys(self._classes(kind), folder))

        def fold_union(value: Any) -> Any:
            folder = folders.get(value.__class__)
            return value if folder is None else folder(value)

        return fold_union if folders else None

    def _classes(self, kind: Any) -> tuple[Any, ...]:
        """Return the classes of what is decoded for a member of a union."""
        origin = get_origin(kind)
        if origin is Annotated:
            return self._classes(get_args(kind)[0])
        if origin is Literal:
            return tuple(set(map(type, get_args(kind))))
        return (origin or self._shadows.of.get(kind, kind),)

    def _open_union(self, models: list[Any], unknown: Any) -> Folder:
        reading = self._reading
        tag_field = unknown.__struct_config__.tag_field
        known = {model.__struct_config__.tag: (self._shadows.of.get(model), model) for model in models}
        folders = {
            tag: (shadow, self.model(model)) if shadow else (model, None) for tag, (shadow, model) in known.items()
        }

        def fold_variant(value: Any) -> Any:
            tag = value.get(tag_field) if value.__class__ is dict else None
            if tag.__class__ is not str:
                raise msgspec.ValidationError  # the fallback says what is wrong
            if tag not in folders:
                reading.has_variant = True
                return unknown(**{HIDDEN: Content(value)})
            kind, fold = folders[tag]
            built = msgspec.convert(value, kind, dec_hook=reading.meet)
            return built if fold is None else fold(built)

        return fold_variant


def _each_item(fold: Folder | None) -> Folder | None:
    if fold is None:
        return None

    def fold_items(items: Any) -> Any:
        items[:] = [item if item is None else fold(item) for item in items]
        return items

    return fold_items


def _each_member(fold: Folder | None) -> Folder | None:
    if fold is None:
        return None

    def fold_members(values: Any) -> Any:
        for name, value in values.items():
            values[name] = None if value is None else fold(value)
        return values

    return fold_members
