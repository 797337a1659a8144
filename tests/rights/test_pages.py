"""权益保障 through HTTP and the editor's form: interpretations, cases, policies."""

import json
from datetime import date, datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
import time_machine
from wagtail.test.utils.form_data import rich_text, streamfield

from rights.models import RightsAnswerIndexPage
from tests.editing import LAW, errors_of, is_submitted, save_draft, submit
from tests.factories import (
    CasePageFactory,
    InterpretationPageFactory,
    PolicyPageFactory,
    RightsAnswerPageFactory,
    items,
    story,
)
from tests.laws.builders import load
from unionsite.core.models import PiecePage

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")
LAST_DAY = date(2026, 6, 30)


def main_of(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode().partition("<main")[2].partition("</main>")[0]


def citation(article=None, **changes) -> str:
    value = {"article": article and article.pk, "title": "", "label": "", "note": "", **changes}
    return story(("law", value))


class TestInterpretation:
    def test_shows_the_day_it_takes_effect_and_the_law_by_name(self, client, tree):
        page = InterpretationPageFactory(parent=tree.rights, effective_date=date(2026, 1, 1))
        html = main_of(client, page.url)
        assert "施行日期</dt><dd>2026-01-01" in html
        assert "法律依据" in html
        assert '<p class="law-card__name">《劳动法》第四十四条</p>' in html

    def test_a_citation_from_the_library_links_and_quotes_the_article(self, client, tree):
        article = load("职工休息条例").articles.get(number=2)
        page = InterpretationPageFactory(parent=tree.rights, citations=citation(article, note="休息的安排"))
        html = main_of(client, page.url)
        assert f'<a href="{article.url}"' in html
        assert html.count("<p>条文2。</p>") == 1
        assert "休息的安排" in html
        assert client.get(article.url).status_code == 200

    def test_an_article_that_the_body_quotes_is_only_named_below(self, client, tree):
        quoted, other = load("职工休息条例", 2).articles.all()
        both = story(*(("law", {"article": one.pk, "title": "", "label": "", "note": ""}) for one in (quoted, other)))
        page = InterpretationPageFactory(parent=tree.rights, body=citation(quoted), citations=both)
        html = main_of(client, page.url)
        assert html.count("<p>条文1。</p>") == html.count("<p>条文2。</p>") == 1
        assert f'<a href="{quoted.url}">《职工休息条例》第一条</a>' in html.partition("法律依据</h2>")[2]

    @pytest.mark.parametrize(
        "is_in_library",
        [
            True,
            False,
        ],
    )
    def test_marks_inside_a_title_become_single_ones(self, client, tree, is_in_library):
        title = "关于适用《中华人民共和国劳动合同法》若干问题的解释"
        citations = citation(load(title).articles.get(number=1)) if is_in_library else citation(title=title)
        html = main_of(client, InterpretationPageFactory(parent=tree.rights, citations=citations).url)
        assert "《关于适用〈中华人民共和国劳动合同法〉若干问题的解释》" in html

    def test_is_refused_without_a_law(self, admin_client, tree):
        page = InterpretationPageFactory(parent=tree.rights, live=False)
        assert errors_of(submit(admin_client, page)) == {"citations": ["请至少列出一条法律依据。"]}
        assert submit(admin_client, page, citations=LAW).status_code == 302
        assert is_submitted(page)

    def test_a_citation_without_article_and_name_is_refused(self, admin_client, tree):
        page = InterpretationPageFactory(parent=tree.rights, live=False)
        empty = streamfield([("law", {"article": "", "title": "", "label": "第三条", "note": ""})])
        response = submit(admin_client, page, citations=empty)
        assert "citations" in errors_of(response)
        assert json.dumps("请从法规库选择法条，或填写法律名称。") in unescape(response.content.decode())


class TestCase:
    def test_shows_facts_handling_and_legal_basis(self, client, tree):
        page = CasePageFactory(parent=tree.rights, citations=citation(title="劳动法", label="第四十四条"))
        html = main_of(client, page.url)
        order = ["职工甲加班未获调休。", "经调解补发加班工资。", "用人单位应当支付加班工资。", "《劳动法》第四十四条"]
        assert [html.find(text) for text in order] == sorted(html.index(text) for text in order)
        assert "案例已去除个人信息" in html

    def test_is_refused_until_personal_data_are_gone(self, admin_client, tree):
        page = CasePageFactory(parent=tree.rights, live=False, is_deidentified=False)
        response = submit(admin_client, page, facts=rich_text("<p>改过的情况</p>"))
        assert errors_of(response) == {"is_deidentified": ["请确认已去除个人信息后再发布。"]}
        assert json.dumps("改过的情况")[1:-1] in unescape(response.content.decode()).replace("\\\\", "\\")
        assert submit(admin_client, page, is_deidentified="on").status_code == 302
        assert is_submitted(page)

    def test_can_be_kept_as_a_draft_before_that(self, admin_client, tree):
        page = CasePageFactory(parent=tree.rights, live=False, is_deidentified=False)
        assert save_draft(admin_client, page, title="写了一半").status_code == 302
        page.refresh_from_db()
        assert not page.live
        assert page.get_latest_revision_as_object().title == "写了一半"


class TestPolicy:
    def test_shows_validity_contact_and_questions(self, client, tree):
        questions = [{"question": "补贴何时发？", "answer": "<p>每月10日。</p>"}]
        page = PolicyPageFactory(
            parent=tree.rights,
            valid_from=date(2026, 1, 1),
            valid_until=LAST_DAY,
            questions=story(("questions", items(*questions))),
        )
        html = main_of(client, page.url)
        for text in (
            "施行日期</dt><dd>2026-01-01",
            "有效期至</dt><dd>2026-06-30",
            "综合管理部 0000-8812360",
            "常见问题",
            "补贴何时发？",
            "每月10日。",
        ):
            assert text in html

    def test_without_an_end_it_holds_for_good(self, client, tree):
        with time_machine.travel(datetime(2036, 1, 1, tzinfo=SHANGHAI), tick=False):
            html = main_of(client, PolicyPageFactory(parent=tree.rights).url)
        assert "长期有效" in html
        assert "已失效" not in html

    @pytest.mark.parametrize(
        ("moment", "is_over"),
        [
            (datetime(2026, 5, 8, 12, 0, tzinfo=SHANGHAI), False),
            # The last day is a whole day, of the union's own time.
            (datetime(2026, 6, 30, 0, 0, tzinfo=SHANGHAI), False),
            (datetime(2026, 6, 30, 23, 59, 59, tzinfo=SHANGHAI), False),
            (datetime(2026, 7, 1, 0, 0, tzinfo=SHANGHAI), True),
        ],
    )
    def test_lapses_by_itself_on_page_and_lists(self, client, tree, moment, is_over):
        page = PolicyPageFactory(parent=tree.rights, valid_until=LAST_DAY, title="高温津贴办法")
        with time_machine.travel(moment, tick=False):
            for address in (page.url, "/rights/"):
                html = main_of(client, address)
                assert "高温津贴办法" in html
                assert ("已失效" in html) is is_over
            assert ("本政策有效期至2026-06-30，仅供查阅。" in main_of(client, page.url)) is is_over

    def test_an_end_before_the_beginning_is_refused(self, admin_client, tree):
        page = PolicyPageFactory(parent=tree.rights, live=False, valid_from=LAST_DAY)
        # Later, the text check would ask about the day as well.
        with time_machine.travel(datetime(2026, 6, 1, tzinfo=SHANGHAI), tick=False):
            response = submit(admin_client, page, valid_until=str(LAST_DAY - timedelta(days=1)))
            assert errors_of(response) == {"valid_until": ["有效期早于施行日期，请核对。"]}
            assert submit(admin_client, page, valid_until=str(LAST_DAY)).status_code == 302

    @pytest.mark.parametrize("field", ["valid_from", "contact"])
    def test_beginning_and_contact_are_required(self, admin_client, tree, field):
        page = PolicyPageFactory(parent=tree.rights, live=False)
        assert list(errors_of(submit(admin_client, page, **{field: ""}))) == [field]


@pytest.mark.parametrize(
    ("kind", "titles"),
    [
        ("", {"解读一篇", "案例一篇", "政策一篇"}),
        ("interpretation", {"解读一篇"}),
        ("case", {"案例一篇"}),
        ("policy", {"政策一篇"}),
        ("meeting", set()),
    ],
)
def test_the_section_filters_by_kind(client, tree, kind, titles):
    InterpretationPageFactory(parent=tree.rights, title="解读一篇")
    CasePageFactory(parent=tree.rights, title="案例一篇")
    PolicyPageFactory(parent=tree.rights, title="政策一篇")
    html = main_of(client, f"/rights/?kind={kind}")
    assert {page.title for page in PiecePage.objects.true_texts() if f">{page.title}</a>" in html} == titles
    for place in ("answers/", "calculators/", "laws/"):
        assert f'href="/rights/{place}"' in html


def test_the_section_begins_with_situations_then_calculators_then_documents(client, tree):
    index = RightsAnswerIndexPage.objects.child_of(tree.rights).get()
    RightsAnswerPageFactory(parent=index, title="加班费怎么算？")
    RightsAnswerPageFactory(parent=index, title="年休假几天？", situation="leave")
    PolicyPageFactory(parent=tree.rights, title="政策一篇")
    html = main_of(client, "/rights/")
    parts = ["/rights/answers/#wages", "加班费怎么算？</a>", "#leave", "/rights/calculators/overtime/", "政策一篇</a>"]
    assert [html.index(part) for part in parts] == sorted(html.index(part) for part in parts)
    # A reader who filters documents wants these alone.
    assert "#wages" not in main_of(client, "/rights/?kind=policy")


def test_without_answers_the_section_still_leads_to_them(client, tree):
    assert 'href="/rights/answers/"' in main_of(client, "/rights/")
