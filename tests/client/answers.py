"""Answers of a made-up server: a step, pages of steps, and handlers that note what they are asked."""

import json
from urllib.parse import parse_qs

from tests.support.copies import ROOT

STEP = json.loads((ROOT / "tests/traffic/058_openai_docs_list.json").read_text())["data"][0]


def step(number=1, **changes):
    return {**STEP, "id": f"step_{number}", **changes}


def page(*numbers, more=False):
    steps = [step(number) for number in numbers]
    ids = [each["id"] for each in steps] or [None]
    return {"object": "list", "data": steps, "first_id": ids[0], "last_id": ids[-1], "has_more": more}


class Noting:
    """Answers what `answer` says, and notes every request."""

    def __init__(self, answer):
        self.answer = answer
        self.requests = []

    def __call__(self, request):
        self.requests.append(request)
        return self.answer(request, len(self.requests))


def asked(request):
    """The query of a request, by name."""
    return parse_qs(request.url.query.decode(), keep_blank_values=True)
