"""What payloads are compared with: a `Place` for each schema that values stand at.

A place is what one value has to satisfy: the schema itself, what it refers to, and the members of its `allOf`, each a
*holder* with its own pointer, because a correction is made where a keyword stands. Keywords that a correction can only
remove are judged by a validator.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from scripts.evidence.departures import Event, Walk
from scripts.evidence.structure_seen import KINDS, kind_of
from scripts.schema.shapes import TYPES
from scripts.schema.walk import identity

if TYPE_CHECKING:
    from collections.abc import Callable

    from scripts.base.json_types import Schema
    from scripts.evidence.tally import Tally

Kinds = frozenset[str]
ANY: Kinds = frozenset(TYPES)
Judge = tuple[str, tuple[str, ...], "Callable[[Any], bool]"]
"""The pointer of a holder, keywords of it, and whether a value satisfies them."""


Known = tuple[frozenset[type], set[str], "tuple[Callable[[Any, Walk], None], ...]"]
"""What is known of a name: the Python types and the strings that need no look, and who looks at the others."""


class Rest(NamedTuple):
    """The names of an object that nothing at a place lists, and the schema that would have to."""

    names: list[str]
    owner: str


class Values:
    """The values that a holder names."""

    def __init__(self, pointer: str, keyword: str, values: list[Any]) -> None:
        self.pointer = pointer
        self.keyword = keyword
        self.values = values
        self.known = {identity(value) for value in values}
        self.texts = {value for value in values if isinstance(value, str)}
        self.seen: set[str] = set()
        """The strings of them that came already."""
        self.constant = sum(value is not None for value in values) < 2  # noqa: PLR2004 - one value

    def check(self, value: Any, walk: Walk) -> None:
        """Note a value that is not among them."""
        if value.__class__ is str and value in self.texts:
            self.seen.add(value)
            return
        if identity(value) in self.known:
            return
        walk.events.append(Event("constant" if self.constant else "value", self.pointer, self.keyword, value))


@dataclass(eq=False)
class Place:
    """What a value has to satisfy. Made by `Places`."""

    pointer: str
    owner: str = ""
    """The schema that a member which is not listed would be added to."""
    holders: list[tuple[str, Schema]] = field(default_factory=list[Any])
    kinds: Kinds = ANY
    plain: frozenset[type] = frozenset()
    """The Python types of values about which there is nothing more to ask."""
    judged: bool = False
    """Whether names are listed or forbidden here: else an object is a map."""
    children: dict[str, tuple[Place, ...]] = field(default_factory=dict[str, Any])
    others: Callable[[str], tuple[Place, ...] | None] | None = None
    """What stands at a name that `children` lacks: places, or `None` if the name is new. Without it all are."""
    required: list[tuple[str, str]] = field(default_factory=list[Any])
    open: bool = False
    """Whether a schema takes any other name by saying so: `unevaluatedProperties` around it lets those pass."""
    free: bool = False
    """Whether a schema says what stands at any other name."""
    names: frozenset[str] = frozenset()
    """The required names."""
    closers: list[tuple[str, Callable[[str], bool]]] = field(default_factory=list[Any])
    """Holders that forbid names, and whether they list one."""
    items: list[tuple[int, int | None, Place]] = field(default_factory=list[Any])
    values: list[Values] = field(default_factory=list[Any])
    judges: dict[str, list[Judge]] = field(default_factory=dict[str, Any])
    """By JSON type."""
    unions: list[Union] = field(default_factory=list[Any])
    never: str | None = None
    tallies: tuple[Tally, ...] = ()
    """The counts of the schemas that list names of objects here."""
    unseen: list[set[str]] = field(default_factory=list[Any])
    complete: Rest | None = None
    """What is left of an object all of whose names are listed; None if names are not judged."""
    is_object: bool = False
    """Whether an object is asked about its members alone."""
    only: Union | None = None
    """The union that alone is asked about a value that is not plain."""
    _known: dict[str, Known] = field(default_factory=dict[str, Any])

    def visit(self, value: Any, walk: Walk) -> None:
        """Note what a value shows that the schema does not say."""
        if self.only is not None and (variant := self.only.variant(value)) is not None:
            variant.visit(value, walk)
            return
        rest = self._members(value, walk) if self.is_object and value.__class__ is dict else self.enter(value, walk)
        if rest and rest.names:
            walk.extended.append(rest.owner)
            walk.events += [Event("member", rest.owner, name, value[name]) for name in rest.names]

    def enter(self, value: Any, walk: Walk) -> Rest | None:
        """Note the same, but return the names that are not listed; None if names are not judged."""
        if not self.takes(value):
            breach = Event("type", self.pointer, value=value) if self.never is None else Event("never", self.never)
            walk.events.append(breach)
            return None
        for values in self.values:
            values.check(value, walk)
        if self.judges:
            self._judge(value, walk)
        rest = None
        if value.__class__ is dict:
            rest = self._members(value, walk)
        elif value.__class__ is list:
            self._array(value, walk)
        for union in self.unions:
            found = union.enter(value, walk)
            if found is not None and rest is not None:
                new = set(found.names)
                rest = Rest([name for name in rest.names if name in new], rest.owner)
            else:
                rest = rest or found
        return rest

    def takes(self, value: Any) -> bool:
        """Whether values of its JSON type may stand here."""
        kind = KINDS[value.__class__]
        return kind in self.kinds or (kind == "number" and "integer" in self.kinds and value.is_integer())

    def lists(self, name: str) -> bool:
        """Whether a name is listed here, in some variant at least."""
        if self.open or name in self.children or (self.others and self.others(name)):
            return True
        return any(variant.lists(name) for union in self.unions for variant in union.variants)

    def _judge(self, value: Any, walk: Walk) -> None:
        for pointer, keywords, is_satisfied in self.judges.get(kind_of(value), ()):
            if not is_satisfied(value):
                walk.events.append(Event("bound", pointer, " ".join(keywords)))

    def _members(self, value: dict[str, Any], walk: Walk) -> Rest | None:
        if self.tallies:
            walk.objects.append((self, value))
        known = self._known or self._know()
        rest: list[str] = []
        for name, child in value.items():
            entry = known.get(name)
            if entry is None:
                self._other(name, child, rest, walk)
                continue
            plain, seen, visits = entry
            kind = child.__class__
            if kind in plain or (kind is str and child in seen):
                continue
            for visit in visits:
                visit(child, walk)
        if not self.names <= value.keys():
            walk.events += [Event("missing", holder, name) for holder, name in self.required if name not in value]
        for holder, lists in self.closers:
            walk.events += [Event("closed", holder, name) for name in value if not lists(name)]
        return Rest(rest, self.owner) if rest else self.complete

    def _know(self) -> dict[str, Known]:
        for name, places in self.children.items():
            plain = frozenset(KINDS).intersection(*(place.plain for place in places))
            seen = places[0].values[0].seen if len(places) == 1 and places[0].is_list else set[str]()
            self._known[name] = plain, seen, tuple(place.visit for place in places)
        return self._known

    @property
    def is_list(self) -> bool:
        """Whether a string is asked nothing but whether it is one of a list."""
        return len(self.values) == 1 and not (self.judges.get("string") or self.unions) and "string" in self.kinds

    def _other(self, name: str, child: Any, rest: list[str], walk: Walk) -> None:
        places = self.others and self.others(name)
        if places is None:
            rest.append(name)
            return
        for place in places:
            if child.__class__ not in place.plain:
                place.visit(child, walk)

    def _array(self, value: list[Any], walk: Walk) -> None:
        for start, end, place in self.items:
            plain, visit = place.plain, place.visit
            for item in value[start:end] if start or end is not None else value:
                if item.__class__ not in plain:
                    visit(item, walk)


@dataclass(eq=False)
class Union:
    """A list of variants, and the tag that tells those apart that are objects, if there is one."""

    pointer: str
    keyword: str
    variants: list[Place]
    declared: str | None
    tag: str | None = None
    mapping: dict[str, Place] = field(default_factory=dict[str, Any])
    single: dict[type, Place] = field(default_factory=dict[type, Any])
    """The variants that alone take values of a Python type."""

    def variant(self, value: Any) -> Place | None:
        """The one variant that a value can be, if its tag or its type says."""
        if self.tag is None or value.__class__ is not dict:
            return self.single.get(value.__class__)
        tag = value.get(self.tag)
        return self.mapping.get(tag) if tag.__class__ is str else None

    def enter(self, value: Any, walk: Walk) -> Rest | None:
        """Compare with the variant that the tag names, or with the one that fits best."""
        if variant := self.variant(value):
            return variant.enter(value, walk)
        if self.tag is None or value.__class__ is not dict:
            return self._best([variant for variant in self.variants if variant.takes(value)], value, walk)
        tag = value.get(self.tag)
        event = Event("variant", self.pointer, tag, value) if isinstance(tag, str) else None
        walk.events.append(event or Event("untagged", self.pointer, value=value))
        return None

    def _best(self, candidates: list[Place], value: Any, walk: Walk) -> Rest | None:
        tries: list[tuple[tuple[int, ...], Walk, Rest | None]] = []
        for variant in candidates:
            trial = Walk()
            rest = variant.enter(value, trial)
            cost = trial.cost(len(rest.names) if rest else 0)
            tries.append((cost, trial, rest))
            if not any(cost) and self.keyword == "anyOf":
                break
        if self.keyword == "oneOf" and sum(trial.is_valid for _, trial, _ in tries) > 1:
            walk.events.append(Event("overlap", self.pointer))
        _, chosen, rest = min(tries, key=itemgetter(0))
        walk.add(chosen)
        return rest
