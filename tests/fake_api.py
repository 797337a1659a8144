"""A server on this machine that answers as another's programming interface does, or as a broken one."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


class FakeApi:
    """`answers` by path: JSON, bytes, an HTTP status, or a function that writes the answer; a list is used up."""

    # What paths begin with and their names in `answers` and `calls` do not.
    prefix = ""

    def __init__(self, answers: dict[str, object]):
        self.answers = dict(answers)
        self.calls: list[tuple[str, dict, bytes]] = []
        self.address = ""

    def paths(self) -> list[str]:
        return [path for path, _query, _body in self.calls]

    def body(self, path: str) -> bytes:
        return next(body for called, _query, body in self.calls if called == path)


def handler_of(fake: FakeApi) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            parts = urlsplit(self.path)
            path = parts.path.removeprefix(fake.prefix)
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            fake.calls.append((path, parse_qs(parts.query), body))
            answer = fake.answers.get(path, 404)
            if isinstance(answer, list):
                answer = answer.pop(0)
            if callable(answer):
                answer(self)
                return
            content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.send_response(answer if isinstance(answer, int) else 200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_GET

        def log_message(self, *args):
            pass

    return Handler


def redirect_to(address: str):
    def answer(handler):
        handler.send_response(302)
        handler.send_header("Location", address)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return answer


def drip(handler):
    """A byte now and then, for longer than anybody would wait."""
    handler.send_response(200)
    handler.end_headers()
    for _number in range(100):
        try:
            handler.wfile.write(b" ")
            handler.wfile.flush()
        except OSError:
            return
        time.sleep(0.05)


def flood(handler):
    """Far more than an answer can be."""
    handler.send_response(200)
    handler.end_headers()
    for _number in range(4000):
        try:
            handler.wfile.write(b" " * 8192)
        except OSError:
            return


@contextmanager
def serving(fake: FakeApi) -> Iterator[FakeApi]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(fake))
    server.daemon_threads = True
    fake.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
