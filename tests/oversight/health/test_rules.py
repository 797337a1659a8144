"""What an answer means, which links are looked at, when a walk begins."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from unionsite.oversight.findings.choices import Gravity
from unionsite.oversight.health import rules
from unionsite.oversight.health.choices import LinkFault, LinkKind, PageFault
from unionsite.oversight.health.models import Link
from unionsite.oversight.health.rules import PageResponse
from unionsite.oversight.health.services.pages import read_page

SHANGHAI = ZoneInfo("Asia/Shanghai")
BASE = "https://union.example.com"


@pytest.mark.parametrize(
    ("answer", "faults"),
    [
        (PageResponse(200, 0.2), []),
        (PageResponse(200, 3.0), []),
        (PageResponse(200, 3.1), [PageFault.SLOW]),
        (PageResponse(200, 15.1), [PageFault.VETO]),
        (PageResponse(0, 2), [PageFault.UNREACHABLE]),
        (PageResponse(0, 18), [PageFault.VETO]),
        (PageResponse(404, 0.1), [PageFault.ERROR]),
        (PageResponse(302, 0.1), []),
        (PageResponse(200, 0.1, has_text=False), [PageFault.BLANK]),
        (PageResponse(200, 4, without_alt=2, without_target=1), [PageFault.SLOW, PageFault.ALT, PageFault.GONE]),
    ],
)
def test_faults_of_a_page(answer, faults):
    assert rules.page_faults(answer) == faults


def test_gravity():
    assert rules.gravity_of(PageFault.VETO, is_home=False) == Gravity.VETO
    assert rules.gravity_of(PageFault.ERROR, is_home=True) == Gravity.VETO
    assert rules.gravity_of(PageFault.ERROR, is_home=False) == Gravity.SERIOUS
    assert rules.gravity_of(PageFault.ALT, is_home=True) == Gravity.USUAL
    assert [rules.certificate_gravity(days) for days in (-1, 0, 29, 30)] == [
        Gravity.VETO,
        Gravity.SERIOUS,
        Gravity.SERIOUS,
        None,
    ]


@pytest.mark.parametrize(
    ("kind", "failures", "hours", "dead"),
    [
        (LinkKind.EXTERNAL, 1, 100, False),
        (LinkKind.EXTERNAL, 2, 2, False),
        (LinkKind.EXTERNAL, 2, 3, True),
        (LinkKind.OWN, 1, 0, True),
        (LinkKind.PICTURE, 0, 0, False),
    ],
)
@pytest.mark.django_db
def test_one_bad_minute_of_another_site_is_no_fault(kind, failures, hours, dead):
    now = datetime(2026, 5, 8, 10, tzinfo=SHANGHAI)
    fault, since = (LinkFault.GONE, now - timedelta(hours=hours)) if failures else ("", None)
    Link.objects.create(address=BASE, kind=kind, fault=fault, failures=failures, failed_since=since)
    assert Link.objects.dead(now).exists() is dead


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("/news/a/#top", (LinkKind.OWN, f"{BASE}/news/a/")),
        ("b/", (LinkKind.OWN, f"{BASE}/news/b/")),
        ("?page=2", (LinkKind.OWN, f"{BASE}/news/?page=2")),
        ("https://other.example/x", (LinkKind.EXTERNAL, "https://other.example/x")),
        ("//other.example/x", (LinkKind.EXTERNAL, "https://other.example/x")),
        ("https://union.example.com.evil.example/", (LinkKind.EXTERNAL, "https://union.example.com.evil.example/")),
        ("http://[bad", (LinkKind.EXTERNAL, "http://[bad")),
        ("http://a.example:99999/", (LinkKind.EXTERNAL, "http://a.example:99999/")),
        *[(nothing, None) for nothing in ("", " ", "#top", "mailto:a@b.cn", "tel:110", "javascript:x()", "data:,x")],
    ],
)
def test_which_links_are_looked_at(written, found):
    assert rules.sort_out(written, page=f"{BASE}/news/", base_url=BASE) == found


def test_a_very_long_address_is_left_out():
    """Cut off, it would be another."""
    assert rules.sort_out("https://a.example/" + "x" * 9000, page=BASE, base_url=BASE) is None


@pytest.mark.parametrize(
    ("now", "last", "starts"),
    [
        # 10 May 2026 is a Sunday.
        (datetime(2026, 5, 10, 1, 59), datetime(2026, 5, 3, 2, 0), False),
        (datetime(2026, 5, 10, 2, 0), datetime(2026, 5, 3, 2, 0), True),
        (datetime(2026, 5, 10, 2, 1), datetime(2026, 5, 10, 2, 0), False),
        (datetime(2026, 5, 12, 9, 0), datetime(2026, 5, 3, 2, 0), True),
        (datetime(2026, 5, 12, 9, 0), None, False),
        (datetime(2026, 5, 10, 2, 30), None, True),
    ],
)
def test_when_the_weeks_walk_begins(now, last, starts):
    last = last and last.replace(tzinfo=SHANGHAI)
    assert rules.starts_now(now.replace(tzinfo=SHANGHAI), weekday=7, hour=2, last_start=last) is starts


@pytest.mark.parametrize(
    ("path", "counted"),
    [
        ("/old/a.html", "/old/a.html"),
        ("/旧站/", "/旧站/"),
        ("/feedback/case/abc", ""),
        ("/a@b.cn", ""),
        ("/" + "x" * 400, ""),
        ("/a\x1b[31m", ""),
    ],
)
def test_which_missed_addresses_are_counted(path, counted):
    assert rules.missed_path(path, quiet=["/feedback/"]) == counted


@pytest.mark.parametrize(
    ("main", "has_text", "without_alt", "without_target"),
    [
        ("<h1>标题</h1>", False, 0, 0),
        ("<h1>标题</h1><script>var a</script> \n&nbsp;", False, 0, 0),
        ("<h1>标题</h1><p>正文</p>", True, 0, 0),
        ("<img src='/media/a.webp' alt=''>", True, 0, 0),
        ("<p>x<img src='/media/a.webp'></p>", True, 1, 0),
        ("<p>见<a>旧通知</a></p>", True, 0, 1),
        ("<p><a id='top'></a>x<img alt=''></p>", True, 0, 1),
        ("<p>unclosed <b>", True, 0, 0),
    ],
)
def test_what_stands_on_a_page(main, has_text, without_alt, without_target):
    found = read_page(f"<body><a href='/frame/'>x</a><main>{main}</main><footer>脚</footer></body>")
    assert (found.has_text, found.without_alt, found.without_target) == (has_text, without_alt, without_target)
    assert "/frame/" not in found.links


def test_the_frame_is_read_on_demand():
    html = "<body><main><a href='/a/'>a</a></main><footer><a href='https://beian.example/'>b</a></footer></body>"
    assert list(read_page(html, whole=True).links) == ["/a/", "https://beian.example/"]
