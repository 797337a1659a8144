"""The demo's questionnaires and the answers that they already have."""

import random
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from demo.writing import Demo, publish
from interact.models import QuestionnairePage
from interact.questionnaires.choices import FieldType
from interact.questionnaires.services import create_questionnaire, may_take_part, record_answer
from starter.blocks import rich_text
from unionsite.accounts.models import User

# How many answers the questionnaires have, in the order in which they are made.
ANSWERS = (86, 143, 217, 58)


def add_questionnaire(demo: Demo, piece: dict[str, Any]) -> None:
    now = timezone.localtime()
    chance = random.Random(piece["key"])  # noqa: S311  (the same demo everywhere, no secret)
    opened = now.replace(hour=9, minute=chance.randrange(60), second=0, microsecond=0) + timedelta(
        days=piece["opens_in_days"]
    )
    closed = now.replace(hour=17, minute=30, second=0, microsecond=0) + timedelta(days=piece["closes_in_days"])
    page = create_questionnaire(
        parent=demo.home.get_children().get(slug="interact").specific,
        title=piece["title"],
        slug=piece["key"],
        summary=piece["summary"],
        intro=rich_text(piece["intro"]),
        thanks=rich_text(piece["thanks"]),
        opens_at=opened,
        closes_at=closed,
        fields=piece["fields"],
        one_each=piece.get("one_each", False),
        shows_results=piece.get("shows_results", False),
        result_note=rich_text(piece.get("result", "")),
    )
    publish(demo, page, opened)
    add_answers(demo, page, opened, min(now, closed))


def add_answers(demo: Demo, page: QuestionnairePage, first: datetime, last: datetime) -> None:
    """Record invented answers, spread over the time the questionnaire has been open; texts and files stay empty."""
    chance = random.Random(page.slug)  # noqa: S311  (the same demo everywhere, no secret)
    number = ANSWERS[demo.material.used["answers"] % len(ANSWERS)]
    demo.material.used["answers"] += 1
    # With one answer each: everybody except the employee's account, with which visitors try it out.
    people: list[User | None] = [
        person for name, person in demo.people.items() if name != "employee" and may_take_part(person)
    ]
    senders = people if page.one_each else [None] * number
    number = len(senders)
    for index, sender in enumerate(senders):
        data: dict[str, Any] = {}
        for question in page.question_list:
            choices = question.choice_list
            if question.field_type == FieldType.CHECKBOXES:
                data[question.clean_name] = sorted(chance.sample(choices, min(len(choices), chance.randint(1, 3))))
            elif choices:
                # Earlier choices are chosen more often, so that the statistics look like opinions.
                data[question.clean_name] = chance.choices(choices, weights=range(len(choices) + 1, 1, -1))[0]
            elif question.field_type == FieldType.NUMBER:
                data[question.clean_name] = chance.randint(1, 10)
        when = first + (last - first) * (index + 0.5) / number
        record_answer(page=page, data=data, when=when, person=sender)
