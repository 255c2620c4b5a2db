"""A real HTTP server on the loopback whose answers a test decides, well-formed or not."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

Answer = Callable[[socket.socket, str], None]


@dataclass
class Server:
    """`url` is where it listens; `requests` is what came, heads as text; `answers` is by path."""

    url: str
    answers: dict[str, Answer]
    requests: list[str] = field(default_factory=list)


@contextmanager
def serving(answers: dict[str, Answer]) -> Iterator[Server]:
    """Serve until the block ends; each request is answered in a thread of its own."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = Server(f"http://127.0.0.1:{listener.getsockname()[1]}", answers)
        accepting = threading.Thread(target=_accept, args=(listener, server), daemon=True)
        accepting.start()
        try:
            yield server
        finally:
            # Else it might accept for the next server, whose socket can have the same number, and give old answers.
            listener.shutdown(socket.SHUT_RDWR)
            accepting.join()


def _accept(listener: socket.socket, server: Server) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=_answer, args=(connection, server), daemon=True).start()


def _answer(connection: socket.socket, server: Server) -> None:
    with connection:
        head = b""
        while b"\r\n\r\n" not in head:
            received = connection.recv(65536)
            if not received:
                return
            head += received
        request = head.decode()
        server.requests.append(request)
        try:
            server.answers[request.split(" ", 2)[1]](connection, request)
        except OSError:
            return  # the client has had enough


def answer(
    body: bytes = b"", status: str = "200 OK", length: int | None = None, kind: str = "application/yaml", **headers: str
) -> Answer:
    """An answer with these parts; `length` is what it says of the body's length, negative for nothing."""

    def send(connection: socket.socket, _request: str) -> None:
        lines = [f"HTTP/1.1 {status}", "Connection: close"]
        said = len(body) if length is None else length
        lines += [f"Content-Length: {said}"] if said >= 0 else []
        lines += [f"Content-Type: {kind}"] if kind else []
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        connection.sendall("\r\n".join([*lines, "", ""]).encode() + body)

    return send
