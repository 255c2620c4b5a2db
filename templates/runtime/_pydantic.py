"""The models as field types of pydantic. Imported by pydantic's own hooks only."""

from __future__ import annotations

import sys
from contextvars import ContextVar
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from pydantic import TypeAdapter
from pydantic_core import InitErrorDetails, PydanticCustomError, core_schema
from pydantic_core import ValidationError as PydanticValidationError

from ._definitions import COMPONENTS
from ._errors import ValidationError
from ._json_values import is_array, is_object
from ._model import Model

if TYPE_CHECKING:
    from pydantic import GetJsonSchemaHandler

_PACKAGE: Final = str(__package__)
_PREFIX: Final = "#/$defs/"
_SUBSCHEMAS: Final = frozenset({"additionalProperties", "allOf", "anyOf", "items", "oneOf"})

_under_way: ContextVar[frozenset[type[Model]]] = ContextVar("_under_way", default=frozenset())
"""The models whose JSON Schema is being made: a model that refers to itself gets a reference there."""


def core_schema_of(model: type[Model]) -> core_schema.CoreSchema:
    """Return what pydantic does with a model: take one as it is, read a dictionary, write one."""
    return core_schema.no_info_plain_validator_function(
        partial(_validated, model),
        serialization=core_schema.plain_serializer_function_ser_schema(_written),
        ref=_ref(model),
    )


def json_schema_of(model: type[Model], handler: GetJsonSchemaHandler) -> dict[str, Any]:
    """Return a model's JSON Schema. The models in it are references that pydantic resolves itself."""
    token = _under_way.set(_under_way.get() | {model})
    try:
        return _adapted(COMPONENTS[model.__name__], handler)  # type: ignore[no-any-return]
    finally:
        _under_way.reset(token)


def _validated(model: type[Model], value: Any) -> Model:
    if isinstance(value, model):
        return value
    try:
        return model.from_dict(value, all_errors=True)
    except ValidationError as error:
        problems = error.problems
    raise PydanticValidationError.from_exception_data(
        model.__name__,
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


def _written(value: Model) -> dict[str, Any]:
    return value.to_dict()


def _ref(model: type[Model]) -> str:
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
