"""The section page, its feed, the home page's rows and the job that keeps caches honest."""

from datetime import timedelta

from django.utils import timezone

from interact.questionnaires.queries import list_questionnaires, open_questionnaires
from interact.questionnaires.services import record_answer
from tests.interact.conftest import ANSWER, NOW
from unionsite.core import generation
from unionsite.core.models import SiteSettings

DAY = timedelta(days=1)
CLOSED = {"opens_at": NOW - 9 * DAY, "closes_at": NOW - DAY}


class TestTheList:
    def test_open_first_then_upcoming_then_closed(self, client, make, tree):
        make("已结束的调查", **CLOSED)
        make("即将开始的调查", opens_at=NOW + DAY, closes_at=None)
        make("长期的调查", closes_at=None)
        make("明天截止的调查", closes_at=NOW + DAY, summary="说说您的看法。")

        html = client.get(tree.interact.url).content.decode()

        titles = ["明天截止的调查", "长期的调查", "即将开始的调查", "已结束的调查"]
        main = html.partition('<div class="side__main">')[2]
        assert sorted(titles, key=main.index) == titles
        assert [word for word in ("正在征集", "即将开始", "已结束") if f">{word}</h2>" in main] == [
            "正在征集",
            "即将开始",
            "已结束",
        ]
        for text in (
            "说说您的看法。",
            "还剩1天",
            "长期开放",
            "5月9日 星期六 10:00</span>开始",
            "共9题，约需",
            "填写问卷",
        ):
            assert text in main

    def test_closed_ones_say_how_many_answered_and_what_came_of_it(self, client, make, tree):
        page = make(**CLOSED, result_note=f"<p>收到的意见已全部办理。{'细' * 200}</p>")
        for _ in range(3):
            record_answer(page=page, data=ANSWER, when=NOW - 2 * DAY)
        make("没有反馈的调查", **CLOSED)

        html = client.get(tree.interact.url).content.decode()

        assert "共收到3份答卷" in html
        assert "共收到0份答卷" in html
        assert html.count("结果与改变：") == 1
        assert html.count("结果正在整理。") == 1
        assert "收到的意见已全部办理。" in html
        assert "细" * 150 not in html
        assert f'href="{page.url}#result"' in html

    def test_the_result_in_the_list_is_plain_text(self, make):
        page = make(**CLOSED, result_note="<p>收到<b>42</b>份，A&amp;B都办了。</p><ul><li>拔河</li><li>象棋</li></ul>")

        assert page.result_excerpt == "收到42份，A&B都办了。 拔河 象棋"

    def test_last_day_is_said_in_words(self, client, make, tree):
        make(closes_at=NOW + timedelta(hours=8))

        assert "今天截止" in client.get(tree.interact.url).content.decode()

    def test_empty_section_tells_how_to_reach_the_union(self, client, tree):
        row = SiteSettings.objects.first() or SiteSettings(site=tree.home.get_site())
        row.phone, row.email, row.address, row.office_hours = (
            "0000-8812351",
            "union@example.com",
            "综合楼201室",
            "周一至周五",
        )
        row.save()
        generation.forget()

        html = client.get(tree.interact.url).content.decode()

        main = html.partition('<div class="side__main">')[2].partition("<footer")[0]
        assert "现在没有问卷" in main
        for text in ('href="tel:0000-8812351"', 'href="mailto:union@example.com"', "综合楼201室", "周一至周五"):
            assert text in main
        for not_yet in ("投诉", "举报", "提建议"):
            assert not_yet not in main

    def test_drafts_and_private_ones_are_not_listed(self, client, make, tree):
        make("撤下的调查").unpublish()
        page = make("内部的调查")
        page.view_restrictions.create(restriction_type="login")
        generation.forget()

        html = client.get(tree.interact.url).content.decode()

        assert "撤下的调查" not in html
        assert "内部的调查" not in html

    def test_closed_ones_are_paged(self, client, make, tree):
        for number in range(12):
            make(f"第{number:02}号调查", opens_at=None, closes_at=NOW - (number + 1) * DAY)

        first = client.get(tree.interact.url).content.decode()
        second = client.get(f"{tree.interact.url}?page=2").content.decode()

        assert "第09号调查" in first
        assert "第10号调查" not in first
        assert "第10号调查" in second
        for nonsense in ("0", "-1", "999", "abc"):
            assert client.get(f"{tree.interact.url}?page={nonsense}").status_code == 200

    def test_costs_the_same_with_one_of_each_and_with_many(self, client, make, tree, django_assert_num_queries):
        def add(count):
            for _ in range(count):
                make()
                make(opens_at=NOW + DAY, closes_at=None)
                record_answer(page=make(**CLOSED), data=ANSWER, when=NOW - 2 * DAY)

        add(1)
        client.get(tree.interact.url)
        with django_assert_num_queries(6):
            client.get(tree.interact.url)

        add(4)
        with django_assert_num_queries(6):
            client.get(tree.interact.url)
        with django_assert_num_queries(4):
            assert list(list_questionnaires(tree.interact, timezone.now(), None).closed)


class TestTheFeed:
    def test_has_the_newest_questionnaires(self, client, make, tree):
        make("第一个调查", summary="说说食堂。")
        make("第二个调查", closes_at=None)

        response = client.get(f"{tree.interact.url}feed/")

        xml = response.content.decode()
        assert response["Content-Type"].startswith("application/rss+xml")
        assert "第一个调查" in xml
        assert "说说食堂。 截止时间：5月11日 星期一 10:00。" in xml
        assert xml.count("<item>") == 2

    def test_costs_the_same_with_one_and_many(self, client, make, tree, django_assert_num_queries):
        url = f"{tree.interact.url}feed/"
        make()
        client.get(url)
        with django_assert_num_queries(3):
            client.get(url)
        for _ in range(4):
            make()
        with django_assert_num_queries(3):
            client.get(url)


class TestForTheHomePage:
    def test_rows_tell_title_address_days_and_count(self, make, tree):
        make("即将开始", opens_at=NOW + DAY)
        make("已结束", **CLOSED)
        make("长期", closes_at=None)
        page = make("后天截止", closes_at=NOW + 2 * DAY)
        record_answer(page=page, data=ANSWER)

        rows = open_questionnaires(tree.home.locale_id, timezone.now(), 5)

        assert [(row.title, row.url, row.days_left, row.count) for row in rows] == [
            ("后天截止", page.url, 2, 1),
            ("长期", "/interact/ask-3/", None, 0),
        ]
        assert open_questionnaires(tree.en.locale_id, timezone.now(), 5) == []
        assert len(open_questionnaires(tree.home.locale_id, timezone.now(), 1)) == 1

    def test_one_query_however_many(self, make, tree, django_assert_num_queries):
        make()
        open_questionnaires(tree.home.locale_id, timezone.now(), 5)
        with django_assert_num_queries(1):
            open_questionnaires(tree.home.locale_id, timezone.now(), 5)
        for _ in range(4):
            make()
        with django_assert_num_queries(1):
            open_questionnaires(tree.home.locale_id, timezone.now(), 5)


class TestByTheClock:
    """No publication tells that a questionnaire opens or ends; the home page sees it within five minutes."""

    def test_it_appears_when_it_opens(self, make, client, clock):
        page = make(opens_at=NOW + timedelta(minutes=3), closes_at=None)
        assert page.title not in client.get("/").text
        clock.shift(timedelta(minutes=8))
        assert page.title in client.get("/").text

    def test_it_goes_when_it_ends(self, make, client, clock):
        page = make(closes_at=NOW + timedelta(minutes=5))
        assert page.title in client.get("/").text
        clock.shift(timedelta(minutes=10))
        assert page.title not in client.get("/").text

    def test_days_left_are_fewer_after_midnight(self, make, client, clock):
        make(closes_at=NOW + 3 * DAY)
        before = client.get("/").text
        clock.shift(timedelta(hours=15))
        assert client.get("/").text != before
