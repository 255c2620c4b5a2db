"""What the tests of observing share: a small document, and the command run on some traffic."""

from __future__ import annotations

import contextlib
import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scripts.commands import cli
from scripts.documents import reading
from scripts.evidence.observation import Observation
from scripts.evidence.spots import Spot
from scripts.trimming import overlay

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

STEP: dict[str, Any] = {
    "type": "object",
    "required": ["object", "id"],
    "properties": {
        "object": {"type": "string", "enum": ["step"]},
        "id": {"type": "string", "maxLength": 8},
        "status": {"type": "string", "enum": ["new", "done"]},
        "count": {"type": "integer"},
        "calls": {
            "type": "array",
            "items": {
                "oneOf": [
                    {"$ref": "#/components/schemas/CallOneObject"},
                    {"$ref": "#/components/schemas/CallTwoObject"},
                ]
            },
        },
    },
}


def call(tag: str) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["type", tag],
        "properties": {"type": {"type": "string", "enum": [tag]}, tag: {"type": "string"}},
    }


SCHEMAS = {"Step": STEP, "CallOneObject": call("one"), "CallTwoObject": call("two")}


def document(schemas: dict[str, Any] | None = None, version: str = "3.1.0") -> dict[str, Any]:
    info = {"title": "t", "version": "1"}
    return {"openapi": version, "info": info, "paths": {}, "components": {"schemas": schemas or SCHEMAS}}


def step(**members: Any) -> dict[str, Any]:
    return {"object": "step", "id": "s1", **members}


def observed(values: Iterable[Any], schemas: dict[str, Any] | None = None, version: str = "3.1.0") -> Observation:
    """Each value as an instance of the first schema, on a line of its own."""
    schemas = schemas or SCHEMAS
    observation = Observation(document(schemas, version), [next(iter(schemas))], at="$")
    for number, value in enumerate(values, 1):
        observation.add(observation.roots[0], value, Spot("traffic.jsonl", number))
    return observation


def applied(actions: list[Any], to: dict[str, Any]) -> dict[str, Any]:
    found = {"overlay": "1.1.0", "info": {"title": "t", "version": "1"}, "actions": actions}
    return overlay.apply(overlay.read(reading.parse(reading.dump_yaml(found).encode(), name="proposed.yaml")), to)


def lines(values: Iterable[Any]) -> str:
    return "".join(json.dumps(value) + "\n" for value in values)


@dataclass
class Ran:
    code: int
    out: str
    err: str


def repository(folder: Path, schemas: dict[str, Any] | None = None, root: str = "Step") -> Path:
    """A configuration for a schema of its own; returns the path of the configuration."""
    (folder / "openapi").mkdir(parents=True, exist_ok=True)
    (folder / "openapi" / "schema.yaml").write_text(reading.dump_yaml(document(schemas)), encoding="utf-8")
    settings = '[[package]]\nname = "steps"\nschema = "openapi/schema.yaml"\nsource.path = "upstream.yaml"\n'
    settings += f'roots.schemas = ["{root}"]\n'
    (folder / "openapi" / "pipeline.toml").write_text(settings, encoding="utf-8")
    return folder / "openapi" / "pipeline.toml"


def run(settings: Path, *arguments: object) -> Ran:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = cli.main(["--config", str(settings), "observe", *map(str, arguments)])
    return Ran(code, out.getvalue(), err.getvalue())
