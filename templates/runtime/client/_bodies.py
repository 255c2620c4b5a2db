"""JSON of any type of the package: of models by themselves, of the others as the one member of a model."""

from __future__ import annotations

from functools import cache
from types import new_class
from typing import Any, Final

import msgspec

from .._decoders import REFUSALS
from .._errors import ValidationError
from .._model import Model, fallback

_BEFORE: Final = len('{"value":')


def read(kind: Any, content: bytes) -> Any:
    """Return what JSON holds, as a type of the package. Raises ValidationError."""
    other: Any = kind
    if isinstance(kind, type) and issubclass(kind, Model):
        return kind.from_json(content)
    try:
        data = msgspec.json.decode(content)
    except REFUSALS as error:
        raise ValidationError((fallback().why_no_json(content, error),)) from error
    holder: Any = _holder(other)
    try:
        return holder.from_dict({"value": data}).value
    except ValidationError as error:
        raise ValidationError(
            tuple(problem._replace(location=problem.location[1:]) for problem in error.problems)
        ) from None


def written(value: Any) -> bytes:
    """Return a body as JSON. Bytes are taken for what they are. Raises TypeError for what JSON does not have."""
    if isinstance(value, bytes):
        return value
    if isinstance(value, Model):
        return value.to_json()
    return _holder(Any)(value=value).to_json()[_BEFORE:-1]  # type: ignore[no-any-return]


@cache
def _holder(kind: Any) -> Any:
    return new_class("Holder", (Model,), {"kw_only": True}, lambda body: body.update(__annotations__={"value": kind}))
