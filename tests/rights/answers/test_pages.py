"""权益问答 over HTTP: one answer, the list by situation, what the form refuses, translation."""

from datetime import date, datetime, timedelta
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone
from wagtail.models import Locale

from interact.channels.records import Channel as AllChannels
from rights.answers.choices import Channel, Situation
from rights.models import RightsAnswerIndexPage, RightsAnswerPage
from tests.editing import LAW, errors_of, is_submitted, save_draft, submit
from tests.factories import DepartmentFactory, RightsAnswerPageFactory, story
from tests.laws.builders import load
from tests.releasing import publish, translate
from unionsite.core import generation

pytestmark = pytest.mark.django_db
LIST = "/rights/answers/"
LAST_DAY = date(2026, 6, 30)
TABLE = story(
    (
        "table",
        {
            "caption": "加班工资标准",
            "columns": [{"type": "text", "heading": "什么时候"}, {"type": "text", "heading": "不低于"}],
            "rows": [{"values": ["休息日", "200%"]}],
        },
    )
)


@pytest.fixture
def index(tree):
    return RightsAnswerIndexPage.objects.child_of(tree.rights).get()


def on(day: date):
    return time_machine.travel(datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo("Asia/Shanghai")), tick=False)


def main_of(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode().partition("<main")[2].partition("</main>")[0]


class TestAnswer:
    def test_shows_answer_numbers_whom_and_days(self, client, index):
        department = DepartmentFactory(name="综合管理部", code="office")
        page = RightsAnswerPageFactory(parent=index, numbers=TABLE, edge="基数看合同。", department=department)
        html = main_of(client, page.url)
        for text in (
            "<h1>加班费怎么算？</h1>",
            "工作日加班不低于150%。",
            "<td>200%</td>",
            "基数看合同。",
            "工会办公室，请带上工资条。",
            "有效期自</dt><dd>2026-01-05",
            "长期有效",
            "综合管理部",
        ):
            assert text in html
        assert "周末加班给几倍" not in html

    def test_cited_articles_are_folded_in_and_linked(self, client, index):
        statute = load("职工休息条例")
        articles = [statute.articles.get(number=number) for number in (1, 2)]
        named = ("law", {"article": None, "title": "劳动法", "label": "第四十四条", "note": "加班"})
        cited = [("law", {"article": one.pk, "title": "", "label": "", "note": ""}) for one in articles]
        page = RightsAnswerPageFactory(parent=index, citations=story(*cited, named))
        html = main_of(client, page.url)
        assert html.count("<details") == 2
        assert "<details open" not in html
        assert '<summary><span class="law-card__name">《职工休息条例》第二条</span>' in html
        assert "<p>条文2。</p>" in html
        assert f'href="{articles[1].url}"' in html
        assert "《劳动法》第四十四条" in html

    @pytest.mark.parametrize("number", [1, 5])
    def test_costs_the_same_with_many_articles(self, client, index, django_assert_num_queries, number):
        articles = load("职工休息条例", number).articles.all()
        cited = [("law", {"article": one.pk, "title": "", "label": "", "note": ""}) for one in articles]
        page = RightsAnswerPageFactory(parent=index, citations=story(*cited))
        client.get(page.url)
        with django_assert_num_queries(2):
            client.get(page.url)
        generation.forget_parts()
        with django_assert_num_queries(3):
            client.get(page.url)

    def test_the_next_step_carries_the_question(self, client, index):
        page = RightsAnswerPageFactory(parent=index)
        address = f"/interact/questions/?subject={quote('加班费怎么算？')}"
        assert f'href="{address}">问一问我的情况</a>' in main_of(client, page.url)
        assert 'value="加班费怎么算？"' in main_of(client, address)

    @pytest.mark.parametrize("channel", ["report", "letter"])
    def test_what_named_people_read_stays_out_of_the_address(self, client, index, channel):
        page = RightsAnswerPageFactory(parent=index, channel=channel, step="反映欠薪")
        assert f'href="/interact/{channel}/">反映欠薪</a>' in main_of(client, page.url)

    def test_a_result_of_the_search_says_when_it_is_over(self, client, index):
        page = publish(RightsAnswerPageFactory(parent=index, live=False, valid_until=LAST_DAY))
        with on(LAST_DAY + timedelta(days=1)):
            html = main_of(client, "/search/?q=加班费怎么算")
        assert html.index(page.url) < html.index("已失效")

    @pytest.mark.parametrize("channel", Channel.values)
    def test_channels_are_those_that_there_are(self, client, index, channel):
        assert Channel(channel).label == AllChannels(channel).label
        page = RightsAnswerPageFactory(parent=index, channel=channel)
        assert 'href="/interact/' in main_of(client, page.url)

    def test_a_calculator_is_offered(self, client, index):
        page = RightsAnswerPageFactory(parent=index, calculator="overtime")
        assert 'href="/rights/calculators/overtime/">算一算：加班工资</a>' in main_of(client, page.url)

    @pytest.mark.parametrize(("day", "is_over"), [(LAST_DAY, False), (LAST_DAY + timedelta(days=1), True)])
    def test_lapses_by_itself(self, client, index, day, is_over):
        page = RightsAnswerPageFactory(parent=index, valid_until=LAST_DAY)
        # Remembered on a day when it still holds.
        with on(LAST_DAY - timedelta(days=9)):
            assert page.title in main_of(client, LIST)
        with on(day):
            assert ("已失效" in main_of(client, page.url)) is is_over
            assert (page.title in main_of(client, LIST)) is not is_over

    def test_before_its_first_day_it_says_so_and_is_not_listed(self, client, index):
        page = RightsAnswerPageFactory(parent=index, valid_from=LAST_DAY)
        with on(LAST_DAY - timedelta(days=1)):
            assert "从2026-06-30起施行" in main_of(client, page.url)
            assert page.title not in main_of(client, LIST)

    def test_machines_read_question_and_answer(self, client, index):
        html = client.get(RightsAnswerPageFactory(parent=index).url).content.decode()
        assert '"@type": "QAPage"' in html
        assert '"acceptedAnswer"' in html


class TestList:
    def test_is_sorted_by_situation_without_empty_ones(self, client, index):
        RightsAnswerPageFactory(parent=index, title="怎么加入工会？", situation="union")
        RightsAnswerPageFactory(parent=index)
        RightsAnswerPageFactory(parent=index, title="草稿里的问题", live=False)
        html = main_of(client, LIST)
        assert html.index('href="#wages"') < html.index('href="#union"')
        assert html.index('<h2 id="wages">工资</h2>') < html.index('<h2 id="union">')
        assert "#women" not in html
        assert "<p>工作日加班不低于150%。</p>" in html
        assert "草稿里的问题" not in html

    def test_says_what_to_do_without_answers(self, client, index):
        html = main_of(client, LIST)
        assert "这里还没有问答" in html
        assert 'href="/rights/laws/"' in html
        assert f'href="{LIST}" hreflang="zh-hans"' in main_of(client, "/en/rights/answers/")

    @pytest.mark.parametrize("number", [1, 12])
    def test_costs_the_same_with_many(self, client, index, django_assert_num_queries, number):
        for count in range(number):
            situation = Situation.values[count % len(Situation)]
            RightsAnswerPageFactory(parent=index, title=f"第{count}个问题", slug=f"q-{count}", situation=situation)
        client.get(LIST)
        # The page itself; the answers are remembered.
        with django_assert_num_queries(2):
            client.get(LIST)
        generation.forget()
        client.get("/news/")
        with django_assert_num_queries(3):
            client.get(LIST)

    def test_the_section_leads_there_first(self, client, index):
        RightsAnswerPageFactory(parent=index)
        html = main_of(client, "/rights/")
        assert html.index(f'href="{LIST}#') < html.index("/rights/calculators/") < html.index('href="/rights/laws/"')

    def test_the_search_leads_there(self, client, tree):
        assert f'href="{LIST}"' in main_of(client, "/search/")


class TestForm:
    @pytest.fixture
    def page(self, index):
        return RightsAnswerPageFactory(parent=index, live=False)

    def test_a_whole_answer_is_taken(self, admin_client, page):
        assert submit(admin_client, page, citations=LAW).status_code == 302
        assert is_submitted(page)

    @pytest.mark.parametrize(
        ("changes", "field", "message"),
        [
            ({"short_answer": "长" * 301}, "short_answer", "答案现在有301字，请缩写到300字以内。"),
            (
                {"wordings": "短\n" + "长" * 41},
                "wordings",
                f"“{'长' * 12}……”太长，每个问法请写在40字以内，一行一个。",
            ),
            ({"wordings": "几倍\n 几倍？"}, "wordings", "“几倍？”重复了，请删去一个。"),
        ],
    )
    def test_says_what_is_wrong(self, admin_client, page, changes, field, message):
        assert errors_of(submit(admin_client, page, citations=LAW, **changes)) == {field: [message]}

    def test_days_in_the_wrong_order(self, admin_client, page):
        last = timezone.localdate() + timedelta(days=1)
        days = {"valid_from": (last + timedelta(days=1)).isoformat(), "valid_until": last.isoformat()}
        errors = errors_of(submit(admin_client, page, citations=LAW, **days))
        assert errors == {"valid_until": ["有效期的最后一天早于第一天，请核对。"]}

    def test_asks_for_a_law(self, admin_client, page):
        assert errors_of(submit(admin_client, page)) == {"citations": ["请至少列出一条法律依据。"]}

    @pytest.mark.parametrize("field", ["situation", "short_answer", "valid_from", "whom", "step"])
    def test_asks_for_what_is_missing(self, admin_client, page, field):
        assert field in errors_of(submit(admin_client, page, citations=LAW, **{field: ""}))

    def test_a_draft_may_lack_all_that(self, admin_client, page):
        assert save_draft(admin_client, page, short_answer="长" * 301, valid_from="", whom="").status_code == 302
        page.refresh_from_db()
        assert page.get_latest_revision_as_object().short_answer == "长" * 301


def test_an_english_translation_has_room_and_its_own_list(client, index):
    page = RightsAnswerPageFactory(parent=index, numbers=TABLE)
    english = Locale.objects.get(language_code="en")
    words = "At least 150% on working days. " * 12
    texts = {
        "加班费怎么算？": "How is overtime paid?",
        page.short_answer: words.strip(),
        page.wordings: "weekend pay\npay for overtime",
        "加班工资标准": "Overtime pay",
        "休息日": "Rest day",
        page.whom: "The union office.",
        page.step: "Ask about my case",
    }
    translated = translate(page, locale=english, texts=texts)
    assert isinstance(translated, RightsAnswerPage)
    assert (translated.situation, translated.valid_from) == ("wages", page.valid_from)
    html = main_of(client, translated.url)
    for text in (
        "How is overtime paid?",
        "Rest day",
        "The union office.",
        "Ask about my case",
        "/en/interact/",
    ):
        assert text in html
    assert "How is overtime paid?" in main_of(client, "/en/rights/answers/")
    assert "How is overtime paid?" not in main_of(client, LIST)
