"""A server on this machine that answers as a site would, well or badly, and writes down what it was asked."""

from __future__ import annotations

import ssl
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

PAGE = "<html><body><header><a href='/'>Home</a></header><main>{}</main></body></html>"
MEGABYTE = b"x" * 1024 * 1024


def page(main: str = "<h1>t</h1><p>words</p>") -> tuple[int, str]:
    return 200, PAGE.format(main)


class FakeSite:
    """`answers` maps a path to (status, HTML), to a redirect as text, or to a function that writes to the handler;
    any other path gets `default`."""

    def __init__(self, certificate: tuple[str, str] | None = None):
        self.answers: dict[str, object] = {}
        self.default: object = page()
        self.asked: list[tuple[str, str]] = []
        self.agents: set[str] = set()
        site = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self):
                site.asked.append((self.command, self.path))
                site.agents.add(self.headers["User-Agent"])
                what = site.answers.get(self.path, site.default)
                with suppress(BrokenPipeError, ConnectionError, ssl.SSLError):
                    site.write(self, what)

            do_GET = do_HEAD = answer

            def log_message(self, *_args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        scheme = "http"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
            scheme = "https"
        self.url = f"{scheme}://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def write(self, handler, what):
        if callable(what):
            what(handler)
            return
        status, text = (302, "") if isinstance(what, str) else what
        handler.send_response(status)
        if isinstance(what, str):
            handler.send_header("Location", what)
        content = text.encode()
        handler.send_header("Content-Type", "text/html; charset=utf-8")
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        if handler.command != "HEAD":
            handler.wfile.write(content)

    def asked_for(self, path: str) -> list[str]:
        return [method for method, asked in self.asked if asked == path]

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def slowly(seconds: float):
    """Answers well, after some time."""

    def write(handler):
        time.sleep(seconds)
        handler.send_response(200)
        handler.end_headers()
        if handler.command != "HEAD":
            handler.wfile.write(page()[1].encode())

    return write


def for_ever_in_head(handler):
    """Trickles a header, one byte at a time, so that no single read ever waits long."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
    for _turn in range(400):
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(0.05)


def for_ever_in_body(handler):
    handler.send_response(200)
    handler.end_headers()
    for _turn in range(400):
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(0.05)


def huge_declared(handler):
    handler.send_response(200)
    handler.send_header("Content-Length", str(500 * len(MEGABYTE)))
    handler.end_headers()
    if handler.command != "HEAD":
        for _turn in range(500):
            handler.wfile.write(MEGABYTE)


def huge_streamed(handler):
    if handler.command == "HEAD":
        handler.send_response(405)
        handler.end_headers()
        return
    handler.send_response(200)
    handler.end_headers()
    for _turn in range(500):
        handler.wfile.write(MEGABYTE)


def certificate(folder, *, days: int) -> tuple[str, str]:
    """Write a certificate for 127.0.0.1, good for so many days (negative: run out), and its key; return the paths."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=400))
        .not_valid_after(now + timedelta(days=days, hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, secret = folder / "certificate.pem", folder / "key.pem"
    pem.write_bytes(built.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return str(pem), str(secret)
