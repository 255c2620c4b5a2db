"""Who makes steps of a stream is timed; who can't is told."""

from __future__ import annotations

import pytest

from scripts.bench import measuring, subjects
from scripts.bench.measuring import Effort
from tests.support.streams import stream_of


def test_ours_makes_every_step_of_the_stream_that_is_measured():
    actions, _ = subjects.streaming(stream_of("code_interpreter"), 2)
    assert [step.status for step in actions["ours"]()] == ["completed", "completed"]


def test_who_makes_fewer_steps_or_fails_is_reported_and_not_timed(monkeypatch):
    def fails(_):
        raise LookupError

    monkeypatch.setattr(subjects, "STREAMING", {"few": lambda _: lambda: [1], "none": fails})
    assert subjects.streaming(b"", 2) == ({}, {"few": "makes 1 of 2 steps", "none": "cannot be used: LookupError"})


def test_openai_is_asked_as_its_users_ask_it(monkeypatch):
    class Handler:
        pass

    class Events:
        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

        def until_done(self):
            pass

        def get_final_run_steps(self):
            return ["step"]

    class Nested:
        def __getattr__(self, name):
            return (lambda **_: Events()) if name == "stream" else self

    class Modules:
        AssistantEventHandler = Handler

        def __init__(self, *_, **options):
            self.answer = options.get("transport")

        OpenAI = staticmethod(lambda **_: Nested())
        Client = Response = staticmethod(dict)
        MockTransport = staticmethod(lambda answer: answer(None))

    monkeypatch.setattr(subjects.importlib, "import_module", lambda _: Modules())
    monkeypatch.setattr(Modules, "Response", staticmethod(lambda *_, **options: options["content"]))
    assert subjects._openai_steps(b"x")() == ["step"]


@pytest.mark.parametrize("rounds", [1, 2])
def test_a_stream_is_timed_by_its_events(tmp_path, rounds):
    (tmp_path / "stream.sse").write_bytes(stream_of("code_interpreter"))
    [samples] = measuring.streams(tmp_path, Effort(rounds=rounds))
    assert len(samples.figures["ours"]) == rounds
    assert all(0 < figure < 10_000_000 for figure in samples.figures["ours"])
