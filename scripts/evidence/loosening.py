"""Changes that let in what breaks a schema, and those that keep a change from shutting anything out.

Places are given as they are in the document before any change; where one moves into an `anyOf`, what comes after
follows it there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

from scripts.base.errors import PipelineError
from scripts.base.json_types import is_list, is_mapping
from scripts.documents import pointers
from scripts.evidence.derived import declared
from scripts.evidence.member_names import names_in
from scripts.evidence.placing import Places
from scripts.evidence.structure_seen import schema_of
from scripts.evidence.validated import SAYING
from scripts.schema.keywords import KEYWORDS
from scripts.schema.walk import subschemas

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from scripts.base.json_types import Schema
    from scripts.evidence.drafting import Draft, Tokens
    from scripts.evidence.schema_places import Place
    from scripts.evidence.structure_seen import Structure

_AMBIGUOUS: Final = "After what is above, two variants can accept one value."
_NARROWED: Final = "After what is above, this would accept less."
_ELSEWHERE: Final = "After what is above, what is referred to stands elsewhere."
_NARROWING: Final = {"not": ("not",), "if": ("if", "then", "else"), "maxContains": ("maxContains",)}
"""Keywords that accept less when what they hold accepts more, and what goes with them."""
_INSIDE: Final = {"not": "not", "if": "if", "maxContains": "contains"}
"""Where that stands."""


@dataclass
class Loosening:
    """Collects what moves schemas, and does it in an order in which every place is still found."""

    draft: Draft
    document: Schema
    places: Places
    _admitted: dict[Tokens, tuple[Structure, str]] = field(default_factory=dict[Any, Any])
    _widened: dict[Tokens, str] = field(default_factory=dict[Any, str])
    _moved: dict[Tokens, list[str]] = field(default_factory=dict[Any, Any])
    """The schemas that are one of several now, and the keywords that went along."""
    _renamed: dict[Tokens, Tokens] = field(default_factory=dict[Any, Any])
    """What each `oneOf` that became an `anyOf` is called now."""

    def drop(self, pointer: str, keywords: list[str], why: str) -> None:
        """Take assertions away, but for the names that they list."""
        place = pointers.split(pointer)
        schema = self.draft.at(place)
        listed = names_in(schema)
        for keyword in [each for each in keywords if each in schema]:
            self.draft.remove((*place, keyword), why)
        if lost := {*listed} - {*names_in(schema)}:
            self.draft.add_members(place, {name: {} for name in sorted(lost)}, why)

    def admit(self, pointer: str, structure: Structure, why: str) -> None:
        """Let values of further types stand at a place."""
        self._admitted[pointers.split(pointer)] = structure, why

    def widen(self, pointer: str, why: str) -> None:
        """Make `anyOf` of a `oneOf`."""
        self._widened[pointers.split(pointer)] = why

    def resolve(self) -> None:
        """Do it, the innermost first."""
        for place in sorted(self._admitted, key=len, reverse=True):
            self._admit(place, *self._admitted[place])
        if not (self.draft.touched or self._widened):
            return
        touched = self.draft.touched
        for place, keyword in self._holding(_NARROWING):
            if self._reaches(self._original(place).get(_INSIDE[keyword]), touched):
                self.drop(pointers.join(*self._now(place)), list(_NARROWING[keyword]), _NARROWED)
        unions = [(*place, "oneOf") for place, _ in self._holding({"oneOf"})]
        for place in sorted(unions, key=len, reverse=True):
            if why := self._widened.get(place) or self._ambiguous(place, touched):
                self._renamed[place] = self._widen(self._now(place[:-1]), why)
        self._follow()

    def _holding(self, keywords: Container[str]) -> Iterator[tuple[Tokens, str]]:
        """The places of the schemas that have one of some keywords, and which; not those inside of what narrows."""
        schemas = self.document["components"]["schemas"]
        waiting = [(("components", "schemas", name), schema) for name, schema in schemas.items()]
        while waiting:
            place, schema = waiting.pop()
            if is_mapping(schema):
                yield from ((place, keyword) for keyword in schema if keyword in keywords)
                left = self.draft.at(self._now(place))
                narrowing = {_INSIDE[keyword] for keyword in left if keyword in _INSIDE}
                for keyword in [each for each in schema if each in left and each not in narrowing]:
                    inside = subschemas(keyword, schema[keyword])
                    waiting += [((*place, *map(str, way)), child) for way, child in inside]

    def _follow(self) -> None:
        """Let references into what moved lead where it is now."""
        for place, reference in list(_referring(self.draft.document)):
            if reference.startswith("#/"):
                *way, last = pointers.split(reference)
                now = self._now(tuple(way))
                if now != tuple(way):
                    self.draft.update(place, {"$ref": pointers.join(*now, last)}, _ELSEWHERE)

    def _admit(self, place: Tokens, structure: Structure, why: str) -> None:
        schema = self.draft.at(place)
        says = [key for key in schema if self._is_moved(key, schema)]
        added = self._variants(structure)
        found = self.places.at(pointers.join(*place))
        single = len(found.holders) == 1 and not found.unions
        alone = single and not found.values
        if alone and schema.get("type") == "integer" and set(structure.kinds) == {"number"}:
            for key in [key for key in schema if key in KEYWORDS and "number" in KEYWORDS[key].about]:
                self.draft.remove((*place, key), why)  # what came was not held against the bounds of integers
            self.draft.update(place, {"type": "number"}, why)
        elif alone and self.places.old and "type" in schema and set(structure.kinds) == {"null"}:
            self.draft.update(place, {"nullable": True}, why)
        elif single and "enum" in schema and set(structure.kinds) == {"null"} <= declared(schema, old=self.places.old):
            self.draft.update((*place, "enum"), [None], why)  # the type takes null, and the list of values does not
        elif says == ["anyOf"]:
            self.draft.update((*place, "anyOf"), added, why)
        else:
            inner = {key: schema[key] for key in says}
            for key in says:
                self.draft.remove((*place, key), why)
            self.draft.update(place, {"anyOf": [inner, *added]}, why)
            self._moved[place] = says

    def _is_moved(self, key: str, schema: Schema) -> bool:
        """Whether a keyword says something of values; `nullable` does beside the `type` that it belongs to."""
        if key == "nullable":
            return self.places.old and "type" in schema
        return key in SAYING

    def _variants(self, structure: Structure) -> list[Schema]:
        if set(structure.kinds) == {"null"}:
            return [{"type": "string", "nullable": True, "enum": [None]} if self.places.old else {"type": "null"}]
        schema = schema_of(structure, old=self.places.old)
        return schema.get("anyOf", [schema])  # type: ignore[no-any-return]

    def _now(self, place: Tokens) -> Tokens:
        """Where a place is after the moves."""
        result: list[str] = []
        for length in range(len(place) + 1):
            keywords = self._moved.get(place[:length])
            if keywords is not None and (length == len(place) or place[length] in keywords):
                result += ["anyOf", "0"]
            if length < len(place):
                result += self._renamed.get(place[: length + 1], place[length : length + 1])
        return tuple(result)

    def _original(self, place: Tokens) -> Any:
        node: Any = self.document
        for token in place:
            node = pointers.step(node, token)
        return node

    def _ambiguous(self, place: Tokens, touched: set[Tokens]) -> str | None:
        """Why a `oneOf` can't stay: something in it was changed, and nothing tells its variants apart."""
        if place[:3] not in touched and not self._reaches(self._original(place), touched):
            return None
        now = (*self._now(place[:-1]), "oneOf")
        try:
            found = Places(self.draft.document).at(pointers.join(*now[:-1]))
        except PipelineError:  # no payload can be compared with it
            return None
        union = next((each for each in found.unions if each.pointer == pointers.join(*now)), None)
        if union is None:  # beside a reference of OpenAPI 3.0, which is all that counts
            return None
        pairs = combinations(union.variants, 2)
        apart = all(_apart(one, other, tagged=union.tag is not None) for one, other in pairs)
        return None if apart else _AMBIGUOUS

    def _reaches(self, node: Any, touched: set[Tokens]) -> bool:
        """Whether references lead from somewhere to a component that was changed."""
        seen: set[Tokens] = set()
        waiting = [node]
        while waiting:
            for place in map(self._component, _references(waiting.pop())):
                if place in touched:
                    return True
                if place and place not in seen:
                    seen.add(place)
                    waiting.append(self._original(place))
        return False

    def _component(self, reference: str) -> Tokens:
        try:
            return pointers.split(self.places.lookup.target(reference, "#"))[:3]
        except PipelineError:  # it names nothing, so nothing was compared with it
            return ()

    def _widen(self, holder: Tokens, why: str) -> Tokens:
        """Make `anyOf` of the `oneOf` of a schema, and return how it is reached."""
        schema = self.draft.at(holder)
        variants = schema["oneOf"]
        self.draft.remove((*holder, "oneOf"), why)
        if "anyOf" in schema:
            self.draft.update(holder, {"allOf": [{"anyOf": variants}]}, why)
            return "allOf", str(len(schema["allOf"]) - 1), "anyOf"
        self.draft.update(holder, {"anyOf": variants}, why)
        return ("anyOf",)


def _apart(one: Place, other: Place, *, tagged: bool) -> bool:
    both = one.kinds & other.kinds
    return not both or (tagged and both == frozenset({"object"}))


def _references(node: Any) -> Iterator[str]:
    yield from (reference for _, reference in _referring(node))


def _referring(node: Any, place: Tokens = ()) -> Iterator[tuple[Tokens, str]]:
    """What refers to something, and to what."""
    if is_mapping(node):
        if isinstance(reference := node.get("$ref"), str):
            yield place, reference
        for name, child in node.items():
            yield from _referring(child, (*place, name))
    elif is_list(node):
        for index, child in enumerate(node):
            yield from _referring(child, (*place, str(index)))
