"""Every model, property, value and operation has a description: no page has the blanks that began this project."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scripts.base.errors import Location, PipelineError, SeveralErrors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.ir.records import Named, Package

_HINT: Final = 'describe it in the overlay, or keep upstream\'s words with keep = ["description"] in pipeline.toml'


def require(package: Package, file: str) -> None:
    """Raise PipelineError for everything of a package that has no description."""
    missing = [PipelineError(f"no description of {name}", Location(file), _HINT) for name in _undescribed(package)]
    if missing:
        raise SeveralErrors(missing)


def _undescribed(package: Package) -> Iterator[str]:
    documented: list[Named] = [*package.models, *package.enums, *package.type_aliases]
    yield from (item.name for item in documented if not item.description.text)
    for model in package.models:
        yield from (f"{model.name}.{field.name}" for field in model.members if not field.description.text)
    for group in package.groups:
        for operation in group.operations:
            told = {
                "": operation.description,
                **{f", {each.field.name}": each.field.description for each in operation.parameters},
            }
            yield from (f"{group.name}.{operation.name}{part}" for part, text in told.items() if not text.text)
