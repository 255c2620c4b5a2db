"""Models of other generators, made from the same document at measuring time; none of their text is kept."""

from __future__ import annotations

import copy
import hashlib
import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from scripts.bench.environment import run
from scripts.bench.kinds import is_array, is_object

if TYPE_CHECKING:
    from scripts.bench.environment import Places

# The best that the command line offers, found by trying: literals instead of enum classes, unknown fields kept, no
# wrapper objects around named scalars.
_BEST: Final = (
    *("--output-model-type", "pydantic_v2.BaseModel", "--enum-field-as-literal", "all", "--extra-fields", "allow"),
    *("--use-annotated", "--collapse-root-models"),
)
_MSGSPEC: Final = (
    *("--output-model-type", "msgspec.Struct", "--enum-field-as-literal", "all"),
    *("--use-annotated", "--use-msgspec-tagged-unions"),
)


def generate(places: Places, documents: dict[str, dict[str, Any]]) -> None:
    """Write the peers' models for each document; `official` and `corrected` become part of the modules' names."""
    stamp = places.peers / "complete"
    wanted = hashlib.sha256(json.dumps(documents).encode() + Path(__file__).read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return
    shutil.rmtree(places.peers, ignore_errors=True)
    places.peers.mkdir(parents=True)
    for name, schemas in documents.items():
        document: dict[str, Any] = {"paths": {}, **schemas}  # some generators insist on it
        _stock_client(places, name, with_named_objects(document))
        _datamodel(places, f"pydantic_default_{name}", document, ())
        _datamodel(places, f"pydantic_best_{name}", document, _BEST)
        _datamodel(places, f"pydantic_tagged_{name}", with_discriminators(document), _BEST)
        _datamodel(places, f"structs_{name}", document, _MSGSPEC)
        _datamodel(places, f"structs_tagged_{name}", with_discriminators(document), _MSGSPEC)
    stamp.write_text(wanted, encoding="utf-8")


def _stock_client(places: Places, name: str, document: dict[str, Any]) -> None:
    source, config = places.peers / f"client_{name}.json", places.peers / f"client_{name}.config.json"
    source.write_text(json.dumps(document), encoding="utf-8")
    config.write_text(json.dumps({"package_name_override": f"client_{name}", "post_hooks": []}), encoding="utf-8")
    command = [str(places.python), "-m", "openapi_python_client", "generate", "--meta", "none", "--overwrite"]
    output = ["--output-path", str(places.peers / f"client_{name}")]
    run([*command, "--path", str(source), "--config", str(config), *output], places)


def _datamodel(places: Places, name: str, document: dict[str, Any], options: tuple[str, ...]) -> None:
    source = places.peers / f"{name}.json"
    source.write_text(json.dumps(document), encoding="utf-8")
    command = [str(places.python), "-m", "datamodel_code_generator", "--input-file-type", "openapi"]
    shared = ["--formatters", "builtin", "--disable-timestamp", "--target-python-version", "3.11", "--disable-warnings"]
    files = ["--input", str(source), "--output", str(places.peers / f"{name}.py")]
    run([*command, *shared, *options, *files], places)


def with_named_objects(document: dict[str, Any]) -> dict[str, Any]:
    """Copy a document and make the object in each component of the form "object or null" a component of its own.

    openapi-python-client 0.29.1 reads such a component once for each reference, finds the objects inside it twice, and
    leaves the whole of it out: its models could not even be imported.
    """
    changed = copy.deepcopy(document)
    schemas: dict[str, Any] = changed["components"]["schemas"]
    for name, schema in list(schemas.items()):
        for at, variant in enumerate(schema.get("anyOf", [])):
            if "properties" in variant:
                schemas[f"{name}Value"] = variant
                schema["anyOf"][at] = {"$ref": f"#/components/schemas/{name}Value"}
    return changed


def with_discriminators(document: dict[str, Any]) -> dict[str, Any]:
    """Copy a document and declare `type` as the tag of each union of references that has none declared."""
    changed = copy.deepcopy(document)
    _declare(changed)
    return changed


def _declare(node: Any) -> None:
    if is_array(node):
        for member in node:
            _declare(member)
    elif is_object(node):
        schema = node
        if any(_is_union_of_references(schema.get(key)) for key in ("oneOf", "anyOf")):
            schema.setdefault("discriminator", {"propertyName": "type"})
        for child in schema.values():
            _declare(child)


def _is_union_of_references(variants: Any) -> bool:
    if not is_array(variants) or len(variants) < 2:  # noqa: PLR2004  # one is no union
        return False
    return all(is_object(variant) and "$ref" in variant for variant in variants)
