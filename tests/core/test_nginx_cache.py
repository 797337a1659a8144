"""The page cache of deploy/nginx.conf and what readers get while no application answers, in a real nginx."""

import gzip
import re
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.conf import settings
from wagtail.models import get_page_models

from tests.nginx import needed, running

pytestmark = [needed, pytest.mark.once]
SHARED = {"X-Accel-Expires": "1", "Content-Type": "text/html; charset=utf-8", "ETag": 'W/"one"'}
LONG = "职工之家" * 500
SOON = 2.2  # seconds after which what was kept for one is old; nginx counts whole ones


class Pages(BaseHTTPRequestHandler):
    """Answers what `answers` says of an address, compressed where that is asked for, and counts what it was asked."""

    answers: dict = {}
    asked: Counter = Counter()
    heard: dict = {}

    def do_GET(self):
        Pages.asked[self.path] += 1
        Pages.heard = dict(self.headers)
        status, headers, text = Pages.answers.get(self.path, (200, SHARED, f"page {self.path}"))
        body = text.encode()
        if "gzip" in self.headers.get("Accept-Encoding", ""):
            body, headers = gzip.compress(body), {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"} | headers
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_HEAD = do_POST = do_GET

    def log_message(self, *arguments):
        pass


@pytest.fixture(scope="module")
def nginx(tmp_path_factory):
    with running(tmp_path_factory.mktemp("nginx"), Pages) as server:
        yield server


@pytest.fixture
def stoppable(tmp_path):
    with running(tmp_path, Pages) as server:
        yield server


@pytest.fixture(autouse=True)
def answers():
    Pages.answers, Pages.asked = {}, Counter()
    return Pages.answers


def files(server) -> int:
    return sum(path.is_file() for path in (server.folder / "pages").rglob("*"))


def stop(server) -> None:
    server.site.shutdown()
    server.site.server_close()


def reached(server, path, *arguments, **more) -> int:
    """How many requests of two alike reached the application."""
    before = Pages.asked.total()
    for _time in range(2):
        assert server.ask(path, *arguments, **more)[0].status == 200
    return Pages.asked.total() - before


def test_what_may_be_shared_is_kept_and_nothing_else(nginx, answers):
    answers["/kept/unsaid/"] = (200, {"Cache-Control": "public, max-age=600"}, "unsaid")
    answers["/kept/cookie/"] = (200, SHARED | {"Set-Cookie": "a=b"}, "with a cookie")
    answers["/kept/varies/"] = (200, SHARED | {"Vary": "Accept-Encoding, Cookie"}, "differs by person")
    answers["/kept/never/"] = (200, SHARED | {"X-Accel-Expires": "0"}, "never")
    kept = {"/kept/said/": (200, SHARED | {"X-Accel-Expires": "60"}, "said")}
    Pages.answers = answers | kept
    assert reached(nginx, "/kept/said/") == 1
    for path in answers:
        assert reached(nginx, path) == 2, path


def test_whoever_is_signed_in_or_is_to_be_told_something_passes_it_by(nginx, answers):
    answers["/signed-in/"] = (200, SHARED | {"X-Accel-Expires": "60"}, "kept")
    nginx.ask("/signed-in/")
    assert reached(nginx, "/signed-in/", Cookie="theme=dark; csrftoken=x") == 0
    for name in ("sessionid", "__Host-sessionid", "messages"):
        assert reached(nginx, "/signed-in/", Cookie=f"theme=dark; {name}=abc") == 2
        assert reached(nginx, "/signed-in/", Cookie=f"{name}=abc") == 2
    assert reached(nginx, "/signed-in/", "POST", b"x=y") == 2
    assert reached(nginx, "/signed-in/") == 0


@pytest.mark.parametrize(
    "path",
    [
        "/interact/report/",
        "/en/feedback/",
        "/admin/",
        "/account/",
        "/contribute/",
        "/search/?q=x",
        "/rights/calculators/overtime/?wage=1",
        "/documents/1/a.pdf",
        "/news/?tag=x",
        "/news/?kind=notice&year=2026",
        "/rights/laws/?category=law",
        "/news/a/?via=qr",
        "/%6eews/",
        "/news//",
        "/healthz",
    ],
)
def test_what_is_personal_counted_or_odd_always_reaches_the_application_as_it_came(nginx, path):
    assert reached(nginx, path) == 2
    assert Pages.asked[path] == 2


def test_made_up_parameters_and_values_fill_nothing(nginx, answers):
    answers["/deaf/"] = (200, SHARED | {"X-Accel-Expires": "60"}, "page /deaf/")
    nginx.ask("/deaf/")
    before = files(nginx)
    for number in range(300):
        noise = f"x{number * number}={number}"
        assert nginx.ask(f"/deaf/?{noise}&from=groupmessage&{noise}")[1] == "page /deaf/"
        nginx.ask(f"/deaf/?page={number}&{noise}")
    assert files(nginx) == before
    assert Pages.asked["/deaf/"] == 1


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ("", ""),
        ("?from=groupmessage", ""),
        ("?PAGE=2", ""),
        ("?p%61ge=2", ""),
        ("?xpage=2", ""),
        ("?page=1&page=2", "?page=1&page=2"),
        ("?year=2026&x=1&kind=policy", "?year=2026&x=1&kind=policy"),
    ],
)
def test_the_application_hears_only_what_a_page_reads(nginx, query, asked):
    assert nginx.ask(f"/exact/{query}")[1] == f"page /exact/{asked}"


def test_every_parameter_that_a_page_reads_is_known():
    """Whoever gives a public page a new one must name it in nginx.conf, or no reader's page would hear of it."""
    asks = re.compile(r'(?:parameters|request\.GET)(?:\.get\(|\[)"(\w+)"')
    root = Path(settings.BASE_DIR)
    places = ["home", "news", "culture", "rights", "unionsite/core", "unionsite/laws", "unionsite/oversight/disclosure"]
    found = {
        name
        for place in places
        for path in (root / place).rglob("*.py")
        if path.name not in ("screens.py", "wagtail_hooks.py") and "screens" not in path.parts
        for name in asks.findall(path.read_text())
    }
    for model in get_page_models():
        found |= {name for names in getattr(model, "kept_views", {}).values() for name in names}
    text = (root / "deploy/nginx.conf").read_text()
    passed = set(re.search(r"\[\?&\]\(([\w|]+)\)=", text)[1].split("|"))
    assert found
    assert found <= passed


def test_it_is_compressed_once_and_kept_plain_for_those_who_cannot_read_it(nginx, answers):
    answers["/packed/"] = (200, SHARED | {"X-Accel-Expires": "60"}, LONG)
    before = files(nginx)
    for accepted, encoding in (
        ("gzip, br", "gzip"),
        ("br;q=1.0, GZIP;q=0.5", "gzip"),
        ("gzip", "gzip"),
        ("identity", None),
        ("", None),
        ("br", None),
        ("gzip;q=0", None),
        ("xgzip", None),
    ):
        response, content = nginx.ask("/packed/", Accept_Encoding=accepted)
        assert (response.headers["Content-Encoding"], content) == (encoding, LONG), accepted
    assert Pages.asked["/packed/"] == files(nginx) - before == 2


def test_who_has_it_is_told_so_without_asking_the_application(nginx, answers):
    answers["/known/"] = (200, SHARED | {"X-Accel-Expires": "60"}, "known")
    etag = nginx.ask("/known/")[0].headers["ETag"]
    response, content = nginx.ask("/known/", If_None_Match=etag)
    assert (response.status, content) == (304, "")
    assert nginx.ask("/known/", If_None_Match='"other"')[0].status == 200
    assert Pages.asked["/known/"] == 1


@pytest.mark.parametrize("status", [302, 404, 410])
def test_a_page_taken_down_is_gone_and_stays_gone_when_the_application_fails(stoppable, answers, status):
    assert stoppable.ask("/news/down/")[1] == "page /news/down/"
    answers["/news/down/"] = (status, {"Cache-Control": "private", "Location": "/"}, "gone")
    time.sleep(SOON)
    assert stoppable.ask("/news/down/")[0].status == status
    stop(stoppable)
    for _time in range(2):
        response, content = stoppable.ask("/news/down/")
        assert (response.status, content) == (status, "gone")


def test_unknown_addresses_and_errors_fill_nothing(nginx, answers):
    before = files(nginx)
    for status in (302, 404, 500, 503):
        answers[f"/unknown/{status}/"] = (status, {}, "no")
        nginx.ask(f"/unknown/{status}/")
    assert files(nginx) == before


@pytest.mark.parametrize("fault", [500, 503, "stopped"])
def test_the_former_page_is_served_while_the_application_fails(stoppable, answers, fault):
    stoppable.ask("/news/former/")
    answers["/news/former/"] = (fault, {}, "broken")
    time.sleep(SOON)
    if fault == "stopped":
        stop(stoppable)
    response, content = stoppable.ask("/news/former/?from=timeline")
    assert (response.status, content) == (200, "page /news/former/")


# --- Of two machines one has lost the database ---


class Lost(Pages):
    """Says 503 to everything, and counts what it was asked."""

    asked = Counter()

    def do_GET(self):
        Lost.asked[self.command] += 1
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.send_response(503)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_POST = do_GET


def test_readers_are_led_to_the_other_machine_and_what_was_sent_is_not_sent_twice(tmp_path):
    lost = ThreadingHTTPServer(("127.0.0.1", 0), Lost)
    threading.Thread(target=lost.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        with running(tmp_path, Pages, beside=f"127.0.0.1:{lost.server_address[1]}") as server:
            posts = [server.ask("/interact/report/", "POST", b"x")[0].status for _time in range(4)]
            assert posts.count(503) == Lost.asked["POST"] > 0
            assert len(posts) - posts.count(503) == Pages.asked.total()
            assert {server.ask(f"/news/{number}/")[0].status for number in range(6)} == {200}
            assert Lost.asked["GET"] > 0
    finally:
        lost.shutdown()
        lost.server_close()


# --- Nothing kept, and no application: the static copy ---


@pytest.fixture
def copied(stoppable):
    """nginx with a static copy."""
    copy = stoppable.folder / "var/copy/stamp"
    for path, text in (("index.html", "home"), ("en/news/index.html", "news"), ("sitemap.xml", "<urlset/>")):
        (copy / path).parent.mkdir(parents=True, exist_ok=True)
        (copy / path).write_text(f"copy of {text}")
    (copy.parent / "current").symlink_to("stamp")
    return stoppable


@pytest.fixture
def alone(copied):
    """The same without an application."""
    stop(copied)
    return copied


@pytest.mark.parametrize(
    ("path", "text"), [("/", "home"), ("/en/news/?page=2", "news"), ("/en/news", "news"), ("/sitemap.xml", "<urlset/>")]
)
def test_the_copy_answers_when_nobody_else_does(alone, path, text):
    response, content = alone.ask(path)
    assert (response.status, content) == (200, f"copy of {text}")
    assert response.headers["X-Static-Copy"] == "1"
    assert response.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert alone.ask(path, "HEAD")[0].status == 200


@pytest.mark.parametrize(
    ("path", "method"),
    [("/", "POST"), ("/en/news/", "PUT"), ("/news/", "GET"), ("/admin/", "GET"), ("/healthz", "GET"), ("/../x", "GET")],
)
def test_what_the_copy_does_not_have_or_cannot_take_is_503(alone, path, method):
    response, content = alone.ask(path, method, b"x" if method != "GET" else None)
    assert response.status in ((400,) if ".." in path else (503,))
    if response.status == 503:
        assert "网站暂时无法访问" in content
        assert "X-Static-Copy" not in response.headers


def test_an_application_without_its_database_leads_readers_of_pages_to_the_copy(copied, answers):
    away = {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "private"}
    for path in ("/en/news/", "/gone/"):
        answers[path] = (503, away | {"X-Accel-Redirect": "@copy"}, "no database")
    answers["/account/"] = (503, away, "no database")
    for more in ({}, {"Accept_Encoding": "gzip"}, {"Cookie": "sessionid=x"}):
        response, content = copied.ask("/en/news/", **more)
        assert (response.status, content, response.headers["X-Static-Copy"]) == (200, "copy of news", "1")
        assert "no-store" in response.headers.get_all("Cache-Control")
        assert response.headers["Content-Type"].startswith("text/html")
    assert copied.ask("/account/")[1] == "no database"
    response, content = copied.ask("/gone/")
    assert (response.status, "网站暂时无法访问" in content) == (503, True)


def test_what_was_kept_of_a_page_goes_before_the_copy(copied, answers):
    copied.ask("/en/news/")
    answers["/en/news/"] = (503, {"X-Accel-Redirect": "@copy"}, "no database")
    time.sleep(SOON)
    assert copied.ask("/en/news/")[1] == "page /en/news/"


def test_t62_nothing_is_logged_of_who_wrote_to_the_union_when_nobody_answered(alone):
    before = alone.logs()
    for path, method in (("/interact/report/", "GET"), ("/interact/report/", "POST"), ("/feedback/", "GET")):
        assert alone.ask(path, method)[0].status == 503
    assert alone.logs() == before


def test_the_health_check_is_for_this_machine_alone():
    text = (Path(settings.BASE_DIR) / "deploy/nginx.conf").read_text()
    block = re.search(r"location = /healthz \{(.*?)\n    \}", text, re.S)[1]
    rules = re.findall(r"^\s*(allow|deny) (\S+);", block, re.M)
    assert rules == [("allow", "127.0.0.1"), ("allow", "::1"), ("deny", "all")]
