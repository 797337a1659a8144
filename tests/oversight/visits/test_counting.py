"""Views are counted by page and day; nothing of the person is stored; old days become months."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.conftest import person
from tests.factories import NewsPageFactory
from tests.oversight.visits.conftest import BROWSER
from unionsite.accounts.models import User
from unionsite.oversight.visits.models import PageVisits
from unionsite.oversight.visits.services import counted, gather_months

pytestmark = pytest.mark.django_db


def stored() -> list[tuple[int, str, int]]:
    counted.flush()
    return list(PageVisits.objects.order_by("page", "source").values_list("page", "source", "times"))


@pytest.fixture
def piece(tree):
    return NewsPageFactory(parent=tree.news)


def test_a_page_is_counted_each_time_it_is_opened(reader, piece):
    for _time in range(2):
        reader.get(piece.url)
    assert stored() == [(piece.pk, "", 2)]
    reader.get(piece.url)
    assert stored() == [(piece.pk, "", 3)]
    assert PageVisits.objects.get().day == timezone.localdate()


def test_each_language_is_a_page_of_its_own(reader, tree):
    reader.get(tree.home.url)
    reader.get(tree.en.url)
    assert {page for page, _source, _times in stored()} == {tree.home.pk, tree.en.pk}


def test_views_by_shared_links_are_counted_by_kind(reader, piece):
    for marker in ("qr", "qr", "kit", "somebody"):
        reader.get(piece.url, {"via": marker})
    assert stored() == [(piece.pk, "", 1), (piece.pk, "kit", 1), (piece.pk, "qr", 2)]


def test_the_links_that_pages_offer_for_sharing_carry_their_kind(reader, piece):
    html = reader.get(piece.url).content.decode()
    assert f'data-copy="{piece.canonical_url}?via=link"' in html
    assert f'<link rel="canonical" href="{piece.canonical_url}">' in html


def test_what_is_no_view(reader, client, piece, tree, editor):
    reader.head(piece.url)
    reader.get(piece.url, headers={"sec-purpose": "prefetch;prerender"})
    reader.get(piece.url, headers={"user-agent": "Baiduspider/2.0"})
    reader.get("/nothing-here/")
    reader.get("/news/feed/")
    reader.get("/search/", {"q": "工会"})
    reader.get("/robots.txt")
    for somebody in (editor, person("superuser")):
        client.force_login(somebody)
        client.get(piece.url, headers={"user-agent": BROWSER})
    client.get(f"/admin/pages/{piece.pk}/revisions/{piece.save_revision().pk}/view/", headers={"user-agent": BROWSER})
    assert stored() == []


def test_employees_who_signed_in_are_readers_like_others(reader, piece, db):
    reader.force_login(User.objects.create_user("worker", password="a long-enough Password 1"))
    reader.get(piece.url)
    assert stored() == [(piece.pk, "", 1)]


def test_where_employees_write_to_the_union_nothing_is_counted(reader, tree):
    for address in ("/interact/", "/interact/report/", "/interact/suggestions/", "/en/interact/", "/feedback/"):
        reader.get(address)
    assert stored() == []


def test_nothing_about_the_person_is_stored(reader, piece):
    """T62, S-6: neither address, browser, origin nor cookie; the tables hold day, page, kind of link and a number."""
    signs = ("203.0.113.77", "SecretBrowser", "from-my-desk", "my-cookie")
    reader.cookies["mine"] = "my-cookie"
    headers = {"user-agent": f"{BROWSER} SecretBrowser/1", "referer": "https://example.com/from-my-desk"}
    response = reader.get(piece.url, REMOTE_ADDR="203.0.113.77", headers=headers)
    held = repr(vars(counted))
    assert stored() == [(piece.pk, "", 1)]

    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")
    assert {field.name for field in PageVisits._meta.fields} == {"id", "page", "day", "source", "times"}
    assert not [sign for sign in signs if sign in held]
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608  (names of our own tables)
            text = repr(cursor.fetchall())
            assert not [sign for sign in signs if sign in text], table


def test_counting_costs_no_query(reader, piece, django_assert_num_queries):
    reader.get(piece.url)
    with django_assert_num_queries(0):
        counted.note((timezone.localdate(), piece.pk, ""), lambda times: (times or 0) + 1)
    counted.forget()
    reader.get(piece.url)
    with django_assert_num_queries(4):
        counted.flush()


def test_a_page_costs_the_same_counted_or_not(reader, client, piece):
    reader.get(piece.url)
    costs = []
    for browser in (client, reader):
        with CaptureQueriesContext(connection) as captured:
            browser.get(piece.url)
        costs.append(len(captured))
    assert costs[0] == costs[1] > 0
    assert stored() == [(piece.pk, "", 2)]


def test_it_is_written_after_the_answer(reader, piece, settings):
    settings.COUNTS_SECONDS = 1
    reader.get(piece.url)
    assert PageVisits.objects.get().times == 1


def test_memory_does_not_fill(piece, monkeypatch):
    monkeypatch.setattr(counted, "most", 3)
    for number in range(10):
        counted.note((timezone.localdate(), number, ""), lambda times: 1)
    assert counted.flush() == 3


def test_a_page_deleted_meanwhile_does_not_lose_the_others(reader, tree, piece):
    other = NewsPageFactory(parent=tree.news)
    reader.get(other.url)
    reader.get(piece.url)
    other.delete()
    assert stored() == [(piece.pk, "", 1)]


def visits(page, day: date, times: int, source="") -> PageVisits:
    return PageVisits.objects.create(page=page, day=day, times=times, source=source)


def test_days_become_months_after_four_hundred(piece, tree):
    today = date(2026, 5, 8)
    for day, times in ((1, 2), (3, 4), (31, 8)):
        visits(piece, date(2025, 3, day), times)
    visits(piece, date(2025, 3, 5), 16, "qr")
    visits(tree.news, date(2025, 3, 5), 32)
    visits(piece, date(2025, 4, 2), 64)

    assert gather_months(today=today) == 2
    assert gather_months(today=today) == 0

    rows = PageVisits.objects.order_by("times").values_list("page", "day", "source", "times")
    assert list(rows) == [
        (piece.pk, date(2025, 3, 1), "", 14),
        (piece.pk, date(2025, 3, 1), "qr", 16),
        (tree.news.pk, date(2025, 3, 1), "", 32),
        (piece.pk, date(2025, 4, 2), "", 64),
    ]


def test_the_job_leaves_recent_days(piece):
    visits(piece, timezone.localdate() - timedelta(days=399), 1)
    gather_months()
    assert PageVisits.objects.count() == 1
