"""Whether what was found was of use: said without a person, counted by query, and a no leads to the union."""

import pytest
from django.test import Client
from django.urls import reverse

from search.models import SearchTerm
from search.results.views import VERDICTS
from search.terms import services
from tests.factories import RightsAnswerPageFactory
from tests.releasing import publish

pytestmark = pytest.mark.django_db

SAID = "/search/said/"


@pytest.fixture
def answer(tree):
    page = RightsAnswerPageFactory(parent=tree.rights.get_children().get(slug="answers").specific)
    publish(page)
    return page


def counts() -> dict[str, tuple[int, int, int, int]]:
    services.counted.flush()
    rows = SearchTerm.objects.values_list("term", "asked", "found", "useful", "useless")
    return {term: numbers for term, *numbers in rows}


def test_asked_below_the_card_and_below_the_list(client, answer):
    publish(RightsAnswerPageFactory(parent=answer.get_parent(), slug="other", title="加班审批要多久？"))
    html = client.get("/search/", {"q": "加班费怎么算"}).text
    assert html.count(f'action="{SAID}"') == 2
    assert f'action="{SAID}"' not in client.get("/search/", {"q": "查无此事的词"}).text


def test_a_yes_is_counted_and_thanked_for(client, answer):
    response = client.post(SAID, {"q": "加班费怎么算", "useful": "1"}, follow=True)
    assert "谢谢，已经记下。" in response.text
    assert counts()["加班费怎么算"] == [1, 1, 1, 0]


def test_a_no_leads_to_the_union_with_the_question(client, tree):
    response = client.post(SAID, {"q": "宿舍热水几点停", "useful": "0"})
    assert (
        response["Location"]
        == "/interact/questions/?subject=%E5%AE%BF%E8%88%8D%E7%83%AD%E6%B0%B4%E5%87%A0%E7%82%B9%E5%81%9C"
    )
    assert counts() == {"宿舍热水几点停": [0, 0, 0, 1]}


def test_what_was_found_last_stays_when_only_a_word_is_said(client, answer):
    client.get("/search/", {"q": "加班费怎么算"})
    assert counts()["加班费怎么算"] == [1, 1, 0, 0]
    client.post(SAID, {"q": "加班费怎么算", "useful": "0"})
    assert counts()["加班费怎么算"] == [1, 1, 0, 1]


def test_needs_a_token_and_a_post(tree):
    client = Client(enforce_csrf_checks=True)
    assert client.post(SAID, {"q": "年假", "useful": "1"}).status_code == 403
    assert client.get(SAID).status_code == 405


def test_no_more_than_an_office_would_say(client, tree):
    for number in range(VERDICTS.number + 5):
        client.post(SAID, {"q": f"第{number}问", "useful": "0"})
    services.counted.flush()
    assert SearchTerm.objects.count() == VERDICTS.number


@pytest.mark.parametrize("query", ["", "\0", "13812345678", "x" * 500])
def test_odd_words_are_never_kept_and_never_fail(client, tree, query):
    assert client.post(SAID, {"q": query, "useful": "1"}).status_code in (302, 400)
    assert counts() == {}


def test_editors_see_what_fails_and_write_an_answer(client, editor, tree):
    services.note_query(text="打牙祭", number=0, language="zh-hans")
    services.note_verdict(text="食堂几点关门", is_useful=False, language="zh-hans")
    services.note_verdict(text="年假", is_useful=True, language="zh-hans")
    services.counted.flush()
    client.force_login(editor)
    page = client.get(reverse("search_terms:index"), {"view": "unanswered"})
    assert [row.term for row in page.context["object_list"]] == ["打牙祭", "食堂几点关门"]
    address = f"{reverse('search_terms:answer')}?q=%E6%89%93%E7%89%99%E7%A5%AD"
    assert f'href="{address}"' in page.text
    form = client.get(address)
    assert form.context["form"]["title"].value() == "打牙祭"
    assert "/pages/add/rights/rightsanswerpage/" in form.text


def test_who_may_not_write_answers_is_not_sent_there(client, tree):
    assert client.get(reverse("search_terms:answer"), {"q": "打牙祭"}).status_code == 302
