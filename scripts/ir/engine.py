"""openapi-python-client, held at arm's length: its names, and its parser as a second opinion on the structure.

Neither is its public API, so its version is pinned and everything that is used of it is used here.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from openapi_python_client.config import Config as EngineConfig
from openapi_python_client.config import ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError
from openapi_python_client.strings import ClassName, PythonIdentifier

from scripts.base.errors import PipelineError
from scripts.normalise.objects import is_model
from scripts.schema import identifiers, problems
from scripts.schema.walk import rewritten, schemas_of, with_schemas

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from openapi_python_client.parser.errors import ParseError

    from scripts.base.json_types import Schema

_FIELD_PREFIX = "field_"
_CONFIG = EngineConfig.from_sources(
    ConfigFile(field_prefix=_FIELD_PREFIX, literal_enums=True, post_hooks=[]),
    meta_type=MetaType.NONE,
    document_source="",
    file_encoding="utf-8",
    overwrite=False,
    output_path=None,
)
_NAMES = 2**16  # that are remembered, since each is asked for some ten times
_ADDRESS = re.compile(r"<[\w.]+ object at 0x[0-9a-f]+>")  # what the engine shows instead of the document's text


@dataclass(frozen=True)
class Endpoint:
    """An operation as the engine reads it: its names, what is required by place and name, and how bodies are read."""

    name: str
    group: str
    parameters: dict[tuple[str, str], bool]
    bodies: tuple[str, ...]
    results: tuple[str, ...]


def models(document: Schema) -> dict[str, dict[str, bool]]:
    """Return the models that the engine reads in a normalised document: class name to properties, `True` if required.

    It is shown nothing else: what properties hold it would make classes of, now and then the same twice.
    Raises `PipelineError` for each of its warnings: it drops what it can't read.
    """
    stand_ins: dict[str, str] = {}
    alone = {name: _members_alone(schema) for name, schema in schemas_of(document).items() if is_model(schema)}
    data = _read(_for_engine(with_schemas(document, alone), stand_ins, ()))
    return {
        identifiers.class_name(str(model.class_info.name)): {
            stand_ins.get(name := each.name.get_untrusted_value(), name): each.required
            for each in (*(model.required_properties or ()), *(model.optional_properties or ()))
        }
        for model in data.models
    }


def _members_alone(model: Schema) -> Schema:
    """The model without what its properties, and other members, hold."""
    properties: Schema = model.get("properties", {})
    kept = {key: value for key, value in model.items() if key != "additionalProperties"}
    return {**kept, "properties": {name: dict[str, Any]() for name in properties}}


def endpoints(document: Schema, paths: Schema, hooked: Container[str]) -> dict[tuple[str, str], Endpoint]:
    """Return the operations that the engine reads, by method and path, in a document with these paths.

    Raises `PipelineError` for each of its warnings: it drops what it can't read.
    """
    data = _read({**_for_engine(document, {}, hooked), "paths": paths})
    collections = data.endpoint_collections_by_tag.values()
    _note_dropped("an operation", [error for collection in collections for error in collection.parse_errors])
    return {
        (endpoint.method, endpoint.path.get_untrusted_value()): Endpoint(
            name=str(endpoint.name),
            group=str(collection.tag),
            parameters={
                (place, each.name.get_untrusted_value()): each.required
                for place, found in (
                    ("path", endpoint.path_parameters),
                    ("query", endpoint.query_parameters),
                    ("header", endpoint.header_parameters),
                )
                for each in found
            },
            bodies=tuple(body.body_type.value for body in endpoint.bodies),
            results=tuple(response.status_code.pattern for response in endpoint.responses),
        )
        for collection in collections
        for endpoint in collection.endpoints
    }


def _read(document: Schema) -> GeneratorData:
    data = GeneratorData.from_dict(document, config=_CONFIG)
    if isinstance(data, GeneratorError):
        raise PipelineError(f"the engine can't read the document: {data.detail}")
    _note_dropped("a schema", data.errors)
    return data


def _note_dropped(what: str, errors: Sequence[ParseError]) -> None:
    for error in errors:
        message = _ADDRESS.sub("a value", f"{error.header} {error.detail}")
        problems.note(PipelineError(f"the engine dropped {what}: {message}"))


@functools.lru_cache(_NAMES)
def class_name(name: str) -> str:
    """Return the Python class name of a component."""
    return identifiers.class_name(str(ClassName(name, _FIELD_PREFIX)))


@functools.lru_cache(_NAMES)
def field_name(name: str) -> str:
    """Return the Python attribute name that the engine gives to a property."""
    return str(PythonIdentifier(name, _FIELD_PREFIX))


def _for_engine(document: Schema, stand_ins: dict[str, str], hooked: Container[str]) -> Schema:
    """Return a document without what the engine checks or refuses and has no use for here.

    That are defaults, maps, and properties that it would give one name: these get stand-ins, by which their names are
    told.
    """

    def change(schema: Schema) -> Schema:
        if schema.get("type") == "object" and not is_model(schema):
            return {}  # a map, of which the engine makes a model, now and then twice
        kept = {keyword: value for keyword, value in schema.items() if keyword != "default"}
        properties: Schema = schema.get("properties", {})
        similar = Counter(field_name(name) for name in properties)
        names = {name: name for name in properties}
        for name in (name for name in properties if similar[field_name(name)] > 1):
            names[name] = f"stand_in_{len(stand_ins)}"
            stand_ins[names[name]] = name
        if "properties" in kept:
            kept["properties"] = {names[name]: value for name, value in kept["properties"].items()}
        if "required" in kept:
            kept["required"] = [names[name] for name in kept["required"]]
        return kept

    components = {
        name: {} if class_name(name) in hooked else rewritten(component, change)
        for name, component in schemas_of(document).items()
    }
    return with_schemas(document, components)
