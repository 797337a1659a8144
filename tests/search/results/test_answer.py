"""The card above the results: only what truly answers is shown, judged beside the answers that the demo publishes."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from django.utils.html import strip_tags

from demo.answers import read_answers
from rights.models import RightsAnswerIndexPage
from search.answers.queries import find_answers
from search.index.services import index_page
from search.words.queries import current_dictionary
from tests.factories import PolicyPageFactory, RightsAnswerPageFactory
from tests.releasing import bring_to_life, publish
from tests.rights.answers.test_pages import TABLE
from unionsite.core import generation
from unionsite.core.queries import closed_paths

pytestmark = pytest.mark.django_db

ANSWERED = {
    "加班费": "加班费怎么算？",
    "周末加班工资": "加班费怎么算？",
    "公司拖欠工资": "工资拖着不发怎么办？",
    "最低工资标准": "工资能低于最低工资吗？",
    "没签合同双倍工资": "一直没签劳动合同怎么办？",
    "经济补偿金": "N、N+1、2N怎么算？",
    "产假多少天": "产假多少天，钱怎么发？",
    "辞职提前几天": "辞职要提前多久说？",
    "工伤认定": "工伤认定要在多久内申请？",
    "年假几天": "我一年有几天年休假？",
    "工资条看不到": "单位不给工资条怎么办？",
    "年终奖什么时候发": "年终奖必须发吗，离职了还有吗？",
}
NOT_ANSWERED = [
    "食堂菜单",
    "加班审批流程",
    "年休假旅游攻略",
    "女职工体检",
    "住院慰问金",
    "离职证明模板",
    "工资",
    "公司辞退我",
]


@pytest.fixture
def index(tree):
    return RightsAnswerIndexPage.objects.child_of(tree.rights).get()


@pytest.fixture
def demo_answers(index):
    for row in read_answers():
        words = {"title": row["question"], "wordings": "\n".join(row["wordings"]), "short_answer": row["answer"]}
        RightsAnswerPageFactory(parent=index, slug=row["key"], situation=row["situation"], **words)


def publish_answer(index, **fields):
    page = RightsAnswerPageFactory(parent=index, **fields)
    publish(page)
    return page


def shown(client, query: str, **parameters) -> str | None:
    answer = client.get("/search/", {"q": query, **parameters}).context.get("answer")
    return answer and answer.title


def test_everyday_searches(demo_answers, client):
    assert {query: shown(client, query) for query in ANSWERED} == ANSWERED
    assert {query: shown(client, query) for query in NOT_ANSWERED} == dict.fromkeys(NOT_ANSWERED)


def test_card_has_answer_numbers_and_the_way_on(index, client):
    page = RightsAnswerPageFactory(parent=index, numbers=TABLE)
    html = client.get("/search/", {"q": "加班费怎么算"}).content.decode()
    for text in (page.short_answer, "<td>200%</td>", f'href="{page.url}">看依据和下一步</a>'):
        assert text in html


def test_wordings_count_as_the_question(index, client):
    page = RightsAnswerPageFactory(parent=index)
    assert shown(client, "周末加班给几倍？") == page.title


def test_results_show_the_answer_and_not_the_list_of_wordings(index, client):
    publish(RightsAnswerPageFactory(parent=index, summary="", wordings="轮休日上工怎么付钱\n平时加班一小时多少钱"))
    html = client.get("/search/", {"q": "轮休日", "type": "pages"}).content.decode()
    assert '<p class="hit__snippet">工作日加班不低于150%。' in html
    assert "轮休日上工" not in html


def test_only_above_the_first_results_of_all(index, client):
    RightsAnswerPageFactory(parent=index)
    assert shown(client, "加班费怎么算", type="laws") is None
    assert shown(client, "加班费怎么算")


def test_neither_drafts_nor_what_is_over(index, client):
    yesterday = timezone.localdate() - timedelta(days=1)
    RightsAnswerPageFactory(parent=index, valid_until=yesterday)
    RightsAnswerPageFactory(parent=index, live=False)
    assert shown(client, "加班费怎么算") is None


def test_english_readers_get_english_answers(index, client):
    RightsAnswerPageFactory(parent=index)
    assert client.get("/en/search/", {"q": "加班费怎么算"}).context.get("answer") is None


@pytest.mark.parametrize("number", [1, 8])
def test_one_query_until_something_changes(index, django_assert_num_queries, number):
    for count in range(number):
        RightsAnswerPageFactory(parent=index, title=f"第{count}件事要办多久？", slug=f"q-{count}")
    today = timezone.localdate()
    RightsAnswerPageFactory(parent=index)
    generation.forget()
    index.get_url()
    closed_paths()
    current_dictionary()
    with django_assert_num_queries(1):
        assert find_answers(index.locale_id, "加班费怎么算", today).answer
    with django_assert_num_queries(0):
        assert find_answers(index.locale_id, "加班费怎么算", today).answer


def test_the_answer_is_not_shown_again_among_the_results(index, client):
    shown_above = publish_answer(index)
    other = publish_answer(index, title="加班审批要多久？", slug="other")
    results = client.get("/search/", {"q": "加班费怎么算"}).context["results"]
    assert [hit.title for hit in results.shown if shown_above.title in hit.title] == []
    assert other.title in [strip_tags(hit.title) for hit in results.shown]
    again = client.get("/search/", {"q": "加班费怎么算", "type": "pages"}).context["results"]
    assert shown_above.title in [strip_tags(hit.title) for hit in again.shown]


def test_a_card_alone_is_not_nothing(index, client):
    publish_answer(index)
    html = client.get("/search/", {"q": "加班费怎么算"}).text
    assert "没有找到" not in html
    assert 'id="answer"' in html


def test_the_unions_own_newest_rule_stands_in_the_card(index, tree, client):
    publish_answer(index)
    for year, title in ((2025, "2025年加班费发放标准"), (2026, "2026年加班费发放标准")):
        policy = PolicyPageFactory(parent=tree.rights, title=title, slug=f"overtime-{year}")
        publish(policy)
        bring_to_life(policy, datetime(year, 5, 1, tzinfo=UTC))
        index_page(page=policy)
    results = client.get("/search/", {"q": "加班费怎么算"}).context["results"]
    assert strip_tags(results.shown_own.title) == "2026年加班费发放标准"
    assert "2026年加班费发放标准" not in [strip_tags(hit.title) for hit in results.shown]


def test_a_rule_that_is_over_stays_among_the_results(index, tree, client):
    publish_answer(index)
    yesterday = timezone.localdate() - timedelta(days=1)
    publish(PolicyPageFactory(parent=tree.rights, title="加班费发放标准", valid_until=yesterday))
    results = client.get("/search/", {"q": "加班费怎么算"}).context["results"]
    assert results.shown_own is None
    assert ("加班费发放标准", True) in [(strip_tags(hit.title), hit.is_expired) for hit in results.shown]


def test_a_question_that_may_be_meant_is_named_and_its_answer_not_stated(demo_answers, client):
    response = client.get("/search/", {"q": "老板压着俩月钱没给"})
    (likely,) = response.context["likely"]
    assert response.context["answer"] is None
    assert likely.title == "工资拖着不发怎么办？"
    assert f'<li><a href="{likely.url}">{likely.title}</a></li>' in response.text
    assert likely.answer not in response.text


def test_only_above_the_first_results_a_question_is_named(demo_answers, client):
    assert "likely" not in client.get("/search/", {"q": "老板压着俩月钱没给", "type": "laws"}).context
