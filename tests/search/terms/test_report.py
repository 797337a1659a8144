"""The report of what readers look for, and what one click from it leads to."""

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from search.models import SearchTerm
from search.promotions.screens import set_promoted
from tests.factories import InfoPageFactory
from tests.search.wording import add

INDEX, EXPORT = "search_terms:index", "search_terms:export"


@pytest.fixture
def terms(db):
    today = timezone.localdate()
    rows = [("年休假", 9, 0, 5), ("打牙祭", 3, 3, 0), ("=cmd", 1, 1, 0)]
    for term, asked, unanswered, found in rows:
        SearchTerm.objects.create(
            day=today, language="zh-hans", term=term, asked=asked, unanswered=unanswered, found=found
        )
    SearchTerm.objects.create(day=today - timedelta(days=31), language="zh-hans", term="食堂", asked=4, found=2)


def test_the_report_shows_each_view(signed_in, editor, terms):
    client = signed_in(editor)

    def shown(**parameters):
        return [row.term for row in client.get(reverse(INDEX), parameters).context["object_list"]]

    assert shown() == ["年休假", "打牙祭", "=cmd"]
    assert shown(view="unanswered") == ["打牙祭", "=cmd"]
    assert shown(q="牙祭") == ["打牙祭"]
    assert shown(view="no such view") == []


def test_one_click_leads_to_a_filled_in_synonym(signed_in, editor, terms):
    client = signed_in(editor)
    html = client.get(reverse(INDEX), {"view": "unanswered"}).content.decode()
    url = f"{reverse('search_words:add')}?kind=synonym&amp;terms=%E6%89%93%E7%89%99%E7%A5%AD"
    assert url in html
    assert "置顶一页" not in html

    page = client.get(url.replace("&amp;", "&"))

    assert page.context["form"]["terms"].value() == "打牙祭"


def test_words_that_were_seen_to_lead_to_what_was_done(signed_in, editor, first_reviewer, terms, tree):
    add(editor, terms="打牙祭, 撮一顿")
    query = set_promoted(text="年休假", pages=[InfoPageFactory(parent=tree.info)])

    html = signed_in(first_reviewer).get(reverse(INDEX)).content.decode()

    assert f'href="{reverse("search_words:list")}?q=%E6%89%93%E7%89%99%E7%A5%AD">已有同义词<' in html
    assert f'href="{reverse("wagtailsearchpromotions:edit", args=[query.pk])}">已置顶<' in html


def test_the_report_says_what_it_shows(signed_in, editor, terms):
    client = signed_in(editor)

    def texts(**parameters):
        page = client.get(reverse(INDEX), parameters)
        return page.context["lead"], page.content.decode()

    lead, html = texts(view="unanswered", days="7", q="打")
    assert lead.startswith("近7天（")
    assert "加同义词" in lead
    assert 'view=asked&amp;days=7&amp;q=%E6%89%93">查得最多</a>' in html
    assert 'aria-current="page">没有查到</a>' in html
    assert "没有符合条件的记录" in texts(view="unanswered", language="en")[1]
    assert texts(days="8")[0] == ""


def test_the_export_holds_no_formula(signed_in, editor, terms):
    client = signed_in(editor)
    lines = client.get(reverse(EXPORT), {"format": "csv"}).content.decode("utf-8-sig").splitlines()
    assert lines[1].startswith("年休假,简体中文,9,0,9,0,0,5,")
    assert lines[3].startswith("'=cmd")

    book = load_workbook(io.BytesIO(client.get(reverse(EXPORT), {"view": "unanswered"}).content))

    assert [row[0].value for row in book.active.iter_rows(min_row=2)] == ["打牙祭", "=cmd"]


def test_wagtails_own_report_is_not_offered(signed_in, first_reviewer):
    desk = signed_in(first_reviewer)

    for address in (reverse("wagtailadmin_home"), "/admin/search-words/"):
        assert reverse("wagtailsearchpromotions:search_terms") not in desk.get(address).content.decode()
    assert reverse(INDEX) in desk.get("/admin/search-words/").content.decode()
