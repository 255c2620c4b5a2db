"""Answers of a server that knows a document, and whether clients read them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import httpx
import msgspec

from tests.support.instances import instances

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scripts.ir.client_records import Operation
    from scripts.ir.package import Package
    from tests.changes.pairs import Schema

ANSWERS = 10
"""Of each status of an operation."""
OTHER = 299
"""A success that no document describes by itself."""


class Answer(NamedTuple):
    """What is called, and what comes."""

    group: str
    operation: str
    given: Mapping[str, Any]
    status: int
    content: bytes


def answers(document: Schema, package: Package, seed: int) -> Iterator[Answer]:
    """Yield answers to calls, with what they need, of all operations of a document."""
    for group in package.groups:
        for operation in group.operations:
            given = {each.field.name: "a" for each in operation.parameters if each.field.required}
            given |= {"body": b"{}"} if operation.body else {}
            for status, content in _contents(document, operation, seed):
                yield Answer(group.name, operation.name, given, status, content)


def _contents(document: Schema, operation: Operation, seed: int) -> Iterator[tuple[int, bytes]]:
    described = document["paths"][operation.path.text][operation.method.lower()]["responses"]
    for result in operation.results:
        response = described["default" if result.status is None else str(result.status)]
        for media in response.get("content", {"": {}}).values():
            known = {"components": {"schemas": document["schemas"]}}
            values = instances(media["schema"], known, seed, ANSWERS) if "schema" in media else []
            for content in map(msgspec.json.encode, values) if "schema" in media else (b"",):
                yield result.status or OTHER, content


def is_read(answer: Answer, module: Mapping[str, Any], *errors: type[Exception]) -> bool:
    """Whether the client that a module defines reads an answer, and raises none of these errors."""
    transport = httpx.MockTransport(lambda _: httpx.Response(answer.status, content=answer.content))
    with httpx.Client(transport=transport) as http, module["Client"]("https://example.com", http_client=http) as client:
        try:
            getattr(getattr(client, answer.group), answer.operation)(**answer.given)
        except errors:
            return False
    return True
