"""What a JSON Schema validator says about the components of two documents, compared on generated instances."""

from __future__ import annotations

from typing import Any

import jsonschema_rs

from scripts.schema.walk import (
    X_CHECK,
    X_GIVEN,
    X_UNTAGGED,
    component_of,
    rewritten,
    schemas_of,
    with_schemas,
)
from tests.support.instances import instances

Schema = dict[str, Any]


def accepts(document: Schema, name: str) -> jsonschema_rs.Draft202012Validator:
    """A validator of one component, its checks included."""
    return _judge(_folded(document), name)


def _judge(folded: Schema, name: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator({**folded, "$ref": f"#/components/schemas/{name}"})


def _folded(document: Schema) -> Schema:
    """The document with its checks in the words of JSON Schema."""
    given = {name: _as_given(schema) for name, schema in document.get(X_GIVEN, {}).items()}
    folded = {name: rewritten(schema, _with_checks) for name, schema in schemas_of(document).items()}
    return {**with_schemas(document, folded), X_GIVEN: given}


def _with_checks(schema: Schema) -> Schema:
    result = {key: value for key, value in schema.items() if key not in {X_CHECK, X_UNTAGGED}}
    if X_CHECK in schema:
        result["allOf"] = [*schema.get("allOf", []), *map(_as_given, schema[X_CHECK])]
    if schema.get(X_UNTAGGED) == "anyOf":
        result["anyOf"] = result.pop("oneOf")
    return result


def _as_given(schema: Schema) -> Schema:
    def change(one: Schema) -> Schema:
        return {**one, "$ref": f"#/{X_GIVEN}/{component_of(one['$ref'])}"} if "$ref" in one else one

    return rewritten(schema, change)


def differences(
    before: Schema, after: Schema, *, seed: int = 0, count: int = 40, null_may_go: bool = False
) -> tuple[int, list[str]]:
    """How many instances were compared, and those that the documents judge differently.

    With `null_may_go`, a component may stop to accept null itself: its references say so then, which other
    components are asked about.
    """
    compared = 0
    found: list[str] = []
    of_before, of_after = _folded(before), _folded(after)
    for name in before["components"]["schemas"]:
        reference = {"$ref": f"#/components/schemas/{name}"}
        old, new = _judge(of_before, name), _judge(of_after, name)
        values = [*instances(reference, before, seed, count), *instances(reference, after, seed + 1, count)]
        for value in values:
            if null_may_go and value is None and old.is_valid(None) and not new.is_valid(None):
                continue
            compared += 1
            if old.is_valid(value) != new.is_valid(value):
                found.append(f"{name}: {value!r} was {'accepted' if old.is_valid(value) else 'refused'}")
    return compared, found
