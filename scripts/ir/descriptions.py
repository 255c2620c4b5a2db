"""Every model, property and value has a description: a page with blanks is what this project set out to replace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.base.errors import Location, PipelineError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.ir.records import Named, Package


def require(package: Package, file: str) -> None:
    """Raise PipelineError if anything of a package has no description."""
    missing = list(_undescribed(package))
    if missing:
        more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        raise PipelineError(
            f"no description of {missing[0]}{more}",
            Location(file),
            'describe it in the overlay, or keep upstream\'s words with keep = ["description"] in pipeline.toml',
        )


def _undescribed(package: Package) -> Iterator[str]:
    documented: list[Named] = [*package.models, *package.enums, *package.type_aliases]
    yield from (item.name for item in documented if not item.description.text)
    for model in package.models:
        yield from (f"{model.name}.{field.name}" for field in model.members if not field.description.text)
