"""deploy/nginx.conf in a real nginx, before a stand-in for the site; for tests where there is nginx."""

import gzip
import http.client
import itertools
import os
import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.conf import settings

NGINX, OPENSSL = shutil.which("nginx"), shutil.which("openssl")
needed = pytest.mark.skipif(not (NGINX and OPENSSL), reason="needs nginx and openssl")
HOST, BROWSER = "union.example.com", "Netscape/4.04 (of the reporter)"
MB = 1024 * 1024


class Site(BaseHTTPRequestHandler):
    """Says what of a request reached it, and how many did."""

    asked = 0

    def do_GET(self):
        Site.asked += 1
        if self.path == "/gone-away/":
            self.connection.close()
            return
        length = int(self.headers.get("Content-Length") or 0)
        while length > 0:
            length -= len(self.rfile.read(min(length, MB)))
        told = "\n".join(f"{name}: {value}" for name, value in self.headers.items()).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    do_POST = do_GET

    def log_message(self, *arguments):
        pass


_turns = itertools.count(97 * os.getpid())


def free_port() -> int:
    """A port below those that Linux gives out by itself: nobody gets it by chance before it is used."""
    for _try in range(1000):
        port = 20_000 + next(_turns) % 12_000
        with suppress(OSError), socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no port is free")


class Nginx:
    def __init__(self, folder: Path):
        self.folder, self.plain, self.secure = folder, free_port(), free_port()
        self.site: ThreadingHTTPServer

    def ask(self, path, method="GET", body=None, is_secure=True, **headers):
        if is_secure:
            context = ssl._create_unverified_context()  # noqa: S323
            connection = http.client.HTTPSConnection("127.0.0.1", self.secure, timeout=30, context=context)
        else:
            connection = http.client.HTTPConnection("127.0.0.1", self.plain, timeout=30)
        sent = {
            "Host": HOST,
            "User-Agent": BROWSER,
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        connection.request(method, path, body, sent)
        response = connection.getresponse()
        content = response.read()
        connection.close()
        if response.headers["Content-Encoding"] == "gzip":
            content = gzip.decompress(content)
        return response, content.decode(errors="replace")

    def logs(self) -> str:
        time.sleep(0.3)
        return "".join(path.read_text() for path in sorted(self.folder.glob("logs/*.log")))


@contextmanager
def running(folder: Path, handler: type[BaseHTTPRequestHandler] = Site, beside: str = ""):
    """Run nginx before `handler`; `server.site` is the latter, to be stopped while nginx goes on.

    `beside`: the address of a second machine.
    """
    server, process = Nginx(folder), None
    (folder / "logs").mkdir()
    for kind, name in (("images", "a.jpg"), ("original_images", "a.jpg"), ("documents", "a.pdf")):
        (folder / "var/media" / kind).mkdir(parents=True)
        (folder / "var/media" / kind / name).write_bytes(b"x")
    key, certificate = folder / "privkey.pem", folder / "fullchain.pem"
    subject = ["-subj", f"/CN={HOST}", "-days", "2", "-keyout", key, "-out", certificate]
    subprocess.run(
        [OPENSSL, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", *subject],
        check=True,
        capture_output=True,
    )
    site = server.site = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    text = (Path(settings.BASE_DIR) / "deploy/nginx.conf").read_text()
    for old, new in (
        ("server 127.0.0.1:8000;", "server 127.0.0.1:8000;" + (f" server {beside};" if beside else "")),
        ("127.0.0.1:8000", f"127.0.0.1:{site.server_address[1]}"),
        ("listen 80;", f"listen 127.0.0.1:{server.plain};"),
        ("listen 443 ssl;", f"listen 127.0.0.1:{server.secure} ssl;"),
        ("/etc/ssl/unionsite/", f"{folder}/"),
        ("/srv/unionsite/var", f"{folder}/var"),
        ("/var/log/nginx/", f"{folder}/logs/"),
        ("/dev/shm/unionsite_body", f"{folder}/body"),  # noqa: S108
        ("/srv/unionsite/deploy", str(Path(settings.BASE_DIR) / "deploy")),
        ("/var/cache/unionsite", f"{folder}/pages"),
    ):
        assert old in text
        text = text.replace(old, new)
    text = re.sub(r"\n *listen \[::\].*|\n *http2 on;.*", "", text)
    temporary = "".join(f"{name}_temp_path {folder}/{name};" for name in ("proxy", "fastcgi", "uwsgi", "scgi"))
    # As root its processes would be somebody who cannot read the folders of tests.
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(
        f"{user} daemon off; pid {folder}/nginx.pid; error_log {folder}/logs/error.log; events {{}}\n"
        f"http {{ access_log {folder}/logs/access.log; client_body_temp_path {folder}/elsewhere; {temporary}\n{text}}}"
    )
    command = [NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "logs/error.log")]
    try:
        checked = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
        assert checked.returncode == 0, checked.stderr
        process = subprocess.Popen(command)
        for _try in range(1200):
            try:
                socket.create_connection(("127.0.0.1", server.secure), 1).close()
                break
            except OSError:
                time.sleep(0.05)
        else:
            raise AssertionError("nginx does not listen")
        yield server
    finally:
        if process:
            process.terminate()
            process.wait(60)
        site.shutdown()
        site.server_close()
