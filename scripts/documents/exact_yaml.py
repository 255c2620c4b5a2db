"""YAML 1.2's core schema to the letter, slowly: for errors, line numbers and spellings that the fast parser misreads.

Built on the events of PyYAML's C parser, so that this module decides what a scalar means. It refuses duplicate
keys, tags that mean anything but JSON values, recursive aliases, and documents over the limits. Nothing recurses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml
from yaml.reader import ReaderError

from scripts.base.errors import Location, PipelineError, place_in
from scripts.base.json_types import is_list, is_mapping

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.base.limits import Limits

_NULL = re.compile(r"null|Null|NULL|~|")
_BOOL = re.compile(r"true|True|TRUE|false|False|FALSE")
_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_CORE = "tag:yaml.org,2002:"
_OLD_LINE_ENDS = "\x85\u2028\u2029"
_PRIVATE = range(0xE000, 0xF900)  # characters that mean nothing of their own
_LONGEST_NUMBER = 4000  # Python refuses to read longer ones


class _BadError(Exception):
    """What is wrong at an event; becomes a `PipelineError` with the document's name."""

    def __init__(self, what: str, event: yaml.Event) -> None:
        super().__init__(what)
        self.event = event


@dataclass
class _Open:
    """A collection that is being read. `key` is the pending key of a mapping."""

    value: Any
    event: yaml.Event
    anchor: str | None
    key: str | None = None
    nodes: int = 1


@dataclass
class _Builder:
    limits: Limits
    stack: list[_Open] = field(default_factory=list[_Open])
    anchors: dict[str, tuple[Any, int]] = field(default_factory=dict[str, tuple[Any, int]])
    nodes: int = 0
    documents: int = 0
    root: Any = None

    def feed(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            self._start(event)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            done = self.stack.pop()
            self._place(done.value, done.anchor, done.nodes, done.event)
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event)
        elif isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise _BadError("a second document", event)

    def _start(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent) -> None:
        expected = "map" if isinstance(event, yaml.MappingStartEvent) else "seq"
        if event.tag not in (None, "!", _CORE + expected):
            raise _BadError(f"the tag {event.tag!r}, which means nothing here", event)
        if len(self.stack) >= self.limits.depth:
            raise _BadError(f"nested deeper than {self.limits.depth} levels", event)
        self._needs_no_key(event)
        self.stack.append(_Open({} if expected == "map" else [], event, event.anchor))

    def _needs_no_key(self, event: yaml.Event) -> None:
        if self.stack and is_mapping(self.stack[-1].value) and self.stack[-1].key is None:
            raise _BadError("a key that is not a string", event)

    def _alias(self, event: yaml.AliasEvent) -> None:
        if any(open_.anchor == event.anchor for open_ in self.stack):
            raise _BadError(f"the alias {event.anchor!r} stands inside what it names", event)
        if event.anchor not in self.anchors:
            raise _BadError(f"the alias {event.anchor!r} names nothing", event)
        value, nodes = self.anchors[event.anchor]
        if not isinstance(value, str):
            self._needs_no_key(event)
        self._place(_copied(value), None, nodes, event)

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        top = self.stack[-1] if self.stack else None
        if top and is_mapping(top.value) and top.key is None:
            # A key is the text that stands there: `200:` of a responses object is the key "200".
            self._place(event.value, event.anchor, 1, event)
        else:
            self._place(_meaning(event), event.anchor, 1, event)

    def _place(self, value: Any, anchor: str | None, nodes: int, event: yaml.Event) -> None:
        self.nodes += nodes if isinstance(event, (yaml.AliasEvent, yaml.ScalarEvent)) else 1
        if self.nodes > self.limits.nodes:
            raise _BadError(f"more than {self.limits.nodes} values once its aliases are expanded", event)
        if anchor:
            self.anchors[anchor] = (value, nodes)
        if not self.stack:
            self.root = value
            return
        top = self.stack[-1]
        top.nodes += nodes
        if is_list(top.value):
            top.value.append(value)
        elif top.key is None:
            if value in top.value:
                raise _BadError(f"the key {value!r} for a second time", event)
            top.key = value
        else:
            top.value[top.key] = value
            top.key = None


def _copied(value: Any) -> Any:
    """A copy that shares nothing, so that a change at one alias does not show at another. Bounded by the limits."""
    holder: list[Any] = [value]
    todo: list[tuple[Any, Any]] = [(holder, 0)]
    while todo:
        parent, key = todo.pop()
        child = parent[key]
        if is_mapping(child):
            parent[key] = child.copy()
            todo.extend((parent[key], name) for name in child)
        elif is_list(child):
            parent[key] = child.copy()
            todo.extend((parent[key], index) for index in range(len(child)))
    return holder[0]


def _meaning(event: yaml.ScalarEvent) -> Any:
    """What a scalar is by its tag, if it has one, and by its spelling if it stands there plainly."""
    text: str = event.value
    if event.tag == "!" or event.tag == _CORE + "str":
        return text
    if event.tag is not None:
        return _tagged(event.tag, text, event)
    return _plain(text, event) if event.implicit[0] else text


def _tagged(tag: str, text: str, event: yaml.ScalarEvent) -> Any:
    kinds = {_CORE + "null": type(None), _CORE + "bool": bool, _CORE + "int": int, _CORE + "float": float}
    if tag not in kinds:
        raise _BadError(f"the tag {tag!r}, which means nothing here", event)
    value = _plain(text, event)
    if kinds[tag] is float and type(value) is int:
        return float(value)
    if type(value) is not kinds[tag]:
        raise _BadError(f"{text!r} under the tag {tag!r}", event)
    return value


def _plain(text: str, event: yaml.Event) -> Any:
    if _NULL.fullmatch(text):
        return None
    if _BOOL.fullmatch(text):
        return text[0] in "tT"
    if _NOT_FINITE.fullmatch(text):
        raise _BadError(f"{text} has no equal in JSON", event)
    if _INT.fullmatch(text):
        return text if len(text) > _LONGEST_NUMBER else int(text, {"0o": 8, "0x": 16}.get(text[:2], 10))
    if _FLOAT.fullmatch(text):
        value = float(text)
        if value - value != 0:
            raise _BadError(f"{text} is too big a number", event)
        return value
    return text


def load(text: str, name: str, limits: Limits) -> Any:
    """The document's value. Raises `PipelineError` with line and column."""
    builder = _Builder(limits)
    try:
        for event in _events(text):
            builder.feed(event)
    except _BadError as error:
        line, column = _place_of(error.event)
        raise PipelineError(str(error), Location(name, line=line, column=column)) from error
    except yaml.YAMLError as error:
        raise _syntax(error, name, text) from error
    return builder.root


def _events(text: str) -> Iterator[yaml.Event]:
    body = text.strip()
    if body.startswith("{"):
        # Around the braces JSON takes tabs, and YAML does not; spaces keep lines and columns.
        before, _, after = text.partition(body)
        text = before.replace("\t", " ") + body + after.replace("\t", " ")
    hidden = _hidden(text)
    shown = {ord(stand_in): chr(character) for character, stand_in in hidden.items()}
    loader = yaml.CSafeLoader(text.translate(hidden))
    try:
        while (event := loader.get_event()) is not None:
            if shown and isinstance(event, yaml.ScalarEvent):
                event.value = event.value.translate(shown)
            yield event
    finally:
        loader.dispose()


def _hidden(text: str) -> dict[int, str]:
    """Stand-ins for what ends a line in YAML 1.1 and is a character like others in 1.2: ones that the text lacks."""
    free = (chr(code) for code in _PRIVATE if chr(code) not in text)
    return {ord(character): next(free, character) for character in _OLD_LINE_ENDS if character in text}


def _place_of(event: yaml.Event) -> tuple[int, int]:
    mark: Any = event.start_mark  # the C parser marks every event
    return mark.line + 1, mark.column + 1


def _syntax(error: Any, name: str, text: str) -> PipelineError:
    """What the C parser complains of: a character that no YAML may hold, or a problem and its place."""
    if isinstance(error, ReaderError):
        return PipelineError("a control character", place_in(text, text.find(chr(error.character)), name))
    where = Location(name, line=error.problem_mark.line + 1, column=error.problem_mark.column + 1)
    return PipelineError(f"neither YAML nor JSON: {error.problem}", where)


def places(text: str, limits: Limits) -> dict[tuple[str, ...], tuple[int, int]]:
    """Line and column, from 1, of every value by its path; of its key where it has one. Empty if it can't be parsed."""
    found: dict[tuple[str, ...], tuple[int, int]] = {}
    path: list[str] = []
    stack: list[list[Any]] = []  # [is a mapping, pending key's place or None, next index]
    try:
        for event in _events(text):
            _locate(event, path, stack, found)
            if len(stack) > limits.depth:
                return found
    except yaml.YAMLError:
        return found
    return found


def _locate(
    event: yaml.Event, path: list[str], stack: list[list[Any]], found: dict[tuple[str, ...], tuple[int, int]]
) -> None:
    if isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
        stack.pop()
        _leave(path, stack)
        return
    if not isinstance(event, yaml.NodeEvent):
        return
    place = _place_of(event)
    if stack and stack[-1][0] and stack[-1][1] is None:
        stack[-1][1] = place
        path.append(event.value if isinstance(event, yaml.ScalarEvent) else "")
        return
    if stack and stack[-1][0]:
        place = stack[-1][1]
    elif stack:
        path.append(str(stack[-1][2]))
        stack[-1][2] += 1
    found[tuple(path)] = place
    if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
        stack.append([isinstance(event, yaml.MappingStartEvent), None, 0])
    else:
        _leave(path, stack)


def _leave(path: list[str], stack: list[list[Any]]) -> None:
    """A value is complete: forget its key or index."""
    if stack:
        path.pop()
        stack[-1][1] = None
