"""An attempt from start to result through the pages, and every way of cheating (S-5.2, T86)."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from interact.activities.joining import tend_activities
from interact.activities.models import Attempt, AttemptAnswer
from interact.models import Participation
from tests.clients import signed_in
from tests.factories import DepartmentFactory
from tests.interact.activities.planning import an_employee
from tests.interact.activities.quizzes.quizzing import a_quiz, a_set, answer, begin, numbered, right_place, run, single
from unionsite.core import generation

pytestmark = pytest.mark.django_db


@pytest.fixture
def quiz(tree, clock):
    return a_quiz(tree)


@pytest.fixture
def person(db):
    return an_employee()


@pytest.fixture
def client(person):
    return signed_in(person)


def later(clock, **span):
    clock.move_to(timezone.now() + timedelta(**span))


class TestTheWay:
    def test_the_start_page_tells_rules_and_attempts_left(self, quiz, client):
        text = client.get(quiz.url).text
        assert "每次4道题，限时10分钟，满分20分" in text
        assert "得分达到60%为合格" in text
        assert "您还可以答3次" in text
        assert "开始答题" in text

    def test_from_start_to_result(self, quiz, client, clock):
        address = begin(client, quiz)
        attempt = Attempt.objects.get()
        shown = client.get(f"{address}1/").text
        assert "第1题，共4题" in shown
        assert "10分0秒" in shown
        response = answer(client, address, 1, right_place(attempt, 1), go="2")
        assert response["Location"] == f"{address}2/"
        answer(client, address, 2, right_place(attempt, 2), go="3")
        response = answer(client, address, 3, (right_place(attempt, 3) + 1) % 3, go="submit")
        confirm = client.get(response["Location"]).text
        assert "还有1道题没有作答" in confirm
        assert "第4题" in confirm
        later(clock, seconds=90)
        client.post(f"{address}submit/")
        clock.move_to(quiz.closes_at)
        result = client.get(address).text
        assert "用时1分30秒" in result
        assert "未合格" in result
        assert result.count("答对</span>") == 2
        assert result.count("答错</span>") == 1
        assert result.count("未答</span>") == 1
        attempt.refresh_from_db()
        assert (attempt.score, attempt.most, attempt.seconds) == (10, 20, 90)

    def test_an_answer_is_saved_at_once_and_can_be_changed(self, quiz, client):
        address = begin(client, quiz)
        assert answer(client, address, 2, 0).status_code == 204
        assert answer(client, address, 2, 1).status_code == 204
        assert [row.given for row in AttemptAnswer.objects.all()] == [[1]]
        assert 'value="1" checked' in client.get(f"{address}2/").text

    def test_a_lost_connection_loses_nothing(self, quiz, client, person):
        address = begin(client, quiz)
        answer(client, address, 1, 0)
        again = signed_in(person)
        assert "继续答题" in again.get(quiz.url).text
        assert again.get(address)["Location"] == f"{address}2/"

    def test_a_second_start_goes_on_with_the_running_one(self, quiz, client):
        assert begin(client, quiz) == begin(client, quiz)
        assert Attempt.objects.count() == 1

    def test_questions_and_options_differ_but_come_from_the_set(self, tree, clock):
        quiz = a_quiz(tree, [(a_set(numbered(40)), 20, 1)])
        drawn = []
        for _number in range(2):
            begin(signed_in(an_employee()), quiz)
        for attempt in Attempt.objects.all():
            drawn.append([question["text"] for question in attempt.questions])
            assert len(set(drawn[-1])) == 20
            for question in attempt.questions:
                assert question["options"][question["right"][0]] == "对的"
        assert drawn[0] != drawn[1]

    def test_the_right_answer_never_reaches_the_browser_before(self, tree, clock, client):
        question = single("唯一的题", options="甲选\n乙选", right="B", explanation="因为解析如此")
        quiz = a_quiz(tree, [(a_set([question]), 1, 5)], attempts=1)
        address = begin(client, quiz)
        texts = [client.get(f"{address}1/").text, client.get(f"{address}submit/").text, client.get(quiz.url).text]
        assert not [text for text in texts if "因为解析如此" in text or "正确答案：" in text or "data-right" in text]
        client.post(f"{address}submit/")
        assert "因为解析如此" in client.get(address).text

    def test_all_kinds_are_asked_and_scored(self, tree, clock, client):
        questions = [
            single("多选", kind="multiple", options="甲\n乙\n丙", right="AC"),
            single("判断", kind="truth", options="", right="错"),
            single("填空", kind="fill", options="", right="工会法\n中华人民共和国工会法"),
        ]
        quiz = a_quiz(tree, [(a_set(questions), 3, 10)])
        address = begin(client, quiz)
        for position, question in enumerate(Attempt.objects.get().questions, start=1):
            assert question["text"] in client.get(f"{address}{position}/").text
            data = {"text": "《 工会法》。"} if question["kind"] == "fill" else {"given": question["right"]}
            assert client.post(f"{address}{position}/", {**data, "go": "stay"}).status_code == 204
        client.post(f"{address}submit/")
        assert Attempt.objects.get().score == 30

    def test_half_of_a_multiple_choice_counts_nothing(self, tree, clock, client):
        quiz = a_quiz(tree, [(a_set([single("多选", kind="multiple", right="AC")]), 1, 10)])
        address = begin(client, quiz)
        answer(client, address, 1, Attempt.objects.get().questions[0]["right"][:1])
        client.post(f"{address}submit/")
        assert Attempt.objects.get().score == 0

    def test_the_participation_is_noted_once(self, quiz, client):
        run(client, quiz)
        run(client, quiz)
        assert Participation.objects.of(quiz).count() == 1
        assert Attempt.objects.count() == 2


class TestTime:
    def test_answers_count_until_the_last_second_and_one_more(self, quiz, client, clock):
        address = begin(client, quiz)
        later(clock, minutes=10, seconds=1)
        assert answer(client, address, 1, 0).status_code == 204

    def test_t86_after_that_nothing_is_stored(self, quiz, client, clock):
        address = begin(client, quiz)
        later(clock, minutes=10, seconds=2)
        response = answer(client, address, 1, 0)
        assert response.status_code == 409
        assert "答题时间已到，这道题没有存上" in response.text
        assert not AttemptAnswer.objects.exists()

    def test_an_attempt_ends_when_the_quiz_closes(self, tree, clock, client):
        quiz = a_quiz(tree, closes_at=timezone.now() + timedelta(minutes=4))
        begin(client, quiz)
        assert Attempt.objects.get().ends_at == quiz.closes_at

    @pytest.mark.parametrize("way", ["look", "task", "page"])
    def test_what_is_saved_is_scored_when_time_is_over(self, quiz, client, clock, way):
        address = begin(client, quiz)
        answer(client, address, 1, right_place(Attempt.objects.get(), 1))
        later(clock, minutes=30)
        if way == "look":
            assert "已按存下的答案自动交卷" in client.get(address).text
        elif way == "page":
            assert "第1次：5分" in client.get(quiz.url).text
        else:
            tend_activities()
            tend_activities()
        attempt = Attempt.objects.get()
        assert (attempt.score, attempt.seconds, attempt.submitted_at) == (5, 600, attempt.ends_at)
        assert Participation.objects.count() == 1

    def test_a_new_start_after_the_time_scores_the_old_one(self, quiz, client, clock):
        first = begin(client, quiz)
        later(clock, minutes=11)
        assert begin(client, quiz) != first
        assert Attempt.objects.filter(submitted_at=None).count() == 1


class TestLimits:
    def test_no_more_attempts_than_planned(self, quiz, client):
        for _number in range(3):
            run(client, quiz)
        assert "您的答题次数已经用完" in client.get(quiz.url).text
        response = client.post(f"{quiz.url}start/")
        assert response.status_code == 409
        assert "您的答题次数已经用完" in response.text
        assert Attempt.objects.count() == 3

    def test_nor_in_a_day(self, tree, clock, client):
        quiz = a_quiz(tree, attempts_a_day=1)
        run(client, quiz)
        assert client.post(f"{quiz.url}start/").status_code == 409
        later(clock, days=1)
        assert client.post(f"{quiz.url}start/").status_code == 302

    def test_visitors_are_led_to_the_sign_in_and_back(self, quiz):
        response = Client().post(f"{quiz.url}start/")
        assert response.status_code == 302
        assert response["Location"] == f"/account/login/?next={quiz.url}"

    def test_others_than_those_invited_are_refused(self, tree, clock):
        department = DepartmentFactory(code="a", name="甲车间")
        page = a_quiz(tree, audience="list", audience_list=an_employee(department=department).employee_number)
        response = signed_in(an_employee()).post(f"{page.url}start/")
        assert response.status_code == 403
        assert "您不在其中" in response.text
        assert not Attempt.objects.exists()

    @pytest.mark.parametrize(("opens", "closes"), [(1, 2), (-2, -1)])
    def test_not_before_the_opening_nor_after_the_close(self, tree, clock, client, opens, closes):
        now = timezone.now()
        quiz = a_quiz(tree, opens_at=now + timedelta(days=opens), closes_at=now + timedelta(days=closes))
        assert "开始答题" not in client.get(quiz.url).text
        assert client.post(f"{quiz.url}start/").status_code == 409
        assert not Attempt.objects.exists()

    def test_a_set_that_was_taken_down_stops_starts_with_a_message(self, quiz, client):
        quiz.draws.first().question_set.unpublish()
        generation.bump()
        response = client.post(f"{quiz.url}start/")
        assert response.status_code == 409
        assert "题库正在调整" in response.text


class TestAbuse:
    """Nothing is stored, and the words say why (T86)."""

    def nothing_stored(self, response, status, words):
        assert response.status_code == status
        assert words in response.text
        assert not AttemptAnswer.objects.exists()

    @pytest.fixture
    def address(self, quiz, client):
        return begin(client, quiz)

    def test_t86_anothers_attempt_is_as_good_as_none(self, quiz, address):
        other = signed_in(an_employee())
        self.nothing_stored(answer(other, address, 1, 0), 404, "没有找到您的这份答卷")
        assert other.get(f"{address}1/").status_code == 404
        assert other.get(address).status_code == 404
        assert other.get(f"{address}submit/").status_code == 404
        assert other.post(f"{address}submit/").status_code == 404
        assert Attempt.objects.get().submitted_at is None

    def test_t86_so_is_one_that_there_is_not(self, quiz, client):
        self.nothing_stored(client.post(f"{quiz.url}attempt/{uuid.uuid4()}/1/", {"given": 0}), 404, "没有找到您的")

    def test_t86_nor_one_of_another_quiz(self, tree, quiz, address, client):
        other = a_quiz(tree, [(a_set(title="另一个"), 2, 5)])
        moved = address.replace(quiz.url, other.url)
        self.nothing_stored(answer(client, moved, 1, 0), 404, "没有找到您的这份答卷")

    @pytest.mark.parametrize("position", [0, 5, 999])
    def test_t86_a_question_that_is_not_in_it(self, address, client, position):
        self.nothing_stored(answer(client, address, position, 0), 404, "这份答卷里没有这道题")
        assert client.get(f"{address}{position}/").status_code == 404

    @pytest.mark.parametrize("given", [["3"], ["-1"], ["x"], ["9999"], ["0", "1"], ["0", "0"], ["１"], [""]])
    def test_t86_a_foreign_option(self, address, client, given):
        self.nothing_stored(answer(client, address, 1, given), 409, "不属于这道题")

    def test_t86_a_text_that_is_too_long(self, tree, clock, client):
        quiz = a_quiz(tree, [(a_set([single("填", kind="fill", options="", right="八")]), 1, 5)])
        response = client.post(f"{begin(client, quiz)}1/", {"text": "八" * 201})
        self.nothing_stored(response, 409, "不属于这道题")

    def test_t86_an_answer_after_handing_in(self, address, client):
        client.post(f"{address}submit/")
        self.nothing_stored(answer(client, address, 1, 0), 409, "已经交了，不能再改")
        assert client.get(f"{address}1/")["Location"] == address

    def test_t86_handing_in_again_changes_nothing(self, address, client, clock):
        client.post(f"{address}submit/")
        before = Attempt.objects.values().get()
        later(clock, minutes=3)
        client.post(f"{address}submit/")
        assert Attempt.objects.values().get() == before

    def test_t86_visitors_reach_nothing(self, address, quiz):
        for path in (address, f"{address}1/", f"{address}submit/", f"{quiz.url}certificate/"):
            assert Client().get(path)["Location"].startswith("/account/login/?next=/interact/")
        assert Client().post(f"{address}1/", {"given": 0}).status_code == 302
        assert not AttemptAnswer.objects.exists()
