"""The demo's question sets, its quiz, and the attempts that it already has."""

import random
from datetime import datetime, timedelta
from typing import Any

from demo.writing import Demo, pass_review, publish
from interact.activities.models import QuestionSet, QuizDraw, QuizPage
from interact.activities.plans.queries import barrier_for
from interact.activities.quizzes.choices import QuestionKind
from interact.activities.quizzes.services import hand_in, save_answer, start_attempt
from starter.blocks import rich_text
from starter.pages import build
from starter.texts import Text, all_texts
from unionsite.core.models import PiecePage

INTRO = "竞赛面向全体职工，内容是劳动合同、工会组织和安全生产的法律知识，都出自法规库里的条文。"
RULES = "- 每次从两个题库随机抽题，限时作答。\n- 一共可以答三次，取最好的一次。\n- 成绩合格的可以打印证书，并参加抽奖。"


def add_quiz(demo: Demo, now: datetime, publicity: PiecePage) -> QuizPage:
    """Lay two reviewed sets and a quiz that is running, with some attempts; `publicity` has been public for long
    enough that it could open three days ago. The account "employee" has no attempt, so that visitors can try it."""
    sets = [_add_set(demo, text) for text in all_texts() if text.part == "question_sets"]
    section = demo.home.get_children().get(slug="interact").get_children().get(slug="activities").specific
    opens_at = (now - timedelta(days=3)).replace(hour=9, minute=0, second=0, microsecond=0)
    page = QuizPage(
        title="职工劳动法律和安全生产知识竞赛",
        slug="law-quiz",
        summary="二十道题，二十分钟，从审核过的题库随机抽取；合格的可以打印证书，参加抽奖。",
        intro=rich_text(INTRO),
        rules_text=rich_text(RULES),
        opens_at=opens_at,
        closes_at=opens_at + timedelta(days=10, hours=9),
        publicity=publicity,
        in_charge=demo.people["editor"],
        prizes=5,
        locale=demo.home.locale,
        owner=demo.people["editor"],
        live=False,
    )
    page.draws = [QuizDraw(question_set=one, number=10, points=5, sort_order=order) for order, one in enumerate(sets)]
    section.add_child(instance=page)
    publish(demo, page, opens_at - timedelta(days=1))
    page = QuizPage.objects.get(pk=page.pk)
    _add_attempts(demo, page, opens_at + timedelta(hours=1))
    return page


def _add_set(demo: Demo, text: Text) -> QuestionSet:
    one = build(text, demo.material.articles, {})
    one.save()
    one.save_revision(user=demo.people["editor"])
    pass_review(demo, one)
    return one


def _add_attempts(demo: Demo, page: QuizPage, first: datetime) -> None:
    """Have everybody else who may take part answer once, some better and some worse."""
    chance = random.Random(page.slug)  # noqa: S311  (a demo, no secret)
    people = [person for name, person in demo.people.items() if name != "employee"]
    invited = [person for person in people if barrier_for(page, person, first) is None]
    for number, person in enumerate(invited):
        when, skill = first + timedelta(hours=3 * number), chance.uniform(0.45, 0.98)
        attempt = start_attempt(quiz=page, person=person, now=when)
        for position, question in enumerate(attempt.questions, start=1):
            given = question["right"] if chance.random() < skill else _wrong(question)
            given = given[:1] if question["kind"] == QuestionKind.FILL else given
            save_answer(
                activity=page.translation_key,
                key=attempt.pk,
                person=person,
                position=position,
                read=lambda _kind, given=given: given,
                now=when + timedelta(seconds=20 * position),
            )
        end = when + timedelta(seconds=chance.randint(420, 1100))
        hand_in(activity=page.translation_key, key=attempt.pk, person=person, now=end)


def _wrong(question: dict[str, Any]) -> list:
    if question["kind"] == QuestionKind.FILL:
        return ["不清楚"]
    return [next(place for place in range(len(question["options"])) if [place] != question["right"])]
