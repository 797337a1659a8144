"""The public law library, over HTTP."""

import json
import re
from datetime import UTC, datetime

import pytest
from django.utils.html import escape
from wagtail.models import PageViewRestriction

from tests.factories import InterpretationPageFactory
from tests.laws.builders import load, row
from unionsite.core import generation

pytestmark = pytest.mark.django_db

LAWS = "/rights/laws/"
LABOUR = "/rights/laws/laodong-hetong-fa/"


@pytest.fixture
def statute(tree):
    return load(
        "劳动合同法",
        title="中华人民共和国劳动合同法",
        category="法律",
        issuer="全国人民代表大会常务委员会",
        history=["2007年6月29日 通过", "2012年12月28日 修正"],
        preamble="为了劳动者，制定本法。",
        articles=[
            row(1, chapter="第一章 总则"),
            row(19, text="试用期不得超过一个月。\n同一用人单位只能约定一次。", chapter="第二章 订立"),
            row(20, text="<b>工资</b>", chapter="第二章 订立"),
            row(51, chapter="第五章 特别规定 第一节 集体合同"),
            row(0, text="目录"),
        ],
    )


def get(client, path, **parameters):
    response = client.get(path, parameters)
    assert response.status_code == 200, path
    return response.content.decode()


def cite(parent, *articles, **fields):
    blocks = [
        {"type": "law", "value": {"article": article.pk, "title": "", "label": "", "note": ""}, "id": f"c{article.pk}"}
        for article in articles
    ]
    return InterpretationPageFactory(parent=parent, citations=json.dumps(blocks), **fields)


def canonical(html: str) -> str:
    return re.search(r'<link rel="canonical" href="([^"]+)">', html)[1]


def title(html: str) -> str:
    return re.search(r"<title>(.+?)</title>", html)[1]


class TestList:
    def test_by_rank_and_pinyin(self, client, tree):
        for name, category in (
            ("工会条例", "地方性法规"),
            ("职业病防治法", "法律"),
            ("工伤保险条例", "行政法规"),
            ("安全生产法", "法律"),
        ):
            load(name, category=category)
        html = get(client, LAWS)
        names = re.findall(r'<h3 class="law-list__title" lang="zh-Hans"><a href="[^"]+">(.+?)</a>', html)
        assert names == ["安全生产法", "职业病防治法", "工伤保险条例", "工会条例"]
        assert re.findall(r'law-group__title">(.+?)<', html) == ["法律", "行政法规", "地方性法规"]
        assert "2012-12-28" in html
        assert "3条" in html
        assert "不是官方版本" in html

    @pytest.mark.parametrize(
        ("parameters", "shown"),
        [
            ({}, {"劳动法", "工会法", "劳动条例"}),
            ({"category": "law"}, {"劳动法", "工会法"}),
            ({"category": "unknown"}, {"劳动法", "工会法", "劳动条例"}),
            ({"q": "劳动"}, {"劳动法", "劳动条例"}),
            ({"q": " 劳动 ", "category": "law"}, {"劳动法"}),
            ({"q": "劳动 条例"}, {"劳动条例"}),
            ({"q": "劳动法第三条"}, {"劳动法"}),
            ({"page": "99"}, {"劳动法", "工会法", "劳动条例"}),
            ({"page": "x"}, {"劳动法", "工会法", "劳动条例"}),
            ({"q": "没有的"}, set()),
            ({"q": "'\"><script>%"}, set()),
        ],
    )
    def test_filters(self, client, tree, parameters, shown):
        load("劳动法", category="法律")
        load("工会法", category="法律")
        load("劳动条例")
        html = get(client, LAWS, **parameters)
        assert {name for name in ("劳动法", "工会法", "劳动条例") if f">{name}</a></h3>" in html} == shown
        assert "<script>%" not in html

    def test_counts_follow_the_search(self, client, tree):
        load("劳动法", category="法律")
        load("劳动条例")
        load("工会法", category="法律")
        counts = re.findall(r">(全部|法律|行政法规)<span>(\d+)</span>", get(client, LAWS, q="劳动", category="law"))
        assert counts == [("全部", "2"), ("法律", "1"), ("行政法规", "1")]

    def test_an_article_is_offered_directly(self, client, statute):
        html = get(client, LAWS, q="劳动合同法19")
        assert f'href="{LABOUR}art-19/" lang="zh-Hans">《劳动合同法》第十九条</a>' in html

    def test_nothing_found_says_what_to_do(self, client, statute):
        assert "试试更短的词" in get(client, LAWS, q="没有的")

    def test_an_empty_library(self, client, tree):
        assert "法规库还没有内容" in get(client, LAWS)

    def test_pages(self, client, tree):
        for number in range(41):
            load(f"第{number}号条例", count=1)
        assert "category=regulation&amp;page=2" in get(client, LAWS, category="regulation")
        html = get(client, LAWS, page=2)
        assert html.count('class="law-list__row"') == 1
        assert "（第2页）" in title(html)

    @pytest.mark.parametrize("count", [1, 30])
    def test_queries(self, client, tree, django_assert_num_queries, count):
        for number in range(count):
            load(f"第{number}号条例", count=2)
        get(client, LAWS)
        with django_assert_num_queries(5):  # two for the route, counts by category, count, rows
            get(client, LAWS, q="条例")


class TestStatute:
    def test_the_text(self, client, statute):
        html = get(client, LABOUR)
        assert title(html).startswith("《劳动合同法》")
        assert '<h1 lang="zh-Hans">中华人民共和国劳动合同法</h1>' in html
        assert canonical(html).endswith(LABOUR)
        assert 'id="art-19"' in html
        assert '<a href="#art-19">第十九条</a>' in html
        assert f'href="{LABOUR}art-19/"' in html
        assert "<p>试用期不得超过一个月。</p><p>同一用人单位只能约定一次。</p>" in html
        assert escape("<b>工资</b>") in html
        assert "为了劳动者，制定本法。" in html
        assert "2012年12月28日 修正" in html
        assert "共4条" in html
        assert "本页是2012-12-28公布或修正的文本的副本" in html
        assert "《劳动合同法》全文：法律 全国人民代表大会常务委员会 2012-12-28 共4条" in html

    def test_the_contents(self, client, statute):
        html = get(client, LABOUR)
        assert '<a href="#chapter-2"><span>第二章 订立</span><small>第十九条至第二十条</small></a>' in html
        assert '<a href="#chapter-3-1"><span>第一节 集体合同</span>' in html
        for anchor in ("chapter-1", "chapter-2", "chapter-3", "chapter-3-1"):
            assert html.count(f'id="{anchor}"') == 1
        assert html.count('<nav class="statute__side') == html.count('<details class="statute__fold') == 1

    def test_without_chapters_the_contents_list_articles(self, client, tree):
        load("工会法")
        assert '<li><a href="#art-2">第二条</a></li>' in get(client, f"{LAWS}gonghui-fa/")

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"category": "地方性法规"}, "地方性法规只在当地适用，此后可能已经修改或废止"),
            ({"date": ""}, "来源没有注明日期"),
            ({"category": "典型案例", "date": ""}, "典型案例的副本"),
        ],
    )
    def test_what_kind_of_copy(self, client, tree, changes, words):
        load("工会法", **changes)
        assert words in get(client, f"{LAWS}gonghui-fa/")

    def test_a_case_has_no_articles_to_count(self, client, tree):
        load("如何认定", category="典型案例", articles=[row(0, label="基本案情"), row(0, label="处理结果")])
        assert "条</li>" not in get(client, f"{LAWS}ruhe-rending/")

    def test_no_inline_script_or_style(self, client, statute):
        for path in (LAWS, LABOUR, f"{LABOUR}art-19/"):
            html = get(client, path)
            assert not re.search(r"<style|\sstyle=|\son[a-z]+=", html)
            assert not re.search(r"<script(?![^>]*(src=|application/ld\+json))", html)

    @pytest.mark.parametrize("count", [2, 300])
    def test_queries(self, client, tree, django_assert_num_queries, count):
        statute = load("工会法", count=count)
        cite(tree.rights, *statute.articles.all()[:2])
        get(client, f"{LAWS}gonghui-fa/")
        with django_assert_num_queries(2):  # the route; the statute, its text and who cites it are remembered
            get(client, f"{LAWS}gonghui-fa/")


class TestArticle:
    def test_the_page(self, client, statute):
        html = get(client, f"{LABOUR}art-19/")
        assert title(html).startswith("《劳动合同法》第十九条")
        assert canonical(html).endswith(f"{LABOUR}art-19/")
        assert "<p>试用期不得超过一个月。</p><p>同一用人单位只能约定一次。</p>" in html
        assert '<meta name="description" content="试用期不得超过一个月。同一用人单位只能约定一次。">' in html
        assert f'href="{LABOUR}#art-19"' in html
        assert f'href="{LABOUR}art-1/" rel="prev"' in html
        assert f'href="{LABOUR}art-20/" rel="next"' in html
        assert "第二章 订立" in html
        assert "为了劳动者" not in html

    def test_first_and_last(self, client, statute):
        assert 'rel="prev"' not in get(client, f"{LABOUR}art-1/")
        assert 'rel="next"' not in get(client, f"{LABOUR}part-1/")

    @pytest.mark.parametrize("count", [3, 60])
    def test_queries(self, client, tree, django_assert_num_queries, count):
        statute = load("工会法", count=count)
        for article in statute.articles.all()[: count // 3]:
            cite(tree.rights, article, statute.articles.get(anchor="art-2"))
        get(client, f"{LAWS}gonghui-fa/art-2/")
        with django_assert_num_queries(4):  # two for the route, article, neighbours
            get(client, f"{LAWS}gonghui-fa/art-2/")


@pytest.mark.parametrize(
    "path",
    [
        f"{LAWS}none/",
        f"{LABOUR}art-2/",
        f"{LABOUR}part-9/",
        f"{LAWS}none/art-1/",
        f"{LABOUR}art-19/more/",
        f"{LAWS}劳动合同法/",
    ],
)
def test_unknown_addresses(client, statute, path):
    assert client.get(path).status_code == 404


def test_without_the_slash(client, statute):
    assert client.get(f"{LABOUR}art-19").headers["Location"] == f"{LABOUR}art-19/"


class TestCitingPages:
    def citing(self, html: str) -> list[str]:
        part = html.partition('id="citing"')[2].partition("</section>")[0]
        return re.findall(r'<a href="[^"]+">(.+?)</a>', part)

    def test_newest_first_and_each_once(self, client, tree, statute):
        one, nineteen = statute.articles.get(anchor="art-1"), statute.articles.get(anchor="art-19")
        older = datetime(2026, 1, 1, tzinfo=UTC)
        cite(tree.rights, nineteen, one, title="新的解读", first_published_at=datetime(2026, 2, 1, tzinfo=UTC))
        page = cite(tree.rights, nineteen, title="旧的解读", first_published_at=older)
        cite(tree.rights, one, title="另一条", first_published_at=older)
        html = get(client, f"{LABOUR}art-19/")
        assert self.citing(html) == ["新的解读", "旧的解读"]
        assert f'<a href="{page.url}">旧的解读</a>' in html
        assert sorted(self.citing(get(client, LABOUR))) == ["另一条", "新的解读", "旧的解读"]
        assert "本站还没有稿件引用" in get(client, f"{LABOUR}art-20/")

    def test_only_what_everybody_may_read(self, client, tree, statute):
        article = statute.articles.get(anchor="art-19")
        cite(tree.rights, article, title="草稿", live=False)
        closed = cite(tree.rights, article, title="内部材料")
        PageViewRestriction.objects.create(page=closed, restriction_type="password", password="secret")
        generation.forget()
        cite(tree.rights, article, title="公开的")
        assert self.citing(get(client, f"{LABOUR}art-19/")) == ["公开的"]
        assert self.citing(get(client, LABOUR)) == ["公开的"]

    def test_a_page_of_the_other_language_stays_there(self, client, tree, statute):
        article = statute.articles.get(anchor="art-19")
        cite(tree.rights.get_translation(tree.en.locale), article, title="English piece")
        assert self.citing(get(client, f"{LABOUR}art-19/")) == []
        assert self.citing(get(client, f"/en{LABOUR}art-19/")) == ["English piece"]


class TestEnglish:
    def test_chinese_text_in_an_english_frame(self, client, statute):
        for path in (LABOUR, f"{LABOUR}art-19/"):
            html = get(client, f"/en{path}")
            assert '<html lang="en">' in html
            assert re.search(r'lang="zh-Hans"[^>]*>.*?<p>试用期不得超过一个月。</p>', html, re.S)
            assert canonical(html).endswith(path)
            assert f"/en{path}" not in canonical(html)

    def test_links_stay_in_the_language(self, client, statute):
        assert f'href="/en{LABOUR}"' in get(client, f"/en{LAWS}")
        assert f'href="/en{LABOUR}art-19/"' in get(client, f"/en{LABOUR}")

    def test_the_other_language_is_the_same_article(self, client, statute):
        assert f'href="/en{LABOUR}art-19/" lang="en"' in get(client, f"{LABOUR}art-19/")
        assert f'href="{LABOUR}art-19/" lang="zh-hans"' in get(client, f"/en{LABOUR}art-19/")


def test_addresses_for_the_site_map(client, tree, statute, django_assert_num_queries):
    load("工会法")
    tree.laws.get_url()
    with django_assert_num_queries(1):
        addresses = list(tree.laws.statute_addresses())
    assert [path for path, _changed in addresses] == [f"{LAWS}gonghui-fa/", LABOUR]
    assert all(changed.tzinfo for _path, changed in addresses)
    for path, _changed in addresses:
        get(client, path)


def test_the_addresses_that_citations_use(client, statute):
    article = statute.articles.get(anchor="art-19")
    assert (statute.url, article.url) == (LABOUR, f"{LABOUR}art-19/")
    get(client, article.url)


def test_marks_inside_a_title_become_single(client, tree):
    load("上海市实施《中华人民共和国工会法》办法")
    html = get(client, f"{LAWS}shanghaishi-shishi-gonghui-fa-banfa/art-1/")
    assert title(html).startswith("《上海市实施〈中华人民共和国工会法〉办法》第一条")
