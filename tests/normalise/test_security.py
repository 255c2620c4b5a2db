"""With what a call says who makes it: the first of the security schemes that a client can use."""

import pytest

from scripts.normalise.security import Scheme, scheme

SCHEMES = {
    "Bearer": {"type": "http", "scheme": "Bearer"},
    "Basic": {"type": "http", "scheme": "basic"},
    "Digest": {"type": "http", "scheme": "digest"},
    "OAuth": {"type": "oauth2", "flows": {}},
    "OpenId": {"type": "openIdConnect"},
    "Header": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "Query": {"type": "apiKey", "in": "query", "name": "key"},
    "Cookie": {"type": "apiKey", "in": "cookie", "name": "session"},
    "Broken": 7,
}


@pytest.mark.parametrize(
    ("security", "expected"),
    [
        (None, None),
        ([], None),
        ([{}], None),
        ("Bearer", None),
        ([7], None),
        ([{"Bearer": []}], Scheme("bearer")),
        ([{"Basic": []}], Scheme("basic")),
        ([{"OAuth": ["read"]}], Scheme("bearer")),
        ([{"OpenId": []}], Scheme("bearer")),
        ([{"Header": []}], Scheme("header", "X-Key")),
        ([{"Query": []}], Scheme("query", "key")),
        ([{"Cookie": []}], None),
        ([{"Digest": []}, {"Gone": []}, {"Broken": []}, {}, {"Query": [], "Header": []}], Scheme("query", "key")),
    ],
)
def test_it_is_the_first_that_a_client_can_use(security, expected):
    document = {"components": {"securitySchemes": SCHEMES}}
    assert scheme({**document, "security": security}, {}) == expected
    assert scheme({**document, "security": [{"Basic": []}]}, {"security": security}) == expected


@pytest.mark.parametrize("components", [None, {}, {"securitySchemes": []}])
def test_a_scheme_that_is_not_described_is_none(components):
    assert scheme({"components": components, "security": [{"Bearer": []}]}, {}) is None
