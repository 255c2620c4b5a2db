"""What a call raises: one family, with status, request and what came; a server's texts are only shown."""

import copy
import pickle

import pytest

from openai_run_steps import ValidationError
from openai_run_steps.client import (
    ClientError,
    InvalidResponseError,
    NotJsonError,
    ResponseError,
    StatusError,
)
from tests.client.answers import page, step
from tests.support.callers import each_way


def get(client):
    return client.run_steps.get("t", "r", "s")


def failed(caller, answer, what=get, **options):
    with pytest.raises(ClientError) as error:
        caller.call(what, answer if callable(answer) else lambda _: answer, **options)
    return error.value


@each_way
@pytest.mark.parametrize("status", [300, 302, 400, 404, 418, 451, 600, 799, 999])
def test_a_status_is_whatever_number_it_is(caller, status):
    error = failed(caller, caller.response(status, json={"error": {"message": "No such run"}}))
    assert isinstance(error, StatusError)
    assert error.status == status
    assert error.body == {"error": {"message": "No such run"}}
    assert str(error) == (f"GET https://steps.example.com/v1/threads/t/runs/r/steps/s: status {status}: No such run")


@each_way
@pytest.mark.parametrize(
    ("content", "body", "message"),
    [
        (b'{"error": "gone"}', {"error": "gone"}, ": gone"),
        (b'{"message": "gone"}', {"message": "gone"}, ": gone"),
        (b'{"error": {"message": 7}}', {"error": {"message": 7}}, ""),
        (b"[1]", [1], ""),
        (b"null", None, ""),
        (b"", b"", ""),
        (b"<h1>\xff", b"<h1>\xff", ""),
        (b"[" * 100_000, b"[" * 100_000, ""),
        (b'{"message": "a\\u202eb\\u001b[2J"}', {"message": "a\u202eb\x1b[2J"}, ": a\\u202eb\\x1b[2J"),
        (b'{"message": "' + b"x" * 5000 + b'"}', {"message": "x" * 5000}, ": " + "x" * 200),
    ],
)
def test_what_came_is_there_and_what_is_shown_is_short_and_printable(caller, content, body, message):
    error = failed(caller, caller.response(404, content=content))
    assert error.body == body
    assert str(error).endswith(f"status 404{message}")


@each_way
@pytest.mark.parametrize("name", ["x-request-id", "apim-request-id", "x-ms-request-id", "request-id"])
def test_the_request_id_is_reported(caller, name):
    error = failed(caller, caller.response(404, headers={name: "req_1"}))
    assert error.request_id == "req_1"
    assert str(error).endswith("status 404 (request req_1)")
    assert failed(caller, caller.response(404)).request_id is None


@each_way
@pytest.mark.parametrize("content", [b"<html>Sign in</html>", b"", b'{"id": ', b"\xff\xfe"])
def test_a_success_that_is_no_json_is_an_error(caller, content):
    error = failed(caller, caller.response(200, content=content, headers={"content-type": "text/html"}))
    assert isinstance(error, NotJsonError)
    assert error.body == content
    assert f"status 200, but no JSON: {len(content)} bytes, text/html" in str(error)


@each_way
def test_an_answer_that_breaks_the_schema_is_the_packages_own_error_with_request_and_place(caller):
    broken = page(1, 2)
    broken["data"][1]["created_at"] = "2026-01-01T00:00:00Z"
    error = failed(caller, caller.response(json=broken), lambda client: client.run_steps.list("t", "r"))
    assert isinstance(error, InvalidResponseError)
    assert isinstance(error, ValidationError)
    assert isinstance(error, ResponseError)
    assert error.problems[0].path == "$.data[1].created_at"
    assert error.request.method == "GET"
    assert error.body == broken
    assert str(error).startswith("GET https://steps.example.com/v1/threads/t/runs/r/steps: $.data[1].created_at: ")


@each_way
def test_what_is_new_loads_and_nothing_is_lost(caller):
    sent = step(new={"a": [1]}, status="paused", step_details={"type": "dreams", "x": 1})
    found = caller.call(get, lambda _: caller.response(json=sent))
    assert found.to_dict() == sent


@each_way
@pytest.mark.parametrize("status", [200, 201, 206, 299])
def test_any_success_is_read(caller, status):
    assert caller.call(get, lambda _: caller.response(status, json=step())).id == "step_1"


@each_way
def test_no_key_and_no_query_is_shown(caller):
    error = failed(
        caller, caller.response(404), auth="s3cret", query={"key": "s3cret"}, base="https://me:s3cret@example.com/v1"
    )
    assert "s3cret" not in str(error)
    assert "s3cret" not in repr(error)


@each_way
@pytest.mark.parametrize("content", [b'{"object": 7}', b"", None], ids=["breaks the schema", "no JSON", "status"])
def test_errors_can_be_copied_and_go_from_one_process_to_another(caller, content):
    error = failed(caller, caller.response(200 if content is not None else 404, content=content or b""))
    for other in (copy.copy(error), copy.deepcopy(error), pickle.loads(pickle.dumps(error))):
        assert type(other) is type(error)
        assert str(other) == str(error)
        assert (other.status, other.body, str(other.request.url)) == (error.status, error.body, str(error.request.url))
        assert getattr(other, "problems", ()) == getattr(error, "problems", ())


@each_way
def test_an_error_without_an_answer_can_be_copied_too(caller):
    def answer(request):
        raise caller.library.ReadTimeout("slow", request=request)

    error = failed(caller, answer, retries=0)
    other = pickle.loads(pickle.dumps(error))
    assert (type(other), str(other)) == (type(error), str(error))
