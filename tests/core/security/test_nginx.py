"""deploy/nginx.conf in a real nginx, before a stand-in for the site. Skipped where there is no nginx."""

import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.conf import settings

NGINX, OPENSSL = shutil.which("nginx"), shutil.which("openssl")
pytestmark = pytest.mark.skipif(not (NGINX and OPENSSL), reason="needs nginx and openssl")
HOST, BROWSER, REPORT = (
    "union.example.com",
    "Netscape/4.04 (of the reporter)",
    "https://union.example.com/interact/report/",
)
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


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Nginx:
    def __init__(self, folder: Path):
        self.folder, self.plain, self.secure = folder, free_port(), free_port()

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
        return response, content.decode(errors="replace")

    def logs(self) -> str:
        time.sleep(0.1)
        return "".join(path.read_text() for path in sorted(self.folder.glob("logs/*.log")))


@pytest.fixture(scope="module")
def nginx(tmp_path_factory):
    with running(tmp_path_factory.mktemp("nginx")) as server:
        yield server


@pytest.fixture
def caching_nginx(tmp_path):
    """With the page cache turned on as the file says: remove the #."""
    with running(tmp_path, turned_on=r"(?m)^( *)# (proxy_cache)") as server:
        yield server


@contextmanager
def running(folder: Path, turned_on: str = ""):
    server, process = Nginx(folder), None
    (folder / "logs").mkdir()
    for kind, name in (("images", "a.jpg"), ("original_images", "a.jpg"), ("documents", "a.pdf")):
        (folder / "var/media" / kind).mkdir(parents=True)
        (folder / "var/media" / kind / name).write_bytes(b"x")
    key, certificate = folder / "privkey.pem", folder / "fullchain.pem"
    subject = ["-subj", f"/CN={HOST}", "-days", "2", "-keyout", key, "-out", certificate]
    subprocess.run(
        [OPENSSL, "req", "-x509", "-newkey", "rsa:2048", "-nodes", *subject], check=True, capture_output=True
    )
    site = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    text = (Path(settings.BASE_DIR) / "deploy/nginx.conf").read_text()
    for old, new in (
        ("127.0.0.1:8000", f"127.0.0.1:{site.server_address[1]}"),
        ("listen 80;", f"listen 127.0.0.1:{server.plain};"),
        ("listen 443 ssl;", f"listen 127.0.0.1:{server.secure} ssl;"),
        ("/etc/ssl/unionsite/", f"{folder}/"),
        ("/srv/unionsite/var", f"{folder}/var"),
        ("/var/log/nginx/", f"{folder}/logs/"),
        ("/dev/shm/unionsite_body", f"{folder}/body"),  # noqa: S108
        ("/srv/unionsite/deploy", str(Path(settings.BASE_DIR) / "deploy")),
        ("/var/cache/nginx/unionsite", f"{folder}/pages"),
    ):
        assert old in text
        text = text.replace(old, new)
    if turned_on:
        text = re.sub(turned_on, r"\1\2", text)
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
        for _try in range(100):
            try:
                socket.create_connection(("127.0.0.1", server.secure), 1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield server
    finally:
        if process:
            process.terminate()
            process.wait(10)
        site.shutdown()
        site.server_close()


@pytest.mark.parametrize(
    ("path", "more"),
    [
        ("/interact/report/", {}),
        ("/en/feedback/case/?of=page-seven", {}),
        ("/feedback", {}),
        ("/interact/report/", {"is_secure": False}),
        ("/%69nteract/report/", {}),
        ("/interact/" + "x" * 9000, {}),
        ("/account/?next=%2Finteract%2Freport%2F", {}),
        ("/news/", {"Referer": REPORT}),
        ("/media/images/a.jpg", {"Referer": REPORT}),
        ("/media/images/gone.jpg", {"Referer": REPORT}),
        ("/static/gone.css", {"Referer": REPORT}),
    ],
)
def test_t62_nothing_is_logged_of_who_writes_to_the_union(nginx, path, more):
    before = nginx.logs()
    nginx.ask(path, **more)
    assert nginx.logs() == before


def test_t62_what_is_too_large_for_the_union_is_refused_and_not_logged(nginx):
    before = nginx.logs()
    assert nginx.ask("/interact/report/", "POST", bytes(63 * MB))[0].status == 200
    assert nginx.ask("/interact/report/", "POST", bytes(65 * MB))[0].status == 413
    assert nginx.logs() == before


@pytest.mark.parametrize("path", ["/news/interact-of-the-year/", "/admin/", "/"])
def test_the_rest_is_logged_as_ever(nginx, path):
    nginx.ask(path)
    assert f'"GET {path} HTTP/1.1" 200' in nginx.logs()


def test_what_a_visitor_says_of_his_address_does_not_reach_the_site(nginx):
    made_up = {"X_Forwarded_For": "203.0.113.77", "X_Forwarded_Host": "evil.example", "X_Forwarded_Proto": "http"}
    _response, told = nginx.ask("/news/", **made_up)
    assert "X-Forwarded-For: 127.0.0.1" in told
    assert "X-Forwarded-Proto: https" in told
    assert "203.0.113.77" not in told
    assert "evil.example" not in told


def test_files_that_pages_show_are_sent_and_no_others(nginx):
    response, _content = nginx.ask("/media/images/a.jpg")
    assert response.status == 200
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert response.headers["Cache-Control"] == "public, max-age=2592000"
    for path in ("/media/original_images/a.jpg", "/media/documents/a.pdf", "/media/images/../documents/a.pdf"):
        assert nginx.ask(path)[0].status == 404


def test_http_leads_to_https_and_no_version_is_told(nginx):
    response, content = nginx.ask("/news/", is_secure=False)
    assert (response.status, response.headers["Location"]) == (301, f"https://{HOST}/news/")
    assert response.headers["Server"] == "nginx"
    assert "nginx/" not in content


@pytest.mark.parametrize(
    ("path", "at_once"),
    [
        ("/admin/login/", 11),
        ("/admin/login/code/", 0),  # the same ten
        ("/account/login/", 31),
        ("/en/account/activate/", 0),
        ("/account/password/reset/", 0),
        ("/_util/login/", 0),
    ],
)
def test_sign_in_is_slowed_down(nginx, path, at_once):
    answers = [nginx.ask(path, "POST")[0].status for _try in range(at_once + 2)]
    assert answers[:at_once] == [200] * at_once
    assert answers[-1] == 429
    assert nginx.ask(path)[0].status == 200


@pytest.mark.parametrize(
    ("path", "method", "body", "status", "chinese", "english"),
    [
        ("/news/", "POST", bytes(61 * MB), 413, "提交的内容太大", "Too large"),
        ("/gone-away/", "GET", None, 502, "网站暂时无法访问", "The site cannot be reached just now"),
    ],
)
def test_what_nginx_refuses_itself_it_refuses_in_our_words(nginx, path, method, body, status, chinese, english):
    response, content = nginx.ask(path, method, body)
    assert response.status == status
    assert chinese in content
    assert english in content
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert response.headers["Cache-Control"] == "no-store"


def test_the_page_cache_serves_readers_and_nobody_who_is_signed_in(caching_nginx):
    def reached(**headers) -> bool:
        before = Site.asked
        assert caching_nginx.ask("/news/", **headers)[0].status == 200
        return Site.asked > before

    assert reached()
    assert not reached()
    assert not reached(Cookie="theme=dark")
    for name in ("sessionid", "__Host-sessionid"):
        assert reached(Cookie=f"theme=dark; {name}=abc")
        assert reached(Cookie=f"{name}=abc")
    assert not reached()
