"""JSON pointers (RFC 6901) in fragment form, as references in OpenAPI documents write them."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote, unquote

from scripts.base.errors import Location, PipelineError
from scripts.base.json_types import is_list, is_mapping

# What a fragment may hold as it is (RFC 3986), and braces: path templates stay readable, and every reader takes them.
_READABLE = "!$&'()*+,;=:@?/~{}"

# "01" and "-" are no indices (RFC 6901), and no list is as long as a number that Python refuses to read.
_INDEX = re.compile("0|[1-9][0-9]{0,9}")


def escape(token: str) -> str:
    """One token as it stands between two slashes of a pointer, without percent-encoding."""
    return token.replace("~", "~0").replace("/", "~1")


def unescape(token: str) -> str:
    """The reverse of `escape`."""
    return token.replace("~1", "/").replace("~0", "~")


def join(*tokens: str | int) -> str:
    """`#/a/b` for the tokens `a` and `b`; `#` for none."""
    return "#" + "".join("/" + quote(escape(str(token)), safe=_READABLE) for token in tokens)


def split(pointer: str) -> tuple[str, ...]:
    """The tokens of `#/a/b` (or of `/a/b`), with percent and tilde escapes undone.

    Raises `PipelineError` for text that is no pointer, such as `#name`.
    """
    path = unquote(pointer[1:]) if pointer.startswith("#") else pointer
    if not path:
        return ()
    if not path.startswith("/"):
        raise PipelineError(f"{pointer!r} is not a JSON pointer", hint="write it as #/…")
    return tuple(unescape(token) for token in path[1:].split("/"))


def step(node: Any, token: str) -> Any:
    """The child of a mapping or list that a pointer's token names; `LookupError` when it has none."""
    if is_mapping(node):
        return node[token]
    if is_list(node) and _INDEX.fullmatch(token):
        return node[int(token)]
    raise LookupError(token)


def resolve(root: Any, pointer: str) -> Any:
    """What the pointer names inside `root`. Raises `PipelineError` when there is nothing."""
    node = root
    for token in split(pointer):
        try:
            node = step(node, token)
        except LookupError as error:
            raise PipelineError(f"nothing at {token!r}", Location(pointer=pointer)) from error
    return node
