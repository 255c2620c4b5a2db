"""A page of steps over HTTP: a server on the loopback, a process of its own, and the clients that ask it."""

from __future__ import annotations

import importlib
import json
import socketserver
import subprocess
import sys
from contextlib import ExitStack, contextmanager
from typing import IO, TYPE_CHECKING, Any, Final, cast

from scripts.bench.clock import interleave
from scripts.bench.rows import OURS, Samples

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

STEPS: Final = 100
REQUESTS: Final = 20
"""Pages that are asked for in a round."""

_HEAD: Final = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n"


def page(lines: Sequence[bytes]) -> bytes:
    """Return a page of a list with a hundred steps, each with an id of its own."""
    steps = [{**json.loads(lines[at % len(lines)]), "id": f"step_{at}"} for at in range(STEPS)]
    ids = {"first_id": steps[0]["id"], "last_id": steps[-1]["id"]}
    return json.dumps({"object": "list", "data": steps, **ids, "has_more": False}).encode()


class _Handler(socketserver.StreamRequestHandler):
    """Answers whatever is asked for on a connection with one page."""

    answer: bytes

    def handle(self) -> None:
        while self.rfile.readline():
            while self.rfile.readline().strip():
                pass
            self.wfile.write(self.answer)


def serve() -> None:
    """Print a port, and answer there with the page that comes on standard input, until the process is ended."""
    body = sys.stdin.buffer.read()
    _Handler.answer = _HEAD.format(len(body)).encode() + body
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Handler) as server:
        server.daemon_threads = True
        print(server.server_address[1], flush=True)
        server.serve_forever()


@contextmanager
def serving(body: bytes) -> Generator[str]:
    """The address of a server that is a process of its own, until the block ends."""
    command = [sys.executable, "-m", __spec__.name]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        try:
            to, of = cast("tuple[IO[bytes], IO[bytes]]", (server.stdin, server.stdout))  # both are pipes
            to.write(body)
            to.close()
            yield f"http://127.0.0.1:{int(of.readline())}"
        finally:
            server.terminate()


@contextmanager
def _ours(url: str) -> Generator[Callable[[], int]]:
    module: Any = importlib.import_module("openai_run_steps.client")
    with module.Client(url, auth="key") as client:
        yield lambda: sum(1 for _ in client.run_steps.list("thread_1", "run_1", limit=STEPS))


@contextmanager
def _openai(url: str) -> Generator[Callable[[], int]]:
    module: Any = importlib.import_module("openai")
    with module.OpenAI(base_url=url, api_key="key") as client:
        steps = client.beta.threads.runs.steps
        yield lambda: sum(1 for _ in steps.list("run_1", thread_id="thread_1", limit=STEPS))


@contextmanager
def _httpx(url: str) -> Generator[Callable[[], int]]:
    module: Any = importlib.import_module("httpx")
    with module.Client() as client:
        yield lambda: len(client.get(f"{url}/threads/thread_1/runs/run_1/steps?limit={STEPS}").json()["data"])


CLIENTS: Final = {OURS: _ours, "openai_client": _openai, "httpx": _httpx}


def asking(lines: Sequence[bytes], rounds: int) -> Samples:
    """Time how long each client takes for a page: its own processor time, not the server's."""
    with serving(page(lines)) as url, ExitStack() as stack:
        actions = {name: _several(stack.enter_context(make(url))) for name, make in CLIENTS.items()}
        figures = interleave(actions, rounds, items=REQUESTS)
    return Samples("page", {name: [each / 1e6 for each in found] for name, found in figures.items()})


def _several(ask: Callable[[], int]) -> Callable[[], None]:
    def action() -> None:
        for _ in range(REQUESTS):
            if (found := ask()) != STEPS:
                raise RuntimeError(f"{found} of {STEPS} steps")

    return action


if __name__ == "__main__":
    serve()
