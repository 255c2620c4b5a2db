"""Where in a payload the instances of the roots are: by their constants, or at a JSONPath."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from scripts.base.errors import Location, PipelineError
from scripts.base.json_types import is_list, is_mapping
from scripts.documents import jsonpaths, pointers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.evidence.derived import Derived
    from scripts.evidence.placing import Places
    from scripts.evidence.schema_places import Place

Path = tuple["str | int", ...]


class Instance(NamedTuple):
    """An object of a root, and the way to it in the payload."""

    place: Place
    value: Any
    path: Path


class ByConstants:
    """Objects that have the constants which a root requires, at any depth. Inside of one no other is looked for.

    Roots that require none are looked for in vain; raises `PipelineError` if there is no other.
    """

    def __init__(self, roots: list[Place], derived: Derived) -> None:
        found = [(root, _required(root, derived)) for root in roots]
        self._roots = [(root, constants) for root, constants in found if constants]
        if not self._roots:
            what = "requires no constant, by which its instances could be found"
            raise PipelineError(what, Location(pointer=roots[0].pointer), "say where they are: --at '$.data[*]'")

    def find(self, value: Any, path: Path = ()) -> Iterator[Instance]:
        """Yield the instances in a payload."""
        if is_mapping(value):
            for root, constants in self._roots:
                if _has(value, constants):
                    yield Instance(root, value, path)
                    return
            for name, child in value.items():
                if child.__class__ is dict or child.__class__ is list:
                    yield from self.find(child, (*path, name))
        elif is_list(value):
            for index, child in enumerate(value):
                yield from self.find(child, (*path, index))


def _required(root: Place, derived: Derived) -> list[tuple[str, frozenset[str]]]:
    found = sorted(derived.constants(root).items(), key=lambda item: len(item[1]))
    return found[:1] + [each for each in found[1:] if len(each[1]) == 1]


def _has(value: dict[str, Any], constants: list[tuple[str, frozenset[str]]]) -> bool:
    for name, texts in constants:
        text = value.get(name)
        if text.__class__ is not str or text not in texts:
            return False
    return True


class AtPath:
    """What a JSONPath selects. Raises `PipelineError` for one that does not parse."""

    def __init__(self, root: Place, query: str) -> None:
        self._root = root
        self._query = query
        try:
            jsonpaths.select(query, {})
        except jsonpaths.QueryError as error:
            raise PipelineError(str(error), Location("--at")) from error

    def find(self, value: Any) -> Iterator[Instance]:
        """Yield what is selected in a payload."""
        for match in jsonpaths.select(self._query, value):
            yield Instance(self._root, match.value, match.path)


def roots_of(places: Places, names: list[str]) -> list[Place]:
    """The places of component schemas by name. Raises `PipelineError` for one that is not there."""
    schemas = places.lookup.schema("#/components/schemas")
    for name in names:
        if name not in schemas:
            raise PipelineError(f"no schema {name!r}", hint=f"there are {', '.join(schemas)}")
    return [places.at(pointers.join("components", "schemas", name)) for name in names]
