"""openapi-python-client, held at arm's length: its names, and its parser as a second opinion on the structure.

Neither is its public API, so its version is pinned and everything that is used of it is used here.
"""

from __future__ import annotations

import functools
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from openapi_python_client.config import Config as EngineConfig
from openapi_python_client.config import ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError
from openapi_python_client.strings import ClassName, PythonIdentifier

from scripts.base.errors import PipelineError
from scripts.normalise.objects import is_model
from scripts.schema import identifiers, problems
from scripts.schema.walk import schemas_of

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    alone = {name: _members(schema, stand_ins) for name, schema in schemas_of(document).items() if is_model(schema)}
    data = _read({"components": {"schemas": alone}})
    return {
        identifiers.class_name(str(model.class_info.name)): {
            stand_ins.get(name := each.name.get_untrusted_value(), name): each.required
            for each in (*(model.required_properties or ()), *(model.optional_properties or ()))
        }
        for model in data.models
    }


def _members(model: Schema, stand_ins: dict[str, str]) -> Schema:
    """The names of a model's members, and which are required. Those that would be one to the engine get stand-ins."""
    properties: Schema = model.get("properties", {})
    similar = Counter(map(field_name, properties))
    names = {name: name for name in properties}
    for name in (name for name in properties if similar[field_name(name)] > 1):
        names[name] = f"stand_in_{len(stand_ins)}"
        stand_ins[names[name]] = name
    required = [names[name] for name in model.get("required", [])]
    return {"type": "object", "properties": {name: {} for name in names.values()}, "required": required}


def endpoints(paths: Schema) -> dict[tuple[str, str], Endpoint]:
    """Return the operations that the engine reads under these paths, by method and path.

    Raises `PipelineError` for each of its warnings: it drops what it can't read.
    """
    data = _read({"paths": paths})
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


def _read(part: Schema) -> GeneratorData:
    document = {"openapi": "3.1.0", "info": {"title": "", "version": ""}, "paths": {}, **part}
    data = GeneratorData.from_dict(document, config=_CONFIG)
    if isinstance(data, GeneratorError):
        raise PipelineError(f"the engine can't read the document: {data.detail}")
    _note_dropped("a schema", data.errors)
    return data


def _note_dropped(what: str, errors: Sequence[ParseError]) -> None:
    for error in errors:
        problems.note(PipelineError(f"the engine dropped {what}: {error.header} {error.detail}"))


@functools.lru_cache(_NAMES)
def class_name(name: str) -> str:
    """Return the Python class name of a component."""
    return identifiers.class_name(str(ClassName(name, _FIELD_PREFIX)))


@functools.lru_cache(_NAMES)
def field_name(name: str) -> str:
    """Return the Python attribute name that the engine gives to a property."""
    return str(PythonIdentifier(name, _FIELD_PREFIX))
