"""Ranking, certificate and prize draw through the pages (S-5.2)."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from interact.activities.joining import tend_activities
from interact.activities.models import ActivityRecord, Attempt
from interact.activities.plans.services import cancel_activity
from interact.activities.quizzes.queries.places import best_attempts
from tests.clients import signed_in
from tests.factories import DepartmentFactory, UserFactory
from tests.interact.activities.planning import an_employee
from tests.interact.activities.quizzes.quizzing import a_quiz, a_set, begin, numbered, run
from unionsite.accounts.models import User
from unionsite.audit.choices import Action
from unionsite.audit.models import AuditEntry
from unionsite.core.models import SiteSettings

pytestmark = pytest.mark.django_db


@pytest.fixture
def quiz(tree, clock):
    return a_quiz(tree, attempts=None)


def lay_results(quiz, department, scores, start=0):
    """People of a department with an attempt each; the score and seconds of each."""
    people = User.objects.bulk_create(
        User(
            username=f"p{department.pk}-{n}",
            name=f"员{n}",
            employee_number=f"Q{department.pk}-{n}",
            department=department,
        )
        for n in range(start, start + len(scores))
    )
    now = timezone.now()
    Attempt.objects.bulk_create(
        Attempt(
            activity=quiz.translation_key,
            person=person,
            number=1,
            started_at=now,
            ends_at=now,
            most=20,
            score=score,
            seconds=60,
            submitted_at=now,
        )
        for person, score in zip(people, scores, strict=True)
        if score is not None
    )
    return people


class TestRanking:
    def test_people_by_their_best_with_the_shorter_time_first(self, quiz, clock):
        first, second = an_employee(name="快手"), an_employee(name="慢手")
        slow, quick = signed_in(second), signed_in(first)
        run(slow, quiz, right=4, seconds=100, clock=clock)
        run(quick, quiz, right=2, seconds=10, clock=clock)
        run(quick, quiz, right=4, seconds=50, clock=clock)
        text = quick.get(f"{quiz.url}ranking/").text
        assert re.findall(r'row">(快手|慢手)<', text) == ["快手", "慢手"]
        assert "您是第<strong>1</strong>名，共2人参加" in text
        assert "您是第<strong>2</strong>名" in slow.get(f"{quiz.url}ranking/").text

    def test_the_best_attempt_counts_then_the_shorter_then_the_earlier(self, quiz):
        people, now = lay_results(quiz, DepartmentFactory(), [None] * 4), timezone.now()
        attempts = [(0, 10, 60, 0), (0, 20, 90, 0), (1, 20, 80, 5), (2, 20, 80, 3), (3, 15, 60, 0), (0, 20, 95, 0)]
        for number, (place, score, seconds, minute) in enumerate(attempts, start=1):
            Attempt.objects.create(
                activity=quiz.translation_key,
                person=people[place],
                number=number,
                started_at=now,
                ends_at=now,
                most=20,
                score=score,
                seconds=seconds,
                submitted_at=now + timedelta(minutes=minute),
            )
        found = [(one.person, one.seconds) for one in best_attempts(quiz)]
        assert found == [(people[2].pk, 80), (people[1].pk, 80), (people[0].pk, 90), (people[3].pk, 60)]

    def test_fifty_are_named_and_ones_own_place_is_told(self, quiz):
        department = DepartmentFactory(code="a", name="甲车间")
        people = lay_results(quiz, department, [20] * 50 + [5])
        response = signed_in(people[-1]).get(f"{quiz.url}ranking/")
        assert len(response.context["ranking"].people) == 50
        assert "您是第<strong>51</strong>名，共51人参加" in response.text

    def test_names_are_for_employees_departments_for_everybody(self, quiz):
        lay_results(quiz, DepartmentFactory(code="a", name="甲车间"), [20, 20, 20, 20, 10, None])
        for client in (Client(), signed_in(UserFactory())):
            text = client.get(f"{quiz.url}ranking/").text
            assert "员0" not in text
            assert "个人排名只给本公司职工看" in text
            assert "甲车间" in text
            assert "5/6" in text
            assert "83.3%" in text
            assert "18.0" in text
            assert "80.0%" in text

    def test_departments_below_the_least_number_stand_together_without_a_mean(self, quiz):
        lay_results(quiz, DepartmentFactory(code="a", name="甲车间"), [20] * 5)
        lay_results(quiz, DepartmentFactory(code="b", name="乙车间"), [13] * 4)
        text = Client().get(f"{quiz.url}ranking/").text
        assert "甲车间" in text
        assert "乙车间" not in text
        assert "其余部门合计" in text
        assert "13.0" not in text

    def test_there_is_none_before_the_opening(self, tree, clock):
        now = timezone.now()
        quiz = a_quiz(tree, opens_at=now + timedelta(days=1), closes_at=now + timedelta(days=2))
        assert Client().get(f"{quiz.url}ranking/").status_code == 404


class TestCertificate:
    def test_who_has_passed_prints_one_and_anybody_verifies_it(self, tree, quiz, settings):
        SiteSettings.objects.update(union_name="晨桥工会委员会")
        client = signed_in(an_employee(name="郑春燕", department=DepartmentFactory(name="质量部")))
        run(client, quiz, right=3)
        assert "打印证书" in client.get(quiz.url).text
        response = client.get(f"{quiz.url}certificate/")
        for words in ("郑春燕", "质量部", "劳动法知识竞赛", "15分（满分20分）", "2026-05-08", "<svg"):
            assert words in response.text
        address = response.context["address"].removeprefix(settings.BASE_URL)
        verified = Client().get(address)
        assert "证书属实" in verified.text
        assert "郑**" in verified.text
        assert "郑春燕" not in verified.text
        assert "15分（满分20分）" in verified.text
        assert response.context["number"] in verified.text

    def test_who_has_not_passed_gets_none(self, quiz):
        client = signed_in(an_employee())
        assert client.get(f"{quiz.url}certificate/").status_code == 403
        run(client, quiz, right=2)
        response = client.get(f"{quiz.url}certificate/")
        assert response.status_code == 403
        assert "成绩合格后可以打印证书" in response.text

    def test_a_forged_or_borrowed_token_is_refused(self, tree, quiz, settings):
        client = signed_in(an_employee())
        run(client, quiz, right=4)
        address = client.get(f"{quiz.url}certificate/").context["address"].removeprefix(settings.BASE_URL)
        key, signature = address.rstrip("/").rsplit("/", 2)[1:]
        last = "A" if signature[-1] != "A" else "B"
        for wrong in (f"{key}/{signature[:-1]}{last}", "x/y", f"{'0' * 32}/{signature}"):
            response = Client().get(f"{quiz.url}verify/{wrong}/")
            assert response.status_code == 404
            assert "没有这张证书" in response.text
        other = a_quiz(tree, [(a_set(title="另一个"), 2, 5)])
        assert Client().get(f"{other.url}verify/{key}/{signature}/").status_code == 404


class TestPrizes:
    @pytest.fixture
    def quiz(self, tree, clock):
        return a_quiz(tree, prizes=2, attempts=None)

    def draw(self, quiz, clock):
        clock.move_to(quiz.closes_at + timedelta(minutes=5))
        tend_activities()
        tend_activities()
        record = ActivityRecord.objects.filter(activity=quiz.translation_key).first()
        return record.drawn if record else None

    def test_winners_are_drawn_among_those_who_passed_and_named_by_halves(self, quiz, clock):
        people = [an_employee(name=f"王{n}二", employee_number=f"Z00{n}") for n in range(7)]
        for person in people[:-1]:
            run(signed_in(person), quiz, right=4)
        run(signed_in(people[-1]), quiz, right=1)
        assert "竞赛结束后自动抽奖" in Client().get(f"{quiz.url}draw/").text
        drawn = self.draw(quiz, clock)
        won = {one["person"] for one in drawn["winners"]}
        assert (drawn["entitled"], len(won), won < {person.pk for person in people[:-1]}) == (6, 2, True)
        text = Client().get(f"{quiz.url}draw/").text
        assert text.count("王**") == 2
        assert "6人参加抽奖" in text
        assert not re.search("王[0-9]二|Z00", text)
        assert "抽奖结果" in Client().get(quiz.url).text
        told = [person.pk for person in people if "您中奖了" in signed_in(person).get(quiz.url).text]
        assert set(told) == won

    def test_chance_decides(self, quiz, clock):
        """Of four times twenty who pass it does not choose the first two each time."""
        people = lay_results(quiz, DepartmentFactory(), [20] * 20)
        clock.move_to(quiz.closes_at + timedelta(minutes=5))
        found = set()
        for _time in range(4):
            ActivityRecord.objects.update(drawn=None)
            tend_activities()
            found |= {one["person"] for one in ActivityRecord.objects.get().drawn["winners"]}
        assert len(found) > 2
        assert found <= {person.pk for person in people}

    def test_the_draw_is_in_the_audit_log_once(self, quiz, clock):
        run(signed_in(an_employee(name="王小二", employee_number="Z0001")), quiz)
        self.draw(quiz, clock)
        entry = AuditEntry.objects.get(action=Action.PRIZES_DRAWN)
        assert (entry.actor_id, entry.subject_label) == (None, quiz.title)
        assert entry.detail == {"entitled": 1, "winners": ["王** ***01"]}

    def test_the_staff_see_who_won(self, quiz, clock, client, editor):
        people = [
            an_employee(name="甲", employee_number="D0006", department=DepartmentFactory(code="a", name="装配车间")),
            an_employee(name="乙", employee_number="D0007"),
        ]
        for person in people:
            run(signed_in(person), quiz)
        self.draw(quiz, clock)
        people[1].delete()
        client.force_login(editor)
        response = client.get(reverse("quizzes_admin:figures", args=[quiz.pk]))
        assert "中奖名单" in response.text
        assert sorted(response.context["winners"]) == [("乙*", "***07", "–"), ("甲", "D0006", "装配车间")]

    def test_all_who_took_part_may_be_in_it(self, tree, clock):
        quiz = a_quiz(tree, prizes=5, prize_for="all")
        run(signed_in(an_employee()), quiz, right=0)
        # Time runs out for one who never handed in.
        begin(signed_in(an_employee()), quiz)
        drawn = self.draw(quiz, clock)
        assert len(drawn["winners"]) == drawn["entitled"] == 2

    def test_the_draw_stays_as_it_was(self, quiz, clock):
        lay_results(quiz, DepartmentFactory(), [20] * 20)
        first = self.draw(quiz, clock)
        assert first == self.draw(quiz, clock)

    def test_a_cancelled_quiz_has_no_winners(self, quiz, clock):
        run(signed_in(an_employee()), quiz)
        cancel_activity(page=quiz, actor=UserFactory(), cause="time")
        assert self.draw(quiz, clock) is None
        assert "不抽奖" in Client().get(f"{quiz.url}draw/").text

    def test_a_quiz_without_prizes_has_no_draw(self, tree, clock):
        quiz = a_quiz(tree, [(a_set(numbered(4)), 2, 5)])
        run(signed_in(an_employee()), quiz, right=2)
        assert self.draw(quiz, clock) is None
        assert Client().get(f"{quiz.url}draw/").status_code == 404
