"""A fixed sample of four vendors' schemas for the benchmark: `python -m tests.judging.sample COUNT FILE`.

Written is, for documents at their word and repaired, a list of roots: the `document` that a generator is given, in
which the model `Holder` holds the root in a property, without formats; `texts` to read, and whether they are `valid`;
and the `files` of our package `judged`, null if there is none.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from scripts import pipeline
from scripts.base.errors import PipelineError
from scripts.repairs.proposing import propose
from tests.judging import cases
from tests.judging.oracle import changed, validator
from tests.support.instances import instances

PACKAGE = "judged"
HOLDER = "Holder"
VALUES = 40


def main(count: int, file: str) -> None:
    found: dict[str, list[dict[str, Any]]] = {"word": [], "repaired": []}
    for case in cases.roots(count):
        for kind, told in found.items():
            document = without_formats(case.document(kind == "repaired"))
            if kind == "repaired":
                document = propose(document).document
            root = judged(document, case.roots[0])
            if root is not None:
                told.append(root)
    Path(file).write_text(json.dumps(found), encoding="utf-8")


def judged(document: dict[str, Any], root: str) -> dict[str, Any] | None:
    """A root with what is to be said of it; None if a validator can't read it."""
    try:
        is_valid = validator(document, root).is_valid
        values = instances({"$ref": f"#/components/schemas/{root}"}, document, 1, VALUES)
    except ValueError:
        return None
    held = {"type": "object", "required": ["value"], "properties": {"value": {"$ref": f"#/components/schemas/{root}"}}}
    schemas = {**document["components"]["schemas"], HOLDER: held}
    document = {"paths": {}, **document, "components": {**document["components"], "schemas": schemas}}
    return {
        "document": document,
        "texts": [json.dumps({"value": value}) for value in values],
        "valid": [is_valid(value) for value in values],
        "files": ours(document),
    }


def ours(document: dict[str, Any]) -> dict[str, str] | None:
    """The code of our package by its path."""
    try:
        built = pipeline.build(json.dumps(document).encode(), roots=[HOLDER], package=PACKAGE)
    except PipelineError:
        return None
    return {path: text for path, text in built.files.items() if path.endswith(".py")}


def without_formats(document: dict[str, Any]) -> dict[str, Any]:
    """The document without what some generators check and others don't."""

    def bare(schema: dict[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in schema.items() if key != "format"}

    return changed(document, bare)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
