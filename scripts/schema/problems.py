"""Every problem of a document in one run: who refuses a part of it goes on with the rest, if somebody collects.

What follows from another problem is no problem of its own: that no tag can be inferred for a union, when one of its
variants was refused.
"""

from __future__ import annotations

from collections import deque
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, TypeVar

from scripts.base import notes
from scripts.base.errors import Location, PipelineError, raise_all
from scripts.base.json_types import is_list, is_mapping
from scripts.base.notes import Note
from scripts.documents import pointers
from scripts.schema.keywords import IN_PLACE

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Mapping

    from scripts.documents.reading import Document

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")
Tokens = tuple[str, ...]

MOST: Final = 5000
"""Problems that are reported of one document."""

MOST_JUDGES: Final = 200
"""Schemas that are looked at to see what a problem follows from, the nearest first."""

# What other schemas are understood by: where it is refused, they can't be.
_DECISIVE: Final = frozenset({"$ref", "type", "enum", "const", "nullable", "properties", "required", *IN_PLACE})


class ExhaustedError(PipelineError):
    """What ends a run: whatever came after would be refused for the same reason."""


@contextmanager
def collected(document: Document) -> Generator[None]:
    """Collect the problems of a document, and raise them together at the end, in its order.

    Within another collection, that one has them.
    """
    if _current.get(None) is not None:
        yield
        return
    collector = _Collector(document)
    token = _current.set(collector)
    try:
        yield
    except PipelineError as error:
        collector.end(error)
    finally:
        _current.reset(token)
    for each in dict.fromkeys(collector.notes):
        notes.report(each)
    collector.finish()


@contextmanager
def apart() -> Generator[list[PipelineError]]:
    """Collect problems, what ends the run too, for the caller to judge."""
    found: list[PipelineError] = []
    token = _apart.set(found)
    try:
        yield found
    except PipelineError as error:
        found.extend(error.problems)
    finally:
        _apart.reset(token)


def note(error: PipelineError) -> None:
    """Collect a problem. Raises it if nobody collects, or if there is no going on."""
    collector, found = _current.get(None), _apart.get()
    if isinstance(error, ExhaustedError):
        raise error
    if found is not None:
        found.extend(error.problems)
    elif collector is not None:
        collector.add(error)
    else:
        raise error


def move(places: Mapping[str, str]) -> None:
    """Tell problems of a collection below these places of what is read where they stand in what was given."""
    _current.get().moved.update(places)


def remark(what: str, pointer: str, hint: str) -> None:
    """Tell what was decided at a place of the document that is read."""
    collector = _current.get(None)
    if collector is not None and notes.is_heard():  # to find a place takes reading the document once more
        collector.notes.append(Note(what, collector.place(collector.given(pointer)), hint))


def has_any() -> bool:
    """Whether there are problems already, so that nothing will come of the document."""
    collector = _current.get(None)
    return bool(_apart.get()) or (collector is not None and bool(collector.found))


def attempt(work: Callable[[_Item], _Result], items: Iterable[_Item]) -> Iterator[_Result]:
    """Yield what comes of each item that is not refused."""
    for item in items:
        try:
            result = work(item)
        except PipelineError as error:
            note(error)
        else:
            yield result


class _Collector:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.found: dict[tuple[str, Location], PipelineError] = {}
        self.refused: set[Tokens] = set()
        self.without_property: set[Tokens] = set()
        self.indices: dict[int, dict[str, int]] = {}
        self.notes: list[Note] = []
        self.moved: dict[str, str] = {}

    def add(self, error: PipelineError) -> None:
        """Add a problem, unless it is known, or follows from one that is."""
        for problem in map(self._moved, error.problems):
            pointer = problem.where.pointer
            tokens = pointers.split(pointer) if pointer else None
            if tokens is None or problem.where.file is not None or not self._follows(tokens):
                self.found.setdefault((problem.what, problem.where), problem)
                if tokens is not None:
                    self._touch(tokens)
        if len(self.found) > MOST:
            raise ExhaustedError(f"more than {MOST} problems; these are the first that were found")

    def end(self, error: PipelineError) -> None:
        """Add what ended the run."""
        moved = map(self._moved, error.problems)
        self.found.update({(problem.what, problem.where): problem for problem in moved})

    def _moved(self, problem: PipelineError) -> PipelineError:
        """The problem at the place that was given."""
        pointer = problem.where.pointer
        given = self.given(pointer) if pointer else pointer
        if given == pointer or problem.where.file is not None:
            return problem
        return PipelineError(problem.what, Location(pointer=given), problem.hint)

    def given(self, pointer: str) -> str:
        """Where a place that is read stands in what was given."""
        above = pointer
        while above and above not in self.moved:
            above = above.rpartition("/")[0]
        return self.moved[above] + pointer[len(above) :] if above else pointer

    def _touch(self, place: Tokens) -> None:
        """Note what can't be understood now: the schema at a place or of a keyword there, and one that has it."""
        schema = place[:-1] if _DECISIVE.intersection(place[-1:]) and place[-2:-1] != ("properties",) else place
        self.refused |= {place, schema}
        if schema[-2:-1] == ("properties",):
            self.without_property.add(schema[:-2])

    def finish(self) -> None:
        """Raise what was found."""
        raise_all([self._located(each) for each in sorted(self.found.values(), key=self._position)])

    def place(self, pointer: str | None) -> Location:
        """The place in the document's file."""
        if not pointer:
            return Location(self.document.name)
        return replace(self.document.where(pointer), column=None)

    def _located(self, problem: PipelineError) -> PipelineError:
        if problem.where.file is not None:
            return problem
        return PipelineError(problem.what, self.place(problem.where.pointer), problem.hint)

    def _position(self, problem: PipelineError) -> tuple[int, ...]:
        """Where in the document a place is: what comes first is less."""
        node: Any = self.document.value
        position: list[int] = []
        for token in pointers.split(problem.where.pointer or "#"):
            if is_mapping(node) and token in node:
                if id(node) not in self.indices:
                    self.indices[id(node)] = {name: index for index, name in enumerate(node)}
                position.append(self.indices[id(node)][token])
                node = node[token]
            elif is_list(node) and token.isdecimal() and int(token) < len(node):
                position.append(int(token))
                node = node[int(token)]
            else:
                break
        return tuple(position)

    def _follows(self, tokens: Tokens) -> bool:
        """Whether a problem at a place comes of one that is known: there, or in a schema that judges the same value."""
        if tokens in self.refused:
            return True
        judges = islice(self._in_place(tokens), MOST_JUDGES)
        return any(judge in self.refused or judge in self.without_property for judge in judges)

    def _in_place(self, tokens: Tokens) -> Iterator[Tokens]:
        """The places of the schemas that judge the same value, through references."""
        waiting = deque([tokens])
        seen = {tokens}
        while waiting:
            here = waiting.popleft()
            found = [each for each in _members(self._value(here), here) if each not in seen]
            seen.update(found)
            waiting += found
            yield from found

    def _value(self, tokens: Tokens) -> Any:
        node: Any = self.document.value
        for token in tokens:
            try:
                node = pointers.step(node, token)
            except LookupError:
                return None
        return node


def _members(schema: Any, tokens: Tokens) -> Iterator[Tokens]:
    if not is_mapping(schema):
        return
    reference = schema.get("$ref")
    if isinstance(reference, str) and reference.startswith("#/"):
        yield pointers.split(reference)
    for keyword in IN_PLACE:
        if is_list(members := schema.get(keyword)):
            yield from ((*tokens, keyword, str(index)) for index in range(len(members)))


_current: ContextVar[_Collector] = ContextVar("_current")
_apart: ContextVar[list[PipelineError] | None] = ContextVar("_apart", default=None)
