"""What a call sends: everything that it is given is a value, at the place that the document says."""

import importlib
import sys

import httpx
import pytest

from openai_run_steps.client import AsyncClient, BearerAuth, Client, HeaderAuth, _library
from tests.client.answers import Noting, asked, page, step
from tests.support.callers import BASE, each_way


def sent(caller, what, **options):
    """The one request that a call sends."""
    handler = Noting(lambda request, _: caller.response(json=page() if request.url.path.endswith("steps") else step()))
    caller.call(what, handler, **options)
    return handler.requests[0]


def refusing(*names):
    """An import that finds no module of these names."""

    def find(name):
        if name in names:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return importlib.import_module(name)

    return find


def test_a_client_takes_the_library_that_is_there(monkeypatch):
    monkeypatch.setattr(_library, "import_module", refusing("httpx"))
    assert _library.library_of(None, "Client").__name__ == "httpx2"


def test_a_client_without_any_library_says_what_to_install(monkeypatch):
    monkeypatch.setattr(_library, "import_module", refusing("httpx", "httpx2"))
    with pytest.raises(ImportError, match="the client needs httpx: install it"):
        Client(BASE)


def test_a_library_that_lacks_what_it_needs_itself_is_not_called_missing(monkeypatch, tmp_path):
    (tmp_path / "httpx.py").write_text("import needed_by_httpx")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "httpx")
    with pytest.raises(ModuleNotFoundError, match="needed_by_httpx"):
        Client(BASE)


@each_way
def test_a_call_goes_to_the_address_of_its_operation(caller):
    request = sent(caller, lambda client: client.run_steps.get("thread_1", "run_1", "step_1"))
    assert request.method == "GET"
    assert str(request.url) == f"{BASE}/threads/thread_1/runs/run_1/steps/step_1"
    assert request.headers["accept"] == "application/json"


@each_way
@pytest.mark.parametrize(
    "text", ["a/b", "../x", "a?b=c", "a#b", "a b", "a%2Fb", "ä\u202e", "x\r\ny", "@", "a;b", "..a"]
)
def test_what_is_put_in_a_path_stays_one_part_of_it(caller, text):
    request = sent(caller, lambda client: client.run_steps.get("t", text, "s"))
    parts = request.url.raw_path.decode().split("/")
    assert (len(parts), parts[5:]) == (8, [parts[5], "steps", "s"])
    assert httpx.QueryParams(f"x={parts[5]}".replace("+", "%2B"))["x"] == text


@pytest.mark.parametrize("text", ["", ".", ".."])
def test_a_part_that_would_lead_elsewhere_is_refused(text):
    with Client(BASE) as client, pytest.raises(ValueError, match="run_id is"):
        client.run_steps.get("t", text, "s")


@each_way
def test_an_array_in_a_query_is_written_as_the_document_says(caller):
    content = "step_details.tool_calls[*].file_search.results[*].content"
    request = sent(caller, lambda client: client.run_steps.get("t", "r", "s", include=[content, content]))
    assert asked(request) == {"include[]": [content, content]}


@each_way
def test_what_is_not_given_is_not_sent_and_what_is_given_is_sent_as_it_is(caller):
    request = sent(caller, lambda client: client.run_steps.list("t", "r", limit=5, order="asc", include=[]))
    assert asked(request) == {"limit": ["5"], "order": ["asc"]}


@each_way
def test_what_the_client_adds_goes_along_unless_the_call_says_otherwise(caller):
    request = sent(
        caller,
        lambda client: client.run_steps.list("t", "r", limit=5),
        query={"api-version": "v1", "limit": 20},
        headers={"X-Team": "a"},
    )
    assert asked(request) == {"api-version": ["v1"], "limit": ["5"]}
    assert request.headers["x-team"] == "a"


@each_way
@pytest.mark.parametrize(
    ("auth", "header", "value"),
    [
        ("key", "authorization", "Bearer key"),
        (BearerAuth(lambda: "fresh"), "authorization", "Bearer fresh"),
        (HeaderAuth("api-key", "key"), "api-key", "key"),
        (("user", "word"), "authorization", "Basic dXNlcjp3b3Jk"),
    ],
)
def test_a_key_goes_where_the_server_wants_it(caller, auth, header, value):
    request = sent(caller, lambda client: client.run_steps.get("t", "r", "s"), auth=auth)
    assert request.headers[header] == value


@each_way
def test_any_auth_of_the_library_works(caller):
    def sign(request):
        request.headers["x-signed"] = "yes"
        return request

    assert sent(caller, lambda client: client.run_steps.get("t", "r", "s"), auth=sign).headers["x-signed"] == "yes"


@pytest.mark.parametrize("key", ["a\nb", "a b\t", "ключ", " a"])
def test_a_key_that_no_header_can_hold_is_refused_and_not_shown(key):
    with Client(BASE, auth=key) as client, pytest.raises(ValueError, match="the key for the header") as error:
        client.run_steps.get("t", "r", "s")
    assert key not in str(error.value)
    assert key not in repr(HeaderAuth("api-key", key))


@each_way
def test_other_options_share_the_connections(caller):
    def called(client):
        other = client.with_options(auth=None, headers={"x-b": "2"}, query={"q": "1"}, retries=0, timeout=3)
        other.close() if not caller.is_async else None
        return other.run_steps.get("t", "r", "s")

    request = sent(caller, called, auth="key", headers={"x-a": "1"})
    assert "authorization" not in request.headers
    assert (request.headers["x-a"], request.headers["x-b"], asked(request)) == ("1", "2", {"q": ["1"]})
    assert request.extensions["timeout"]["read"] == 3


@each_way
def test_any_request_can_be_sent(caller):
    handler = Noting(lambda *_: caller.response(418, json={"a": 1}))

    def called(client):
        return client.send(client.build_request("post", "threads/x", query={"a": [1, True]}, body={"b": None}))

    assert caller.call(called, handler).json() == {"a": 1}
    assert (handler.requests[0].method, handler.requests[0].read()) == ("POST", b'{"b":null}')
    assert str(handler.requests[0].url) == f"{BASE}/threads/x?a=1&a=true"


@pytest.mark.parametrize("base", ["", "steps.example.com", "ftp://x", "file:///etc", "https://", "https://x?a=b"])
def test_an_address_that_leads_nowhere_is_refused(base):
    with pytest.raises(ValueError, match="base_url is an address"):
        Client(base)


def test_a_client_of_another_library_is_refused():
    with pytest.raises(TypeError, match="http_client is a dict, not a Client of httpx or httpx2"):
        Client(BASE, http_client={1: 2})


def test_a_client_of_the_other_kind_is_refused():
    for kind, other in ((Client, httpx.AsyncClient), (AsyncClient, httpx.Client)):
        with pytest.raises(TypeError, match=f"http_client is a {other.__name__}, not a {kind.__name__} of httpx"):
            kind(BASE, http_client=other())


def test_a_client_shows_no_password():
    for kind in (Client, AsyncClient):
        client = kind("https://me:s3cret@example.com/v1")
        assert repr(client) == f"{kind.__name__}('https://me:[secure]@example.com/v1')"


@each_way
def test_an_argument_that_makes_an_address_too_long_is_refused(caller):
    with pytest.raises(ValueError, match="no address that can be called"):
        sent(caller, lambda client: client.run_steps.get("t", "r", "s" * 70_000))


@pytest.mark.parametrize("value", [b"x", {"a": 1}, object()])
def test_an_argument_that_no_address_can_hold_is_refused(value):
    with Client(BASE) as client, pytest.raises(TypeError, match="limit is a"):
        list(client.run_steps.list("t", "r", limit=value))
