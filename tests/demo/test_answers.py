"""The demo's answers about rights, as they are laid beside the other demo content."""

import pytest
from django.utils import timezone
from wagtail.models import Locale

from demo.answers import EVERYDAY, add_answers, build_answer, choose_questions, moments, read_answers
from demo.material import Material
from demo.stage import set_up_people
from demo.writing import Demo
from rights.answers.choices import ANSWER_LENGTH, ENGLISH_TIMES, WORDING_LENGTH, Situation
from rights.answers.rules import bare
from rights.models import RightsAnswerPage
from tests.starter.test_texts import articles_there
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
    assert [page.first_published_at] == moments(1, now)
    html = client.get(page.url).content.decode()
    for text in (with_table["answer"], with_table["numbers"]["caption"], with_table["whom"], "综合管理部"):
        assert text in html
    html = client.get(f"/en{page.url}").content.decode()
    english = with_table["en"]
    for text in (*(english[name] for name in ("question", "answer", "whom", "step")), english["numbers"]["caption"]):
        assert text in html


def test_they_are_published_in_their_order(demo):
    rows = read_answers()[:3]
    now = timezone.localtime()
    with mails.silence():
        add_answers(demo, [{**row, "en": None} for row in rows], now=now)
    days = RightsAnswerPage.objects.order_by("path").values_list("first_published_at", flat=True)
    assert list(days) == moments(3, now)


def languages(row: dict) -> list[dict]:
    return [row, row["en"]]


def test_there_are_enough_for_every_situation():
    rows = read_answers()
    assert len(rows) >= 80
    assert len({row["key"] for row in rows}) == len(rows)
    assert {row["situation"] for row in rows} == set(Situation.values)
    assert not [row["key"] for row in rows if len(row["wordings"]) < 20]


@pytest.mark.parametrize("language", [0, 1])
def test_no_wording_stands_at_two_answers_nor_says_the_same(language):
    owners: dict[str, set[str]] = {}
    for row in read_answers():
        texts = languages(row)[language]
        said = [bare(text) for text in (texts["question"], *texts["wordings"])]
        assert len(said) == len(set(said)), row["key"]
        for text in (texts["question"], *texts["wordings"]):
            owners.setdefault(bare(text), set()).add(row["key"])
    assert {sign: keys for sign, keys in owners.items() if len(keys) > 1} == {}


def test_the_english_ones_are_whole_and_may_be_published_too():
    for row in read_answers():
        english = row["en"]
        for name in ("question", "answer", "whom", "step", "edge"):
            assert bool(english.get(name)) == bool(row.get(name)), (row["key"], name)
            field = RightsAnswerPage._meta.get_field({"question": "title", "answer": "short_answer"}.get(name, name))
            assert len(english[name]) <= (field.max_length or ANSWER_LENGTH * ENGLISH_TIMES), (row["key"], name)
        assert len(english["wordings"]) >= 6, row["key"]
        assert all(len(one) <= WORDING_LENGTH * ENGLISH_TIMES for one in english["wordings"]), row["key"]
        shapes = [
            [len(table["headings"]), *map(len, table["rows"])] if (table := text.get("numbers")) else None
            for text in languages(row)
        ]
        assert shapes[0] == shapes[1], row["key"]


def test_the_cited_articles_exist():
    there = articles_there()
    for row in read_answers():
        cited = [(one["statute"], one["article"]) for one in row["citations"]]
        assert cited, row["key"]
        assert len(cited) == len(set(cited)), row["key"]
        assert set(cited) <= there, row["key"]


def test_the_front_page_asks_what_is_asked_most(demo, client):
    rows = [row for row in read_answers() if row["key"] in EVERYDAY]
    with mails.silence():
        add_answers(demo, rows, now=timezone.localtime())
        choose_questions(demo)
    questions = client.get("/").context["front"].questions
    assert [question.url for question in questions] == [f"/rights/answers/{key}/" for key in EVERYDAY]
