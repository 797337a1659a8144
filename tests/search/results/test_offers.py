"""The cards above the results: whoever types what people call a service finds the way there first."""

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from search.words.rules import EntryKind
from tests.factories import PlainPageFactory, RightsAnswerPageFactory
from tests.home.people.contacts import a_contact, day
from tests.releasing import publish
from tests.search.wording import add
from unionsite.core.wings import is_on

pytestmark = pytest.mark.django_db

CALLED = {
    "投诉举报": "举报 我要投诉 投诉领导 匿名举报 投诉信箱 举报电话 怎么投诉 反映情况",
    "意见建议": "提建议 意见建议 合理化建议 提意见 金点子 我有意见",
    "答疑解惑": "问一问 我要提问 在线咨询 法律咨询",
    "主席信箱": "给主席写信 主席信箱 写信给主席 怎么联系主席",
    "网站纠错": "网站纠错 有错别字 链接打不开",
    "查进度": "查进度 回执 我的申诉到哪了 回执号丢了 我的投诉处理到哪了 办理进度",
    "困难帮扶": "困难帮扶 困难补助怎么申请 困难职工 大病救助 金秋助学",
    "法律援助": "法律援助怎么申请 法律援助 请律师 打官司",
    "入会申请": "怎么入会 加入工会 我要入会",
    "会员卡": "会员卡丢了 会员卡 补卡 办会员卡",
    "联系工会": "联系工会 工会电话 工会在哪 工会办公室",
    "职工代表": "职工代表 职工代表是谁 我的代表",
    "主席接待日": "主席接待日 接待日 接待时间",
    "服务站点": "服务站点 爱心驿站",
    "问卷调查": "满意度调查 问卷 调查问卷",
}
if is_on("contributions"):
    CALLED["投稿"] = "投稿 我要投稿 怎么投稿"
if is_on("activities"):
    CALLED["活动参与"] = "报名 投票 知识竞赛 参加活动"


@pytest.fixture
def contact_page(tree):
    shows = dict.fromkeys(("shows_committee", "shows_representatives", "shows_stations"), True)
    a_contact(days=[day("2026-05-15")])
    with time_machine.travel("2026-05-08T12:00:00+08:00", tick=False):
        yield PlainPageFactory(parent=tree.home, title="联系我们", slug="contact", **shows)


def above(client, query: str, address: str = "/search/") -> list[str]:
    return [one.title for one in client.get(address, {"q": query}).context["offers"]]


@pytest.mark.parametrize("name", CALLED)
def test_a_service_comes_first_for_the_words_by_which_people_call_it(client, contact_page, name):
    queries = CALLED[name].split()
    assert {query: above(client, query)[:1] for query in queries} == {query: [name] for query in queries}


def test_the_card_tells_what_it_is_how_long_it_takes_and_leads_there(client, contact_page):
    html = client.get("/search/", {"q": "举报"}).text.partition('class="offers-found"')[2].partition("</ul>")[0]
    for text in ("可以匿名。", "个工作日内答复", 'href="/interact/report/">去填写'):
        assert text in html
    html = client.get("/search/", {"q": "接待日"}).text
    assert "下一次：5月15日 14:00" in html
    assert 'href="/contact/#committee"' in html


def test_a_calculator_stands_below_the_answer(client, tree):
    RightsAnswerPageFactory(parent=tree.rights.get_children().get(slug="answers").specific)
    response = client.get("/search/", {"q": "加班费怎么算"})
    assert response.context["offers"] == []
    html = response.text
    assert html.index('id="answer"') < html.index('href="/rights/calculators/overtime/">算一算')


@pytest.mark.parametrize("query", ["食堂菜单", "工资条上的代扣是什么意思", "集体合同草案征求职工意见的程序和时间要求"])
def test_no_service_where_none_is_named(client, tree, query):
    assert above(client, query) == []


def test_english_readers_find_them_by_english_words(client, tree):
    assert above(client, "legal aid", "/en/search/") == ["Legal aid"]


def test_editors_change_what_a_service_is_called(client, tree, editor, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        add(editor, kind=EntryKind.SERVICE, terms="诉苦箱", targets="投诉举报")
        add(editor, kind=EntryKind.SERVICE, terms="纠错, 网站有错", targets="网站纠错")
    assert above(client, "诉苦箱在哪里") == ["投诉举报"]


def test_words_of_a_service_that_the_site_has_not_are_refused(tree, editor):
    with pytest.raises(ValidationError, match=r"请写网站上一项服务的名称：.*投诉举报"):
        add(editor, kind=EntryKind.SERVICE, terms="摇号", targets="摇号中心")
    with pytest.raises(ValidationError, match="请写网站上一项服务的名称"):
        add(editor, kind=EntryKind.SERVICE, terms="摇号, 抽签")


def test_shipped_words_of_services_are_listed(editor_client):
    html = editor_client.get(reverse("search_words:shipped"), {"kind": "service", "q": "驿站"}).text
    assert "→ 服务站点" in html


def test_a_page_with_the_name_is_found_all_the_same(client, contact_page):
    publish(contact_page)
    assert "联系我们" in client.get("/search/", {"q": "职工代表"}).text
