"""The results page through HTTP: what is found, in which order, and how it is shown."""

import json
import re
from datetime import date, timedelta
from html import unescape
from urllib.parse import quote

import pytest
from django.core.management import call_command
from django.utils import timezone
from django.utils.html import escape
from wagtail.models import Page, Site

from interact.models import QuestionnairePage
from search.index.services import index_page
from search.models import SearchEntry
from search.results.recent import forget_recent
from tests.factories import (
    NOON,
    CasePageFactory,
    GalleryPageFactory,
    ImageFactory,
    InfoPageFactory,
    NewsPageFactory,
    PlainPageFactory,
    PolicyPageFactory,
    RulesPageFactory,
    TopicPageFactory,
    picture_block,
)
from tests.releasing import publish
from unionsite.core import generation
from unionsite.core.models import SiteSettings
from unionsite.laws.models import StatuteArticle

pytestmark = pytest.mark.django_db


def body(text: str) -> str:
    return json.dumps([{"type": "paragraph", "value": f"<p>{text}</p>", "id": "p1"}])


def published(factory, **kwargs):
    page = factory(**kwargs)
    publish(page)
    return page


# --- What is found ---


@pytest.mark.parametrize(
    "values",
    [
        {"title": "关于高温补贴发放的通知"},
        {"summary": "每年6月至9月发高温补贴。"},
        {"body": body("按月发放<b>高温</b>补贴，见通知。")},
        {"place": "高温补贴发放点"},
        {"tags": ["高温补贴"]},
    ],
    ids=["title", "summary", "body", "field", "tag"],
)
def test_words_are_found_inside_chinese_sentences(tree, titles, values):
    page = published(NewsPageFactory, parent=tree.news, **values)
    published(NewsPageFactory, parent=tree.news)
    assert titles("温补") == [page.title]


def test_every_type_of_page_is_found_by_its_own_text(tree, find):
    picture = picture_block(ImageFactory(), caption="发放清凉饮料")
    question = QuestionnairePage(
        title="征集意见", slug="ask", intro="<p>您想要哪种清凉饮料？</p>", locale=tree.home.locale, live=False
    )
    tree.interact.add_child(instance=question)
    publish(question)
    pages = [
        published(CasePageFactory, parent=tree.rights, facts="<p>清凉饮料没有发放。</p>"),
        published(GalleryPageFactory, parent=tree.culture, pictures=json.dumps([picture])),
        published(PlainPageFactory, parent=tree.home, body=body("清凉饮料领取处。")),
        published(RulesPageFactory, parent=tree.home, body=body("清凉饮料管理规定。")),
        published(TopicPageFactory, parent=tree.topics, summary="清凉饮料专题。"),
        question,
    ]
    assert {url for _title, url in find("清凉饮料")} == {page.url for page in pages}
    for label in ("维权案例", "活动风采", "页面", "规章制度", "专题", "意见征集"):
        assert f"<span>{label}</span>" in find.html


def test_sections_are_found_too(tree, find):
    assert ("权益保障", "/rights/") in find("用真实的案例")
    assert "<span>栏目</span>" in find.html


@pytest.mark.parametrize("words", ["年休假 机加车间", "机加车间　年休假", "机加车间\n年休假 "])
def test_who_has_all_the_words_comes_first(tree, titles, words):
    published(NewsPageFactory, parent=tree.news, title="年休假办法")
    both = published(NewsPageFactory, parent=tree.news, title="年休假安排", summary="", body=body("机加车间先排。"))
    published(NewsPageFactory, parent=tree.news, title="机加车间")
    found = titles(words)
    assert found[0] == both.title
    assert len(found) == 3


@pytest.mark.parametrize("words", ["年休假 and 机加车间", "年休假 & 机加车间", "“年休假” “机加车间”"])
def test_all_words_can_be_asked_for(tree, titles, words):
    both = published(NewsPageFactory, parent=tree.news, title="年休假安排", summary="", body=body("机加车间先排。"))
    published(NewsPageFactory, parent=tree.news, title="年休假办法")
    assert titles(words) == [both.title]


def test_a_word_can_be_kept_out(tree, titles):
    published(NewsPageFactory, parent=tree.news, title="年休假安排", body=body("机加车间先排。"))
    other = published(NewsPageFactory, parent=tree.news, title="年休假办法", body=body("全公司适用。"))
    assert titles("年休假 -机加车间") == [other.title]


@pytest.mark.parametrize("words", ["AI课堂", "ai课堂", "ＡＩ课堂", "Ａｉ"])
def test_case_and_width_do_not_matter(tree, titles, words):
    page = published(NewsPageFactory, parent=tree.news, title="职工AI课堂开班")
    assert titles(words) == [page.title]


@pytest.mark.parametrize("words", ["（试行），", "(试行),"])
def test_full_width_marks_in_texts_are_found(tree, titles, words):
    page = published(NewsPageFactory, parent=tree.news, title="办法（试行），请阅")
    assert titles(words) == [page.title]


@pytest.mark.parametrize("words", ["%", "_", "\\", "？！", "、。", "*", "🙂"])
def test_signs_alone_find_nothing(tree, find, words):
    published(InfoPageFactory, parent=tree.info, title="完成100%，a_b、c\\d？*🙂")
    assert find(words) == []


@pytest.mark.parametrize(
    ("words", "expected"), [("100%", "完成100%"), ("n+1", "补偿N+1"), ("21.75天", "按21.75天折算")]
)
def test_numbers_with_signs_are_found(tree, titles, words, expected):
    for title in ("完成100%", "补偿N+1", "按21.75天折算", "方案21"):
        published(InfoPageFactory, parent=tree.info, title=title)
    assert titles(words)[0] == expected


def test_each_language_has_its_own_pages(tree, titles):
    chinese = published(NewsPageFactory, parent=tree.news, title="集体协商 negotiation")
    english = published(NewsPageFactory, parent=tree.en_news, title="Wage negotiation held")
    assert titles("negotiation") == [chinese.title]
    assert titles("negotiation", "/en/search/") == [english.title]


def test_english_is_found_in_any_form(tree, titles):
    page = published(NewsPageFactory, parent=tree.en_news, title="Companies' unions negotiated overtime pay")
    for words in ("negotiating", "company union", "Negotiate", "OVERTIME PAY"):
        assert titles(words, "/en/search/")[0] == page.title


def test_articles_are_found_with_a_link_to_each(labour_law, find):
    assert find("延长 报酬")[0] == ("《劳动法》第四十四条", "/rights/laws/laodong-fa/art-44/")
    assert "<mark>延长</mark>工作时间" in find.html
    assert find("150%") == [("《劳动法》第四十四条", "/rights/laws/laodong-fa/art-44/")]


def test_chinese_articles_are_found_from_the_english_page(labour_law, find):
    assert find("延长 报酬", "/en/search/")[0] == ("《劳动法》第四十四条", "/en/rights/laws/laodong-fa/art-44/")
    assert '<article class="hit" lang="zh-hans">' in find.html
    assert 'class="hit__meta meta" lang="en"' in find.html


@pytest.mark.parametrize(
    "words",
    [
        "劳动法第四十四条",
        "《劳动法》第四十四条",
        "劳动法44",
        "劳动法44条",
        "劳动法第44条",
        "劳动法 第４４条",
        "中华人民共和国劳动法第四十四条",
        "勞動法第四十四條",
    ],
)
def test_a_named_article_comes_first(tree, labour_law, titles, words):
    published(InfoPageFactory, parent=tree.info, title=f"学习{words}")
    assert titles(words)[0] == "《劳动法》第四十四条"


# --- Order ---


def test_title_before_summary_before_body(tree, titles):
    for title, values in [
        ("正文里有", {"body": body("谈谈疗养。")}),
        ("摘要里有", {"summary": "组织疗养。"}),
        ("疗养", {}),
    ]:
        index_page(page=NewsPageFactory(parent=tree.news, title=title, **values))
    assert titles("疗养") == ["疗养", "摘要里有", "正文里有"]


def test_the_newest_can_come_first(tree, find, titles):
    for days in (1, 3, 2):
        when = NOON + timedelta(days=days)
        index_page(page=NewsPageFactory(parent=tree.news, title=f"疗养第{days}批", first_published_at=when))
    assert titles("疗养", order="new") == ["疗养第3批", "疗养第2批", "疗养第1批"]
    assert 'aria-current="true">最新' in find.html
    assert len(titles("疗养", order="no-such")) == 3


def test_what_hardly_answers_is_no_news_and_is_not_counted(tree, find, titles, add_statute):
    add_statute("疗养条例", dict.fromkeys(range(1, 4), "疗养报名疗养报名。"))
    for number in range(3):
        published(NewsPageFactory, parent=tree.news, title=f"疗养报名第{number}批")
    published(InfoPageFactory, parent=tree.info, title="食堂通知", summary="", body=body("前" * 900 + "报名。"))
    assert "食堂通知" in titles("疗养 报名")
    shown = titles("疗养 报名", order="new")
    assert shown[:3] == ["疗养报名第2批", "疗养报名第1批", "疗养报名第0批"]
    assert "食堂通知" not in shown
    # Every number says what its link shows.
    assert "找到6条结果" in find.html
    for label, count in (("全部", 6), ("稿件", 3), ("法规条文", 3)):
        assert f"{label}<span>{count}</span>" in find.html
    assert len(titles("疗养 报名", order="new", type="pages")) == 3


def test_without_dates_there_is_nothing_to_put_in_order(labour_law, find):
    find("延长")
    assert "最新</a>" not in find.html


def test_laws_on_other_people_come_later(titles, add_statute):
    add_statute("公务员法", {1: "辞退应当书面通知。"}, slug="a")
    add_statute("劳动法", {1: "辞退应当书面通知本人。"}, slug="b")
    assert titles("辞退") == ["《劳动法》第1条", "《公务员法》第1条"]


def test_laws_come_before_local_rules(titles, add_statute):
    add_statute("甲市规定", {1: "给予陪产假。"}, category="local", slug="a")
    add_statute("乙法", {1: "给予陪产假。"}, category="law", slug="b")
    assert titles("陪产假") == ["《乙法》第1条", "《甲市规定》第1条"]


def test_a_text_without_numbers_is_found_as_a_whole(find, add_statute):
    case = add_statute("加班费案", {}, category="case", slug="case")
    for position, text in enumerate(["申请人加班到深夜。", "裁决支付加班费。"], start=1):
        StatuteArticle.objects.create(
            statute=case, position=position, number=0, label=f"部分{position}", anchor=f"p{position}", text=text
        )
    assert find("加班") == [("《加班费案》", case.url)]
    assert "深夜" in find.html
    assert find("裁决") == [("《加班费案》", case.url)]
    call_command("rebuild_search", verbosity=0)
    assert find("裁决") == [("《加班费案》", case.url)]


@pytest.mark.parametrize("words", ["劳动法", "《中华人民共和国劳动法》", "勞動法"])
def test_a_statute_that_is_named_leads_to_its_whole_text(find, labour_law, words):
    find(words)
    assert f'<a href="{labour_law.url}">《劳动法》全文</a><p>法律，共2条</p>' in find.html


def test_a_statute_is_named_by_the_whole_query_alone(find, labour_law, add_statute):
    insurance = add_statute("工伤保险条例", {1: "为了保障。"}, category="regulation", slug="insurance")
    find("劳动法 加班")
    assert "《劳动法》全文" not in find.html
    find("工伤条例")
    assert f'<a href="{insurance.url}">《工伤保险条例》全文</a>' in find.html


def test_a_statute_that_is_named_comes_before_those_that_speak_of_it(titles, add_statute):
    add_statute("劳动合同法实施条例", {1: "为了实施劳动合同法，制定本条例。"}, category="regulation", slug="a")
    add_statute("劳动合同法", {1: "为了明确双方的权利和义务。", 2: "建立劳动关系，适用本法。"}, slug="b")
    assert titles("劳动合同法") == [
        "《劳动合同法》第1条",
        "《劳动合同法》第2条",
        "《劳动合同法实施条例》第1条",
    ]
    assert titles("劳动合同法实施条例")[0] == "《劳动合同法实施条例》第1条"


def test_further_articles_of_a_statute_step_back(titles, add_statute):
    add_statute("甲法", {1: "给予陪产假。", 2: "陪产假应当给予。"}, slug="a")
    add_statute("乙法", {1: "职工在妻子生产时给予陪产假。"}, slug="b")
    assert titles("陪产假") == ["《甲法》第1条", "《乙法》第1条", "《甲法》第2条"]
    assert titles("甲法 陪产假")[:2] == ["《甲法》第1条", "《甲法》第2条"]


# --- What a hit shows ---


def test_a_hit_shows_kind_section_date_and_a_marked_snippet(tree, find):
    page = published(
        NewsPageFactory, parent=tree.news, title="夏送清凉", summary="", body=body("前" * 99 + "。走进车间送清凉。")
    )
    assert find("送清凉") == [("夏送清凉", page.url)]
    html = find.html
    assert "夏<mark>送清凉</mark></a>" in html
    assert "…走进车间<mark>送清凉</mark>。" in html.replace("\n", "")
    for text in ("<span>会议</span>", "<span>工作动态</span>", ">2026-05-08</time>"):
        assert text in html


def test_a_policy_past_its_validity_is_marked(tree, find):
    published(
        PolicyPageFactory,
        parent=tree.rights,
        title="旧补贴办法",
        valid_from=date(2025, 1, 1),
        valid_until=date(2026, 1, 1),
    )
    find("旧补贴")
    assert "已失效" in find.html


def test_html_in_texts_and_queries_is_inert(tree, find):
    published(NewsPageFactory, parent=tree.news, title="<script>alert(1)</script>学习")
    for words in ("<script>alert", "学习", '"><script>alert(1)</script>'):
        find(words)
        assert "<script>alert" not in find.html
        assert "<mark><script" not in find.html
    assert find("<script>alert")[0][0] == "<script>alert(1)</script>学习"


# --- Counts, filters, paging ---


def test_tabs_count_and_filter(tree, find, titles, labour_law):
    page = published(NewsPageFactory, parent=tree.news, title="工作时间安排")
    assert len(find("工作时间")) == 3
    assert "找到3条结果" in find.html
    for label, count in (("全部", 3), ("稿件", 1), ("法规条文", 2)):
        assert f"{label}<span>{count}</span>" in find.html
    assert titles("工作时间", type="pages") == [page.title]
    assert titles("工作时间", type="laws") == ["《劳动法》第43条", "《劳动法》第四十四条"]
    assert 'name="type" value="laws"' in find.html
    assert len(titles("工作时间", type="no-such", colour="red")) == 3


def test_sections_count_and_filter(tree, find, titles):
    news = [published(NewsPageFactory, parent=tree.news, title=f"体检{n}") for n in (1, 2)]
    info = published(InfoPageFactory, parent=tree.info, title="体检须知")
    find("体检", type="pages")
    for label, count in (("全部栏目", 3), ("工作动态", 2), ("其他资讯", 1)):
        assert f"{label}<span>{count}</span>" in find.html
    assert titles("体检", section="info") == [info.title]
    assert set(titles("体检", section="news")) == {page.title for page in news}
    assert len(titles("体检", section="no-such")) == 3


def test_what_was_chosen_is_shown_and_taken_off_again(tree, find, titles):
    news = published(NewsPageFactory, parent=tree.news, title="体检安排", kind="meeting")
    published(NewsPageFactory, parent=tree.news, title="体检小结", kind="training")
    published(InfoPageFactory, parent=tree.info, title="体检须知")
    find("体检")
    assert "search__picked" not in find.html
    assert titles("体检", type="pages", section="news", kind="meeting") == [news.title]
    picked = find.html.partition('<ul class="search__picked')[2].partition("</ul>")[0]
    q = f"?q={quote('体检')}&amp;type=pages"
    assert re.findall(r'href="([^"]*)"[^>]*>(?:<span[^>]*>取消条件：</span>)?([^<]+)', picked) == [
        (f"{q}&amp;kind=meeting", "工作动态"),
        (f"{q}&amp;section=news", "会议"),
        (q, "全部取消"),
    ]
    assert '<span class="search__number">2</span>' in find.html
    assert "<details open" not in find.html


def test_of_a_common_word_all_pages_are_there_beside_the_articles(
    tree, find, titles, add_statute, monkeypatch, client, django_assert_num_queries
):
    for module in ("queries", "finding"):
        monkeypatch.setattr(f"search.results.{module}.MOST_HITS", 3)
    add_statute("疗养条例", dict.fromkeys(range(1, 9), "疗养疗养疗养。"))
    for number in range(2):
        published(NewsPageFactory, parent=tree.news, title="通知", summary="", body=body(f"安排疗养{number}。"))
    assert titles("疗养", type="pages") == ["通知", "通知"]
    for label, count in (("全部", 5), ("稿件", 2), ("法规条文", 3)):
        assert f"{label}<span>{count}</span>" in find.html
    assert "找到2条结果" in find.html
    find("疗养")
    assert "“疗养”的结果很多，以下是最相关的5条" in find.html
    # The index is asked once; which of its rows are public pages is asked for everything and for the pages.
    SearchEntry.objects.update(updated_at=timezone.now())
    with django_assert_num_queries(5):
        client.get("/search/?q=疗养&exact=1")


def test_a_text_written_anew_is_ranked_as_it_is_now(tree, titles, client):
    often, once = "疗养、疗养、疗养、疗养。", "疗养一次，其他的另行通知。"
    texts = {"甲": often, "乙": once}
    pages = [NewsPageFactory(parent=tree.news, title=title, body=body(text)) for title, text in texts.items()]
    for page in pages:
        index_page(page=page)
    assert titles("疗养") == ["甲", "乙"]
    for page, text in zip(pages, (once, often), strict=True):
        page.body = body(text)
        index_page(page=page)
    # As a process that goes on: another query, so that only the texts could be known.
    html = client.get("/search/?q=疗养&exact=1").content.decode()
    assert re.findall(r'hit__title"><a href="[^"]*">(.)', html) == ["乙", "甲"]


def test_ten_hits_a_page_over_both_sources(tree, find, titles, add_statute):
    for n in range(12):
        index_page(page=NewsPageFactory(parent=tree.news, title=f"讲座{n}"))
    add_statute("培训规定", {n: f"讲座第{n}讲。" for n in range(1, 13)})
    first, second, third = (titles("讲座", page=n) for n in (1, 2, 3))
    assert [len(first), len(second), len(third)] == [10, 10, 4]
    everything = first + second + third
    assert everything[:12] == [f"讲座{n}" for n in range(11, -1, -1)]
    assert everything[12:] == [f"《培训规定》第{n}条" for n in range(1, 13)]
    titles("讲座", page=2, type="pages")
    assert f"?q={quote('讲座')}&amp;type=pages&amp;page=1" in find.html


@pytest.mark.parametrize(
    ("number", "shown"),
    [("", 1), ("x", 1), ("0", 1), ("-3", 1), ("2", 2), ("3", 2), ("9" * 40, 2), ("9" * 5000, 1), ("２", 2), ("1.5", 1)],
)
def test_a_bad_page_number_gives_the_nearest_page(tree, find, number, shown):
    for n in range(11):
        index_page(page=NewsPageFactory(parent=tree.news, title=f"讲座{n}"))
    find("讲座", page=number)
    assert f'<span aria-current="page">{shown}</span>' in find.html


@pytest.mark.parametrize("number", [1, 30])
def test_queries_do_not_grow_with_the_hits(client, tree, add_statute, django_assert_num_queries, time_machine, number):
    """Which match, what sorts out those that are public, the texts that rank them, the ten that are shown; and these
    alone for who asks the same within a minute."""
    for n in range(number):
        index_page(page=NewsPageFactory(parent=tree.news, title=f"讲座{n}"))
        index_page(page=NewsPageFactory(parent=tree.news, title=f"学习{n}", body=body("学习条例。")))
    add_statute("学习条例", {n: f"听课{n}。" for n in range(1, number + 1)})
    # The minute is one of the clock.
    time_machine.move_to(timezone.now(), tick=False)
    for query in (
        "q=讲座",
        "q=听课",
        "q=学习&type=pages",
        "q=学习&type=laws",
        "q=学习&section=news",
        "q=学习&order=new",
    ):
        client.get(f"/search/?{query}")
        with django_assert_num_queries(1):
            client.get(f"/search/?{query}")
    # The texts are known from what was asked before, until they are written anew.
    for queries in (3, 4):
        for words in ("讲座", "听课", "学习"):
            with django_assert_num_queries(queries):
                client.get(f"/search/?q={words}&exact=1")
        SearchEntry.objects.update(updated_at=timezone.now() + timedelta(seconds=1))
        forget_recent()
    client.get("/search/")
    with django_assert_num_queries(1):
        client.get("/search/")


# --- Nothing typed, nothing found ---


@pytest.mark.parametrize("words", ["", " 　 "])
def test_without_words_the_page_helps_and_lists_nothing(tree, find, words):
    published(NewsPageFactory, parent=tree.news, tags=["高温补贴"])
    assert find(words) == []
    for text in (
        'href="/rights/laws/"',
        ">工作动态</a>",
        f"?q={quote('高温补贴')}",
        'content="noindex"',
    ):
        assert text in find.html


def test_nothing_found_says_so_and_leads_on(tree, find):
    SiteSettings.objects.update(phone="0000-8812345")
    assert find("火星<移民>") == []
    for text in (
        "没有找到与“火星&lt;移民&gt;”有关的内容",
        'value="火星&lt;移民&gt;"',
        "更短的词",
        'href="/rights/laws/"',
        'href="/culture/"',
        f'/interact/questions/?subject={quote("火星<移民>")}"',
        "tel:0000-8812345",
        '<meta name="robots" content="noindex">',
    ):
        assert text in find.html


def test_parts_of_the_words_are_better_than_nothing(tree, titles, find):
    page = published(InfoPageFactory, parent=tree.info, title="魑魅魍魉")
    assert titles("魅魍") == [page.title]
    assert "完全相符" not in find.html
    assert titles("鋆魅魍") == [page.title]
    assert "没有找到与“鋆魅魍”完全相符的内容" in find.html
    assert titles("“鋆魅魍”") == []
    assert titles("鋆魅魍", exact="1") == []
    assert titles("鋆鋆鋆") == []
    assert "没有找到与“鋆鋆鋆”有关的内容" in find.html


def test_nothing_behind_a_filter_offers_the_rest(labour_law, find):
    assert find("延长", type="pages", order="new") == []
    assert "所选条件下没有与“延长”有关的内容" in find.html
    assert f'<a class="button" href="?q={quote("延长")}">去掉筛选条件，全站有2条结果</a>' in find.html


@pytest.mark.parametrize("words", ["？！", "🙂", "《》"])
def test_signs_alone_are_answered_with_what_to_type(tree, find, words):
    find(words)
    assert "请输入汉字、字母或者数字" in find.html
    assert f'value="{words}"' in find.html
    find("")
    assert "请输入汉字、字母或者数字" not in find.html


@pytest.mark.parametrize(("query", "leads_on"), [("overtime", True), ("不会有的词语", False)])
def test_an_english_word_leads_to_the_english_pages(tree, find, query, leads_on):
    assert find(query) == []
    assert (f'href="/en/search/?q={query}"' in find.html) is leads_on


def test_nothing_found_in_english_leads_to_the_chinese_pages(tree, find):
    assert find("工伤", "/en/search/") == []
    assert f'href="/search/?q={quote("工伤")}"' in find.html


# --- The frame, and bad input ---


def test_the_form_keeps_the_words_and_the_languages_lead_to_each_other(tree, find):
    find("“加班” & 工资")
    assert 'value="“加班” &amp; 工资"' in find.html
    assert 'href="/en/search/"' in find.html
    find("pay", "/en/search/")
    assert 'href="/search/"' in find.html
    assert 'action="/en/search/" role="search"' in find.html


def test_a_long_query_is_cut_and_says_so(tree, find):
    find("鋆" * 5000)
    assert "只用了前面200个字" in find.html
    assert f'value="{"鋆" * 200}"' in find.html
    # In sentences less of it is enough.
    assert "没有找到与“鋆鋆鋆" in find.html
    assert "鋆" * 41 not in find.html.replace("鋆" * 200, "")


PARAMETERS = ("q", "type", "section", "kind", "year", "department", "order", "exact", "page")


@pytest.mark.parametrize("query", ["q=%00", "q=a%00b", "q=%ff", "q=%c3%28", "q=%ed%a0%80"])
def test_text_that_is_none_is_refused(client, tree, query):
    assert client.get(f"/search/?{query}").status_code == 400
    for name in PARAMETERS[1:]:
        assert client.get(f"/search/?q=x&{query.replace('q=', f'{name}=')}").status_code == 400
    assert client.get(f"/search/suggest/?{query}").status_code == 400


@pytest.mark.parametrize(
    "words",
    [
        "'",
        '"',
        "' OR 1=1 --",
        '加班"费',
        "*",
        "(",
        "[a-",
        "\\",
        "%%%",
        "NEAR(",
        "🙂",
        "\ufdfa" * 100,
        "加班" * 1500,
        "　",
        "的 了 吗",
        "x",
        "<img src=x onerror=alert(1)>",
        "--><svg onload=alert(1)>",
        "' UNION SELECT password FROM accounts_user --",
        "{title} : 工资",
        "工资 OR NOT 工资*",
        "a:* & !b",
        "´",
        "a" * 100,
        "－",
        "、。",
    ],
)
def test_odd_input_is_only_text(tree, find, words):
    """In the query it is shown back as text; as a filter it is no filter, and nowhere on the page."""
    page = published(NewsPageFactory, parent=tree.news, title="讲座安排")
    find(words)
    typed = re.search(r'id="search-q"[^>]* value="([^"]*)"', find.html)[1]
    assert unescape(typed) == "".join(sign for sign in words[:200] if sign.isprintable())
    for name in PARAMETERS[1:]:
        assert find("讲座", **{name: words}) == [("讲座安排", page.url)]
        assert len(words.strip()) < 3 or escape(words) not in find.html
    assert find("讲座", "/en/search/", **dict.fromkeys(PARAMETERS[1:], words)) == []


def test_only_reading_is_allowed(client, tree):
    assert client.post("/search/", {"q": "加班"}).status_code == 405
    assert client.head("/search/?q=加班").status_code == 200


def test_search_works_before_the_site_is_set_up(client, db, labour_law, find):
    Site.objects.all().delete()
    for page in Page.objects.filter(depth=2):
        page.specific.delete()
    generation.forget()
    assert client.get("/search/").status_code == client.get("/en/search/").status_code == 200
    assert len(find("延长")) == 2
    assert find("火星") == []
