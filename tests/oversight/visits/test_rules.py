"""Which requests count as a view."""

import pytest

from tests.oversight.visits.conftest import BROWSER
from unionsite.oversight.visits.rules import is_program, is_view

PHONE = "Mozilla/5.0 (Linux; Android 14; CUBOT X70) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36"
WECHAT = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 MicroMessenger/8.0.50 Language/zh_CN"
)


@pytest.mark.parametrize("user_agent", [BROWSER, PHONE, WECHAT])
def test_browsers_are_people(user_agent):
    assert not is_program(user_agent)


@pytest.mark.parametrize(
    "user_agent",
    [
        "",
        "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)",
        "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
        "Sogou web spider/4.0(+http://www.sogou.com/docs/help/webmasters.htm#07)",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/126.0 Safari/537.36",
        "python-requests/2.32",
        "curl/8.5.0",
        "Go-http-client/2.0",
    ],
)
def test_programs_say_so(user_agent):
    assert is_program(user_agent)


@pytest.mark.parametrize(
    "change",
    [
        {"method": "HEAD"},
        {"method": "POST"},
        {"status": 404},
        {"status": 302},
        {"content_type": "application/rss+xml"},
        {"purpose": "prefetch"},
        {"purpose": "prefetch;prerender"},
        {"user_agent": "curl/8"},
    ],
)
def test_what_is_no_view(change):
    page = {"method": "GET", "status": 200, "content_type": "text/html; charset=utf-8", "purpose": ""}
    page["user_agent"] = BROWSER
    assert is_view(**page)
    assert not is_view(**page | change)
