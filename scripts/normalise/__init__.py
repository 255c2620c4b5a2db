"""Normalising: any OpenAPI 3.0 or 3.1 document to the one form that the templates are written for.

Each pass is a pure function from document to document in a module of its own, whose docstring says why every
component still accepts the same values. The normal form is an OpenAPI 3.1.0 document with nothing but
`components.schemas`; every schema carries in `x-origin` the JSON pointer of the place in the document that it
comes from. A component is one of

* a model: `type: object` with `properties`, `required` and `additionalProperties` (absent, false or a VALUE),
* an enum: one `type` and two values or more in `enum`,
* a union: `oneOf` of VALUEs, with a `discriminator` whose mapping is complete if two variants or more are objects,
* an alias: any other VALUE,

and a VALUE is a reference (`allOf: [$ref]` if annotations stand beside it), a scalar with its bounds or its `const`,
an array, a map (an object without `properties`), `anyOf: [VALUE, null]`, or the empty schema.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scripts.base.errors import Location, PipelineError
from scripts.normalise.aliases import aliases
from scripts.normalise.allof import allof
from scripts.normalise.constants import constants
from scripts.normalise.cycles import cycles
from scripts.normalise.form import form
from scripts.normalise.inline import names
from scripts.normalise.nullables import nullables
from scripts.normalise.objects import objects
from scripts.normalise.parts import parts
from scripts.normalise.references import references
from scripts.normalise.unions import unions
from scripts.normalise.upgrade import upgrade
from scripts.normalise.values import values
from scripts.normalise.version import version
from scripts.normalise.vocabulary import vocabulary
from scripts.schema import problems

if TYPE_CHECKING:
    from collections.abc import Callable

    from scripts.documents.reading import Document

__all__ = ["PASSES", "normalise"]

PASSES: tuple[Callable[[dict[str, Any]], dict[str, Any]], ...] = (
    version,
    references,
    vocabulary,
    upgrade,
    cycles,
    parts,
    allof,
    values,
    objects,
    unions,
    constants,
    nullables,
    aliases,
    names,
    form,
)


def normalise(document: Document) -> dict[str, Any]:
    """The document in the normal form.

    Raises `PipelineError`, with file, pointer and line of every place, for what is no OpenAPI or can't be expressed
    exactly.
    """
    value = document.value
    with problems.collected(document):
        try:
            for run in PASSES:
                value = run(value)
        except RecursionError as error:
            raise PipelineError("schemas are nested too deeply", Location(document.name)) from error
    return value
