"""Which headers each kind of answer has: a file of the program, a page made or kept, a refusal, a fault."""

import pytest
from django.test import Client
from wagtail.contrib.redirects.models import Redirect

from tests.factories import UserFactory
from unionsite.core.content_policy import usual_policy
from unionsite.core.middleware import PERMISSIONS

pytestmark = pytest.mark.django_db
STYLE = "/static/site.css"
POLICY = {"Content-Security-Policy": usual_policy(is_admin=False)}
OUTER = {
    "Permissions-Policy": PERMISSIONS,
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
CHINESE = {"Content-Language": "zh-hans"}
INNER = POLICY | CHINESE | {"X-Frame-Options": "SAMEORIGIN"}
WATCHED = {*OUTER, *INNER}


def told(response) -> dict:
    if response.streaming:
        assert b"".join(response.streaming_content) is not None  # its file is closed then
    return {"status": response.status_code} | {k: v for k, v in response.headers.items() if k in WATCHED}


@pytest.fixture
def reader(settings, tree, tmp_path):
    settings.PAGE_CACHE_MB = 4
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "site.css").write_text("main { color: black }", "utf-8")
    return Client(raise_request_exception=False)


def test_a_file_of_the_program_has_no_content_policy(reader):
    found = reader.get(STYLE)
    assert told(found) == {"status": 200} | OUTER
    known = {"if-none-match": found.headers["ETag"]} if "ETag" in found else {}
    known["if-modified-since"] = found.headers["Last-Modified"]
    assert told(reader.get(STYLE, headers=known)) == {"status": 304} | OUTER
    assert told(reader.get(STYLE, headers={"range": "bytes=0-9"})) == {"status": 206} | OUTER
    assert told(reader.get(STYLE, headers={"range": "bytes=99999999-"})) == {"status": 416} | OUTER
    assert told(reader.post(STYLE)) == {"status": 405} | OUTER


def test_one_that_is_not_there_is_a_page_like_any_other(reader):
    assert told(reader.get("/static/none.css")) == {"status": 404} | OUTER | INNER


def test_a_page_made_and_a_page_kept(reader):
    made, kept = reader.get("/"), reader.get("/")
    assert told(made) == told(kept) == {"status": 200} | OUTER | INNER
    tag = {"if-none-match": kept.headers["ETag"]}
    assert told(reader.get("/", headers=tag)).items() >= ({"status": 304} | OUTER | POLICY).items()


@pytest.mark.parametrize(
    ("address", "status", "inner"),
    [
        ("/nothing/", 404, INNER),
        ("/former", 301, INNER),
        ("/account/", 302, INNER),
        ("/news", 301, POLICY | CHINESE),
        ("/%00", 400, POLICY),
    ],
)
def test_what_is_not_there_or_elsewhere(reader, address, status, inner):
    Redirect.objects.create(old_path="/former", redirect_link="/news/")
    assert told(reader.get(address)) == {"status": status} | OUTER | inner


def test_the_admin_has_a_policy_of_its_own(reader):
    policy = {"Content-Security-Policy": usual_policy(is_admin=True)}
    assert told(reader.get("/admin/login/")) == {"status": 200} | OUTER | INNER | policy


def test_an_answer_without_words_gets_some(reader):
    answer = reader.put("/csp-report/")
    assert told(answer) == {"status": 405} | OUTER | INNER
    assert answer.content


def test_who_is_not_let_in_by_the_guard(reader):
    reader.force_login(
        UserFactory(is_superuser=True, is_staff=True), backend="django.contrib.auth.backends.ModelBackend"
    )
    assert told(reader.get("/")) == {"status": 302} | OUTER | INNER


@pytest.mark.urls("tests.core.security.broken_urls")
def test_a_fault(reader):
    assert told(reader.get("/breaks/")) == {"status": 500} | OUTER | INNER
