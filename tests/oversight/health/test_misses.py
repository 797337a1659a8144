"""Addresses that readers missed: counted without who, bounded, forgotten after 90 days, and led to a redirect."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect

from tests.conftest import person
from unionsite.core.receivers import answer_has_gone_out
from unionsite.oversight.health.models import MissedAddress
from unionsite.oversight.health.services import misses

pytestmark = pytest.mark.django_db
BROWSER = {"HTTP_USER_AGENT": "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0"}


@pytest.fixture(autouse=True)
def counting(settings):
    settings.COUNTS_SECONDS = 1
    misses.counted.forget()
    MissedAddress.objects.all().delete()
    yield
    misses.counted.forget()


def counted() -> dict[str, int]:
    misses.counted.flush()
    return dict(MissedAddress.objects.values_list("path", "count"))


def test_what_readers_missed_is_counted_by_address(client, tree, settings):
    for _turn in range(2):
        assert client.get("/old/page.html?who=me", **BROWSER).status_code == 404
    client.get("/gone/", HTTP_REFERER=f"{settings.BASE_URL}/news/?q=secret", **BROWSER)
    client.get("/away/", HTTP_REFERER="https://search.example/?q=name", **BROWSER)
    assert counted() == {"/old/page.html": 2, "/gone/": 1, "/away/": 1}
    assert dict(MissedAddress.objects.values_list("path", "came_from")) == {
        "/old/page.html": "",
        "/gone/": "/news/",
        "/away/": "",
    }
    # Nothing else is stored: no address of the reader, no cookie, no query.
    assert {field.name for field in MissedAddress._meta.concrete_fields} == {"id", "day", "path", "count", "came_from"}
    client.get("/gone/", **BROWSER)
    assert counted()["/gone/"] == 2
    assert MissedAddress.objects.get(path="/gone/").came_from == "/news/"


@pytest.mark.parametrize(
    ("path", "agent"),
    [
        ("/gone/", "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)"),
        ("/gone/", "curl/8.5"),
        ("/gone/", ""),
        ("/feedback/gone/", BROWSER["HTTP_USER_AGENT"]),
        ("/media/gone.jpg", BROWSER["HTTP_USER_AGENT"]),
        ("/admin/gone/", BROWSER["HTTP_USER_AGENT"]),
        ("/" + "x" * 500 + "/", BROWSER["HTTP_USER_AGENT"]),
        ("/news/", BROWSER["HTTP_USER_AGENT"]),
    ],
)
def test_what_is_not_counted(client, tree, path, agent):
    client.get(path, HTTP_USER_AGENT=agent)
    assert counted() == {}


def test_an_address_with_a_redirect_is_not_missed(client, tree):
    Redirect.objects.create(old_path="/old", redirect_link="/news/")
    assert client.get("/old/", **BROWSER).status_code in (301, 302)
    assert counted() == {}


def test_it_is_written_after_the_answer(client, tree, settings):
    client.get("/gone/", **BROWSER)
    misses.counted._written_at = float("-inf")
    # Not by the signal, at which Django closes the connection that the test stands in.
    answer_has_gone_out()
    assert MissedAddress.objects.get().count == 1


def test_made_up_addresses_fill_neither_memory_nor_table(tree):
    for number in range(misses.MOST_BUFFERED + 50):
        misses.note_miss(path=f"/{number}", referrer="")
    assert len(misses.counted._counts) == misses.MOST_BUFFERED
    misses.counted.flush()
    for number in range(misses.MOST_A_DAY):
        misses.note_miss(path=f"/other/{number}", referrer="")
        if number % 400 == 399:
            misses.counted.flush()
    misses.counted.flush()
    assert MissedAddress.objects.count() == misses.MOST_A_DAY
    misses.note_miss(path="/0", referrer="")
    misses.counted.flush()
    assert MissedAddress.objects.get(path="/0").count == 2


def test_they_are_forgotten_after_90_days(tree):
    today = timezone.localdate()
    for days in (91, 90):
        MissedAddress.objects.create(day=today - timedelta(days=days), path="/a", count=1)
    assert misses.forget_misses(today=today) == 1
    assert MissedAddress.objects.get().day == today - timedelta(days=90)


def test_the_list_leads_to_the_form_of_a_redirect(client, tree):
    today = timezone.localdate()
    for days in (0, 1):
        MissedAddress.objects.create(day=today - timedelta(days=days), path="/旧站/a.html", count=3, came_from="/news/")
    MissedAddress.objects.create(day=today, path="/done/", count=1)
    Redirect.objects.create(old_path="/done", redirect_link="/news/")
    client.force_login(person("系统管理员"))
    html = client.get("/admin/health/misses/").content.decode()
    assert "/旧站/a.html" in html
    assert ">6<" in html.replace(" ", "").replace("\n", "")
    assert html.count("登记重定向") == 1
    assert "已登记" in html
    address = client.get("/admin/health/redirect/?old_path=%2F旧站%2Fa.html")
    form = address.content.decode()
    assert 'value="/旧站/a.html"' in form
    assert 'action="/admin/redirects/add/"' in form


def test_who_may_add_no_redirect_sees_no_button(client, tree, first_reviewer):
    MissedAddress.objects.create(day=timezone.localdate(), path="/a/", count=1)
    client.force_login(first_reviewer)
    assert "登记重定向" not in client.get("/admin/health/misses/").content.decode()
    assert client.get("/admin/health/redirect/?old_path=/a/").status_code == 302
