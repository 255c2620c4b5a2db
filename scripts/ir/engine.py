"""openapi-python-client, held at arm's length: its names, and its parser as a second opinion on the structure.

Neither is its public API, so its version is pinned and everything that is used of it is used here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from openapi_python_client.config import Config as EngineConfig
from openapi_python_client.config import ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError
from openapi_python_client.strings import ClassName, PythonIdentifier

from scripts.base.errors import PipelineError
from scripts.schema import identifiers, problems
from scripts.schema.walk import each, rewritten

if TYPE_CHECKING:
    from scripts.base.json_types import Schema

_FIELD_PREFIX = "field_"
_ADDRESS = re.compile(r"<[\w.]+ object at 0x[0-9a-f]+>")  # what the engine shows instead of the document's text


def models(document: Schema) -> dict[str, dict[str, bool]]:
    """Return the models that the engine reads in a normalised document: class name to properties, `True` if required.

    Raises `PipelineError` for each of its warnings: it drops what it can't read.
    """
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
        problems.note(PipelineError(f"the engine dropped a schema: {told}"))
    return {
        identifiers.class_name(str(model.class_info.name)): {
            each.name.get_untrusted_value(): each.required
            for each in (*(model.required_properties or ()), *(model.optional_properties or ()))
        }
        for model in data.models
    }


def class_name(name: str) -> str:
    """Return the Python class name of a component."""
    return identifiers.class_name(str(ClassName(name, _FIELD_PREFIX)))


def field_name(name: str) -> str:
    """Return the Python attribute name that the engine gives to a property."""
    return str(PythonIdentifier(name, _FIELD_PREFIX))


def _without_defaults(document: Schema) -> Schema:
    """Return a document without defaults, which the engine checks against types and has no use for."""

    def drop(schema: Schema) -> Schema:
        return {keyword: value for keyword, value in schema.items() if keyword != "default"}

    return each(document, lambda component: rewritten(component, drop))
