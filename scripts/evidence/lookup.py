"""What is looked up in a document that payloads are compared with: schemas by pointer and reference, and verdicts."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from scripts.base.errors import Location, PipelineError
from scripts.documents import pointers
from scripts.schema.resources import Resources

if TYPE_CHECKING:
    from collections.abc import Callable

    from scripts.base.json_types import Schema


class Lookup:
    """One document's schemas."""

    def __init__(self, document: Schema) -> None:
        self.old = str(document.get("openapi")).startswith("3.0")
        self._document = document
        self._resources = Resources(document)

    def schema(self, pointer: str) -> Any:
        """The schema at a pointer. Raises `PipelineError`."""
        return pointers.resolve(self._document, pointer)

    def target(self, reference: str, pointer: str) -> str:
        """The pointer of what a reference names, which stands in the schema at a pointer. Raises `PipelineError`."""
        try:
            base = self._resources.base(pointers.split(pointer))
            return pointers.join(*self._resources.target(reference, base))
        except PipelineError as error:
            raise PipelineError(error.what, Location(pointer=pointer), error.hint) from error

    def judge(self, fragment: Schema, pointer: str) -> Callable[[Any], bool]:
        """What a validator says of a value, made when it is first asked."""

        @cache
        def validator() -> Any:
            import jsonschema_rs  # noqa: PLC0415 - most schemas do without it

            try:
                return jsonschema_rs.Draft202012Validator({**self._document, **fragment})
            except (ValueError, jsonschema_rs.ReferencingError) as error:
                reason = str(error).partition("\n")[0]
                raise PipelineError(f"no schema: {reason}", Location(pointer=pointer)) from error

        return lambda value: bool(validator().is_valid(value))
