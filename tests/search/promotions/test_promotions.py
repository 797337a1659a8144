"""Which pages come first for a query, through the screens of the administration."""

import pytest
from django.urls import reverse
from wagtail.contrib.search_promotions.models import Query, SearchPromotion
from wagtail.models import PageViewRestriction

from search.promotions.screens import set_promoted
from tests.conftest import member
from tests.factories import InfoPageFactory
from unionsite.audit.choices import Action
from unionsite.audit.models import AuditEntry
from unionsite.core.refusals import Refused

INDEX, ADD = "wagtailsearchpromotions:index", "wagtailsearchpromotions:add"
EDIT, CLEAR = "wagtailsearchpromotions:edit", "wagtailsearchpromotions:delete"


@pytest.fixture
def reviewer(client, first_reviewer):
    client.force_login(first_reviewer)
    return client


@pytest.fixture
def pages(tree):
    return [InfoPageFactory(parent=tree.info) for _number in range(3)]


def form(text, *pages):
    return {"text": text} | {f"page_{number}": page.pk for number, page in enumerate(pages)}


def shown(query):
    return [promotion.page_id for promotion in query.editors_picks.order_by("sort_order")]


def test_a_promotion_is_on_record_and_acts_at_once(
    reviewer, first_reviewer, pages, find, django_capture_on_commit_callbacks
):
    assert reviewer.get(reverse(ADD), {"q": "打牙祭"}).context["form"]["text"].value() == "打牙祭"

    with django_capture_on_commit_callbacks(execute=True):
        reviewer.post(reverse(ADD), form("打牙祭", pages[1], pages[0]))

    assert shown(Query.objects.get()) == [pages[1].pk, pages[0].pk]
    entries = AuditEntry.objects.filter(action=Action.PROMOTION_CHANGED)
    assert {entry.actor_id for entry in entries} == {first_reviewer.pk}
    assert all("打牙祭" in entry.subject_label for entry in entries)
    find("打牙祭")
    assert [one.title for one in find.response.context["promoted"]] == [pages[1].title, pages[0].title]


def test_pages_are_put_in_another_order_and_taken_out(reviewer, pages):
    query = set_promoted(text="打牙祭", pages=pages)
    page = reviewer.get(reverse(EDIT, args=[query.pk]))
    assert [page.context["form"][f"page_{n}"].value() for n in range(3)] == [page.pk for page in pages]

    reviewer.post(reverse(EDIT, args=[query.pk]), form("撮一顿", pages[2], pages[0]))

    assert shown(query) == []
    assert shown(Query.objects.get(query_string="撮一顿")) == [pages[2].pk, pages[0].pk]


def test_nothing_comes_first_any_more(reviewer, pages):
    query = set_promoted(text="打牙祭", pages=pages)
    assert "打牙祭" in reviewer.get(reverse(CLEAR, args=[query.pk])).content.decode()

    reviewer.post(reverse(CLEAR, args=[query.pk]))

    assert not SearchPromotion.objects.exists()
    assert "还没有置顶" in reviewer.get(reverse(INDEX)).content.decode()


def test_a_query_has_one_list(reviewer, pages):
    query = set_promoted(text="打牙祭", pages=pages[:1])

    assert reviewer.get(reverse(ADD), {"q": "打牙祭！"}).url == reverse(EDIT, args=[query.pk])
    page = reviewer.post(reverse(ADD), form("打牙祭！", pages[1]))

    assert "已有置顶" in page.context["form"].errors["text"][0]
    assert shown(query) == [pages[0].pk]


@pytest.mark.parametrize("text", ["", "！！", "\x00"])
def test_a_query_needs_words(reviewer, pages, text):
    page = reviewer.post(reverse(ADD), form(text, pages[0]))

    assert page.context["form"].errors["text"]
    assert not SearchPromotion.objects.exists()


def test_only_public_pages_are_promoted_each_once(reviewer, pages, tree):
    draft = InfoPageFactory(parent=tree.info, live=False)
    PageViewRestriction.objects.create(page=pages[2], restriction_type=PageViewRestriction.LOGIN)

    page = reviewer.post(reverse(ADD), form("打牙祭", pages[0], pages[0], draft))
    assert [list(page.context["form"].errors)] == [["page_1", "page_2"]]
    page = reviewer.post(reverse(ADD), form("打牙祭", pages[2]))
    assert "没有公开" in page.context["form"].errors["page_0"][0]
    page = reviewer.post(reverse(ADD), form("打牙祭"))
    assert page.context["form"].errors["page_0"] == ["请选择一页。"]
    assert page.context["form"]["text"].value() == "打牙祭"


@pytest.mark.parametrize(("role", "status"), [("初审", 200), ("编辑", 302), ("终审", 302), ("系统管理员", 302)])
def test_only_reviewers_promote(client, pages, role, status):
    query = set_promoted(text="打牙祭", pages=pages)
    client.force_login(member(role))
    addresses = [reverse(INDEX), reverse(ADD), *(reverse(name, args=[query.pk]) for name in (EDIT, CLEAR))]

    assert [client.get(address).status_code for address in addresses] == [status] * 4


def test_the_list_tells_of_hidden_pages(reviewer, pages):
    set_promoted(text="打牙祭", pages=pages)
    type(pages[0]).objects.filter(pk=pages[0].pk).update(live=False)
    assert "没有公开，不显示" in reviewer.get(reverse(INDEX)).content.decode()


def test_outside_addresses_are_not_promoted(db):
    query = Query.get("打牙祭")

    with pytest.raises(Refused):
        SearchPromotion.objects.create(query=query, external_link_url="https://example.com", external_link_text="看")
