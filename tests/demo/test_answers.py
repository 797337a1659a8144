"""The demo's answers about rights, as they are laid beside the other demo content."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Locale

from demo.answers import EVERYDAY, LAST_DAYS_AGO, add_answers, build_answer, choose_questions, read_answers
from demo.material import Material
from demo.stage import set_up_people
from demo.writing import Demo
from rights.answers.choices import ANSWER_LENGTH, ENGLISH_TIMES, WORDING_LENGTH
from rights.models import RightsAnswerPage
from unionsite.accounts.models import Department
from unionsite.core import mails

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(tree, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    people = set_up_people()
    english = Locale.objects.get(language_code="en")
    return Demo(home=tree.home, english=english, people=people, material=Material(uploader=people["editor"]))


def test_all_of_them_may_be_published(demo):
    answers = read_answers()
    assert len(answers) >= 40
    department = Department.objects.first()
    for row in answers:
        page = build_answer(demo, row, department)
        page.clean_fields(exclude=["path", "depth", "content_type"])
        assert page.publication_errors() == {}, row["key"]


def test_they_go_through_both_stages(demo, client):
    with_table = next(row for row in read_answers() if "numbers" in row and "calculator" in row)
    now = timezone.localtime()
    with mails.silence():
        add_answers(demo, [with_table], now=now)
    page = RightsAnswerPage.objects.get(locale=demo.home.locale)
    assert page.live
    assert page.first_published_at == now - timedelta(days=LAST_DAYS_AGO)
    html = client.get(page.url).content.decode()
    for text in (with_table["answer"], with_table["numbers"]["caption"], with_table["whom"], "综合管理部"):
        assert text in html
    html = client.get(f"/en{page.url}").content.decode()
    english = with_table["en"]
    for text in (*(english[name] for name in ("question", "answer", "whom", "step")), english["numbers"]["caption"]):
        assert text in html


def test_the_english_ones_may_be_published_too():
    for row in read_answers():
        english = row.get("en", {})
        assert len(english.get("step", "")) <= 30, row["key"]
        assert len(english.get("answer", "")) <= ANSWER_LENGTH * ENGLISH_TIMES, row["key"]
        assert all(len(one) <= WORDING_LENGTH * ENGLISH_TIMES for one in english.get("wordings", [])), row["key"]


def test_the_front_page_asks_what_is_asked_most(demo, client):
    rows = [row for row in read_answers() if row["key"] in EVERYDAY]
    with mails.silence():
        add_answers(demo, rows, now=timezone.localtime())
        choose_questions(demo)
    questions = client.get("/").context["front"].questions
    assert [question.url for question in questions] == [f"/rights/answers/{key}/" for key in EVERYDAY]
