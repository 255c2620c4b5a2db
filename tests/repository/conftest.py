"""What the tests of the pages share."""

import gzip
import json

import httpx
import pytest

from tests.support.copies import ROOT
from tests.support.markdown import STEP, blocks


@pytest.fixture
def files(tmp_path, monkeypatch):
    """The files that examples read."""
    [example] = blocks((ROOT / "generated/docs/RunStepObject.md").read_text(encoding="utf-8"), "json")
    (tmp_path / "example.json").write_text(example, encoding="utf-8")
    (tmp_path / "step.json").write_bytes(STEP.read_bytes())
    line = b" ".join(STEP.read_bytes().split())
    (tmp_path / "steps.jsonl.gz").write_bytes(gzip.compress(line + b"\n{\n" + line + b"\n"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("API_KEY", "key")
    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", lambda _, request: answer(request))


def answer(request):
    """What the server of the examples answers: no request leaves the process."""
    step = json.loads(STEP.read_bytes())
    page = {"object": "list", "data": [step], "first_id": step["id"], "last_id": step["id"], "has_more": False}
    return httpx.Response(200, json=page if request.url.path.endswith("/steps") else step)
