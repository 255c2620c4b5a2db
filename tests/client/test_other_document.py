"""A client of another document's operations: bodies, lists, arrays, names and types that run steps do not have."""

import importlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.client.answers import Noting, asked
from tests.support.callers import each_way
from tests.support.packages import build, imported, write

DOCUMENT = Path(__file__).with_name("shop.yaml").read_bytes()
FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[1]


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    return imported(DOCUMENT, "shop", tmp_path_factory.mktemp("shop"), operations=["*"])


@pytest.fixture(scope="module")
def kinds(shop):
    client = importlib.import_module("shop.client")
    return client.Client, client.AsyncClient


def done(caller, kinds, what, status=200, **answer):
    """What a call returns, and the request that it sent."""
    handler = Noting(lambda *_: caller.response(status, **answer))
    result = caller.call(what, handler, kinds=kinds)
    return result, handler.requests[-1]


@each_way
def test_a_model_is_sent_as_a_body_and_another_comes_back(caller, kinds, shop):
    body = shop.CreateOrderBody(item="tea", count=2)
    body.additional_properties["gift"] = True
    order, request = done(
        caller, kinds, lambda client: client.orders.create_order(body, idempotency_key="k1"), 201, json={"id": "o1"}
    )
    assert type(order) is shop.Order
    assert (request.method, request.url.path, request.headers["idempotency-key"]) == ("POST", "/v1/orders", "k1")
    assert request.headers["content-type"] == "application/json"
    assert json.loads(request.read()) == {"item": "tea", "count": 2, "gift": True}


@each_way
@pytest.mark.parametrize("value", ["ä", "a\r\nx-other: 1", "a\x00"])
def test_what_no_header_can_hold_is_refused_before_anything_is_sent(caller, kinds, value):
    handler = Noting(lambda *_: pytest.fail("a request was sent"))
    with pytest.raises(ValueError, match="Idempotency-Key holds what no header can"):
        caller.call(lambda client: client.orders.create_order(b"{}", idempotency_key=value), handler, kinds=kinds)


@each_way
def test_bytes_are_sent_as_they_are(caller, kinds):
    _, request = done(caller, kinds, lambda client: client.orders.create_order(b'{"item":1}'), 201, json={"id": "o"})
    assert request.read() == b'{"item":1}'


@each_way
def test_a_body_that_is_no_model_is_sent_and_read_as_well(caller, kinds, shop):
    label = shop.Label.from_dict({"id": "a", "new": 1})
    count, request = done(caller, kinds, lambda client: client.default.set_labels([label]), json=3)
    assert count == 3
    assert json.loads(request.read()) == [{"id": "a", "new": 1}]
    assert request.headers["content-type"] == "application/json"


@each_way
def test_a_body_that_may_be_left_out_is(caller, kinds):
    _, request = done(caller, kinds, lambda client: client.default.set_labels(), json=3)
    assert request.read() == b""
    assert "content-type" not in request.headers


@each_way
@pytest.mark.parametrize(("content", "problem"), [(b'"3"', "$: expected an integer"), (b'3,"x":1', "no JSON")])
def test_what_is_no_model_is_checked_as_well(caller, kinds, content, problem):
    from shop.client import ResponseError

    with pytest.raises(ResponseError) as error:
        done(caller, kinds, lambda client: client.default.set_labels(), content=content)
    assert problem in str(error.value)


@each_way
def test_parameters_of_the_path_are_told_apart_by_their_places(caller, kinds, shop):
    order, request = done(caller, kinds, lambda client: client.orders.get_line("a b", 7), json={"id": "o1"})
    assert request.url.raw_path == b"/v1/orders/a%20b/7.json"
    assert order == shop.Order(id="o1")


@each_way
@pytest.mark.parametrize(("language", "query"), [(None, b""), ("pt&", b"&language=pt%26")])
def test_a_path_may_have_a_query_of_its_own(caller, kinds, language, query):
    notes, request = done(caller, kinds, lambda client: client.orders.get_notes("a?", language=language), json=["x"])
    assert request.url.raw_path == b"/v1/orders/a%3F?part=notes&all" + query
    assert notes == ["x"]


@each_way
def test_a_status_without_a_body_gives_nothing(caller, kinds):
    assert done(caller, kinds, lambda client: client.orders.get_line("a", 7), 204)[0] is None
    deleted, request = done(caller, kinds, lambda client: client.orders.delete_line("a", 7), 204)
    assert (deleted, request.method) == (None, "DELETE")


@each_way
def test_both_lists_follow_their_pages(caller, kinds, shop):
    def answer(request, count):
        return caller.response(json={"data": [{"id": f"{count}"}], "has_more": count % 2 == 1})

    handler = Noting(answer)
    orders = caller.call(lambda client: client.orders.list_orders(status=["open", "x"]), handler, kinds=kinds)
    assert orders == [shop.Order(id="1"), shop.Order(id="2")]
    assert asked(handler.requests[1]) == {"after": ["1"], "status[]": ["open", "x"]}
    labels = caller.call(lambda client: client.default.list(self_=True), handler, kinds=kinds)
    assert labels == [shop.Label(id="3"), shop.Label(id="4")]


@each_way
def test_arrays_are_written_as_each_parameter_says(caller, kinds):
    handler = Noting(lambda *_: caller.response(json={"data": []}))
    caller.call(
        lambda client: client.default.list(fields=["a,b", "c"], sizes=[1, 2], self_=False), handler, kinds=kinds
    )
    assert handler.requests[0].url.query == b"fields=a%2Cb,c&sizes=1%7C2&self=false"


def test_a_package_without_operations_has_no_client():
    built = build(DOCUMENT, roots=["*"])
    assert not [path for path in built.files if "client" in path or "operations" in path]


def test_each_operation_has_a_page_with_an_example():
    pages = {path: text for path, text in build(DOCUMENT, "shop", operations=["*"]).files.items() if path[-3:] == ".md"}
    assert {"docs/orders.create_order.md", "docs/default.list.md", "docs/all-operations.md"} <= set(pages)
    page = pages["docs/orders.create_order.md"]
    assert "print(client.orders.create_order(body=body))" in page
    assert '"item": "string"' in page
    assert "[**Order**](Order.md)" in page
    assert "for item in client.default.list(self_=True):" in pages["docs/default.list.md"]
    assert "deprecated, optional" in pages["docs/orders.list_orders.md"].partition("before")[2].partition("\n")[0]


@pytest.mark.fuzz
@pytest.mark.parametrize("checker", [["mypy", "--strict", "--no-incremental", "uses.py"], ["pyright", "--warnings"]])
def test_type_checkers_find_nothing_in_it_and_in_its_uses(checker, tmp_path):
    write(build(DOCUMENT, "shop", operations=["*"]).files, tmp_path)
    (tmp_path / "uses.py").write_text((FOLDER / "shop_uses.py").read_text())
    settings = {"typeCheckingMode": "strict", "venvPath": str(ROOT), "venv": ".venv", "pythonVersion": "3.11"}
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(settings))
    command = [sys.executable, "-m", *checker]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout
