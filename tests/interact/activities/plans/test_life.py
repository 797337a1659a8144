"""From plan to summary: what must be there before an activity opens, what is frozen, closing, cancelling, notices."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from interact.activities.models import ActivityRecord, ActivitySubscriber, Candidate, Satisfaction, VotePage
from interact.activities.plans import queries, rules, services
from interact.activities.plans.choices import Audience, Barrier, State
from interact.models import ActivitySettings, Participation
from interact.participation.services import TakenPart, take_part
from tests.clients import signed_in
from tests.conftest import person
from tests.factories import DepartmentFactory, UserFactory
from tests.interact.activities.planning import a_publicity, a_signup, a_vote, activity_section, an_employee
from tests.interact.conftest import NOW
from tests.releasing import publish, translate
from unionsite.audit.models import AuditEntry
from unionsite.core.refusals import Refused

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


class TestStates:
    @pytest.mark.parametrize(
        ("opens", "closes", "publicised", "cancelled", "state"),
        [
            (-1, 3, -5, False, State.OPEN),
            (0, 3, -5, False, State.OPEN),
            (1, 3, -5, False, State.UPCOMING),
            (-5, 0, -9, False, State.CLOSED),
            (-5, -1, None, False, State.CLOSED),
            # Publicity missing, or live for two days instead of three.
            (-1, 3, None, False, State.UPCOMING),
            (-1, 3, -2, False, State.UPCOMING),
            (-1, 3, -3, False, State.OPEN),
            (-1, 3, -5, True, State.CANCELLED),
        ],
    )
    def test_by_the_clock_and_the_publicity(self, opens, closes, publicised, cancelled, state):
        since = None if publicised is None else NOW + publicised * DAY
        times = rules.Times(NOW + opens * DAY, NOW + closes * DAY, since, 3, cancelled)
        assert times.state(NOW) is state

    def test_late_publicity_moves_the_opening(self):
        times = rules.Times(NOW, NOW + 9 * DAY, NOW - DAY, 3)
        assert times.opening == NOW + 2 * DAY
        assert times.is_late
        assert not times.has_begun(NOW + DAY)
        assert times.has_begun(NOW + 2 * DAY)

    EMPLOYEE = rules.Person("A1", True, False, 7)

    @pytest.mark.parametrize(
        ("state", "audience", "who", "expected"),
        [
            (State.OPEN, Audience.ALL, EMPLOYEE, None),
            (State.OPEN, Audience.ALL, None, Barrier.SIGN_IN),
            (State.OPEN, Audience.PUBLIC, None, None),
            (State.CLOSED, Audience.PUBLIC, None, Barrier.CLOSED),
            (State.UPCOMING, Audience.ALL, EMPLOYEE, Barrier.NOT_OPEN),
            (State.CANCELLED, Audience.ALL, EMPLOYEE, Barrier.CANCELLED),
            (State.OPEN, Audience.DEPARTMENTS, EMPLOYEE, None),
            (State.OPEN, Audience.DEPARTMENTS, rules.Person("A1", True, False, 8), Barrier.NOT_INVITED),
            (State.OPEN, Audience.LIST, EMPLOYEE, None),
            (State.OPEN, Audience.LIST, rules.Person("A2", True, False, 7), Barrier.NOT_INVITED),
            (State.OPEN, Audience.ALL, rules.Person("", True, False, 7), Barrier.NOT_ON_ROLL),
            (State.OPEN, Audience.ALL, rules.Person("A1", False, False, 7), Barrier.NOT_ON_ROLL),
            (State.OPEN, Audience.ALL, rules.Person("A1", True, True, 7), Barrier.NOT_ON_ROLL),
        ],
    )
    def test_who_may_take_part(self, state, audience, who, expected):
        assert rules.why_not(state, audience, who, {7}, {"A1"}) == expected

    def test_the_page_opens_and_closes_by_itself(self, tree, clock):
        vote = a_vote(tree, opens_at=NOW + DAY, closes_at=NOW + 2 * DAY)
        client = signed_in(an_employee())
        seen = []
        for moment in (NOW + DAY - timedelta(seconds=1), NOW + DAY, NOW + 2 * DAY):
            clock.move_to(moment)
            seen.append('id="ballot"' in client.get(vote.url).text)
        assert seen == [False, True, False]


class TestThePlan:
    def faults(self, page):
        with pytest.raises(ValidationError) as refused:
            page.full_clean()
        return refused.value.message_dict

    def test_it_is_refused_without_publicity_or_before_it_can_have_been_read(self, tree, clock):
        page = a_vote(tree, opens_at=NOW + 5 * DAY, closes_at=NOW + 9 * DAY)
        page.publicity = None
        assert "请选择宣传稿件" in self.faults(page)["publicity"][0]
        page.publicity, page.opens_at = a_publicity(tree, days=1), NOW + DAY
        page.full_clean()
        assert "最早可定为2026-05-10 10:00" in queries.submission_faults(page)["opens_at"]
        page.opens_at = NOW + 2 * DAY
        assert queries.submission_faults(page) == {}

    @pytest.mark.parametrize(
        ("fields", "name"),
        [
            ({"closes_at": NOW - 2 * DAY}, "closes_at"),
            ({"audience": "departments"}, "audience"),
            ({"audience": "list"}, "audience_list"),
            ({"voting_method": "multiple", "most": 4}, "most"),
            ({"voting_method": "multiple", "least": 3, "most": 2}, "least"),
            ({"voting_method": "ranked", "seats": 2}, "seats"),
            ({"seats": 4}, "seats"),
            ({"audience": "public", "quorum": 50}, "quorum"),
        ],
    )
    def test_nonsense_is_named_beside_its_field(self, tree, clock, fields, name):
        page = a_vote(tree, opens_at=NOW + DAY)
        for field, value in fields.items():
            setattr(page, field, value)
        assert name in self.faults(page)

    def test_it_waits_for_both_reviews(self, tree, clock):
        section = activity_section(tree)
        wanted = {"opens_at": NOW - DAY, "closes_at": NOW + DAY, "publicity": a_publicity(tree)}
        page = VotePage(title="草稿", slug="draft", live=False, in_charge=UserFactory(), **wanted)
        page.locale = section.locale
        page.candidates = [Candidate(name=name, locale=section.locale) for name in "甲乙"]
        section.add_child(instance=page)
        assert Client().get(f"{section.url}draft/").status_code == 404
        page.live = True
        with pytest.raises(Refused):
            page.save()

    def test_the_days_are_a_setting(self, tree, clock):
        ActivitySettings.objects.update_or_create(pk=1, defaults={"publicity_days": 6})
        vote = a_vote(tree)
        assert vote.state_at(NOW) is State.UPCOMING
        assert "5月9日 星期六 10:00</span>自动开始" in Client().get(vote.url).text


class TestFrozen:
    def changed(self, vote, **fields):
        page = VotePage.objects.get(pk=vote.pk)
        for name, value in fields.items():
            setattr(page, name, value)
        return page

    @pytest.mark.parametrize(
        "fields",
        [{"title": "改名"}, {"rules_text": "<p>另一套规则</p>"}, {"closes_at": NOW + 9 * DAY}, {"seats": 2}],
    )
    def test_no_change_after_the_opening(self, tree, clock, fields):
        vote = a_vote(tree)
        page = self.changed(vote, **fields)
        assert list(queries.submission_faults(page)) == list(fields)
        with pytest.raises(Refused, match="活动已经开始"):
            publish(page)

    def test_nor_of_a_candidate(self, tree, clock):
        page = self.changed(a_vote(tree))
        candidates = list(page.candidates.all())
        candidates[0].name = "赵师傅"
        page.candidates = candidates
        with pytest.raises(Refused, match="活动已经开始"):
            publish(page)
        assert list(queries.submission_faults(page)) == ["candidates"]

    def test_before_the_opening_it_is_free(self, tree, clock):
        page = self.changed(a_vote(tree, opens_at=NOW + 5 * DAY, closes_at=NOW + 9 * DAY), title="改名")
        assert queries.submission_faults(page) == {}
        assert publish(page).title == "改名"

    def test_the_summary_is_written_afterwards(self, tree, clock):
        vote = a_vote(tree)
        clock.move_to(vote.closes_at + DAY)
        page = self.changed(vote, conclusion="<p>张师傅当选。</p>", lessons="<p>宣传再早些。</p>")
        assert queries.submission_faults(page) == {}
        publish(page)
        html = Client().get(vote.url).text
        assert "张师傅当选。" in html
        assert "宣传再早些。" in html
        assert html.index("张师傅当选。") < html.index('class="activity__facts"'), "the summary stands first"

    def test_a_translation_shows_the_dates_of_its_original(self, tree, clock):
        vote = a_vote(tree)
        english = translate(vote, locale=tree.en.locale, texts={"最美职工评选": "Best colleague"})
        VotePage.objects.filter(pk=english.pk).update(opens_at=NOW + 30 * DAY)
        assert 'id="ballot"' in signed_in(an_employee()).get(english.url).text


class TestCancelling:
    def test_everybody_sees_why_and_nobody_may_vote(self, tree, clock):
        vote = a_vote(tree)
        services.cancel_activity(page=vote, actor=UserFactory(), cause="people", note="候选人退出")
        html = signed_in(an_employee()).get(vote.url).text
        assert "活动已取消" in html
        assert "候选人或主办人员有变动，将重新组织。" in html
        response = signed_in(an_employee()).post(f"/interact/votes/{vote.translation_key}/", {"choice": ["1"]})
        assert response.status_code == 409
        public = Client().get(vote.url).text
        assert "候选人或主办人员有变动" in public
        assert "候选人退出" not in html + public, "the note is for the log alone"
        assert "候选人退出" in AuditEntry.objects.get(action="activity_cancelled").detail["reason"]
        with pytest.raises(Refused):
            services.cancel_activity(page=VotePage.objects.get(pk=vote.pk), actor=UserFactory(), cause="few")

    def test_through_the_screen_by_those_with_the_right(self, tree, clock):
        vote = a_vote(tree)
        address = f"/admin/activities/{vote.pk}/cancel/"
        assert signed_in(person("编辑")).get(address).status_code in (302, 403)
        client = signed_in(person("终审"))
        assert "取消的原因" in client.get(address).text
        answer = client.post(address, {"cause": "请把工资卡号发到这里", "note": "场地停电"})
        assert "cause" in answer.context["form"].errors
        assert "场地停电" in answer.text, "what was typed stays"
        assert not ActivityRecord.objects.exists()
        assert client.post(address, {"cause": "time", "note": "场地停电"}).status_code == 302
        record = ActivityRecord.objects.get()
        assert (record.cancel_cause, record.cancel_reason) == ("time", "")

    def test_what_was_cancelled_in_free_words_keeps_them(self, tree, clock):
        vote = a_vote(tree)
        ActivityRecord.objects.create(activity=vote.translation_key, cancelled_at=NOW, cancel_reason="场地停电")
        assert "原因：场地停电" in Client().get(vote.url).text

    def test_what_is_over_cannot_be_cancelled(self, tree, clock):
        vote = a_vote(tree)
        clock.move_to(vote.closes_at)
        with pytest.raises(Refused, match="已经结束"):
            services.cancel_activity(page=vote, actor=UserFactory(), cause="few")


class TestAfterTheEnd:
    def test_the_figures_are_those_of_the_close(self, tree, clock):
        vote = a_vote(tree)
        people = [an_employee(department=DepartmentFactory(name="机加车间", code="mill")) for _one in range(6)]
        for one in people[:3]:
            take_part(activity=vote.translation_key, person=one)
        clock.move_to(vote.closes_at + timedelta(minutes=2))
        assert services.close_ended() == 1
        assert services.close_ended() == 0
        people[0].left_on = NOW.date()
        people[0].save()
        record = ActivityRecord.objects.get()
        assert record.turnout[0] == ["机加车间", 6, 3]
        assert queries.turnout_of(VotePage.objects.get(pk=vote.pk)).participants == 3
        # Ten working days after Monday 11 May.
        assert f"{record.summary_due_on}" == "2026-05-25"

    def test_small_departments_are_one_row(self, tree, clock):
        vote = a_vote(tree)
        for code in ("a", "b", "c"):
            department = DepartmentFactory(name=f"部门{code}", code=code)
            for _one in range(2):
                take_part(activity=vote.translation_key, person=an_employee(department=department))
        assert queries.count_turnout(vote).rows == [("人数较少的部门合计", 6, 6)]

    def test_those_in_charge_are_reminded_until_the_summary_is_there(self, tree, clock):
        chief = UserFactory(email="chief@example.com")
        vote = a_vote(tree, in_charge=chief)
        clock.move_to(vote.closes_at + timedelta(minutes=2))
        services.close_ended()
        assert services.remind_of_summaries() == 0
        clock.move_to(vote.closes_at + 12 * DAY)
        assert [services.remind_of_summaries() for _run in range(2)] == [1, 0]
        clock.move_to(vote.closes_at + 20 * DAY)
        assert services.remind_of_summaries() == 1
        assert [one.subject[:4] for one in mail.outbox] == ["请写活动", "活动总结"]
        assert [page.pk for page, _record in queries.overdue(timezone.localdate())] == [vote.pk]
        page = VotePage.objects.get(pk=vote.pk)
        page.conclusion = "<p>总结。</p>"
        publish(page)
        assert queries.without_summary(timezone.localdate()) == []

    def test_the_list_of_the_staff_says_so(self, tree, clock, django_assert_num_queries):
        vote = a_vote(tree)
        clock.move_to(vote.closes_at + 30 * DAY)
        services.close_ended()
        client = signed_in(person("终审"))
        html = client.get("/admin/activities/").text
        assert "总结逾期" in html
        for _more in range(2):
            with django_assert_num_queries(20):
                client.get("/admin/activities/")
            for number in range(3):
                a_vote(tree, title=f"投票{number}", publicity=vote.publicity)
        found = client.get("/admin/activities/", {"q": "投票1"}).text
        assert "投票1" in found
        assert "投票2" not in found

    def test_who_may_write_begins_a_new_one_from_the_lists(self, tree, clock):
        editor, final = signed_in(person("编辑")), signed_in(person("终审"))
        address = reverse("wagtailadmin_pages:add_subpage", args=[activity_section(tree).pk])
        assert f'href="{address}"' in editor.get("/admin/activities/").text
        assert f'href="{address}"' not in final.get("/admin/activities/").text
        kinds = editor.get(address).text
        assert all(kind in kinds for kind in ("线上投票", "知识竞赛", "话题讨论", "活动报名"))
        address = reverse("wagtailadmin_pages:add_subpage", args=[tree.interact.pk])
        assert f'href="{address}"' in editor.get("/admin/forms/").text
        assert editor.get(address).url.startswith("/admin/pages/add/interact/questionnairepage/")


class TestSatisfaction:
    def test_once_by_who_took_part_and_nobody_knows_who(self, tree, clock):
        vote = a_vote(tree)
        employee = an_employee()
        client = signed_in(employee)
        client.post(f"{vote.url}satisfaction/", {"stars": "5"})
        assert not Satisfaction.objects.exists()
        take_part(activity=vote.translation_key, person=employee)
        assert "您对这次活动满意吗" in client.get(vote.url).text
        for stars in ("9", "", "x"):
            client.post(f"{vote.url}satisfaction/", {"stars": stars})
        assert not Satisfaction.objects.exists()
        for stars in ("4", "5"):
            client.post(f"{vote.url}satisfaction/", {"stars": stars})
        assert list(Satisfaction.objects.values_list("stars", "number")) == [(4, 1)]
        assert "您对这次活动满意吗" not in client.get(vote.url).text

    def test_shown_from_five_on(self, tree, clock):
        vote = a_vote(tree)
        for number in range(5):
            assert queries.satisfaction_of(vote) is None
            employee = an_employee()
            take_part(activity=vote.translation_key, person=employee)
            services.rate(activity=vote, person=employee, stars=5 if number else 1)
        figures = queries.satisfaction_of(vote)
        assert (figures.total, figures.average) == (5, 4.2)

    def test_t86_the_sixth_is_not_the_difference_of_two(self, tree, clock):
        vote, shown = a_vote(tree), []
        for number in range(11):
            employee = an_employee()
            take_part(activity=vote.translation_key, person=employee)
            services.rate(activity=vote, person=employee, stars=1 + number % 5)
            figures = queries.satisfaction_of(vote)
            shown.append(figures.total if figures else 0)
        assert shown == [0] * 4 + [5] * 5 + [10] * 2


class TestNotices:
    def test_one_mail_to_those_who_asked_and_may_take_part(self, tree, clock):
        vote = a_vote(tree, opens_at=NOW + DAY)
        section = activity_section(tree)
        reader, other = an_employee(email="reader@example.com"), an_employee(email="other@example.com")
        assert signed_in(reader).post(f"{section.url}notices/", {"kinds": ["votepage", "x"]}).status_code == 302
        assert Client().get(f"{section.url}notices/").status_code == 302
        assert services.announce_open() == 0
        clock.move_to(NOW + DAY)
        assert [services.announce_open() for _run in range(2)] == [1, 0]
        assert [one.to for one in mail.outbox] == [["reader@example.com"]]
        assert vote.url in mail.outbox[0].body
        assert other.email not in str(mail.outbox[0].message())
        assert signed_in(reader).get(f"{section.url}notices/").text.count(" checked") == 1
        signed_in(reader).post(f"{section.url}notices/")
        assert " checked" not in signed_in(reader).get(f"{section.url}notices/").text
        assert not ActivitySubscriber.objects.exists()

    def test_only_of_the_kinds_that_were_chosen(self, tree, clock):
        vote, plan = a_vote(tree), a_signup(tree)
        of_votes, of_all = an_employee(email="votes@example.com"), an_employee(email="all@example.com")
        services.set_notices(person=of_votes, kinds=["votepage"])
        # As somebody asked before there were kinds.
        ActivitySubscriber.objects.create(person=of_all)
        assert services.announce_open() == 2
        told = sorted((one.to[0], vote.title in one.subject) for one in mail.outbox)
        assert told == [("all@example.com", False), ("all@example.com", True), ("votes@example.com", True)]
        assert plan.title in str([one.subject for one in mail.outbox])

    def test_once_on_the_day_before_it_ends_from_nine_on(self, tree, clock):
        """Whoever has taken part is told as well: the mail says nothing of that (T85)."""
        reader = an_employee(email="reader@example.com")
        services.set_notices(person=reader, kinds=["votepage"])
        vote = a_vote(tree, opens_at=NOW - 3 * DAY, closes_at=NOW.replace(hour=18) + 2 * DAY)
        take_part(activity=vote.translation_key, person=reader)
        times = [NOW.replace(hour=10), NOW.replace(hour=8) + DAY, NOW.replace(hour=9) + DAY, NOW.replace(hour=10) + DAY]
        assert [services.announce_last_day(now) for now in times] == [0, 0, 1, 0]
        assert [one.subject for one in mail.outbox] == [f"明天结束：{vote.title}"]

    def test_what_began_today_is_not_told_of_again(self, tree, clock):
        services.set_notices(person=an_employee(email="reader@example.com"), kinds=["votepage"])
        a_vote(tree, opens_at=NOW - timedelta(minutes=1), closes_at=NOW + DAY)
        assert services.announce_last_day(NOW.replace(hour=23)) == 0

    def test_on_the_home_page_in_the_feed_and_the_calendar(self, tree, clock, client):
        vote = a_vote(tree, summary="选出最美的人。")
        section = activity_section(tree)
        assert vote.title in client.get("/").text
        assert vote.title in client.get(f"{section.url}feed/").text
        calendar = client.get(f"{section.url}calendar/")
        assert calendar["Content-Type"].startswith("text/calendar")
        assert "SUMMARY:最美职工评选" in calendar.text
        assert "SUMMARY:最美职工评选" in client.get(f"{vote.url}calendar/").text
        share = client.get(f"{vote.url}share/").text
        assert "扫码参加" in share
        assert "<svg" in share


class TestTheList:
    def test_open_then_upcoming_then_over(self, tree, clock, client):
        section = activity_section(tree)
        assert "现在没有活动" in client.get(section.url).text
        piece = a_publicity(tree)
        for title, opens, closes in (("进行中的", -1, 3), ("将来的", 2, 9), ("过去的", -9, -1)):
            a_vote(tree, title=title, opens_at=NOW + opens * DAY, closes_at=NOW + closes * DAY, publicity=piece)
        cancelled = a_vote(tree, title="取消的", publicity=piece)
        services.cancel_activity(page=cancelled, actor=UserFactory(), cause="time")
        main = client.get(section.url).text.partition("<main")[2]
        words = (">正在进行<", "进行中的", ">即将开始<", "将来的", ">已结束<", "取消的", "过去的")
        order = [main.index(word) for word in words]
        assert order == sorted(order)
        assert main.count("去参加") == 1

    @pytest.mark.parametrize("number", [1, 12])
    @pytest.mark.parametrize("language", ["zh", "en"])
    def test_twenty_queries_whatever_stands_there(
        self, tree, clock, number, language, client, django_assert_max_num_queries
    ):
        piece = a_publicity(tree)
        for count in range(number):
            a_vote(tree, title=f"投票{count}", publicity=piece)
            a_vote(tree, title=f"旧投票{count}", publicity=piece, opens_at=NOW - 9 * DAY, closes_at=NOW - DAY)
        address = activity_section(tree).url if language == "zh" else "/en" + activity_section(tree).url
        assert client.get(address).status_code == 200
        with django_assert_max_num_queries(20):
            client.get(address)


def test_taking_part_twice_is_once(db):
    employee, key = an_employee(), a_key()
    take_part(activity=key, person=employee)
    with pytest.raises(TakenPart):
        take_part(activity=key, person=employee)
    assert Participation.objects.count() == 1


def a_key():
    import uuid

    return uuid.uuid4()
