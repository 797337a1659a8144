"""What deploy/nginx.conf logs, hands out and refuses, in a real nginx. Its cache: tests/core/test_nginx_cache.py."""

import pytest

from tests.nginx import HOST, MB, needed, running

pytestmark = [needed, pytest.mark.once]
REPORT = "https://union.example.com/interact/report/"


@pytest.fixture(scope="module")
def nginx(tmp_path_factory):
    with running(tmp_path_factory.mktemp("nginx")) as server:
        yield server


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
    assert any(f'"GET {path} HTTP/1.1" 200' in nginx.logs() for _try in range(30))


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


def test_sign_in_is_slowed_down(nginx):
    # Staff by one count, employees by another; 0: nothing is left of it.
    for path, at_once in (
        ("/admin/login/", 11),
        ("/admin/login/code/", 0),
        ("/account/login/", 31),
        ("/en/account/activate/", 0),
        ("/account/password/reset/", 0),
        ("/_util/login/", 0),
    ):
        # A slow machine is let through a little more: one each second.
        answers = []
        while 429 not in answers and len(answers) < 200:
            answers.append(nginx.ask(path, "POST")[0].status)
        assert answers[:at_once] == [200] * at_once, path
        assert answers[-1] == 429, path
    assert nginx.ask(path)[0].status == 200


@pytest.mark.parametrize(
    ("path", "method", "body", "status", "chinese", "english"),
    [
        ("/news/", "POST", bytes(61 * MB), 413, "提交的内容太大", "Too large"),
        ("/gone-away/", "GET", None, 503, "网站暂时无法访问", "The site cannot be reached just now"),
    ],
)
def test_what_nginx_refuses_itself_it_refuses_in_our_words(nginx, path, method, body, status, chinese, english):
    response, content = nginx.ask(path, method, body)
    assert response.status == status
    assert chinese in content
    assert english in content
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert response.headers["Cache-Control"] == "no-store"
