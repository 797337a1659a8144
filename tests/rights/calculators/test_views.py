"""The calculators over HTTP: list, form, result, bad input, the ways there."""

import logging
import re

import pytest
import time_machine
from django.contrib.sessions.models import Session

from interact.models import AnswerIndexPage
from rights.calculators.choices import Calculator
from rights.models import RightsAnswerIndexPage
from tests.factories import AnswerPageFactory, RightsAnswerPageFactory
from tests.laws.builders import load, row
from unionsite.core import generation
from unionsite.core.models import SiteSettings, WorkdayOverride

pytestmark = pytest.mark.django_db

LIST = "/rights/calculators/"
OVERTIME = {"wage": "6000", "weekday_hours": "10"}
COMPENSATION = {"reason": "agreed", "joined_on": "2020-01-01", "left_on": "2026-05-08", "wage": "8000"}


@pytest.fixture(autouse=True)
def today(tree):
    with time_machine.travel("2026-05-08 12:00 +0800", tick=False):
        yield


def page(client, key: str, query: str = "") -> str:
    response = client.get(f"{LIST}{key}/{query}")
    assert response.status_code == 200
    return response.content.decode()


def answer(client, key: str, typed: dict[str, str]) -> str:
    response = client.post(f"{LIST}{key}/", typed)
    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]
    return response.content.decode()


class TestPages:
    def test_list_names_all(self, client):
        html = client.get(LIST).content.decode()
        for one in Calculator:
            assert f'href="{LIST}{one.value}/"' in html
            assert str(one.label) in html

    @pytest.mark.parametrize("key", Calculator.values)
    def test_each_has_a_form(self, client, key):
        html = page(client, key)
        assert 'method="post"' in html
        assert 'id="result"' not in html

    def test_a_kept_form_holds_nothing_of_who_read_it_first(self, client):
        tokens = [re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page(client, "overtime"))[1] for _ in range(2)]
        assert tokens[0] != tokens[1]
        assert 'value="5678"' in page(client, "overtime", "?wage=5678")
        answer(client, "overtime", {"wage": "很多"})
        html = page(client, "overtime")
        assert "5678" not in html
        assert "很多" not in html

    def test_unknown(self, client):
        assert client.get(f"{LIST}lottery/").status_code == 404

    def test_english(self, client):
        html = client.get(f"/en{LIST}overtime/").content.decode()
        assert f'href="/en{LIST}maternity/"' in html
        assert f'href="{LIST}overtime/"' in html

    def test_no_page_may_take_the_address(self, tree):
        assert "calculators" in tree.rights.reserved_slugs


class TestResult:
    def test_shows_steps_articles_and_that_it_is_an_estimate(self, client):
        load("劳动法", articles=[row(44)])
        html = answer(client, "overtime", OVERTIME)
        assert "517.24元" in html
        assert "6000元÷21.75天÷8小时×10小时×150%" in html
        assert "估算，以实际为准" in html
        assert 'href="/rights/laws/laodong-fa/art-44/">《劳动法》第四十四条</a>' in html
        # Not in the library, so by its name alone.
        assert "<li>《工资支付暂行规定》第十三条</li>" in html

    @pytest.mark.parametrize(
        ("key", "typed", "shown"),
        [
            ("annual-leave", {"work_began": "2010-01-01", "joined_on": "2020-01-01"}, "10天"),
            ("unused-leave", {"wage": "6525", "entitled_days": "10", "taken_days": "4"}, "3,600.00元"),
            ("compensation", COMPENSATION, "52,000.00元"),
            ("double-wage", {"wage": "6000", "joined_on": "2025-01-01"}, "66,000.00元"),
            ("maternity", {"kind": "birth", "begins_on": "2026-03-01"}, "98天"),
            ("medical-period", dict.fromkeys(("work_began", "joined_on", "sick_from"), "2026-05-01"), "3个月"),
            ("limitation", {"kind": "other", "began_on": "2025-10-01"}, "2026-10-01"),
            ("limitation", {"kind": "wages-at-work"}, "不受一年的限制"),
        ],
    )
    def test_each(self, client, key, typed, shown):
        html = answer(client, key, typed)
        assert 'id="result"' in html
        assert shown in html

    def test_limitation_of_two_claims_in_any_order(self, client):
        typed = {
            "kind": "other",
            "began_on": "2024-6-1",
            "interrupted_on_0": "2026年4月1日",
            "interrupted_on_4": "2025.5.1",
        }
        html = answer(client, "limitation", typed)
        assert "2027-04-01，还剩329天" in html
        assert 'value="2026年4月1日"' in html
        assert "<li>《民法典》第二百零二条</li>" in html

    def test_limitation_goes_by_the_working_days_of_the_site(self, client):
        typed = {"kind": "other", "began_on": "2025-11-29"}
        assert "2026-11-30，还剩" in answer(client, "limitation", typed)
        WorkdayOverride.objects.create(date="2026-11-30", kind="rest")
        generation.forget()
        assert "2026-12-01，还剩" in answer(client, "limitation", typed)

    def test_keeps_and_logs_nothing(self, client, caplog):
        caplog.set_level(logging.DEBUG)
        answer(client, "overtime", {**OVERTIME, "wage": "7654.32"})
        assert "7654" not in caplog.text
        assert not Session.objects.exists()
        assert "sessionid" not in client.cookies

    def test_no_query_of_its_own(self, client, django_assert_num_queries):
        load("劳动法", articles=[row(44)])
        answer(client, "overtime", OVERTIME)
        # The router's two.
        with django_assert_num_queries(2):
            answer(client, "overtime", OVERTIME)
        generation.forget()

    def test_filled_in_by_an_address(self, client):
        html = page(client, "overtime", "?wage=5000&unknown=1")
        assert 'value="5000"' in html
        assert "有错误" not in html


class TestNext:
    def test_leads_to_its_answer_and_to_legal_aid(self, client, tree):
        answers = RightsAnswerIndexPage.objects.descendant_of(tree.home).get()
        own = RightsAnswerPageFactory(parent=answers, calculator="overtime")
        other = RightsAnswerPageFactory(parent=answers, title="产假几天？", calculator="maternity")
        html = answer(client, "overtime", OVERTIME)
        assert f'<a href="{own.url}">{own.title}</a>' in html
        assert other.url not in html
        assert 'href="/interact/legal-aid/"' in html
        assert own.url not in page(client, "overtime")

    def test_leads_to_the_telephone(self, client):
        SiteSettings.objects.update(phone="0000-1234567")
        told = '打电话问工会：<a href="tel:0000-1234567">0000-1234567</a>'
        assert told in answer(client, "overtime", OVERTIME)
        assert told not in page(client, "overtime")

    def test_what_was_filled_in_goes_to_a_question_by_post_alone(self, client):
        html = answer(client, "compensation", {**COMPENSATION, "wage": "1.2万", "left_on": "2026.5.8"})
        form = html[html.index('action="/interact/questions/"') :]
        assert 'name="subject" value="请帮我核对：经济补偿和赔偿金"' in form
        lines = [
            "应付金额合计：78,000.00元",
            "为什么离开：单位提出，协商一致解除",
            "到本单位的日期：2020-01-01",
            "解除或者终止的日期：2026-05-08",
            "前12个月的月平均工资（元）：12000",
        ]
        assert "\n".join(lines) in form.replace("&#10;", "\n")
        assert "12000" not in "".join(re.findall(r'(?:href|action)="([^"]*)"', html))

    def test_ticks_and_several_days_are_told(self, client):
        typed = {"wage": "6525", "entitled_days": "10", "is_own_wish": "on"}
        assert "单位安排了，本人书面提出不休：是" in answer(client, "unused-leave", typed)
        typed = {
            "kind": "other",
            "began_on": "2025-5-8",
            "interrupted_on_0": "2025-9-1",
            "interrupted_on_5": "2025-8-1",
        }
        assert "主张权利的日期：2025-09-01、2025-08-01" in answer(client, "limitation", typed)


class TestTyped:
    @pytest.mark.parametrize(
        "wage",
        [
            "６０００",
            "6,000.00",
            "6，000",
            "6000元",
            "￥6000",
            "0.6万",
            "人民币6000元整",
            " 6 000 ",
            "+6000",
            "6千",
            "6k元",
        ],
    )
    def test_amounts_as_people_type_them(self, client, wage):
        assert "517.24元" in answer(client, "overtime", {**OVERTIME, "wage": wage})

    @pytest.mark.parametrize(
        ("wage", "message"),
        [
            ("", "请填写月工资（元），比如5000。"),
            ("-6000", "不能是负数"),
            ("−６０００", "不能是负数"),
            ("0", "不能小于0.01"),
            ("99999999999999999999", "不能大于10,000,000"),
            ("9" * 60, "太长了"),
            ("1001万", "不能大于10,000,000"),
            ("五千", "请用数字填写，不用汉字，比如5000。"),
            ("五千元", "请用数字填写"),
            ("很多", "请填数字，比如5000。"),
            ("1e5", "请填数字"),
            ("nan", "请填数字"),
            ("Infinity", "请填数字"),
            ("٦٠٠٠", "请填数字"),
            ("6000.001", "最多2位小数"),
            ("1.2.3", "请填数字"),
            ("\x00", ""),
        ],
    )
    def test_bad_amounts_get_a_message_and_stay(self, client, wage, message):
        html = answer(client, "overtime", {**OVERTIME, "wage": wage})
        assert 'id="result"' not in html
        assert 'id="id_wage_error"' in html
        assert message in html
        assert 'aria-invalid="true"' in html
        if wage.strip("\x00"):
            assert f'value="{wage}"' in html
        assert 'value="10"' in html

    @pytest.mark.parametrize(
        "day",
        [
            "2020-01-01",
            "2020/1/1",
            "2020.1.1",
            "2020年1月1日",
            "2020年1月1号",
            "20200101",
            "２０２０－０１－０１",
            " 2020年 1月 1日 ",
        ],
    )
    def test_days_as_people_type_them(self, client, day):
        assert "52,000.00元" in answer(client, "compensation", {**COMPENSATION, "joined_on": day})

    @pytest.mark.parametrize(
        ("day", "message"),
        [
            ("2026-02-30", "没有这一天"),
            ("2025-02-29", "没有这一天"),
            ("2026-13-01", "没有这一天"),
            ("0000-00-00", "年份请填"),
            ("9999-12-31", "年份请填"),
            ("去年", "请按“2026-05-08”的样子"),
            ("2026-05", "请按“2026-05-08”的样子"),
        ],
    )
    def test_bad_days_get_a_message_and_stay(self, client, day, message):
        html = answer(client, "compensation", {**COMPENSATION, "left_on": day})
        assert 'id="id_left_on_error"' in html
        assert message in html
        assert f'value="{day}"' in html

    def test_faults_stand_in_a_list_in_the_order_of_the_form(self, client):
        html = answer(client, "limitation", {"kind": "other", "suspended_from": "何时", "interrupted_on_0": "去年"})
        box = html[html.index('class="error-list"') : html.index("您填写的内容都还在，改好后请再按“计算”。")]
        assert re.findall(r'href="#(\w+)"', box) == [
            "id_began_on",
            "id_interrupted_on_0",
            "id_suspended_from",
        ]

    @pytest.mark.parametrize(
        ("key", "typed", "field", "message"),
        [
            ("compensation", {**COMPENSATION, "left_on": "2019-12-31"}, "left_on", "早于到本单位的日期"),
            (
                "compensation",
                {**COMPENSATION, "joined_on": "2000-1-1", "left_on": "2007-12-31"},
                "left_on",
                "2008-01-01",
            ),
            ("compensation", {**COMPENSATION, "reason": "whim"}, "reason", ""),
            (
                "maternity",
                {"kind": "birth", "begins_on": "2026-06-01", "ends_on": "2026-05-31"},
                "ends_on",
                "结束的日期早于开始的日期",
            ),
            ("maternity", {"kind": "birth", "begins_on": "2026-06-01", "children": "1.5"}, "children", "不要小数"),
            ("maternity", {"kind": "birth", "begins_on": "2026-06-01", "children": "双胞胎"}, "children", "比如3。"),
            (
                "maternity",
                {"kind": "birth", "begins_on": "2026-06-01", "children": "两个"},
                "children",
                "汉字，比如3。",
            ),
            ("maternity", {"kind": "birth"}, "begins_on", "请填写从哪一天开始休，比如2026-05-08。"),
            ("overtime", {"wage": "6000"}, "weekday_hours", "至少填一种"),
            ("overtime", {"wage": "6000", "weekday_hours": "700", "holiday_hours": "700"}, "weekday_hours", "超过了"),
            ("annual-leave", {"work_began": "2026-05-09", "joined_on": "2026-05-09"}, "work_began", "还没有到"),
            (
                "medical-period",
                {"work_began": "2020-1-1", "joined_on": "2020-1-1", "sick_from": "2019-1-1"},
                "sick_from",
                "早于",
            ),
            ("double-wage", {"wage": "6000", "joined_on": "2007-12-31"}, "joined_on", "2008-01-01"),
            ("limitation", {"kind": "other"}, "began_on", "请填这个日期"),
            ("unused-leave", {"wage": "6000", "entitled_days": "5", "joined_on": "2026-5-9"}, "joined_on", "还没有到"),
            (
                "limitation",
                {"kind": "other", "began_on": "2025-10-01", "interrupted_on_1": "去年"},
                "interrupted_on",
                "第2个日期：请按“2026-05-08”的样子填写",
            ),
            (
                "limitation",
                {
                    "kind": "other",
                    "began_on": "2025-10-01",
                    "interrupted_on_0": "2026-1-1",
                    "interrupted_on_3": "2026-5-9",
                },
                "interrupted_on",
                "2026-05-09还没有到",
            ),
            (
                "limitation",
                {
                    "kind": "other",
                    "began_on": "2025-10-01",
                    "interrupted_on_0": "2026-1-1",
                    "interrupted_on_1": "2025-9-1",
                },
                "interrupted_on",
                "早于上面的日期",
            ),
            (
                "limitation",
                {"kind": "other", "began_on": "2025-10-01", "suspended_from": "2025-11-01"},
                "suspended_to",
                "一起填",
            ),
        ],
    )
    def test_what_does_not_fit_together(self, client, key, typed, field, message):
        html = answer(client, key, typed)
        assert f'id="id_{field}_error"' in html
        assert message in html
        assert 'id="result"' not in html


class TestWaysThere:
    def test_from_the_article(self, client):
        load("女职工劳动保护特别规定", articles=[row(6), row(7)])
        assert (
            f'href="{LIST}maternity/"'
            in client.get("/rights/laws/nuzhigong-laodong-baohu-tebie-guiding/art-7/").content.decode()
        )

    def test_from_the_answer(self, client, tree):
        answers = AnswerIndexPage.objects.descendant_of(tree.home).get()
        asked = AnswerPageFactory(parent=answers, title="周六加班有加班费吗")
        other = AnswerPageFactory(parent=answers, title="食堂几点开门", question="几点？")
        assert f'href="{LIST}overtime/"' in client.get(asked.url).content.decode()
        assert "算一算" not in client.get(other.url).content.decode()

    def test_from_the_section(self, client):
        assert f'href="{LIST}"' in client.get("/rights/").content.decode()

    @pytest.mark.parametrize("words", ["加班费怎么算", "加班 工资", "overtime"])
    def test_from_the_search(self, client, words):
        assert f'href="{LIST}overtime/"' in client.get("/search/", {"q": words}).content.decode()
