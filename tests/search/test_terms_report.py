"""The report of what readers look for, and what one click from it leads to."""

import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.contrib.search_promotions.models import Query, SearchPromotion

from search.models import SearchTerm
from tests.conftest import member
from tests.factories import InfoPageFactory
from unionsite.audit.choices import Action
from unionsite.audit.models import AuditEntry
from unionsite.publishing.refusals import Refused

INDEX, EXPORT = "search_terms:index", "search_terms:export"


@pytest.fixture
def signed_in(client):
    def _signed_in(user):
        client.force_login(user)
        return client

    return _signed_in


@pytest.fixture
def terms(db):
    today = timezone.localdate()
    rows = [("年休假", 9, 0, 5), ("打牙祭", 3, 3, 0), ("=cmd", 1, 1, 0)]
    for term, asked, unanswered, found in rows:
        SearchTerm.objects.create(
            day=today, language="zh-hans", term=term, asked=asked, unanswered=unanswered, found=found
        )
    SearchTerm.objects.create(day=today - timedelta(days=31), language="zh-hans", term="食堂", asked=4, found=2)


@pytest.mark.parametrize(
    ("role", "status"),
    [("编辑", 200), ("初审", 200), ("系统管理员", 200), ("信息员", 302), ("终审", 302), ("审计员", 302)],
)
def test_who_sees_the_report(signed_in, terms, role, status):
    client = signed_in(member(role))

    for name in (INDEX, EXPORT):
        assert client.get(reverse(name)).status_code == status


def test_the_report_shows_each_view(signed_in, editor, terms):
    client = signed_in(editor)

    def shown(**parameters):
        return [row.term for row in client.get(reverse(INDEX), parameters).context["object_list"]]

    assert shown() == ["年休假", "打牙祭", "=cmd"]
    assert shown(view="unanswered") == ["打牙祭", "=cmd"]
    assert shown(view="falling") == ["食堂"]
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


def test_one_click_leads_to_a_filled_in_promotion(signed_in, first_reviewer, terms):
    client = signed_in(first_reviewer)
    url = f"{reverse('search_terms:promote')}?q=%E6%89%93%E7%89%99%E7%A5%AD"
    assert url in client.get(reverse(INDEX)).content.decode()

    page = client.get(url)

    assert page.context["form"]["query_string"].value() == "打牙祭"
    assert reverse("wagtailsearchpromotions:add") in page.content.decode()


def test_only_reviewers_promote(signed_in, editor):
    assert signed_in(editor).get(reverse("search_terms:promote")).status_code == 302


def test_a_promotion_is_on_record_and_says_nothing_of_its_own(signed_in, first_reviewer, tree):
    page = InfoPageFactory(parent=tree.info)
    data = {
        "query_string": "打牙祭",
        "editors_picks-TOTAL_FORMS": 1,
        "editors_picks-INITIAL_FORMS": 0,
        "editors_picks-MIN_NUM_FORMS": 0,
        "editors_picks-MAX_NUM_FORMS": 1000,
        "editors_picks-0-DELETE": "",
        "editors_picks-0-ORDER": 0,
        "editors_picks-0-page": page.pk,
        "editors_picks-0-external_link_url": "",
        "editors_picks-0-external_link_text": "",
        "editors_picks-0-description": "",
    }
    client = signed_in(first_reviewer)
    client.post(reverse("wagtailsearchpromotions:add"), data | {"editors_picks-0-description": "快来看"})
    assert not SearchPromotion.objects.exists()

    client.post(reverse("wagtailsearchpromotions:add"), data)

    assert SearchPromotion.objects.get().page_id == page.pk
    entry = AuditEntry.objects.get(action=Action.PROMOTION_CHANGED)
    assert (entry.actor_id, "打牙祭" in entry.subject_label) == (first_reviewer.pk, True)


def test_outside_addresses_are_not_promoted(db):
    query = Query.get("打牙祭")

    with pytest.raises(Refused):
        SearchPromotion.objects.create(query=query, external_link_url="https://example.com", external_link_text="看")


def test_the_export_holds_no_formula(signed_in, editor, terms):
    client = signed_in(editor)
    lines = client.get(reverse(EXPORT), {"format": "csv"}).content.decode("utf-8-sig").splitlines()
    assert lines[1].startswith("年休假,简体中文,9,0,9,0,5,")
    assert lines[3].startswith("'=cmd")

    book = load_workbook(io.BytesIO(client.get(reverse(EXPORT), {"view": "unanswered"}).content))

    assert [row[0].value for row in book.active.iter_rows(min_row=2)] == ["打牙祭", "=cmd"]


def test_few_and_many_words_cost_the_same(signed_in, editor, terms):
    client = signed_in(editor)

    def cost():
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse(INDEX))
        return len(captured)

    cost()
    few = cost()
    today = timezone.localdate()
    SearchTerm.objects.bulk_create(
        SearchTerm(day=today, language="zh-hans", term=f"词{number}", asked=1) for number in range(100)
    )

    assert cost() == few


def test_wagtails_own_report_is_not_offered(signed_in, first_reviewer):
    html = signed_in(first_reviewer).get(reverse("wagtailadmin_home")).content.decode()

    assert reverse("wagtailsearchpromotions:search_terms") not in html
    assert reverse(INDEX) in html
