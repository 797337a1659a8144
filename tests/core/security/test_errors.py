"""What people see when something goes wrong (T90): Chinese, what to do next, nothing of our insides."""

import re
from pathlib import Path

import pytest
from django.conf import settings as site_settings
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.core.security.broken_urls import report_of
from tests.core.security.views import all_views
from unionsite.core.errors import WORDS, ReportFilter, explain, is_away, is_page_of_all

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.urls("tests.core.security.broken_urls")]
INSIDES = re.compile(r"Traceback|Error\b|Exception|internal reason|s3cret|settings|wagtail\.|django|/work|\.py\b|DEBUG")


@pytest.fixture
def browser(client):
    """Shows the page for a broken server instead of raising."""
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/breaks/", 500, "网站暂时出了问题"),
        ("/has-lost-database/", 503, "网站暂时出了问题"),
        ("/denies/", 403, "没有权限查看"),
        ("/suspects/", 400, "地址有误"),
        ("/only-posts/", 405, "不能这样访问"),
        ("/empty-403/", 403, "没有权限查看"),
        ("/empty-429/", 429, "操作太频繁"),
        ("/no-such-page/", 404, "没有找到这个页面"),
        ("/documents/99/none.pdf", 404, "没有找到这个页面"),
        ("/%00/", 400, "地址有误"),
        ("/?q=%ff", 400, "地址有误"),
    ],
)
def test_t90_errors_speak_chinese_and_show_nothing_inside(browser, tree, path, status, words):
    response = browser.get(path)
    assert response.status_code == status
    assert response["Content-Type"] == "text/html; charset=utf-8"
    html = response.content.decode()
    assert words in re.search(r"<h1>(.*?)</h1>", html)[1]
    assert 'lang="zh-Hans"' in html
    assert 'href="/"' in html
    assert not INSIDES.search(re.sub(r"<(script|link)[^>]*>", "", html))
    assert "Server" not in response
    assert "X-Powered-By" not in response


@pytest.mark.parametrize(
    ("has_copy", "method", "path", "header"),
    [
        (True, "GET", "/has-lost-database/", "@copy"),
        (True, "HEAD", "/has-lost-database/", "@copy"),
        (True, "POST", "/has-lost-database/", None),
        (True, "GET", "/breaks/", None),
        (False, "GET", "/has-lost-database/", None),
    ],
)
def test_while_the_database_is_away_the_copy_may_answer(browser, tree, settings, has_copy, method, path, header):
    settings.STATIC_COPY = has_copy
    assert browser.generic(method, path).headers.get("X-Accel-Redirect") == header


@pytest.mark.parametrize(
    "path",
    ["/admin/", "/account/", "/en/account/login/", "/feedback/", "/en/interact/report/", "/search/", "/news/feed/"],
)
def test_the_copy_never_answers_for_staff_persons_forms_and_feeds(rf, path):
    assert not is_page_of_all(rf.get(path))


def test_the_application_knows_the_addresses_that_nginx_does_not_share(rf):
    text = (Path(site_settings.BASE_DIR) / "deploy/nginx.conf").read_text()
    for name in re.search(r"/\(en/\)\?\(([\w|/-]+)\)\(\[/\?\]", text)[1].split("|"):
        assert not is_page_of_all(rf.get(f"/{name}/x/")), name


def test_a_redis_that_is_away_is_told_from_one_that_refuses():
    redis = pytest.importorskip("redis")
    assert is_away(redis.TimeoutError())
    assert is_away(redis.AuthenticationError())
    assert not is_away(redis.ResponseError())


@pytest.mark.parametrize(
    "path", ["/breaks/", "/denies/", "/only-posts/", "/empty-403/", "/empty-429/", "/no-such-page/"]
)
def test_an_error_is_as_long_as_it_says(browser, tree, path):
    """Words that stand behind a length of 0 are lost, or taken for the next answer."""
    for method in ("GET", "DELETE"):
        answer = browser.generic(method, path)
        assert answer.content
        assert int(answer.headers.get("Content-Length", len(answer.content))) == len(answer.content), method


@pytest.mark.urls("unionsite.urls")
def test_no_address_that_refuses_a_method_says_that_it_says_nothing(admin_client, tree):
    """Over every view of the site: what 405 says arrives, with its length."""
    admin_client.raise_request_exception = False  # one of Wagtail's fails on purpose
    refused = 0
    for view in all_views():
        answer = admin_client.delete(view.path)
        if answer.status_code == 405:
            refused += 1
            assert len(answer.content) == int(answer["Content-Length"]), view.path
            assert answer.content, view.path
    assert refused > 50


@pytest.mark.parametrize("path", ["/denies/", "/empty-429/", "/only-posts/", "/documents/99/none.pdf"])
def test_t90_the_frame_is_whole_where_the_site_is_known(browser, tree, path):
    html = browser.get(path).content.decode()
    assert 'href="/news/"' in html
    assert 'action="/search/"' in html
    assert "<style" not in html


@pytest.mark.parametrize(("path", "leads_on"), [("/denies/", True), ("/empty-429/", False)])
def test_a_refusal_leads_to_the_sign_in(browser, tree, path, leads_on):
    # Before the way home: the menu has such a link on every page.
    assert ('<li><a href="/account/">登录/我的</a></li>\n    <li><a href="/">' in browser.get(path).text) is leads_on


def test_t90_english_addresses_get_english_words(browser, tree):
    html = browser.get("/en/no-such-page/").content.decode()
    assert 'lang="en"' in html


def test_t90_too_much_is_413_with_advice(browser, tree, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    response = browser.post("/only-posts/", {"x": "长" * 1000})
    assert response.status_code == 413
    assert "提交的内容太大" in response.content.decode()
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 5
    assert browser.post("/only-posts/", {str(number): "" for number in range(9)}).status_code == 413
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 2
    files = {str(number): SimpleUploadedFile("a.txt", b"x") for number in range(4)}
    assert browser.post("/only-posts/", files).status_code == 413


def test_t90_a_garbled_form_is_400(browser, tree):
    kind = "multipart/form-data; boundary="
    response = browser.generic("POST", "/only-posts/", b"--x", content_type=kind)
    assert response.status_code == 400
    assert "地址有误" in response.content.decode()


def test_405_still_names_what_is_allowed(browser, tree):
    assert browser.get("/only-posts/")["Allow"] == "POST"


def test_words_of_a_views_own_are_left_alone(browser, tree):
    assert browser.get("/own-words/").content == b"own words"
    assert browser.get("/json-403/").json() == {"error": "no"}


def test_a_program_that_asks_for_json_gets_no_page(browser, tree):
    assert browser.get("/empty-403/", HTTP_ACCEPT="application/json").content == b""
    assert browser.head("/empty-403/").content == b""


def test_there_are_words_for_too_many_tries(rf, tree):
    response = explain(rf.get("/"), 429, WORDS[429])
    assert response.status_code == 429
    assert "请过一会儿再试" in response.content.decode()


def test_errors_cost_no_more_than_a_missing_page(browser, tree, django_assert_max_num_queries):
    browser.get("/denies/")
    with django_assert_max_num_queries(0):
        browser.get("/denies/")


# --- Reports of errors (T96) ---


def test_t96_a_report_of_an_error_holds_no_secret(rf, settings):
    secrets = [settings.SECRET_KEY, settings.AUDIT_KEY, *settings.SEALING_KEYS, "of-redis", "of-mail", "of-person"]
    settings.REDIS_URL = "redis://:of-redis@10.0.0.9/0"
    settings.EMAIL_HOST_PASSWORD = "of-mail"
    reporter = report_of(rf.get("/x/", HTTP_COOKIE="sessionid=of-person"))
    for report in (reporter.get_traceback_text(), reporter.get_traceback_html()):
        assert "RuntimeError" in report
        assert "SEALING_KEYS" in report
        assert [secret for secret in secrets if secret in report] == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CACHES", {"default": {"LOCATION": "redis://:hidden@10.0.0.9/0"}}),
        ("DATABASES", {"default": {"PASSWORD": "hidden"}}),
        ("DATABASE_URL", "postgres://union:hidden@db/x"),
        ("SEALING_KEYS", ["hidden"]),
        ("AUDIT_KEY", "hidden"),
    ],
)
def test_t96_what_holds_a_password_inside_is_hidden_too(name, value):
    assert "hidden" not in str(ReportFilter().cleanse_setting(name, value))
    assert ReportFilter().cleanse_setting("LANGUAGE_CODE", "zh-hans") == "zh-hans"
