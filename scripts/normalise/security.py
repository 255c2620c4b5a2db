"""With what a call says who makes it, as far as a document tells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from scripts.base.json_types import is_list, is_mapping
from scripts.schema.openapi_objects import section_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.base.json_types import Schema


@dataclass(frozen=True)
class Scheme:
    """A bearer token, a name with a password, or a key in the header or the query parameter of this name."""

    kind: Literal["bearer", "basic", "header", "query"]
    name: str = ""


def scheme(document: Schema, operation: Schema) -> Scheme | None:
    """The first that an operation can be called with; None if it needs none, or only such as are of another kind."""
    schemes = section_of(document, "securitySchemes")
    names = _names(operation.get("security", document.get("security")))
    return next(filter(None, (_scheme(schemes.get(name)) for name in names)), None)


def _names(requirements: Any) -> Iterator[str]:
    for requirement in requirements if is_list(requirements) else ():
        yield from requirement if is_mapping(requirement) else ()


def _scheme(said: Any) -> Scheme | None:
    match said:
        case {"type": "http", "scheme": str(how)} if how.lower() == "bearer":
            return Scheme("bearer")
        case {"type": "http", "scheme": str(how)} if how.lower() == "basic":
            return Scheme("basic")
        case {"type": "oauth2" | "openIdConnect"}:
            return Scheme("bearer")
        case {"type": "apiKey", "in": "header" | "query" as place, "name": str(name)}:
            return Scheme(place, name)
        case _:
            return None
