"""Normalising: any OpenAPI 3.0 or 3.1 document to the one form that the templates are written for.

Each pass is a pure function from document to document in a module of its own, whose docstring says why every
component still accepts the same values, or more beside a check of the rest. The normal form is an OpenAPI 3.1.0
document with nothing but `components.schemas`, and in `x-given` what their checks refer to; every schema carries in
`x-origin` the JSON pointer of the place in the document that it comes from. A component is one of

* a model: `type: object` with `properties`, `required` and `additionalProperties` (absent, false or a VALUE),
* an enum: one `type` and two values or more in `enum`,
* a union: `oneOf` of VALUEs, with a `discriminator` whose mapping is complete if two variants or more are objects,
* an alias: any other VALUE,

and a VALUE is a reference (`allOf: [$ref]` if annotations stand beside it), a scalar with its bounds or its `const`,
an array, a map (an object without `properties`), `anyOf: [VALUE, null]`, or the empty schema. Beside a component, or
an array in place, `x-check` holds what a value has to satisfy besides; a union is `x-untagged` if its variants have to
be tried.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scripts.base.errors import Location, PipelineError
from scripts.normalise.aliases import aliases
from scripts.normalise.allof import allof
from scripts.normalise.checks import asked, checks, places, readable
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
from scripts.schema.walk import ContradictionError, InexpressibleError

if TYPE_CHECKING:
    from collections.abc import Callable

    from scripts.documents.reading import Document

__all__ = ["GIVEN", "TYPED", "normalise", "typed"]

GIVEN: tuple[Callable[[dict[str, Any]], dict[str, Any]], ...] = (version, references, vocabulary, upgrade, cycles)
"""What leads to the document as it was given, in the words of JSON Schema 2020-12."""
TYPED: tuple[Callable[[dict[str, Any]], dict[str, Any]], ...] = (
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
"""What makes types of what types can say."""

MOST_ROUNDS = 50
_COMPONENT = 3  # slashes in the pointer of a component


def normalise(document: Document) -> dict[str, Any]:
    """The document in the normal form.

    Raises `PipelineError`, with file, pointer and line of every place, for what is no OpenAPI or contradicts itself.
    """
    value = document.value
    with problems.collected(document):
        try:
            for run in GIVEN:
                value = run(value)
            value, _ = typed(value)
        except RecursionError as error:
            raise PipelineError("schemas are nested too deeply", Location(document.name)) from error
    return value


def typed(given: dict[str, Any]) -> tuple[dict[str, Any], set[str]]:
    """The document with types and checks, and the places of which no type can be made: they are nothing but checks."""
    typable = set(places(given))
    untyped: set[str] = set()
    empty: list[PipelineError] = []
    for _ in range(MOST_ROUNDS):
        with problems.apart() as found:
            value = checks(given, untyped)
            for run in TYPED:
                value = run(value)
        widened = {place for error in found if (place := _place_of(error, typable))}
        empty += [error for error in found if isinstance(error, ContradictionError) and _place_of(error, typable)]
        if not widened:
            for error in found:
                problems.note(error)
            _tell_empty(empty)
            return readable(asked(value)), untyped
        untyped |= widened
        typable -= widened
    raise PipelineError("what types can't say is in too many places", Location(pointer="#/components/schemas"))


def _tell_empty(empty: list[PipelineError]) -> None:
    """Tell of places that nothing fits: with the problems, if there are others, and else in notes."""
    for error in empty:
        if problems.has_any():
            problems.note(error)
        else:
            problems.remark(error.what, error.where.pointer or "#", error.hint or "correct it")


def _place_of(error: PipelineError, typable: set[str]) -> str:
    """The innermost place of a value around a problem that has a type yet; empty if a check is no way out.

    What contradicts itself inside of a component is a check that nothing passes; a component that does is refused.
    """
    pointer = error.where.pointer or ""
    contradicts = isinstance(error, ContradictionError) and pointer.count("/") > _COMPONENT
    if not contradicts and not isinstance(error, InexpressibleError):
        return ""
    while pointer and pointer not in typable:
        pointer = pointer.rpartition("/")[0]
    return pointer
