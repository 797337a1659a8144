"""网站巡检 through HTTP: what it shows, who sees it, the button, availability, the files."""

import io
from datetime import date, timedelta

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from tests.conftest import person
from unionsite.oversight.findings.models import Finding
from unionsite.oversight.health import queries
from unionsite.oversight.health.choices import Stage
from unionsite.oversight.health.models import Link, ProbeDay, Visit, Walk
from unionsite.oversight.health.services import probes

pytestmark = pytest.mark.django_db
INDEX, BUDGET, LINKS_BUDGET = "/admin/health/", 17, 15


@pytest.fixture
def walked():
    now = timezone.now()
    walk = Walk.objects.create(
        started_at=now - timedelta(hours=2),
        finished_at=now - timedelta(hours=1),
        stage=Stage.DONE,
        is_running=False,
        pages=120,
        links=800,
        tally={"page:slow": 3, "link:gone": 2},
        certificate_until=now + timedelta(days=200),
    )
    return walk


def dead_link(walk, number: int) -> Link:
    now = timezone.now()
    link = Link.objects.create(
        digest=f"{number:064}",
        address=f"https://other.example/{number}",
        host="other.example",
        kind="external",
        fault="gone",
        status=404,
        failures=2,
        failed_since=now - timedelta(days=7),
        checked_at=now,
        seen_in=walk.pk,
    )
    Visit.objects.create(walk=walk, address=f"/{number}/", status=200, seconds=0.1).links.add(link)
    return link


def test_the_last_walk_and_the_running_one(client, tree, walked, first_reviewer, settings):
    settings.BASE_URL = "https://union.example.com"
    Walk.objects.create(started_at=timezone.now(), stage=Stage.LINKS)
    client.force_login(first_reviewer)
    html = client.get(INDEX).content.decode()
    for words in (
        "120个页面，800个链接",
        "页面打开超过3秒",
        "链接：页面不存在",
        "正在检查链接和图片",
        "还有199天",
        "整机停机",
    ):
        assert words in html, words
    assert "现在巡检" not in html


def test_before_the_first_walk(client, tree, first_reviewer):
    client.force_login(first_reviewer)
    html = client.get(INDEX).content.decode()
    assert "还没有完成过巡检" in html
    assert "还没有探测记录" in html


@pytest.mark.parametrize(
    ("role", "sees", "starts"),
    [
        ("初审", True, True),
        ("终审", True, False),
        ("系统管理员", True, True),
        ("安全管理员", True, False),
        ("审计员", True, False),
        ("编辑", False, False),
        ("信息员", False, False),
    ],
)
def test_who_sees_it_and_who_starts_a_walk(client, tree, role, sees, starts):
    client.force_login(person(role))
    screen = client.get(INDEX)
    assert screen.status_code == (200 if sees else 302)
    assert ("现在巡检" in screen.content.decode()) is starts
    client.post(INDEX + "start/")
    assert Walk.objects.filter(is_running=True).exists() is starts


def test_a_second_press_is_told(client, tree, first_reviewer):
    client.force_login(first_reviewer)
    client.post(INDEX + "start/")
    html = client.post(INDEX + "start/", follow=True).content.decode()
    assert "巡检正在进行" in html
    assert client.get(INDEX + "start/").status_code == 405


def test_dead_links_and_their_file(client, tree, walked, first_reviewer):
    dead_link(walked, 1)
    fresh = dead_link(walked, 2)
    Link.objects.filter(pk=fresh.pk).update(failures=1)
    client.force_login(first_reviewer)
    html = client.get(INDEX + "links/").content.decode()
    assert "https://other.example/1" in html
    assert html.count("待再次确认") == 1
    answer = client.get(INDEX + "links/export/?format=xlsx")
    rows = list(
        load_workbook(
            io.BytesIO(b"".join(answer.streaming_content) if answer.streaming else answer.content)
        ).active.values
    )
    assert any("https://other.example/1" in map(str, row) for row in rows)
    assert "https://other.example/1" not in client.get(INDEX + "links/?kind=own").content.decode()


@pytest.mark.parametrize("query", ["?kind=nonsense", "?fault=%F0", "?p=99999", "?kind=own&fault=%27"])
def test_odd_filters_are_no_error(client, tree, walked, first_reviewer, query):
    client.force_login(first_reviewer)
    for address in ("links/", "links/results/", "links/export/", "misses/", "misses/export/"):
        assert client.get(INDEX + address + query).status_code < 500


@pytest.mark.parametrize("number", [1, 38])
def test_the_screen_costs_the_same_with_many(client, tree, walked, first_reviewer, django_assert_num_queries, number):
    for count in range(number):
        dead_link(walked, count)
        ProbeDay.objects.create(day=date(2026, 1, 1) + timedelta(days=count), probes=288)
        started_at = timezone.now() - timedelta(days=30 * count)
        Walk.objects.create(started_at=started_at, is_running=False, stage=Stage.STOPPED)
    client.force_login(first_reviewer)
    client.get(INDEX)
    with django_assert_num_queries(BUDGET):
        client.get(INDEX)


# --- Availability ---


def test_availability_of_the_month_is_counted_from_probes(own, tree):
    now = timezone.now()
    assert probes.probe(now).probes == 1
    own.default = (500, "")
    probes.probe(now)
    day = ProbeDay.objects.get()
    assert (day.probes, day.failures, day.slow, day.failing) == (2, 1, 0, 1)
    probes.count_probe(is_up=True, seconds=4.5, now=now)
    (month,) = queries.availability(timezone.localdate(now))
    assert (month.probes, month.failures, month.slow, month.worst, month.percent) == (3, 1, 1, 4.5, "66.66%")


def test_one_failure_in_a_month_is_not_rounded_away(tree):
    ProbeDay.objects.create(day=date(2026, 5, 1), probes=100_000, failures=1)
    assert queries.availability(date(2026, 5, 8))[0].percent == "99.99%"


def test_availability_equals_a_recount_by_day(tree):
    for day in range(1, 29):
        for month in (3, 4):
            ProbeDay.objects.create(
                day=date(2026, month, day), probes=day * 10, failures=day, slow=month, worst=day / 10
            )
    newest, before = queries.availability(date(2026, 4, 28))
    total = sum(range(1, 29))
    assert (newest.month, newest.probes, newest.failures, newest.slow) == (date(2026, 4, 1), total * 10, total, 28 * 4)
    assert (before.slow, before.worst) == (28 * 3, 2.8)


def test_three_failures_in_a_row_are_a_finding_until_it_answers(own, tree):
    now = timezone.now()
    own.default = (503, "")
    for number in range(4):
        assert Finding.objects.count() == (number == 3)
        probes.probe(now)
    finding = Finding.objects.get()
    assert (finding.title, finding.gravity) == ("网站首页打不开", "veto")
    own.default = (200, "up")
    probes.probe(now)
    finding.refresh_from_db()
    assert finding.state == "closed"
