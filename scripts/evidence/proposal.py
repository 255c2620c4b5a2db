"""The smallest changes of a schema under which everything observed is known, as an overlay with the evidence in it.

What is new or missing is proposed as far as payloads show it that do not break the schema otherwise; what breaks it,
only if it shall be loosened. Whatever satisfied the schema with nothing new in it satisfies it still: required names
are only left out, values and variants only added, and a `oneOf` that a wider variant could make ambiguous becomes an
`anyOf`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from scripts.base.json_types import is_list, is_mapping
from scripts.base.terminal import many
from scripts.documents import pointers
from scripts.evidence import naming, wording
from scripts.evidence.drafting import Draft, Tokens
from scripts.evidence.loosening import Loosening
from scripts.evidence.neighbours import Neighbours
from scripts.evidence.structure_seen import Room, Structure, kind_of, schema_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.base.json_types import Schema
    from scripts.evidence.departures import Kind
    from scripts.evidence.ledger import Group, Ledger, Seen
    from scripts.evidence.observation import Observation
    from scripts.evidence.schema_places import Union

_VERSION: Final = "1.1.0"


@dataclass(frozen=True)
class Proposal:
    """Overlay actions in the order in which they apply, and what they leave out, in words."""

    actions: list[Schema]
    left_out: list[str]

    def overlay(self, title: str, extends: str | None) -> Schema:
        """The overlay document."""
        head: Schema = {"overlay": _VERSION, "info": {"title": title, "version": "1.0.0"}}
        return {**head, **({"extends": extends} if extends else {}), "actions": self.actions}


def propose(observation: Observation, *, loosen: bool = False, values: bool = False) -> Proposal:
    """What would have to change. Only with `values` it names new values of enums: they are the payloads' own."""
    drafter = _Drafter(observation, loosen=loosen, values=values)
    drafter.run()
    return Proposal(drafter.draft.actions, drafter.left_out)


@dataclass
class _Drafter:
    observation: Observation
    loosen: bool
    values: bool
    left_out: list[str] = field(default_factory=list[str])

    def __post_init__(self) -> None:
        self.ledger: Ledger = self.observation.everything if self.loosen else self.observation.sound
        self.draft = Draft(self.observation.document)
        self.places = self.observation.places
        self.order = {pointer: number for number, pointer in enumerate(_pointers(self.observation.document))}
        self.groups = {key: group.resolved() for key, group in self.ledger.groups.items()}
        self.neighbours = Neighbours(self.places, self.observation.document)

    def run(self) -> None:
        for pointer, group in self._of("missing"):
            self._missing(pointer, group)
        for pointer, group in self._of("member"):
            self._members(pointer, group)
        for pointer, group in self._of("closed"):
            self._closed(pointer, group)
        for pointer, group in self._of("value"):
            self._values(pointer, group)
        for pointer, group in self._of("variant"):
            self._variants(pointer, group)
        loosening = Loosening(self.draft, self.observation.document, self.places)
        if self.loosen:
            self._breaches(loosening)
        elif self.observation.broken:
            what = many(self.observation.broken, "payload")
            self.left_out.append(
                f"all that is shown only by what breaks the schema, {what}: --loosen makes room for it"
            )
        loosening.resolve()

    def _of(self, kind: Kind) -> Iterator[tuple[str, Group]]:
        found = [(pointer, group) for (each, pointer), group in self.groups.items() if each == kind]
        yield from sorted(found, key=lambda item: self.order[item[0]])

    def _missing(self, pointer: str, group: Group) -> None:
        place = (*pointers.split(pointer), "required")
        of = self.observation.objects(pointer)
        required: list[Any] = self.draft.at(place)
        reasons = {
            name: wording.evidence("Missing", group.things[name], of) for name in required if name in group.things
        }
        if len(reasons) == len(set(required)):
            words = [f"{name}: {reason}" if len(reasons) > 1 else reason for name, reason in reasons.items()]
            self.draft.remove(place, " ".join(words))
            return
        for name, reason in reasons.items():
            self.draft.remove_name(place, name, reason)

    def _members(self, pointer: str, group: Group) -> None:
        of = self.observation.objects(pointer)
        for name, seen in sorted(group.things.items()):
            member = {name: self._member_schema(pointer, name, seen)}
            self.draft.add_members(pointers.split(pointer), member, wording.evidence("Sent", seen, of))
        if group.withheld and self.loosen:
            self._free(
                pointer,
                wording.evidence("Loosened: members whose names look like keys or ids came", group.withheld, of),
            )
        elif group.withheld:
            self.left_out.append(f"members whose names look like keys or ids at {pointer}: --loosen allows any name")

    def _member_schema(self, pointer: str, name: str, seen: Seen) -> Schema:
        """A type that fits wherever the schema is part of another one, too."""
        others = self.neighbours.of(pointer)
        if any(other.lists(name) for other in others):
            return {}
        structure = Structure()
        structure.merge(seen.structure, Room())
        for other in others:
            group = self.groups.get(("member", other.owner)) if other.owner != pointer else None
            if group and group.withheld:
                return {}
            if group and (found := group.things.get(name)):
                structure.merge(found.structure, Room())
        return schema_of(structure.resolved(), old=self.places.old)

    def _free(self, pointer: str, why: str) -> None:
        """Let an object have members of any name."""
        place = pointers.split(pointer)
        if "additionalProperties" in self.draft.at(place):
            self.draft.remove((*place, "additionalProperties"), why)
        self.draft.update(place, {"additionalProperties": {}}, why)

    def _closed(self, pointer: str, group: Group) -> None:
        place = pointers.split(pointer)
        for name, seen in sorted(group.things.items()):
            if name not in self.draft.at(place).get("properties", {}):
                self.draft.add_members(place, {name: {}}, wording.evidence("Forbidden here, but sent", seen))
        if not (group.withheld and self.loosen):
            return
        why = wording.evidence(
            "Loosened: names that look like keys or ids are forbidden here, but came", group.withheld
        )
        for keyword in ("additionalProperties", "unevaluatedProperties"):
            if self.draft.at(place).get(keyword) is False:
                self.draft.remove((*place, keyword), why)

    def _values(self, pointer: str, group: Group) -> None:
        place = (*pointers.split(pointer), "enum")
        if group.withheld:
            self._open(place, wording.evidence("Too many new values came", group.withheld))
            return
        if "" in group.things:
            self.left_out.append(f"new values at {pointer} that a summary counts: observe the archive itself")
        texts = sorted(text for text in group.things if text)
        if texts and not self.values:
            self.left_out.append(f"{many(len(texts), 'new value')} at {pointer}: --values writes them down")
        for text in texts if self.values else ():
            self.draft.update(place, [json.loads(text)], wording.evidence("Sent", group.things[text]))

    def _open(self, place: Tokens, why: str) -> None:
        """Let a value that was one of a list be any of its type."""
        holder = self.draft.at(place[:-1])
        values = holder[place[-1]] if place[-1] == "enum" else [holder[place[-1]]]
        if "type" not in holder and not is_mapping(values[0]) and not is_list(values[0]):
            listed = sorted({"number" if kind == "integer" else kind for kind in map(kind_of, values)})
            if len(listed) == 1 or not self.places.old:  # OpenAPI 3.0 has no lists of types
                self.draft.update(place[:-1], {"type": listed[0] if len(listed) == 1 else listed}, why)
        self.draft.remove(place, why)

    def _variants(self, pointer: str, group: Group) -> None:
        union = self._union(pointer)
        for tag, seen in sorted(group.things.items()):
            self._add_variant(union, tag, seen, wording.evidence("Sent", seen))
        if group.withheld and not self.loosen:
            self.left_out.append(f"tags that are no constants at {pointer}: --loosen makes room for them")

    def _union(self, pointer: str) -> Union:
        return next(union for place in self.places for union in place.unions if union.pointer == pointer)

    def _add_variant(self, union: Union, tag: str, seen: Seen, why: str) -> None:
        schemas = self.draft.at(("components", "schemas"))
        place = pointers.split(union.pointer)
        name = naming.of_variant(self.draft.at(place), place, tag, schemas)
        self.draft.update(("components", "schemas"), {name: self._variant(str(union.tag), tag, seen)}, why)
        reference = pointers.join("components", "schemas", name)
        self.draft.update(place, [{"$ref": reference}], why)
        mapping = self.draft.at(place[:-1]).get("discriminator", {}).get("mapping")
        if is_mapping(mapping):
            self.draft.update((*place[:-1], "discriminator", "mapping"), {tag: reference}, why)

    def _variant(self, name: str, tag: str, seen: Seen) -> Schema:
        found: Schema = schema_of(seen.structure.resolved(), old=self.places.old)
        constant: Schema = {"type": "string", "enum": [tag]}
        if found.get("type") != "object":
            found = {"type": "object", "additionalProperties": {}, "properties": {}}
        members: Schema = {
            name: constant,
            **{key: value for key, value in found.get("properties", {}).items() if key != name},
        }
        return {**found, "properties": members, "required": [name]}

    def _breaches(self, loosening: Loosening) -> None:
        for pointer, keyword, seen in self._seen("constant"):
            self._open((*pointers.split(pointer), keyword), wording.evidence("Loosened: another value came", seen))
        for pointer, keywords, seen in self._seen("bound"):
            loosening.drop(pointer, keywords.split(), wording.evidence("Loosened: not satisfied", seen))
        for pointer, _, seen in self._seen("never"):
            self.draft.update(
                pointers.split(pointer),
                value=True,
                why=wording.evidence("Loosened: a value came where none may be", seen),
            )
        for pointer, _, seen in self._seen("untagged"):
            self._add_untagged(pointer, seen)
        for pointer, group in self._of("variant"):
            if group.withheld:
                self._add_untagged(pointer, group.withheld)
        for pointer, _, seen in self._seen("overlap"):
            loosening.widen(pointer, wording.evidence("Loosened: two variants accept what came", seen))
        for pointer, _, seen in self._seen("type"):
            loosening.admit(pointer, seen.structure.resolved(), wording.evidence("Loosened: another type came", seen))

    def _seen(self, kind: Kind) -> Iterator[tuple[str, str, Seen]]:
        for pointer, group in self._of(kind):
            yield from ((pointer, detail, seen) for detail, seen in sorted(group.things.items()))

    def _add_untagged(self, pointer: str, seen: Seen) -> None:
        schema = schema_of(seen.structure.resolved(), old=self.places.old)
        why = wording.evidence("Loosened: no constant says what it is", seen)
        self.draft.update(pointers.split(pointer), [schema], why)


def _pointers(document: Schema) -> Iterator[str]:
    """The pointers of all places of a document, in its order."""
    waiting: list[tuple[Tokens, Any]] = [((), document)]
    while waiting:
        tokens, node = waiting.pop()
        yield pointers.join(*tokens)
        children = list(node.items()) if is_mapping(node) else list(enumerate(node)) if is_list(node) else []
        waiting += [((*tokens, str(key)), child) for key, child in reversed(children)]
