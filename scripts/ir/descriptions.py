"""Descriptions: what a schema says of itself, and that everything has one: no page has the blanks that began this."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scripts.base.errors import PipelineError, raise_all
from scripts.ir.origins import origin_of
from scripts.ir.records import Raw, written
from scripts.schema.walk import component_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scripts.base.errors import Location
    from scripts.base.json_types import Schema
    from scripts.documents.reading import Document
    from scripts.ir.client_records import Operation
    from scripts.ir.origins import Origins
    from scripts.ir.package import Package
    from scripts.ir.records import Named

_HINT: Final = 'describe it in the overlay, or keep upstream\'s words with keep = ["description"] in pipeline.toml'


def description_of(schema: Schema, components: Mapping[str, Schema]) -> Raw:
    """Return what a schema says of itself, or what the one component that it stands for says."""
    while not schema.get("description"):
        match schema:
            case {"$ref": reference}:
                schema = components[component_of(reference)]
            case {"allOf": [only]} | {"anyOf": [only, {"type": "null"}]}:
                schema = only
            case _:
                return own_description(schema)
    return own_description(schema)


def own_description(schema: Schema) -> Raw:
    """Return what a schema says of itself that is no reference."""
    return Raw(schema.get("description", ""))


def default_of(schema: Schema) -> Raw | None:
    """Return the default of a schema as JSON, if it says one."""
    return written(schema["default"]) if "default" in schema else None


def require(package: Package, document: Document, origins: Origins) -> None:
    """Raise PipelineError for everything of a package that has no description."""
    missing = [*_undescribed(package, document, origins), *_undescribed_operations(package, document)]
    raise_all([PipelineError(f"no description of {name}", where, _HINT) for name, where in missing])


def _undescribed(package: Package, document: Document, origins: Origins) -> Iterator[tuple[str, Location]]:
    documented: list[Named] = [*package.models, *package.enums, *package.type_aliases]
    places: list[tuple[str, ...]] = [(item.name,) for item in documented if not item.description.text]
    for model in package.models:
        places += [(model.name, field.json_name.text) for field in model.members if not field.description.text]
    for place in places:
        yield ".".join(place), document.where(origins[place])


def _undescribed_operations(package: Package, document: Document) -> Iterator[tuple[str, Location]]:
    for group in package.groups:
        for operation in group.operations:
            where = document.where(origin_of(operation))
            yield from ((f"{group.name}.{operation.name}{part}", where) for part in _blanks(operation))


def _blanks(operation: Operation) -> Iterator[str]:
    """The operation if it has no description, and each such parameter."""
    if not operation.description.text:
        yield ""
    yield from (f", {each.field.name}" for each in operation.parameters if not each.field.description.text)
