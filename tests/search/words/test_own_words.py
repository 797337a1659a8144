"""What somebody typed goes on counting beside what the lists explain it by: expansions add, they never replace."""

import json
import tomllib
from pathlib import Path

import pytest

import demo
from search.analysis.dictionary import Dictionary
from search.analysis.lexicon import shipped
from search.analysis.query import parse
from tests.factories import AnswerPageFactory, CasePageFactory, InterpretationPageFactory
from tests.releasing import publish

pytestmark = pytest.mark.django_db
CONTENT = Path(demo.__file__).parent
PROBATION = "新职工必看：试用期的长短、工资和解除条件"
OVERTIME = "2025年法定节日增至13天，加班工资怎么算"
ANSWER = "周六加班后安排了补休，还发加班费吗"


@pytest.fixture(scope="module")
def dictionary():
    return Dictionary(shipped())


def test_every_phrase_of_the_shipped_list_keeps_its_own_words(dictionary):
    """Not the line of one phrase: the rule, over all some 1,500 lines."""
    explained = {term for entry in shipped().synonyms if entry.targets for term in entry.terms}
    seen = 0
    for phrase in explained:
        own = dictionary.own_words(phrase)
        looked_for = {term.text for group in parse(phrase, dictionary).groups for term in group.alternatives}
        assert phrase in looked_for
        assert set(own) <= looked_for
        seen += bool(own)
    assert seen > 1000


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("加班费怎么算", {"加班费", "加班工资"}),
        ("加班费标准", {"加班费", "加班工资"}),
        ("试用期多久", {"试用期"}),
        ("会费怎么交", {"会费"}),
        ("产假多少天", {"产假"}),
    ],
)
def test_words_of_everyday_questions_count(dictionary, typed, words):
    query = parse(typed, dictionary)
    assert words <= {term.text for group in query.groups for term in group.alternatives}


def test_a_term_proper_is_not_taken_apart(dictionary):
    assert dictionary.own_words("未休年休假工资") == [] or "未休年休假工资" not in dictionary.terms
    assert dictionary.own_words("试用期") == []


def pieces(name: str) -> dict[str, dict]:
    return {row["title"]: row for row in tomllib.loads((CONTENT / name).read_text("utf-8"))["pieces"]}


def body_of(piece: dict) -> str:
    texts = [block["text"] for block in piece["body"] if block["type"] == "paragraph"]
    return json.dumps([{"type": "paragraph", "value": f"<p>{text}</p>", "id": str(n)} for n, text in enumerate(texts)])


@pytest.fixture
def demo(tree, add_statute):
    """Pieces and answer of the demo site among articles and cases of court that are full of the same words."""
    from interact.models import AnswerIndexPage

    rights = pieces("content/rights.toml")
    for title in (PROBATION, OVERTIME):
        row = rights[title]
        page = InterpretationPageFactory(parent=tree.rights, title=title, summary=row["summary"], body=body_of(row))
        publish(page)
    cases = tomllib.loads((CONTENT / "cases.toml").read_text("utf-8"))["cases"]
    asked = next(case for case in cases if case["subject"] == ANSWER)
    index = AnswerIndexPage.objects.child_of(tree.interact).get()
    reply = next(step["words"] for step in asked["steps"] if step["do"] == "reply")
    publish(AnswerPageFactory(parent=index, title=ANSWER, question=asked["text"], reply=f"<p>{reply}</p>"))
    publish(CasePageFactory(parent=tree.rights, title="班车晚点怎么办"))
    add_statute("劳动法", {44: "支付不低于工资的百分之一百五十的工资报酬。", 21: "试用期最长不得超过六个月。"})
    add_statute("劳动合同法", {19: "试用期不得超过一个月。试用期最长不得超过六个月。", 85: "安排加班不支付加班费的。"})
    for number in range(8):
        add_statute(
            f"劳动者与用人单位订立第{number}种放弃加班费协议，能否主张加班费",
            {1: "加班费。用人单位应当支付加班费。劳动者主张加班费的，应当支持。"},
            category="case",
        )


@pytest.mark.parametrize("typed", ["加班费怎么算", "加班费标准", "加班工资怎么算", "加班费", "加班费多少"])
def test_the_sites_own_pieces_on_overtime_are_at_the_top(demo, titles, typed):
    found = titles(typed)
    assert {OVERTIME, ANSWER} <= set(found[:5])


@pytest.mark.parametrize("typed", ["试用期多久", "试用期多长", "试用期几个月", "试用期"])
def test_the_piece_on_probation_is_found(demo, titles, typed):
    assert PROBATION in titles(typed)[:5]


def test_cases_step_back_behind_other_answers(demo, titles):
    found = titles("加班费")
    first = [title.startswith("《劳动者与用人单位") for title in found]
    assert sum(first[:5]) < 4
    assert sum(first) > 4
