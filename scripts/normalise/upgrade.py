"""What OpenAPI 3.0 says in its own way, said as 3.1 does: `nullable`, exclusive bounds, what stands beside `$ref`.

Each rule is the 3.0.3 text: `nullable: true` adds null to the `type` beside it and changes nothing without one,
`exclusiveMinimum: true` makes `minimum` exclusive, what stands beside `$ref` is ignored. Where such a word has no
effect its author meant something else, which is reported. `example` becomes `examples` in both versions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.base.json_types import is_list
from scripts.schema import problems
from scripts.schema.walk import BESIDES, ORIGIN, each, rebuild

if TYPE_CHECKING:
    from scripts.base.json_types import Schema

_BESIDE_REFERENCES = frozenset({"$ref", "example"}) | BESIDES
_REPAIR = "the repair `nullable` says what it means"
_BOUNDS = {"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"}


def upgrade(document: Schema) -> Schema:
    """An OpenAPI 3.1.0 document."""
    old = document["openapi"].startswith("3.0.")
    return {**each(document, _from_3_0 if old else _examples), "openapi": "3.1.0"}


def _examples(schema: Schema) -> Schema:
    result = rebuild(schema, _examples)
    return _with_examples(result)


def _with_examples(schema: Schema) -> Schema:
    if "example" not in schema:
        return schema
    examples = [*schema.get("examples", []), schema["example"]]
    return {**{key: value for key, value in schema.items() if key != "example"}, "examples": examples}


def _from_3_0(schema: Schema) -> Schema:
    if "$ref" in schema:
        _tell_ignored(schema)
        schema = {key: value for key, value in schema.items() if key in _BESIDE_REFERENCES}
    return _with_examples(_exclusive(_nullable(rebuild(schema, _from_3_0))))


def _tell_ignored(schema: Schema) -> None:
    ignored = [key for key in schema if key not in _BESIDE_REFERENCES]
    if ignored:
        hint = "say it where the type stands" if ignored[0] == "nullable" else "put both into allOf"
        problems.remark(f"OpenAPI 3.0 ignores {ignored[0]} beside $ref", schema[ORIGIN], hint)


def _nullable(schema: Schema) -> Schema:
    result = {key: value for key, value in schema.items() if key != "nullable"}
    if not schema.get("nullable"):
        return result
    if "type" not in schema:
        problems.remark("nullable has no effect without a type beside it", schema[ORIGIN], _REPAIR)
        return result
    if None not in schema.get("enum", [None]):
        problems.remark("nullable has no effect: null is not among the values of enum", schema[ORIGIN], _REPAIR)
    kinds = schema["type"] if is_list(schema["type"]) else [schema["type"]]
    return {**result, "type": [*kinds, "null"]}


def _exclusive(schema: Schema) -> Schema:
    result = dict(schema)
    for flag, bound in _BOUNDS.items():
        if not result.pop(flag, None):
            continue
        if bound in result:
            result[flag] = result.pop(bound)
        else:
            problems.remark(f"{flag} has no effect without {bound}", schema[ORIGIN], f"say {bound}, or leave it out")
    return result
