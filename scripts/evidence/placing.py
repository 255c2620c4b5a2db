"""The places of a document, made from its schemas."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final

from scripts.base.errors import Location, PipelineError
from scripts.base.json_types import is_list, is_mapping
from scripts.documents import pointers
from scripts.evidence.derived import Derived
from scripts.evidence.schema_places import Place, Rest, Union, Values
from scripts.evidence.tally import Tally
from scripts.schema.keywords import KEYWORDS, UNIONS
from scripts.schema.resources import Resources
from scripts.schema.shapes import TYPES
from scripts.schema.walk import under

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scripts.base.json_types import Schema

_READ: Final = frozenset(
    {
        *("$ref", "type", "nullable", "enum", "const", "allOf", "anyOf", "oneOf", "discriminator", "format", "items"),
        *("prefixItems", "properties", "patternProperties", "required", "additionalProperties", "then", "else"),
        *("minContains", "maxContains"),
    }
)
"""Keywords that have code here, or belong to one that is left to a validator."""
_MOST: Final = 1000  # names that are remembered, of those that patterns lead to
_TOGETHER: Final = {"if": ("if", "then", "else"), "contains": ("contains", "minContains", "maxContains")}
_NAMING: Final = ("if", "then", "else", "dependentSchemas")


class Places:
    """The places of one document, made when they are first needed."""

    def __init__(self, document: Schema) -> None:
        self.document = document
        self.old = str(document.get("openapi")).startswith("3.0")
        self.resources = Resources(document)
        self._known: dict[str, Place] = {}
        self._waiting: list[Place] = []
        self.tallies: dict[str, Tally] = {}
        """How many objects there were, by the pointer of the schema that lists names of theirs."""
        self.unseen: dict[str, set[str]] = {}
        """The names that no object had yet, by the same."""

    def at(self, pointer: str) -> Place:
        """The place of the schema at a pointer, with all that lies below. Raises `PipelineError`."""
        place = self.new(pointer)
        made: list[Place] = []
        while self._waiting:
            made.append(self._waiting.pop())
            _Filling(self, made[-1]).run()
        derived = Derived(old=self.old)
        for each in made:
            derived.finish(each)
        return place

    def __iter__(self) -> Iterator[Place]:
        return iter(self._known.values())

    def new(self, pointer: str) -> Place:
        """The place of a schema, to be made ready before `at` returns."""
        if pointer not in self._known:
            self._known[pointer] = Place(pointer)
            self._waiting.append(self._known[pointer])
        return self._known[pointer]

    def target(self, reference: str, pointer: str) -> str:
        """The pointer of what a reference names, which stands in the schema at a pointer. Raises `PipelineError`."""
        try:
            base = self.resources.base(pointers.split(pointer))
            return pointers.join(*self.resources.target(reference, base))
        except PipelineError as error:
            raise PipelineError(error.what, Location(pointer=pointer), error.hint) from error

    def value(self, pointer: str) -> Any:
        """The schema at a pointer. Raises `PipelineError`."""
        return pointers.resolve(self.document, pointer)

    def judge(self, fragment: Schema, pointer: str) -> Callable[[Any], bool]:
        """What a validator says of a value, made when it is first asked."""

        @cache
        def validator() -> Any:
            import jsonschema_rs  # noqa: PLC0415 - most schemas do without it

            try:
                return jsonschema_rs.Draft202012Validator({**self.document, **fragment})
            except (ValueError, jsonschema_rs.ReferencingError) as error:
                reason = str(error).partition("\n")[0]
                raise PipelineError(f"no schema: {reason}", Location(pointer=pointer)) from error

        return lambda value: bool(validator().is_valid(value))


class _Filling:
    """Reads the holders of one place."""

    def __init__(self, places: Places, place: Place) -> None:
        self.places = places
        self.place = place
        self.old = places.old

    def run(self) -> None:
        place = self.place
        self._gather(place.pointer, set(), ())
        place.owner = self._owner(place.pointer)
        for pointer, schema in place.holders:
            self._holder(pointer, schema)
        self._names()
        listed = [pointer for pointer, schema in place.holders if schema.keys() & {"properties", "required"}]
        owner = [place.owner] if place.judged else list[str]()
        place.tallies = tuple(self.places.tallies.setdefault(each, Tally()) for each in dict.fromkeys(listed + owner))
        place.unseen = [self._unseen(pointer, schema) for pointer, schema in place.holders if schema.get("properties")]

    def _gather(self, pointer: str, seen: set[str], way: tuple[str, ...]) -> None:
        """Find the holders: what is referred to, and what `allOf` joins, is asked about the same value."""
        if pointer in way:
            raise PipelineError("a cycle of references that ends nowhere", Location(pointer=pointer), "break it")
        if pointer in seen:
            return
        seen.add(pointer)
        way = (*way, pointer)
        schema = self.places.value(pointer)
        if schema is False:
            self.place.never = pointer
        if not is_mapping(schema):
            return
        target = self._target(schema, pointer)
        if not (target and self.old):
            self.place.holders.append((pointer, schema))
            members = schema.get("allOf")
            for index in range(len(members)) if is_list(members) else ():
                self._gather(under(pointer, "allOf", index), seen, way)
        if target:
            self._gather(target, seen, way)

    def _target(self, schema: Schema, pointer: str) -> str | None:
        reference = schema.get("$ref")
        return self.places.target(reference, pointer) if isinstance(reference, str) else None

    def _owner(self, pointer: str) -> str:
        """The schema that lists names, if those before it are references and nothing else."""
        seen: set[str] = set()
        while pointer not in seen:
            seen.add(pointer)
            schema = self.places.value(pointer)
            if not is_mapping(schema):
                break
            members = schema.get("allOf")
            says = {name for name in schema if name in KEYWORDS and KEYWORDS[name].role in {"assertion", "checked"}}
            target = self._target(schema, pointer)
            if target and (self.old or says <= {"$ref", "nullable"}):
                pointer = target
            elif says <= {"allOf", "nullable", "type"} and is_list(members) and len(members) == 1:
                pointer = under(pointer, "allOf", 0)
        return pointer

    def _unseen(self, pointer: str, schema: Schema) -> set[str]:
        return self.places.unseen.setdefault(pointer, set(schema["properties"]))

    def _holder(self, pointer: str, schema: Schema) -> None:
        place = self.place
        for keyword in UNIONS:
            if is_list(schema.get(keyword)):
                place.unions.append(self._union(pointer, keyword, schema))
        if is_list(schema.get("enum")):
            place.values.append(Values(pointer, "enum", [*schema["enum"], *self._null(schema)]))
        if "const" in schema:
            place.values.append(Values(pointer, "const", [schema["const"]]))
        required = schema.get("required")
        place.required += [(pointer, name) for name in (required if is_list(required) else ()) if isinstance(name, str)]
        self._array(pointer, schema)
        self._judges(pointer, schema)

    def _null(self, schema: Schema) -> list[None]:
        return [None] if self.old and schema.get("nullable") is True else []

    def _union(self, pointer: str, keyword: str, schema: Schema) -> Union:
        where = under(pointer, keyword)
        variants = [self.places.new(under(where, index)) for index in range(len(schema[keyword]))]
        declared = schema.get("discriminator")
        return Union(where, keyword, variants, declared.get("propertyName") if is_mapping(declared) else None)

    def _array(self, pointer: str, schema: Schema) -> None:
        first = schema.get("prefixItems")
        count = len(first) if is_list(first) else 0
        for index in range(count):
            self.place.items.append((index, index + 1, self.below(pointer, "prefixItems", index)))
        if is_mapping(schema.get("items")):
            self.place.items.append((count, None, self.below(pointer, "items")))

    def below(self, pointer: str, *tokens: str | int) -> Place:
        """The place of a schema inside of a holder."""
        return self.places.new(under(pointer, *tokens))

    def _judges(self, pointer: str, schema: Schema) -> None:
        """Leave the keywords that are not read here to a validator."""
        for keyword, value in schema.items():
            row = KEYWORDS.get(keyword)
            if row is None or row.role not in {"assertion", "checked"} or value == row.nothing:
                continue
            if keyword in _READ and not (keyword == "items" and value is False):
                continue
            together = [name for name in _TOGETHER.get(keyword, (keyword,)) if name in schema]
            fragment = {name: schema[name] for name in together}
            if keyword == "items":
                fragment["prefixItems"] = schema.get("prefixItems", [True])
            if isinstance(value, bool) and keyword.startswith("exclusive"):  # OpenAPI 3.0
                bound = keyword.replace("exclusiveM", "m")
                if not (value and bound in schema):
                    continue
                together, fragment = [keyword, bound], {keyword: schema[bound]}
            judge = self.places.judge(fragment, pointer)
            if keyword.startswith("unevaluated"):
                judge = self._unevaluated(keyword, pointer, schema)
            for kind in row.about or TYPES:
                self.place.judges.setdefault(kind, []).append((pointer, tuple(together), judge))

    def _unevaluated(self, keyword: str, pointer: str, schema: Schema) -> Callable[[Any], bool]:
        """Whether this keyword is what refuses a value; new names and what else is wrong are reported as such."""
        place = self.place
        whole = self.places.judge(schema, pointer)
        without = self.places.judge({name: schema[name] for name in schema if name != keyword}, pointer)

        def is_satisfied(value: Any) -> bool:
            if not is_mapping(value):
                return whole(value)
            new = schema[keyword] is False and not all(map(place.lists, value))
            return new or whole(value) or not without(value)

        return is_satisfied

    def _names(self) -> None:
        """Which places a name leads to: each holder has its say of what it lists, or else of what it doesn't."""
        place = self.place
        sides = [_Side(self, pointer, schema) for pointer, schema in place.holders]
        listed = dict.fromkeys(name for side in sides for name in (*side.lists, *side.mentioned))
        place.children = {name: tuple(child for side in sides for child in side.of(name)) for name in listed}
        place.closers = [(side.pointer, side.knows) for side in sides if side.closed]
        place.closers += [(side.pointer, place.lists) for side in sides if side.sealed]
        place.judged = bool(listed or place.closers) or any(side.patterns for side in sides)
        place.names = frozenset(name for _, name in place.required)
        place.free = any(side.free is not None for side in sides)
        place.complete = Rest([], place.owner) if place.judged or place.free else None
        if place.free or not place.judged:
            place.others = _places_of(sides)
        elif any(side.patterns for side in sides):
            place.others = _places_by_pattern(sides)


def _places_of(sides: list[_Side]) -> Callable[[str], tuple[Place, ...]]:
    @lru_cache(_MOST)
    def places_of(name: str) -> tuple[Place, ...]:
        return tuple(child for side in sides for child in side.of(name))

    return places_of


def _places_by_pattern(sides: list[_Side]) -> Callable[[str], tuple[Place, ...] | None]:
    places_of = _places_of(sides)
    return lambda name: places_of(name) or None


class _Side:
    """What one holder says of names."""

    def __init__(self, filling: _Filling, pointer: str, schema: Schema) -> None:
        below = filling.below
        named, patterns, free = (schema.get(key) for key in ("properties", "patternProperties", "additionalProperties"))
        self.pointer = pointer
        self.lists = {name: below(pointer, "properties", name) for name in (named if is_mapping(named) else ())}
        self.patterns = [
            (filling.places.judge({"pattern": each}, pointer), below(pointer, "patternProperties", each))
            for each in (patterns if is_mapping(patterns) else ())
        ]
        self.free = below(pointer, "additionalProperties") if is_mapping(free) else None
        self.closed = free is False
        self.sealed = schema.get("unevaluatedProperties") is False
        self.mentioned = set(_mentioned(schema))

    def of(self, name: str) -> tuple[Place, ...]:
        """The places that it sends the value of a name to."""
        found = [self.lists[name]] if name in self.lists else []
        found += [place for matches, place in self.patterns if matches(name)]
        return tuple(found) if found or self.free is None or name in self.lists else (self.free,)

    def knows(self, name: str) -> bool:
        """Whether it lists a name."""
        return name in self.lists or any(matches(name) for matches, _ in self.patterns)


def names_in(schema: Schema) -> list[str]:
    """The names that a schema lists itself, in conditions too."""
    named = schema.get("properties")
    return [*(named if is_mapping(named) else ()), *_mentioned(schema)]


def _mentioned(schema: Schema) -> Iterator[str]:
    for keyword in _NAMING:
        value = schema.get(keyword)
        inner = value.values() if keyword == "dependentSchemas" and is_mapping(value) else [value]
        for child in inner:
            if is_mapping(child) and is_mapping(child.get("properties")):
                yield from child["properties"]
