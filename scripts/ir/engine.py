"""openapi-python-client, held at arm's length: its parser for names and structure, its environment for templates.

Neither is its public API, so its version is pinned and everything that is used of it is used here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jinja2 import StrictUndefined
from openapi_python_client import Project
from openapi_python_client.config import Config as EngineConfig
from openapi_python_client.config import ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError
from openapi_python_client.strings import ClassName, PythonIdentifier

from scripts.base.errors import PipelineError
from scripts.schema import identifiers
from scripts.schema.walk import each, rewritten

if TYPE_CHECKING:
    from pathlib import Path

    from jinja2 import Environment

_FIELD_PREFIX = "field_"
_ADDRESS = re.compile(r"<[\w.]+ object at 0x[0-9a-f]+>")  # what the engine shows instead of the document's text


@dataclass(frozen=True)
class Parsed:
    """What the engine made of a document."""

    data: GeneratorData
    config: EngineConfig
    models: frozenset[str]
    """The class name of each model that it read."""


def parse(document: dict[str, Any]) -> Parsed:
    """Give a normalised document to the engine. Its warnings are errors here: it drops what it can't read."""
    config = EngineConfig.from_sources(
        ConfigFile(field_prefix=_FIELD_PREFIX, literal_enums=True, post_hooks=[]),
        meta_type=MetaType.NONE,
        document_source="",
        file_encoding="utf-8",
        overwrite=False,
        output_path=None,
    )
    data = GeneratorData.from_dict(_without_defaults(document), config=config)
    if isinstance(data, GeneratorError):
        raise PipelineError(f"the engine can't read the document: {data.detail}")
    for error in data.errors:
        told = _ADDRESS.sub("a value", f"{error.header} {error.detail or ''}")
        raise PipelineError(f"the engine dropped a schema: {told}")
    models = frozenset(identifiers.class_name(str(model.class_info.name)) for model in data.models)
    return Parsed(data, config, models)


def class_name(name: str) -> str:
    """Return the Python class name of a component."""
    return identifiers.class_name(str(ClassName(name, _FIELD_PREFIX)))


def field_name(name: str) -> str:
    """Return the Python attribute name that the engine gives to a property."""
    return str(PythonIdentifier(name, _FIELD_PREFIX))


def environment(parsed: Parsed, templates: Path) -> Environment:
    """Return the engine's template environment, which looks into our folder first. Undefined names are errors."""
    project = Project(openapi=parsed.data, config=parsed.config, custom_template_path=templates)
    project.env.undefined = StrictUndefined
    return project.env


def _without_defaults(document: dict[str, Any]) -> dict[str, Any]:
    """Return a document without defaults, which the engine checks against types and has no use for."""

    def drop(schema: dict[str, Any]) -> dict[str, Any]:
        return {keyword: value for keyword, value in schema.items() if keyword != "default"}

    return each(document, lambda component: rewritten(component, drop))
