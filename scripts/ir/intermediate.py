"""From a document to the records of its package, with every problem of the document reported in one run."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scripts.ir import build, streams
from scripts.normalise import normalise
from scripts.normalise.operations import lifted
from scripts.schema import problems

if TYPE_CHECKING:
    from scripts.base.json_types import Schema
    from scripts.documents.reading import Document
    from scripts.ir.package import Package


def intermediate(document: Document, package: str, inputs: tuple[str, ...]) -> Package:
    """Return the intermediate representation of a package. Raises PipelineError with every problem of the document."""
    return with_normal_form(document, package, inputs)[0]


def with_normal_form(document: Document, package: str, inputs: tuple[str, ...] = ()) -> tuple[Package, Schema]:
    """Return the same, and the normalised document, which knows where in the document everything comes from."""
    with problems.collected(document):
        found = lifted(document.value)
        problems.move(found.moved)
        normalised = normalise(replace(document, value=found.document))
        made = build.build(normalised, package=package, inputs=inputs, lifted=found)
        parted = found.parted(normalised)[0]
        stream = None if problems.has_any() else streams.stream(found.document, parted, made)
        return replace(made, stream=stream), parted
