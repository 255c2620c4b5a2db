"""Which objects an OpenAPI document is made of, as tables: where references, schemas and prose can stand in it.

Covers 3.0, 3.1 and the objects that 3.2 adds. A walk that follows these tables doesn't mistake a property called
`description` for prose, nor a `$ref` in an example for a reference.
"""

from __future__ import annotations

from typing import Any, Final, Literal

from scripts.base.json_types import is_mapping
from scripts.schema import keywords
from scripts.schema.keywords import KEYWORDS
from scripts.schema.shapes import Holds

Shape = Holds | Literal["named"]
"""How children stand under a field: as schemas do in a keyword, or in a map that can have extensions."""

METHODS: Final = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")

WITH_OPERATIONS: Final = ("paths", "webhooks")
"""The fields of the root that hold path items by name."""

SECTIONS: Final[dict[str, str]] = {
    "schemas": "schema",
    "responses": "response",
    "parameters": "parameter",
    "examples": "example",
    "requestBodies": "request body",
    "headers": "header",
    "securitySchemes": "security scheme",
    "links": "link",
    "callbacks": "callback",
    "pathItems": "path item",
    "mediaTypes": "media type",
}
"""The sections of `components` and what stands in each."""

FIELDS: Final[dict[str, dict[str, tuple[Shape, str]]]] = {
    "schema": {
        **{name: (keyword.shape.holds, "schema") for name, keyword in KEYWORDS.items() if keyword.shape.holds},
        "discriminator": ("one", "discriminator"),
    },
    "path item": {
        **dict.fromkeys(METHODS, ("one", "operation")),
        "additionalOperations": ("map", "operation"),
        "parameters": ("list", "parameter"),
        "servers": ("list", "server"),
    },
    "operation": {
        "parameters": ("list", "parameter"),
        "requestBody": ("one", "request body"),
        "responses": ("named", "response"),
        "callbacks": ("map", "callback"),
        "servers": ("list", "server"),
    },
    "callback": {"*": ("one", "path item")},
    "parameter": {"schema": ("one", "schema"), "content": ("map", "media type"), "examples": ("map", "example")},
    "header": {"schema": ("one", "schema"), "content": ("map", "media type"), "examples": ("map", "example")},
    "media type": {
        "schema": ("one", "schema"),
        "itemSchema": ("one", "schema"),
        "examples": ("map", "example"),
        "encoding": ("map", "encoding"),
        "prefixEncoding": ("list", "encoding"),
        "itemEncoding": ("one", "encoding"),
    },
    "encoding": {"headers": ("map", "header"), "encoding": ("map", "encoding")},
    "response": {
        "headers": ("map", "header"),
        "content": ("map", "media type"),
        "links": ("map", "link"),
    },
    "request body": {"content": ("map", "media type")},
    "server": {"variables": ("map", "server variable")},
    "info": {"license": ("one", "license")},
}
"""For each kind of object, its fields that hold objects which can hold references or prose; others are plain data."""

DATA: Final = "data"
"""The kind of what is none of these objects."""
_DATA: Final[tuple[Shape, str]] = ("one", DATA)


def field_of(kind: str, name: str) -> tuple[Shape, str]:
    """How children stand in a field of an object of some kind, and of which kind they are."""
    fields = FIELDS.get(kind, {})
    return fields.get(name) or fields.get("*") or _DATA


def section_of(value: dict[str, Any], section: str) -> dict[str, Any]:
    """A section of the components, empty if there is none."""
    components = value.get("components")
    found = components.get(section) if is_mapping(components) else None
    return found if is_mapping(found) else {}


PROSE: Final = keywords.PROSE | {"summary"}
"""Fields that tell people something and validate nothing; `x-` extensions are treated alike."""

ABOUT_UPSTREAM: Final = frozenset(("termsOfService", "contact"))
"""Fields of `info` that are about the whole service, not about the part that is kept."""

REQUIRED_PROSE: Final[dict[str, frozenset[str]]] = {
    "info": frozenset(("title",)),
    "response": frozenset(("description",)),
}
"""Prose that the specification demands: a name stays, a description stays as an empty string."""
