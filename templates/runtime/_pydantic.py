"""The models as field types of pydantic. Imported by pydantic's own hooks only."""

from __future__ import annotations

import sys
from contextvars import ContextVar
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeVar

from pydantic import TypeAdapter
from pydantic_core import InitErrorDetails, PydanticCustomError, core_schema
from pydantic_core import ValidationError as PydanticValidationError

from ._definitions import COMPONENTS
from ._errors import MISSING, Problem, ValidationError
from ._json_values import is_array, is_object
from ._model import Model, UnknownVariant
from ._problems import shown
from ._schema import component_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic import GetJsonSchemaHandler

_K = TypeVar("_K")
_U = TypeVar("_U", bound=UnknownVariant)

_PACKAGE: Final = str(__package__)
_PREFIX: Final = "#/$defs/"
_SUBSCHEMAS: Final = frozenset({"additionalProperties", "allOf", "anyOf", "items", "oneOf"})

_under_way: ContextVar[frozenset[type[Model]]] = ContextVar("_under_way", default=frozenset())
"""The models whose JSON Schema is being made: a model that refers to itself gets a reference there."""


def core_schema_of(model: type[Model]) -> core_schema.CoreSchema:
    """Return what pydantic does with a model: take one as it is, read a dictionary, write one."""
    return _core_schema(model, lambda value: model.from_dict(value, all_errors=True), model.to_dict)


def core_schema_of_unknown(kind: type[UnknownVariant]) -> core_schema.CoreSchema:
    """Return the same of an unknown variant. Which those are, only its union knows: here, those of no union."""
    return _core_schema(kind, lambda value: _unknown(kind, value), lambda variant: variant.content)


def json_schema_of_unknown(kind: type[UnknownVariant]) -> dict[str, Any]:
    """Return the JSON Schema of an unknown variant."""
    name = kind.__struct_config__.tag_field
    if name is None:
        return {"type": "object"}
    tag = {"type": "string", "not": {"enum": sorted(_known_tags(name))}}
    return {"type": "object", "properties": {name: tag}, "required": [name]}


def json_schema_of(model: type[Model], handler: GetJsonSchemaHandler) -> dict[str, Any]:
    """Return a model's JSON Schema. The models in it are references that pydantic resolves itself."""
    token = _under_way.set(_under_way.get() | {model})
    try:
        return _adapted(COMPONENTS[component_of(model)], handler)  # type: ignore[no-any-return]
    finally:
        _under_way.reset(token)


def _core_schema(
    kind: type[_K], read: Callable[[Any], _K], write: Callable[[_K], dict[str, Any]]
) -> core_schema.CoreSchema:
    def validated(value: Any) -> _K:
        if isinstance(value, kind):
            return value
        try:
            return read(value)
        except ValidationError as error:
            problems = error.problems
        raise _error(kind.__name__, value, problems)

    validated.__name__ = validated.__qualname__ = kind.__name__  # what pydantic's errors call it
    return core_schema.no_info_plain_validator_function(
        validated, serialization=core_schema.plain_serializer_function_ser_schema(write), ref=_ref(kind)
    )


def _unknown(kind: type[_U], value: Any) -> _U:
    content = Model.from_dict(value, all_errors=True).to_dict()
    name = kind.__struct_config__.tag_field
    if name is not None and (type(content.get(name)) is not str or content[name] in _known_tags(name)):
        got = shown(content[name]) if name in content else MISSING
        raise ValidationError((Problem((name,), "a value that the schema does not name", got),))
    return kind.of(content)


@cache
def _known_tags(name: str) -> frozenset[str]:
    package = sys.modules[_PACKAGE]
    models = [getattr(package, component) for component in COMPONENTS]
    configs = [model.__struct_config__ for model in models if isinstance(model, type) and issubclass(model, Model)]
    return frozenset(str(config.tag) for config in configs if config.tag_field == name)


def _error(title: str, value: Any, problems: tuple[Problem, ...]) -> PydanticValidationError:
    return PydanticValidationError.from_exception_data(
        title,
        [
            InitErrorDetails(
                # The template is a literal, so that braces stay.
                type=PydanticCustomError("schema", "{message}", {"message": problem.message}),
                loc=problem.location,
                input=_at(value, problem.location),
            )
            for problem in problems
        ],
    )


def _at(value: Any, location: tuple[str | int, ...]) -> Any:
    """Return what stands at a place, or what should have held it."""
    for step in location:
        try:
            value = value[step]
        except (LookupError, TypeError):
            break
    return value


def _ref(model: type) -> str:
    return f"{model.__module__}.{model.__qualname__}:{id(model)}"


def _adapted(schema: Any, handler: GetJsonSchemaHandler) -> Any:
    if is_array(schema):
        return [_adapted(part, handler) for part in schema]
    if not is_object(schema):
        return schema
    if "$ref" in schema:
        return _referred(schema["$ref"].removeprefix(_PREFIX), handler)
    return {keyword: _adapted_keyword(keyword, value, handler) for keyword, value in schema.items()}


def _adapted_keyword(keyword: str, value: Any, handler: GetJsonSchemaHandler) -> Any:
    if keyword == "properties":
        return {name: _adapted(member, handler) for name, member in value.items()}
    return _adapted(value, handler) if keyword in _SUBSCHEMAS else value


def _referred(component: str, handler: GetJsonSchemaHandler) -> Any:
    """Return a reference to a model. Pydantic has no place for what is no model, so that stands where it is used."""
    model = getattr(sys.modules[_PACKAGE], component)
    if not (isinstance(model, type) and issubclass(model, Model)):
        return _adapted(COMPONENTS[component], handler)
    if model in _under_way.get():
        return handler(core_schema.definition_reference_schema(_ref(model)))
    # The handler makes what a schema of this type is made of from the start, with the hooks of what it holds.
    return handler(core_schema.definitions_schema(TypeAdapter(model).core_schema, []))
