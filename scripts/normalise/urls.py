"""What an operation's address is made of: the path with its parts in braces, and how arrays are written in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from scripts.base.errors import Location, PipelineError
from scripts.base.json_types import is_list, is_mapping

if TYPE_CHECKING:
    from collections.abc import Collection

    from scripts.base.json_types import Schema

PART: Final = re.compile(r"\{([^{}/]+)\}")
"""A part of a path that a parameter fills."""

LEAVE: Final = "change it in the overlay, or leave the operation out (`without`)"

_FIXED: Final = re.compile(r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*")
_QUERY: Final = re.compile(r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*")
_SERVER: Final = re.compile(r"https://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~-]+)*/?")
_HEADER: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_LONGEST: Final = 2_000
"""Characters of a path, and of a parameter's name: no server takes longer addresses."""
_DOTS: Final = frozenset({".", ".."})

# By place and style: how the values of an array are parted, if they are not each named again.
_STYLES: Final = {
    ("path", "simple"): "commas",
    ("header", "simple"): "commas",
    ("query", "form"): "commas",
    ("query", "spaceDelimited"): "spaces",
    ("query", "pipeDelimited"): "bars",
}
_USUAL: Final = {"path": "simple", "header": "simple", "query": "form"}


def check(path: str, parameters: Collection[str], pointer: str) -> None:
    """Refuse a path that no URL can have, or whose parts in braces are not its parameters."""
    if len(path) > _LONGEST:
        raise PipelineError("a path that no server takes: it is too long", Location(pointer=pointer))
    before, _, query = path.partition("?")  # which tells operations of one path apart, such as `?beta=true`
    fixed = PART.sub("x", before)
    is_path = path.startswith("/") and _FIXED.fullmatch(fixed) and not _DOTS & set(fixed.split("/"))
    if not (is_path and _QUERY.fullmatch(query)):
        raise PipelineError(f"{path!r} is no path of a URL", Location(pointer=pointer), "percent-encode it")
    parts = PART.findall(path)
    if sorted(parts) != sorted(parameters):
        what = f"the parts in braces of {path!r} are not the parameters in its path ({', '.join(parameters) or 'none'})"
        raise PipelineError(what, Location(pointer=pointer), "add the parameter, or take it away")


def check_name(name: str, place: str, pointer: str) -> None:
    """Refuse a parameter whose name can't be sent in its place."""
    if len(name) > _LONGEST:
        raise PipelineError("a parameter with a name that no server takes: it is too long", Location(pointer=pointer))
    if place == "header" and not _HEADER.fullmatch(name):
        raise PipelineError(f"{name!r} is no name of a header", Location(pointer=pointer), "rename it, or leave it out")


def arrays(parameter: Schema, pointer: str) -> str:
    """How a parameter writes an array: `repeated` (its name before each value), `commas`, `spaces` or `bars`."""
    place = parameter["in"]
    style = parameter.get("style", _USUAL[place])
    if (place, style) not in _STYLES:
        raise PipelineError(f"style {style!r} can't be sent in a {place}", Location(pointer=f"{pointer}/style"), LEAVE)
    explode = parameter.get("explode", style == "form")
    return "repeated" if place == "query" and explode else _STYLES[place, style]


def server(document: Schema) -> str | None:
    """The address of the first server with the defaults of its variables, if it is a whole one; examples call it."""
    servers = document.get("servers")
    first = servers[0] if is_list(servers) and servers else None
    url = first.get("url") if is_mapping(first) else None
    if not (is_mapping(first) and isinstance(url, str)):
        return None
    variables = first.get("variables")

    def filled(part: re.Match[str]) -> str:
        variable = variables.get(part[1]) if is_mapping(variables) else None
        default = variable.get("default") if is_mapping(variable) else None
        return default if isinstance(default, str) else part[0]

    whole = PART.sub(filled, url)
    return whole if _SERVER.fullmatch(whole) else None
