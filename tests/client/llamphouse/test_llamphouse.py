"""A server that others run, as a process on the loopback: what it sends otherwise than the schema is told, not lost."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from openai_run_steps import ValidationError
from openai_run_steps.client import Client, InvalidResponseError, StatusError
from tests.support.callers import each_way

FOLDER = Path(__file__).parent
ENVIRONMENT = FOLDER.parents[2] / ".venv" / "llamphouse"
LOCK = FOLDER / "requirements.lock"
SILENT = {"LLAMPHOUSE_TELEMETRY": "0", "NO_TRACKING": "1", "OTEL_SDK_DISABLED": "true", "OTEL_TRACES_EXPORTER": "none"}

pytestmark = pytest.mark.fuzz


@pytest.fixture(scope="module")
def python():
    """The interpreter of an environment that holds the server and nothing of ours."""
    stamp, wanted = ENVIRONMENT / "complete", f"{sys.version} {LOCK.read_text()}"
    if not stamp.exists() or stamp.read_text() != wanted:
        subprocess.run([sys.executable, "-m", "venv", "--clear", ENVIRONMENT], check=True)
        quiet = ("--quiet", "--disable-pip-version-check", "--no-input")
        pip = (ENVIRONMENT / "bin/python", "-m", "pip", "install", *quiet, "--require-hashes", "-r", LOCK)
        subprocess.run(pip, check=True)
        stamp.write_text(wanted)
    return ENVIRONMENT / "bin/python"


@pytest.fixture(scope="module")
def url(python, tmp_path_factory):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    command = [python, "-I", FOLDER / "serve.py", str(port)]
    folder = tmp_path_factory.mktemp("llamphouse")
    environ = {"PATH": os.defpath, "HOME": str(folder), **SILENT}
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, cwd=folder, env=environ, stdout=log, stderr=log)
    try:
        wait_for(lambda: socket.create_connection(("127.0.0.1", port), 1).close(), OSError)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(20)


def wait_for(attempt, refusal):
    """Try for a minute at most."""
    for _ in range(600):
        try:
            return attempt()
        except refusal:
            time.sleep(0.1)
    return attempt()


@pytest.fixture(scope="module")
def run(url):
    """The thread and the run whose five steps the server has written."""
    with Client(url) as client:

        def post(path, body):
            response = client.send(client.build_request("POST", path, body=body))
            response.raise_for_status()
            return response.json()["id"]

        def steps():
            found = client.send(client.build_request("GET", f"threads/{thread}/runs/{found_run}/steps")).json()["data"]
            assert len(found) == 5

        thread = post("threads", {})
        found_run = post(f"threads/{thread}/runs", {"assistant_id": "writer"})
        wait_for(steps, AssertionError)
    return thread, found_run


@each_way
def test_dates_as_texts_are_our_error_with_request_and_place_and_the_page_is_there(caller, url, run):
    with pytest.raises(InvalidResponseError) as error:
        caller.call(lambda client: client.run_steps.list(*run, limit=2), base=url)
    assert isinstance(error.value, ValidationError)
    assert error.value.problems[0].path == "$.data[0].created_at"
    assert error.value.problems[0].expected == "an integer"
    assert error.value.request.url.path == f"/threads/{run[0]}/runs/{run[1]}/steps"
    assert len(error.value.body["data"]) == 2
    assert error.value.body["has_more"] is True


@each_way
def test_a_step_is_the_same(caller, url, run):
    listed = caller.call(
        lambda client: client.send(client.build_request("GET", "/".join(("threads", run[0], "runs", run[1], "steps")))),
        base=url,
    )
    step = listed.json()["data"][0]["id"]
    with pytest.raises(InvalidResponseError) as error:
        caller.call(lambda client: client.run_steps.get(*run, step), base=url)
    assert error.value.problems[0].path == "$.created_at"
    assert error.value.body["id"] == step


@each_way
def test_what_is_not_there_is_reported(caller, url, run):
    with pytest.raises(StatusError) as error:
        caller.call(lambda client: client.run_steps.get(*run, "nothing"), base=url)
    assert error.value.status == 404
    assert error.value.body == {"detail": "Run step not found in the given thread and run."}
