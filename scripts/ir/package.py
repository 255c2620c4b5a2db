"""The record of a package: everything that its files are made of."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scripts.ir.records import Alias, Union

if TYPE_CHECKING:
    from scripts.ir.client_records import Auth, Group
    from scripts.ir.records import Definition, Enum, Given, Model, Raw, UnknownVariantClass
    from scripts.ir.stream_records import Stream


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
    def auth(self) -> Auth | None:
        """With what most operations say who calls them."""
        kinds = Counter(each.auth for group in self.groups for each in group.operations)
        return kinds.most_common(1)[0][0] if kinds else None

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
