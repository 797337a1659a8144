"""The page's own rules, what is frozen, previews, states, and what everything costs (S-5.2, S-5.4)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import inline_formset

from interact.activities.models import Attempt, QuestionSet, QuizDraw, QuizPage
from interact.activities.plans.queries import submission_faults
from tests.clients import signed_in
from tests.editing import errors_of, is_submitted, submit
from tests.factories import DepartmentFactory
from tests.interact.activities.planning import activity_section, an_employee
from tests.interact.activities.quizzes.quizzing import a_quiz, a_set, begin, numbered, run
from tests.interact.activities.quizzes.test_places import lay_results
from tests.releasing import publish, translate
from unionsite.core import generation

pytestmark = pytest.mark.django_db


@pytest.fixture
def quiz(tree, clock):
    return a_quiz(tree)


class TestPlan:
    def faults(self, tree, draws, **fields):
        page = QuizPage(
            title="竞赛",
            slug="q",
            opens_at=timezone.now(),
            closes_at=timezone.now() + timedelta(days=1),
            locale=tree.interact.locale,
            **fields,
        )
        page.draws = [QuizDraw(question_set=one, number=number, points=points) for one, number, points in draws]
        return page.publication_errors()

    def test_a_set_must_have_enough_published_questions(self, tree, clock):
        one = a_set(numbered(6))
        assert "审核发布的题目有6道，不够抽7道" in str(self.faults(tree, [(one, 7, 5)])["__all__"])
        assert "__all__" not in self.faults(tree, [(one, 6, 5)])

    def test_a_draft_does_not_count(self, tree, clock):
        draft = QuestionSet(title="草稿", live=False)
        draft.questions = numbered(6)
        draft.save()
        assert "有0道，不够抽1道" in str(self.faults(tree, [(draft, 1, 5)])["__all__"])

    def test_other_faults(self, tree, clock):
        one = a_set(numbered(6))
        assert "请至少选择一个题库" in str(self.faults(tree, [])["__all__"])
        assert "同一个题库选了两次" in str(self.faults(tree, [(one, 1, 5), (one, 2, 5)])["__all__"])
        other = a_set(numbered(60), title="另一个")
        assert "一次最多100道题" in str(self.faults(tree, [(one, 100, 5), (other, 1, 1)])["__all__"])
        assert "要登录参加" in str(self.faults(tree, [(one, 1, 5)], audience="public")["audience"])

    @pytest.mark.parametrize("change", [{"minutes": 99}, {"attempts": 9}, {"prizes": 7}])
    def test_rules_are_frozen_once_it_is_open(self, quiz, change):
        for name, value in change.items():
            setattr(quiz, name, value)
        assert list(submission_faults(quiz)) == list(change)

    def test_so_are_the_draws(self, quiz):
        quiz.draws = [QuizDraw(question_set=quiz.draws.first().question_set, number=1, points=5)]
        assert list(submission_faults(quiz)) == ["draws"]

    def test_the_summary_is_published_afterwards(self, quiz, clock):
        clock.move_to(quiz.closes_at + timedelta(hours=1))
        quiz.conclusion = "<p>大家答得好。</p>"
        publish(quiz)
        assert "大家答得好" in Client().get(quiz.url).text

    def test_an_editor_opens_the_form_of_a_new_and_of_an_open_quiz(self, quiz, client, editor, tree):
        client.force_login(editor)
        assert (
            "从哪些题库抽题"
            in client.get(
                reverse("wagtailadmin_pages:add", args=["activities", "quizpage", activity_section(tree).pk])
            ).text
        )
        text = client.get(reverse("wagtailadmin_pages:edit", args=[quiz.pk])).text
        assert reverse("quizzes_admin:results", args=[quiz.pk]) in text

    @pytest.mark.parametrize("mode", ["open", "closed"])
    def test_previews_show_either_state(self, quiz, client, editor, mode):
        client.force_login(editor)
        request = client.get(quiz.url).wsgi_request
        response = quiz.make_preview_request(request, mode)
        assert response.status_code == 200
        assert ("答题" in response.content.decode()) or mode == "closed"

    def test_the_english_alias_leads_through_the_same_attempt(self, quiz, tree):
        alias = translate(quiz, locale=tree.en.locale, texts={"劳动法知识竞赛": "Labour law quiz"})
        client = signed_in(an_employee())
        address = begin(client, alias)
        assert address.startswith("/en/interact/")
        assert client.get(f"{address}1/").status_code == 200
        assert Attempt.objects.of(quiz).count() == 1


class TestStaff:
    @pytest.fixture
    def results(self, quiz):
        for right, name in ((4, "高分"), (1, "低分")):
            run(signed_in(an_employee(name=name, employee_number=f"={name}")), quiz, right=right)
        return quiz

    def test_results_and_their_file(self, results, client, editor):
        client.force_login(editor)
        text = client.get(reverse("quizzes_admin:results", args=[results.pk])).text
        assert text.index("高分") < text.index("低分")
        assert "20/20" in text
        response = client.get(reverse("quizzes_admin:results_export", args=[results.pk]), {"format": "csv"})
        assert "'=高分" in response.content.decode("utf-8-sig")
        response = client.get(reverse("quizzes_admin:results_export", args=[results.pk]), {"format": "xlsx"})
        assert response.content.startswith(b"PK")
        assert client.get(reverse("quizzes_admin:results_results", args=[results.pk])).status_code == 200

    def test_figures(self, results, client, editor):
        client.force_login(editor)
        response = client.get(reverse("quizzes_admin:figures", args=[results.pk]))
        figures = response.context["figures"]
        assert tuple(figures[name] for name in ("people", "passed", "attempts", "mean")) == (2, 1, 2, 62.5)
        assert figures["bars"][2] == ("20–29%", 1, 50.0)
        assert figures["bars"][9] == ("90–100%", 1, 50.0)
        assert sum(number for _text, number, _share in figures["hardest"]) == 8
        assert "最难的题" in response.text

    def test_a_quiz_without_attempts_has_no_figures_yet(self, quiz, client, editor):
        client.force_login(editor)
        assert "还没有人交卷" in client.get(reverse("quizzes_admin:figures", args=[quiz.pk])).text

    def test_without_the_right_nobody_sees_them(self, results):
        client = signed_in(an_employee())
        for name in ("results", "figures", "results_export"):
            assert client.get(reverse(f"quizzes_admin:{name}", args=[results.pk])).status_code in (302, 403)


class TestCost:
    """Literal numbers of queries, however many people there are."""

    @pytest.fixture
    def person(self, db):
        return an_employee(department=DepartmentFactory(code="a", name="甲车间"))

    def counted(self, django_assert_num_queries, number, ask):
        ask()
        generation.forget_parts()
        with django_assert_num_queries(number):
            ask()

    def test_the_page_with_everything_on_it(self, tree, clock, person, django_assert_num_queries):
        quiz = a_quiz(tree, prizes=1)
        client = signed_in(person)
        run(client, quiz)
        begin(client, quiz)
        self.counted(django_assert_num_queries, 14, lambda: client.get(quiz.url))

    def test_a_start_and_an_answer(self, quiz, person, django_assert_num_queries):
        begin(signed_in(an_employee()), quiz)
        client = signed_in(person)
        # Four of them are savepoints, which there are in tests alone, of an answer two.
        with django_assert_num_queries(14):
            address = begin(client, quiz)
        with django_assert_num_queries(9):
            client.post(f"{address}1/", {"given": "0", "go": "stay"})
        self.counted(django_assert_num_queries, 7, lambda: client.get(f"{address}1/"))

    @pytest.mark.parametrize("people", [6, 3000])
    def test_the_ranking(self, quiz, person, django_assert_num_queries, people):
        lay_results(quiz, person.department, [number % 21 for number in range(people)])
        client = signed_in(person)
        self.counted(django_assert_num_queries, 10, lambda: client.get(f"{quiz.url}ranking/"))

    @pytest.mark.parametrize("people", [2, 60])
    def test_the_staffs_screens(self, quiz, person, client, editor, django_assert_num_queries, people):
        lay_results(quiz, person.department, [number % 21 for number in range(people)])
        client.force_login(editor)
        for name, number in (("results", 18), ("figures", 19)):
            address = reverse(f"quizzes_admin:{name}", args=[quiz.pk])
            self.counted(django_assert_num_queries, number, lambda address=address: client.get(address))


class TestForm:
    """The plan as an editor fills it in."""

    @pytest.fixture
    def draft(self, tree, clock, editor):
        now = timezone.now()
        opens_at, closes_at = now + timedelta(days=1), now + timedelta(days=2)
        return a_quiz(tree, opens_at=opens_at, closes_at=closes_at, in_charge=editor)

    def send(self, client, page, draw, **changes):
        """With the one row of the draws changed."""
        row = dict(zip(("question_set", "number", "points"), (draw[0].pk, *draw[1:]), strict=True))
        rows = [{"id": page.draws.get().pk, **row}]
        formsets = {"draws": inline_formset(rows, initial=1), "audience_departments": inline_formset([])}
        return submit(client, page, **{"prizes": "0", **formsets, **changes})

    def test_a_plan_is_submitted(self, draft, client, editor):
        client.force_login(editor)
        one = a_set(numbered(9), title="安全生产")
        response = self.send(client, draft, (one, 9, 2), minutes=15)
        assert response.status_code == 302, errors_of(response)
        version = QuizPage.objects.get(pk=draft.pk).get_latest_revision_as_object()
        assert (version.minutes, version.question_count, version.most) == (15, 9, 18)
        assert is_submitted(draft)

    def test_faults_are_told_and_what_was_typed_stays(self, draft, client, editor):
        client.force_login(editor)
        one = a_set(numbered(3), title="安全生产")
        response = self.send(client, draft, (one, 4, 2), minutes="0", pass_percent=101, least_sample=2)
        errors = errors_of(response)
        assert {"minutes", "pass_percent", "least_sample"} <= set(errors)
        assert 'value="101"' in response.text
        response = self.send(client, draft, (one, 4, 2))
        assert "审核发布的题目有3道，不够抽4道" in str(errors_of(response)["__all__"])

    def test_draws_are_not_changed_after_the_opening(self, draft, client, editor, clock):
        clock.move_to(draft.opens_at + timedelta(hours=1))
        client.force_login(editor)
        before = draft.draw_list
        page = client.get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).text
        assert "下面的方案不能再改" in page
        assert 'name="minutes"' not in page
        response = self.send(client, draft, (a_set(numbered(9), title="安全生产"), 9, 2), minutes=99)
        assert response.status_code == 302, errors_of(response)
        version = QuizPage.objects.get(pk=draft.pk).get_latest_revision_as_object()
        assert (version.draw_list, version.minutes) == (before, draft.minutes)
