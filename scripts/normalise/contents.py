"""Which of an operation's responses mean success, and which media type of a body is taken."""

from __future__ import annotations

import re
from typing import Any, Final

from scripts.base.errors import Location, PipelineError
from scripts.base.json_types import is_mapping

_JSON: Final = re.compile(r"application/(?:[A-Za-z0-9!#$&^_.-]+\+)?json")
_HINT: Final = "change it in the overlay, or leave the operation out (`without`): a client's send() takes any request"
_CONTENT: Final = "name it: `application/json`, with its schema"


def successes(responses: Any, pointer: str) -> dict[int | None, str]:
    """The document's key of each response that means success, by status: None for whatever has none of its own."""
    if not is_mapping(responses):
        raise PipelineError("an operation has responses", Location(pointer=pointer))
    found: dict[int | None, str] = {int(code): code for code in responses if re.fullmatch("2[0-9][0-9]", code)}
    others = ("2XX", "2xx") if found else ("2XX", "2xx", "default")
    other = next((code for code in others if code in responses), None)
    return found if other is None else {**found, None: other}


def chosen(content: Any, pointer: str, *, sent: bool = False) -> str | None:
    """The media type that is taken, which is JSON; None if there is no content."""
    if not content and not sent:
        return None
    if not is_mapping(content):
        where = pointer if content is None else f"{pointer}/content"
        raise PipelineError("a body says what its content is", Location(pointer=where), _CONTENT)
    for media_type in content:
        if _JSON.fullmatch(media_type.partition(";")[0].strip().lower()):
            return media_type
    shown = ", ".join(map(repr, content)) or "nothing"
    what = f"a body that is no JSON ({shown}) can't be typed"
    raise PipelineError(what, Location(pointer=f"{pointer}/content"), _HINT)
