"""What the users of a package see of its schema: the records, and where in the schema each comes from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from scripts.documents import pointers
from scripts.ir.intermediate import with_normal_form
from scripts.ir.origins import SCHEMAS, origins
from scripts.ir.package import Package

if TYPE_CHECKING:
    from scripts.documents.reading import Document
    from scripts.ir.origins import Origins
    from scripts.ir.records import Named

__all__ = ["NOTHING", "SCHEMAS", "View", "pointer", "view"]


@dataclass(frozen=True)
class View:
    """The records of a package, and where they come from."""

    package: Package
    origins: Origins

    @cached_property
    def named(self) -> dict[str, Named]:
        """What can be imported and has a page, by name."""
        groups = (self.package.models, self.package.enums, self.package.type_aliases)
        return {item.name: item for group in groups for item in group}

    @cached_property
    def schemas(self) -> dict[str, Any]:
        """The JSON Schema of each, by name."""
        return {each.name: each.schema.value for each in self.package.definitions}


NOTHING = View(Package("", (), (), (), (), (), ()), {})
"""What one sees where there is no package yet."""


def view(document: Document) -> View:
    """What users see of the package that is made of a document. Raises `PipelineError` for what none is made of."""
    package, normalised = with_normal_form(document, "")
    return View(package, origins(normalised))


def pointer(name: str, *properties: str, views: tuple[View, ...]) -> str:
    """Where a class or one of its properties is in the first of the views that has it."""
    for each in views:
        if (name, *properties) in each.origins:
            return each.origins[name, *properties]
    return pointers.join(*SCHEMAS, name, *properties)
