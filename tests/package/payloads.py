"""The schema, the recorded steps, and steps with something unknown in them: what the package is tried with."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import jsonschema_rs
import msgspec

from openai_run_steps import RunStepObject
from scripts.documents import pointers, reading
from tests.support.instances import instances
from tests.support.traffic_steps import RecordedStep, recorded_steps

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterator

Schema = dict[str, Any]

ROOT: Final = Path(__file__).resolve().parents[2]
SCHEMA_FILE: Final = ROOT / "openapi" / "run-step.yaml"
DOCUMENT: Final[Schema] = reading.parse(SCHEMA_FILE.read_bytes(), name="run-step.yaml").value
STEP: Final[Schema] = {"$ref": "#/components/schemas/RunStepObject"}

NAMES: Final = (
    "rollout",
    "",
    "\ue000",
    "a\0b",
    "$ref",
    "é",
    'a"b',
    "from_json",
    "extra_",
    "additional_properties",
    "{",
)
"""Names that no schema here has, odd ones among them."""

VALUES: Final = ("queued", "", "\ue000", "a\0b", "\U0001f600", '"', "thread.run.step.v2", "{")
"""Enum values and tags that no schema here has."""


def written(value: object) -> bytes:
    """JSON as servers send it."""
    return json.dumps(value, ensure_ascii=False).encode()


def canonical(value: object) -> str:
    """A text that two JSON values share if and only if they are equal: 1.0 is 1, True is not."""
    return json.dumps(_with_integers(value), sort_keys=True)


def _with_integers(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _with_integers(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_with_integers(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def judge(schema: Schema, document: Schema = DOCUMENT) -> Callable[[object], bool]:
    """What jsonschema-rs says of an instance."""
    return jsonschema_rs.Draft202012Validator({**document, **schema}).is_valid


def refused_steps() -> dict[str, str]:
    """The recorded files whose steps break the corrected schema, and how."""
    return {
        "125_dart_details_without_creation_list.json": "the details of a message creation do not say which message",
        "127_rust_step_details_without_type.json": "the details do not say of what type they are",
    }


def good_steps() -> list[RecordedStep]:
    """The recorded steps that satisfy the corrected schema or extend it."""
    return [step for step in recorded_steps() if step.file not in refused_steps()]


def known_steps() -> list[dict[str, Any]]:
    """The recorded steps in which there is nothing that the schema does not name."""
    steps: list[dict[str, Any]] = []
    for step in good_steps():
        try:
            msgspec.json.decode(step.raw, type=RunStepObject)
        except msgspec.ValidationError:
            continue
        steps.append(step.value)
    return steps


def valid_steps(seed: int, count: int) -> list[Any]:
    """Generated steps that satisfy the schema."""
    is_valid = judge(STEP)
    return [step for step in instances(STEP, DOCUMENT, seed, 2 * count)[::2] if is_valid(step)]


def with_unknown(tree: Any, chance: random.Random, schema: Schema = STEP, document: Schema = DOCUMENT) -> Any:
    """A copy that extends the schema in one to four places, at any depth."""
    holder = [copy.deepcopy(tree)]
    for _ in range(chance.randint(1, 4)):
        places = list(_places(schema, document, holder, 0))
        change = chance.choice(places)
        change(chance)
    return holder[0]


def _places(schema: Any, document: Schema, holder: Any, key: Any) -> Iterator[Callable[[random.Random], None]]:
    """Yield a change for each thing in a value that can be new."""
    value = holder[key]
    if "$ref" in schema:
        schema = pointers.resolve(document, schema["$ref"])
    variants = [variant for name in ("anyOf", "oneOf") for variant in schema.get(name, [])]
    if variants:
        yield from _places_of_variants(variants, document, holder, key)
    elif isinstance(value, dict) and "properties" in schema:
        if schema.get("additionalProperties", True) is True:
            yield lambda chance: _add_field(holder, key, set(schema["properties"]), chance)
        for name in value.keys() & schema["properties"].keys():
            yield from _places(schema["properties"][name], document, value, name)
    elif isinstance(value, list):
        for index in range(len(value)):
            yield from _places(schema.get("items", {}), document, value, index)
    elif len(schema.get("enum", ())) > 1 and isinstance(value, str):
        yield lambda chance: holder.__setitem__(key, chance.choice(VALUES))


def _places_of_variants(
    variants: list[Schema], document: Schema, holder: Any, key: Any
) -> Iterator[Callable[[random.Random], None]]:
    resolved = [pointers.resolve(document, v["$ref"]) if "$ref" in v else v for v in variants]
    objects = [variant for variant in resolved if "properties" in variant]
    value = holder[key]
    if not isinstance(value, dict) or not objects:
        return
    if len(objects) > 1:
        yield lambda chance: value.__setitem__("type", chance.choice(VALUES))
    for variant in objects:
        if len(objects) == 1 or variant["properties"]["type"]["enum"] == [value["type"]]:
            yield from _places(variant, document, holder, key)


def _add_field(holder: Any, key: Any, taken: set[str], chance: random.Random) -> None:
    value = holder[key]
    name = chance.choice([name for name in NAMES if name not in taken])
    members = [(other, member) for other, member in value.items() if other != name]
    members.insert(chance.randint(0, len(members)), (name, any_value(chance)))
    holder[key] = dict(members)


def any_value(chance: random.Random, depth: int = 0) -> Any:
    """Any JSON value."""
    kind = chance.randrange(8 if depth < 3 else 6)
    if kind == 6:
        return [any_value(chance, depth + 1) for _ in range(chance.randrange(3))]
    if kind == 7:
        return {chance.choice(NAMES): any_value(chance, depth + 1) for _ in range(chance.randrange(3))}
    scalars = (
        None,
        chance.random() < 0.5,
        chance.choice(VALUES),
        chance.randint(-(2**70), 2**70),
        chance.random() * 1e9,
        1.0,
    )
    return scalars[kind]
