"""Which versions of OpenAPI are read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from scripts.base.errors import Location, PipelineError

if TYPE_CHECKING:
    from scripts.base.json_types import Schema

_READ: Final = re.compile(r"3\.[0-2]\.\d+")


def check_version(document: Schema) -> None:
    """Raise `PipelineError` for what is not an OpenAPI 3 document."""
    found = document.get("openapi")
    if not isinstance(found, str) or not _READ.fullmatch(found):
        what, hint = _refusal(document, found)
        raise PipelineError(what, Location(pointer="#/openapi"), hint)


def _refusal(document: Schema, found: Any) -> tuple[str, str]:
    if found is not None:
        return f"openapi: expected '3.0.x', '3.1.x' or '3.2.x', got {found!r}", "give an OpenAPI 3 document"
    if "swagger" in document:
        return f"this is Swagger {document['swagger']}, not OpenAPI 3", "convert it first"
    return "the document names no version of OpenAPI", "give an OpenAPI 3 document"
