"""What stands beside `$ref` in OpenAPI 3.0, where nothing that does counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.repairs.places import ALL_TYPES, Change, at, declared, is_3_0, schemas, types
from scripts.schema.keywords import KEYWORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.base.json_types import Schema


def siblings(document: Schema) -> Iterator[Change]:
    """An assertion beside `$ref` holds as well as what it refers to; `nullable` has a rule of its own."""
    for path in schemas(document) if is_3_0(document) else ():
        schema: Schema = at(document, path)
        beside = [key for key in schema if key in KEYWORDS and KEYWORDS[key].role not in {"annotation", "dropped"}]
        asserted = [key for key in beside if key != "$ref"]
        if "$ref" not in schema or not asserted or "allOf" in schema:
            continue
        if "type" in asserted and not types(document, {"$ref": schema["$ref"]}) & (declared(schema) or ALL_TYPES):
            kept = {key: value for key, value in schema.items() if key not in asserted}
            kind = "/".join(sorted(declared(schema)))
            yield Change(path, kept, f"says type {kind} beside $ref to another type")
        else:
            both = [{"$ref": schema["$ref"]}, {key: schema[key] for key in asserted}]
            kept = {key: value for key, value in schema.items() if key not in {"$ref", *asserted}}
            yield Change(path, {"allOf": both, **kept}, f"says {asserted[0]} beside $ref, which OpenAPI 3.0 ignores")
